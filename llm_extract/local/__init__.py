"""The embedded model: finds or fetches its weights and runs its server."""

from __future__ import annotations

from .server import CONTEXT_TOKENS, Address, LocalServer, serve_foreground
from .weights import EMBEDDED_NAME, QWEN, Progress, Weights, model_file, model_name, models_folder

__all__ = [
    "CONTEXT_TOKENS",
    "EMBEDDED_NAME",
    "QWEN",
    "Address",
    "LocalServer",
    "Progress",
    "Weights",
    "model_file",
    "model_name",
    "models_folder",
    "serve_foreground",
]
