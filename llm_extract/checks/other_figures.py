"""Whether the words of a claim's figure stand around another figure of the source."""

from __future__ import annotations

from llm_extract.records import Finding

from .comparison import Comparison
from .in_turn import row_of
from .matching import Candidate, Candidates
from .rate_concepts import of_other_concept
from .rate_subjects import of_other_subject
from .readings import Reading
from .sort_labels import of_other_sort
from .stated import Stated
from .tellings import finding, is_small_word

_ROW = 3


def told_of_other(
    pair: Comparison, claim: Stated, best: Candidate, others: Candidates
) -> Finding | None:
    """A finding where the claim tells of what the source tells another figure of."""
    if is_small_word(claim.quantity) or claim.whole or _is_in_row(pair.claim, claim):
        return None
    binding = pair.known.binding
    other = (
        binding.better(pair.claim, claim, pair.places_of_source, best, others)
        or of_other_sort(binding, pair.claim, claim, best, others)
        or of_other_subject(pair.claim, claim, best, others)
        or of_other_concept(pair.claim, claim, best, others)
    )
    if other is None:
        return None
    meant, words = other.candidate.source.quantity, ", ".join(sorted(other.words))
    message = (
        f"The source gives {best.source.quantity.surface} for something else; "
        f"with {words} it has {meant.surface}."
    )
    return finding(claim, "value_mismatch", message, meant)


def _is_in_row(claim: Reading, stated: Stated) -> bool:
    """Whether an English figure is one of a row, whose words stand before the first."""
    if claim.lang == "zh":
        return False
    first, last = row_of(claim.text, claim.amounts, claim.index_of(stated))
    return last - first + 1 >= _ROW
