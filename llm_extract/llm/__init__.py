"""The one real model: a client of OpenAI-compatible servers, its retries and its error table.

Importing this package costs most of a second, so nothing imports it at start-up.
"""

from __future__ import annotations

from .batch_endpoint import BatchEndpoint, ServerBatch
from .batched_model import FindReply, batched_model, known_way
from .client import LONGEST_WAIT, OPENAI_URL, TRIES, OpenAIModel, RetryWait, new_http_client
from .failures import may_pass
from .server_facts import find_profile

__all__ = [
    "LONGEST_WAIT",
    "OPENAI_URL",
    "TRIES",
    "BatchEndpoint",
    "FindReply",
    "OpenAIModel",
    "RetryWait",
    "ServerBatch",
    "batched_model",
    "find_profile",
    "known_way",
    "may_pass",
    "new_http_client",
]
