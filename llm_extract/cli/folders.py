"""Where the command line keeps things on this computer."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """The folder of kept answers: LLM_EXTRACT_CACHE, else in the user's cache folder."""
    given = os.environ.get("LLM_EXTRACT_CACHE")
    if given:
        return Path(given)
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "llm-extract" / "answers"
