"""Whether figures put down to other places are noticed: python benchmarks/owners.py [--misses].

Claims are made from the answers of tests/corpus, in Chinese and English: each core figure is told
of its own place, and of every other place the answers of its article know. Figures that several
places share are left out. The articles were used to make the rules, but not these claims.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from checker import share

from llm_extract.checks import SourceIndex
from llm_extract.gazetteer import gazetteer
from llm_extract.names import place_english
from llm_extract.quantities import find_quantities
from llm_extract.reading import read_article
from llm_extract.records import Lang
from llm_extract.render import render

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
OWN, BESIDE, WITHIN, AROUND = "its own place", "one beside it", "one within it", "one around it"
NOTICED = {"misattributed", "value_mismatch"}


@dataclass(frozen=True)
class Claim:
    """A figure told of a place, and what that is to the figure's own."""

    text: str
    lang: Lang
    told_of: str


def claims(answers: dict[str, Any]) -> Iterator[Claim]:
    """What can be claimed of the core figures of an article."""
    owners = defaultdict(set)
    for figure in answers["quantities"]:
        owners[figure["value"], figure["unit"]].add(figure["region"])
    core = [q for q in answers["quantities"] if (q["role"], q["salience"]) == ("value", "core")]
    places = [p for p in dict.fromkeys(q["region"] for q in core) if _is_single(p)]
    for figure in core:
        if figure["region"] in places and len(owners[figure["value"], figure["unit"]]) == 1:
            for place in places:
                yield from told(figure, place)


def told(figure: dict[str, Any], place: str) -> Iterator[Claim]:
    """A figure told of a place in Chinese; sums and rates in English, too."""
    told_of = relation(place, figure["region"])
    yield Claim(f"{place}{figure['indicator_zh']}为{figure['surface']}。", "zh", told_of)
    found = find_quantities(figure["surface"])
    if len(found) == 1 and found[0].kind in ("money", "percent"):
        name = place_english(place).split(",")[0]
        yield Claim(f"{name} recorded a figure of {render(found[0], 'en')}.", "en", told_of)


def relation(place: str, owner: str) -> str:
    """What a place is to the owner of a figure."""
    if place == owner:
        return OWN
    if place in around(owner):
        return AROUND
    return WITHIN if owner in around(place) else BESIDE


@cache
def around(place: str) -> frozenset[str]:
    """The places a place lies in, by its full name (漯河市临颍县) and by the gazetteer."""
    heads = {place[:end] for end in range(2, len(place))}
    named = {head for head in heads if gazetteer().places(head)}
    above = {name for found in gazetteer().places(place) for name in found.parents}
    return frozenset(named | above)


def _is_single(place: str | None) -> bool:
    return place is not None and not any(sign in place for sign in "、和及全")


def main() -> None:
    """Check all claims and print how many were flagged, by language and relation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print every claim judged wrongly")
    asked = parser.parse_args()
    flagged: Counter[tuple[str, str]] = Counter()
    number: Counter[tuple[str, str]] = Counter()
    for path in sorted((CORPUS / "gold").glob("*.json")):
        answers = json.loads(path.read_text(encoding="utf-8"))
        source = SourceIndex.of(read_article(CORPUS / "articles" / answers["seed"]))
        for claim in claims(answers):
            errors = {
                f.verdict for f in source.check(claim.text, claim.lang).findings
                if f.severity == "error"
            }  # fmt: skip
            number[claim.lang, claim.told_of] += 1
            flagged[claim.lang, claim.told_of] += bool(errors & NOTICED)
            if asked.misses and (claim.told_of == OWN) == bool(errors & NOTICED):
                print(f"{answers['seed']}  {claim.text} ({claim.told_of})")
    print("figures flagged when told of")
    for told_of in (OWN, BESIDE, WITHIN, AROUND):
        row = {lang: share(flagged[lang, told_of], number[lang, told_of]) for lang in ("zh", "en")}
        print(f"{told_of:<16}  zh {row['zh']:>20}   en {row['en']:>20}")


if __name__ == "__main__":
    main()
