"""Whether figures told wrongly are noticed: python benchmarks/mistold.py [--misses].

Claims are made from the answers of tests/corpus: each core figure is told as it is, and then of
every other place its article knows, of every other indicator of its place, status and period, and
as a target if it is a result or the other way round. What several places or indicators share is
left out. The articles were used to make the rules, and these claims to find where they fail; no
claim was written by hand.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from checker import share

from llm_extract.checks import SourceIndex
from llm_extract.gazetteer import gazetteer
from llm_extract.names import place_english
from llm_extract.quantities import find_quantities
from llm_extract.reading import read_article
from llm_extract.records import Lang, Verdict
from llm_extract.render import render

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
OWN, BESIDE, WITHIN, AROUND = "its own place", "one beside it", "one within it", "one around it"
AS_IT_IS, OTHER = "as it is told", "of another indicator"
AS_TARGET, AS_RESULT = "as a target, though a result", "as a result, though a target"
RIGHT = (OWN, AS_IT_IS)
NOTICED: dict[str, set[Verdict]] = {
    OTHER: {"misattributed", "value_mismatch", "status_mismatch"},
    AS_TARGET: {"status_mismatch"},
    AS_RESULT: {"status_mismatch"},
}
"""The findings that count; for places and what is told rightly, whose a figure or what it is."""
OF = {"actual": "为", "target": "的目标为", "planned": "计划为"}
BOUNDS = {
    "at_least": "不少于", "over": "超过", "nearly": "近", "about": "约", "at_most": "不超过",
}  # fmt: skip
GOAL_WORDS = ("目标", "任务", "计划", "比例")


class Claim(NamedTuple):
    """A figure told in one way, and what is wrong with that."""

    text: str
    lang: Lang
    told: str


def claims(answers: dict[str, Any]) -> Iterator[Claim]:
    """What can be claimed of the core figures of an article."""
    owners = defaultdict(set)
    for figure in answers["quantities"]:
        owners[figure["value"], figure["unit"]].add(figure["region"])
    told = [q for q in answers["quantities"] if (q["role"], q["salience"]) == ("value", "core")]
    places = [p for p in dict.fromkeys(q["region"] for q in told) if _is_single(p)]
    core = [q for q in told if q["region"] in places]
    for figure in core:
        if len(owners[figure["value"], figure["unit"]]) == 1:
            for place in places:
                yield from of_place(figure, place)
    number = Counter((q["value"], q["unit"]) for q in core)
    for figure in core:
        if number[figure["value"], figure["unit"]] == 1:
            yield from of_indicators(figure, core)
            yield from of_status(figure)


def of_place(figure: dict[str, Any], place: str) -> Iterator[Claim]:
    """A figure told of a place in Chinese; sums and rates in English, too."""
    told = relation(place, figure["region"])
    yield Claim(f"{place}{figure['indicator_zh']}为{figure['surface']}。", "zh", told)
    found = find_quantities(figure["surface"])
    if len(found) == 1 and found[0].kind in ("money", "percent"):
        name = place_english(place).split(",")[0]
        yield Claim(f"{name} recorded a figure of {render(found[0], 'en')}.", "en", told)


def of_indicators(figure: dict[str, Any], core: list[dict[str, Any]]) -> Iterator[Claim]:
    """A figure told of what it is, and of what others of its kind are."""
    own, words = figure["indicator_zh"], OF.get(figure["status"], "为") + bounded(figure)
    yield Claim(f"{figure['region']}{own}{words}。", "zh", AS_IT_IS)
    like = ("region", "status", "period", "unit")
    others = (q for q in core if all(q.get(name) == figure.get(name) for name in like))
    for name in {q["indicator_zh"] for q in others if q["value"] != figure["value"]}:
        if name not in own and own not in name:
            yield Claim(f"{figure['region']}{name}{words}。", "zh", OTHER)


def of_status(figure: dict[str, Any]) -> Iterator[Claim]:
    """A result told as a target, or a target as a result."""
    name = f"{figure['region']}{figure['indicator_zh']}"
    if any(word in name for word in GOAL_WORDS):
        return
    if figure["status"] == "actual":
        yield Claim(f"{name}目标是{bounded(figure)}。", "zh", AS_TARGET)
    elif figure["status"] == "target":
        yield Claim(f"{name}已达{bounded(figure)}。", "zh", AS_RESULT)


def bounded(figure: dict[str, Any]) -> str:
    """A figure as it stands in its article, with the bound that stands apart from it."""
    surface: str = figure["surface"]
    if any(sign in surface for sign in "余多近约超上"):
        return surface
    return BOUNDS.get(figure.get("qualifier", ""), "") + surface


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
    """Check all claims and print how many were flagged, by language and what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print every claim judged wrongly")
    asked = parser.parse_args()
    flagged: Counter[tuple[str, str]] = Counter()
    number: Counter[tuple[str, str]] = Counter()
    for path in sorted((CORPUS / "gold").glob("*.json")):
        answers = json.loads(path.read_text(encoding="utf-8"))
        source = SourceIndex.of(read_article(CORPUS / "articles" / answers["seed"]))
        for claim in claims(answers):
            findings = source.check(claim.text, claim.lang).findings
            errors = {f.verdict for f in findings if f.severity == "error"}
            noticed = bool(errors & NOTICED.get(claim.told, {"misattributed", "value_mismatch"}))
            number[claim.lang, claim.told] += 1
            flagged[claim.lang, claim.told] += noticed
            if asked.misses and (claim.told in RIGHT) == noticed:
                print(f"{answers['seed']}  {claim.text} ({claim.told})")
    print(f"{'figures flagged when told of':<30}")
    for told in (OWN, BESIDE, WITHIN, AROUND, AS_IT_IS, OTHER, AS_TARGET, AS_RESULT):
        row = {lang: share(flagged[lang, told], number[lang, told]) for lang in ("zh", "en")}
        english = f"   en {row['en']:>20}" if number["en", told] else ""
        print(f"{told:<30} zh {row['zh']:>20}{english}")


if __name__ == "__main__":
    main()
