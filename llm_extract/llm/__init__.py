"""The one real model: a client of OpenAI-compatible servers, its retries and its error table.

Importing this package costs most of a second, so nothing imports it at start-up.
"""

from __future__ import annotations

from .client import LONGEST_WAIT, OPENAI_URL, TRIES, OpenAIModel, RetryWait, new_http_client
from .server_facts import find_profile

__all__ = [
    "LONGEST_WAIT",
    "OPENAI_URL",
    "TRIES",
    "OpenAIModel",
    "RetryWait",
    "find_profile",
    "new_http_client",
]
