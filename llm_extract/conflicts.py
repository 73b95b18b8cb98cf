"""Where an article contradicts itself: the same figure of the same place told with two values."""

from __future__ import annotations

from dataclasses import dataclass

from .composing import total_phrase
from .labels import Label
from .phrases import cue
from .records import Finding
from .sentences import clause_around


@dataclass(frozen=True)
class Conflict:
    """Two labels that should tell the same value and do not."""

    one: Label
    other: Label

    def finding(self) -> Finding:
        """The conflict as a finding, pointing at the second place."""
        first, second = self.one.quantity, self.other.quantity
        return Finding(
            verdict="source_conflict",
            severity="warning",
            message=(
                f"The article gives {self.one.region} {self.one.phrase} as {first.surface} "
                f"and later as {second.surface}."
            ),
            claim=second.surface,
            claim_span=second.span,
            source_span=first.span,
            expected=first.surface,
        )


def find_conflicts(text: str, labels: list[Label]) -> list[Conflict]:
    """Pairs of totals with the same place, indicator and words, and different values.

    Figures of one event, of a part, of a size class or of another period are no totals.
    """
    firsts: dict[tuple[object, ...], Label] = {}
    found: list[Conflict] = []
    for one in labels:
        if not _is_total(text, one):
            continue
        key = (one.region, one.indicator.code if one.indicator else "", total_phrase(one.phrase))
        first = firsts.setdefault(key, one)
        same_time = first.when is None or one.when is None or first.when == one.when
        if first.quantity.value != one.quantity.value and same_time:
            found.append(Conflict(first, one))
    return found


def _is_total(text: str, label: Label) -> bool:
    if label.indicator is None or label.status != "actual" or label.role != "value":
        return False
    if label.is_part or label.quantity.kind not in ("count", "money") or label.indicator.weight < 8:  # noqa: PLR2004
        return False
    clause = clause_around(text, label.quantity.span, label.sentence.span).cut(text)
    return not cue("one_event").search(clause) and not cue("one_event").search(label.phrase)
