"""Checks of quotations and claims against their source: pure functions that return findings."""

from .claims import CheckReport, SourceIndex, check_source, check_text
from .quotes import QuoteMatch, locate_quote

__all__ = ["CheckReport", "QuoteMatch", "SourceIndex", "check_source", "check_text", "locate_quote"]
