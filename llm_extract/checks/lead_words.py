"""The words right before a figure, by which a claim tells it of something else than its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from llm_extract.records import Finding

from .comparison import Comparison
from .matching import Candidate, Candidates
from .stated import Stated
from .tellings import finding

_LEAST, _MOST = 5, 9
_LEAST_RATE = 4
_TAIL = 3
_WHOLE = {
    "zh": re.compile("总(?:投资|规模|金额|面积|产能|额)?$"),
    "en": re.compile(r"\b(?:total|overall|altogether|in all)\b"),
}
_PART = re.compile("(?:首期|一期|首批|先期|起步区)(?:规模|投资|资金|面积|计划投资)?$")
_PART_TOLD = {
    "zh": re.compile("首期|一期|首批|先期|起步|第一"),
    "en": re.compile(r"\b(?:first|initial|phase|start-up|opening|account\w*)\b", re.IGNORECASE),
}
_AROUND = 40
_OF_PLACE = re.compile("^[\u3400-\u9fff]{0,5}[省市县区州旗](?![内外级场直属])")


@dataclass
class LeadWords:
    """Compares the words before the figures of a claim with those before the source's."""

    pair: Comparison

    def check(self, claim: Stated, best: Candidate, others: Candidates) -> Finding | None:
        """A finding where the claim's words lead to another figure of the source."""
        return self._part_as_whole(claim, best) or self._led_elsewhere(claim, best, others)

    def _part_as_whole(self, claim: Stated, best: Candidate) -> Finding | None:
        """The first part of something told as the whole: 首期20亿元 as 总规模20亿元."""
        lang, figure = self.pair.claim.lang, best.source.quantity
        if not _PART.search(best.source.lead):
            return None
        if not _WHOLE[lang].search(self._near(claim)) or _PART_TOLD[lang].search(self._near(claim)):
            return None
        message = f"The claim gives {claim.quantity.surface} as the whole; it is the first part."
        return finding(claim, "misattributed", message, figure)

    def _near(self, claim: Stated) -> str:
        if self.pair.claim.lang == "zh":
            return claim.lead
        return self.pair.around(claim, _AROUND)

    def _led_elsewhere(self, claim: Stated, best: Candidate, others: Candidates) -> Finding | None:
        """The words stand in the source right before figures of other values only."""
        if self.pair.claim.lang != "zh" or self.pair.source.lang != "zh":
            return None
        words = _OF_PLACE.sub("", claim.lead[-_MOST:])
        least = _LEAST_RATE if claim.quantity.kind == "percent" else _LEAST
        if len(words) < least:
            return None
        source = self.pair.source
        alike = [s for s in source.stated if s.lead.endswith(words)]
        if any(s.quantity.value == claim.quantity.value for s in alike):
            return None
        if claim.of_size or self._is_split(words, best):
            return None
        rivals = [c for c in others.of_unit(alike) if c.place in ("same", best.place)]
        if not rivals or best.place == "other":
            return None
        meant = rivals[0].source.quantity
        message = f"After “{words}” the source has {meant.surface}, not {claim.quantity.surface}."
        return finding(claim, "value_mismatch", message, meant)

    def _is_split(self, words: str, best: Candidate) -> bool:
        """Whether the source tells the first words earlier in the sentence, the last right here."""
        lead, source = best.source.lead, self.pair.source
        pairs = zip(reversed(lead), reversed(words), strict=False)
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        sentence = source.outline.sentence(best.source.sentence)
        before = source.text[sentence.start : best.source.quantity.start]
        return common >= _TAIL and words[:-common] in before
