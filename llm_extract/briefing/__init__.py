"""A run's results as something to send on: HTML, Markdown or Word, every figure footnoted."""

from __future__ import annotations

from .contents import Choices, Language, briefing_of
from .selection import Grouping
from .writing import write_briefing

__all__ = ["Choices", "Grouping", "Language", "briefing_of", "write_briefing"]
