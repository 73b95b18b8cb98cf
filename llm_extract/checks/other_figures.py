"""Whether the words of a claim's figure stand around another figure of the source."""

from __future__ import annotations

from llm_extract.records import Finding

from .comparison import Comparison
from .matching import Candidate, Candidates
from .rate_subjects import of_other_subject
from .sort_labels import of_other_sort
from .stated import Stated
from .tellings import finding, is_small_word


def told_of_other(
    pair: Comparison, claim: Stated, best: Candidate, others: Candidates
) -> Finding | None:
    """A finding where the claim tells of what the source tells another figure of."""
    if is_small_word(claim.quantity) or claim.whole:
        return None
    binding = pair.known.binding
    other = (
        binding.better(pair.claim, claim, pair.places_of_source, best, others)
        or of_other_sort(binding, pair.claim, claim, best, others)
        or of_other_subject(pair.claim, claim, best, others)
    )
    if other is None:
        return None
    meant, words = other.candidate.source.quantity, ", ".join(sorted(other.words))
    message = (
        f"The source gives {best.source.quantity.surface} for something else; "
        f"with {words} it has {meant.surface}."
    )
    return finding(claim, "value_mismatch", message, meant)
