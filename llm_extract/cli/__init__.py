"""The command line: parse, call, print, exit code.

Exit codes: 0 all well, 1 findings or failed articles, 2 misuse, 130 interrupted.
"""

from __future__ import annotations

from .app import main

__all__ = ["main"]
