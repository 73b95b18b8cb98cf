"""What part a figure plays: a value, a bound or size class of what is counted, a difference."""

from __future__ import annotations

from .cues import cue
from .numerals import chinese_digits
from .records import Quantity, Role
from .sentences import Sentence


def role_of(text: str, quantity: Quantity, sentence: Sentence) -> Role:
    """The part a figure plays in its sentence."""
    before = text[max(sentence.span.start, quantity.start - 12) : quantity.start]
    if cue("frequency").search(before):
        return "frequency"
    if quantity.kind in ("count", "money", "measure") and cue("difference").search(before):
        return "change"
    if quantity.kind == "money":
        return _role_of_money(quantity, before, text[quantity.end : sentence.span.end][:20])
    is_lead = quantity.kind == "percentage_point" and cue("change").search(before)
    return "change" if is_lead or (quantity.kind == "percent" and "超时序" in before) else "value"


def _role_of_money(quantity: Quantity, before: str, after: str) -> Role:
    """Thresholds and size classes describe what is counted; they are no sums of their own."""
    if cue("threshold").search(after):
        return "threshold"
    if cue("threshold_count").search(before) or cue("threshold_group").match(after):
        return "threshold"
    if cue("threshold_before").search(before) and cue("threshold_noun").search(after):
        return "threshold"
    if quantity.value_high is not None and cue("threshold_noun").search(after):
        return "threshold"
    bare = not any(c.isdigit() or c in chinese_digits() for c in quantity.surface)
    if quantity.surface.endswith("级") or bare:
        return "threshold" if quantity.surface == "亿元" else "scale_class"
    return "value"
