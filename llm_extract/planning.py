"""Which facts a summary tells: grouped into sentences, the most wanted first, within the limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from .checks import SourceIndex
from .composing import Group, told_status, write_english
from .conflicts import Conflict, conflict_chinese, conflict_english
from .figure_words import figure_english
from .groups import groups_of, weights_of, worth_of
from .labels import Label
from .quantities import quantities_of
from .records import Lang
from .source_words import clauses_of, write_chinese
from .sums import MissedSum, missed_chinese, missed_english

LIMITS: dict[Lang, int] = {"zh": 150, "en": 110}
"""How long a summary may be: Chinese characters, English words."""
_MAX_GROUPS, _MAX_OFFERED = 5, 12
_LEAD_WEIGHT = 9
_EARLY, _DONE, _MAIN, _LEAST = 3.0, 20.0, 25.0, 0.1
_YEAR = len("2022")
_DULL, _KEENNESS = 7.0, 1.5
_PAIR = 2
_NUMBER = re.compile(r"[\d,.]+|\b(?:one|two|three|four|five|six|seven|eight|nine)\b")


@dataclass(frozen=True)
class Telling:
    """One planned sentence: the facts it states in each language, and its wording by rule.

    The Chinese one keeps whole clauses of the source, so it may state a figure more.
    """

    groups: dict[Lang, Group]
    words: dict[Lang, str]
    is_dispute: bool = False
    """Whether it tells what the article contradicts; no model rewrites that."""
    plainer: Telling | None = None
    """The same with fewer figures, for where the checker objects to this one."""

    @property
    def first(self) -> Label:
        """The fact that opens it."""
        return self.groups["en"].first

    @cached_property
    def sizes(self) -> dict[Lang, int]:
        """How much room it takes: Chinese characters and English words."""
        return {lang: length(words, lang) for lang, words in self.words.items()}

    @property
    def key(self) -> str:
        """What tells it from the other sentences of its summary."""
        return self.first.quantity.id


def plan(
    source: SourceIndex,
    text: str,
    labels: list[Label],
    main_region: str | None,
    conflicts: list[Conflict],
    missed: Sequence[MissedSum] = (),
) -> list[Telling]:
    """The sentences worth telling, the lead first, within the length limits of both languages.

    What the article contradicts is told with both values or not at all; a total that its parts do
    not make is told with them, too; what the checker finds
    wrong in the wording by rule is not told.
    """
    doubtful = {one.quantity.id for c in conflicts for one in (c.one, c.other)}
    unsettled = [one for one in missed if one.whole.quantity.id not in doubtful]
    undisputed = [one for one in labels if one.quantity.id not in doubtful]
    disputes: list[Telling] = []
    for dispute in (*_disputes(conflicts), *map(_unmet, unsettled)):
        if _fits([*disputes, dispute]):
            disputes.append(dispute)
    ranked = sorted(groups_of(text, undisputed), key=lambda g: -worth_of(text, g, main_region))
    offered = [
        (worth_of(text, group, main_region), telling)
        for group in ranked[:_MAX_OFFERED]
        if (telling := telling_of(text, group, labels)) is not None
    ]
    best = _best_sound(source, offered, disputes, main_region)
    latest = max((t.first.period or "" for _, t in offered), default="")[:_YEAR]
    chosen = sorted(best, key=lambda t: -_as_lead(text, t, main_region, latest))
    return [*chosen[:1], *sorted(chosen[1:], key=lambda t: t.first.quantity.start), *disputes]


def _best_sound(
    source: SourceIndex,
    offered: list[tuple[float, Telling]],
    disputes: list[Telling],
    main_region: str | None,
) -> list[Telling]:
    """The best set of sentences of which the checker finds none wrong."""
    while True:
        chosen = _best(offered, disputes, main_region)
        wrong = [telling for telling in chosen if not is_sound(source, telling.words)]
        if not wrong:
            return chosen
        offered = [
            (worth, kept)
            for worth, telling in offered
            if (kept := telling.plainer if any(telling is one for one in wrong) else telling)
        ]


def is_sound(source: SourceIndex, words: dict[Lang, str]) -> bool:
    """Whether the checker finds nothing wrong in a sentence of either language."""
    return all(source.check(told, lang).ok for lang, told in words.items())


def _leads(telling: Telling, main_region: str | None) -> bool:
    """Whether a sentence tells a main figure of what the whole article is about."""
    group = telling.groups["en"]
    return group.region == main_region and weights_of(group)[:1] >= [_LEAD_WEIGHT]


def _as_lead(text: str, telling: Telling, main_region: str | None, latest: str) -> float:
    """How well a sentence leads: with what was done, of weight, and told early; 0 where it cannot.

    What is only aimed at leads where nothing done does, and what is of a year before the `latest`
    where nothing of that year does.
    """
    group = telling.groups["en"]
    first = group.first.indicator
    opens = first is not None and first.weight >= _LEAD_WEIGHT and not group.first.is_part
    if not (opens and _leads(telling, main_region)):
        return 0.0
    early = _EARLY * (1 - group.first.quantity.start / max(1, len(text)))
    done = _DONE if group.status == "actual" else 0.0
    period, of_season = group.first.period or "", "季" in (group.first.when or "")
    is_past = bool(period) and period[:_YEAR] < latest and not of_season
    return max(worth_of(text, group, main_region) + early + done - _DONE * is_past, _LEAST)


def _best(
    offered: list[tuple[float, Telling]], disputes: list[Telling], main_region: str | None
) -> list[Telling]:
    """The sentences that together are wanted most and fit, the most wanted of them first.

    One good sentence outweighs two dull ones, and the main figure is among them where it can be.
    """
    best: tuple[float, tuple[Telling, ...]] = (0.0, ())
    main = next((t for _, t in offered if _leads(t, main_region)), None)
    for size in range(1, _MAX_GROUPS + 1):
        for some in combinations(offered, size):
            score = sum(max(0.0, worth - _DULL) ** _KEENNESS for worth, _ in some)
            tellings = tuple(telling for _, telling in some)
            score += _MAIN if main is not None and any(main is one for one in tellings) else 0.0
            fits = score > best[0] and _fits([*tellings, *disputes])
            if fits and not _repeats(tellings):
                best = score, tellings
    return list(best[1])


def _fits(tellings: list[Telling]) -> bool:
    """Whether all sentences together keep within both limits."""
    return all(sum(t.sizes[lang] for t in tellings) <= limit for lang, limit in LIMITS.items())


def _repeats(tellings: tuple[Telling, ...]) -> bool:
    """Whether a sentence says mostly what another one says."""
    told: set[tuple[object, ...]] = set()
    for telling in tellings:
        labels = telling.groups["en"].labels
        keys = {(one.region, one.quantity.value, one.quantity.unit) for one in labels}
        if 2 * len(keys & told) > len(keys):
            return True
        told |= keys
    return False


def _disputes(conflicts: list[Conflict]) -> list[Telling]:
    """One sentence for each place whose totals the article tells in two ways."""
    tellings: list[Telling] = []
    places = dict.fromkeys(c.one.region for c in conflicts)
    for region in places:
        mine = [c for c in conflicts if c.one.region == region]
        one, other = [c.one for c in mine], [c.other for c in mine]
        if one[0].quantity.kind != "count":
            continue
        group = Group((*one, *other), (None,) * (len(one) + len(other)))
        words: dict[Lang, str] = {
            "zh": conflict_chinese(region or "", one, other),
            "en": conflict_english(region or "", one, other),
        }
        tellings.append(Telling({"zh": group, "en": group}, words, is_dispute=True))
    return tellings


def _unmet(missed: MissedSum) -> Telling:
    """The sentence that tells a total with the parts that do not make it."""
    labels = (missed.whole, *missed.parts)
    group = Group(labels, (None,) * len(labels))
    words: dict[Lang, str] = {"zh": missed_chinese(missed), "en": missed_english(missed)}
    return Telling({"zh": group, "en": group}, words, is_dispute=True)


def length(words: str, lang: Lang) -> int:
    """Characters of a Chinese text, words of an English one."""
    return len(words) if lang == "zh" else len(words.split())


def telling_of(text: str, group: Group, labels: list[Label]) -> Telling | None:
    """The group in both languages, with plainer ways to tell less of it.

    None where its clauses hold figures of another place.
    """
    told: Telling | None = None
    for size in range(1, len(group.labels) + 1):
        some = Group(group.labels[:size], group.limits[:size], group.subject)
        longer = _telling(text, some, labels)
        if longer is not None:
            told = replace(longer, plainer=told)
        elif size == len(group.labels):
            return None
    return told


def _telling(text: str, group: Group, labels: list[Label]) -> Telling | None:
    spans = clauses_of(text, group)
    inside = [
        one
        for one in labels
        if any(s.start <= one.quantity.start and one.quantity.end <= s.end for s in spans)
    ]
    if sum(_count_amounts(s.cut(text)) for s in spans) != len(inside):
        return None
    if any(one.region != group.region for one in inside):
        return None
    whole = Group(tuple(inside), (None,) * len(inside))
    if told_status(inside[0].status) != group.status or _is_dull(group):
        return None
    return Telling(
        {"zh": whole, "en": group}, {"zh": write_chinese(text, whole), "en": write_english(group)}
    )


def _count_amounts(words: str) -> int:
    return sum(q.is_amount for q in quantities_of(words))


def _is_dull(group: Group) -> bool:
    """Whether a sentence would tell two figures in the same words: 12 projects and 16 projects."""
    sums = [
        one.indicator.code
        for one in group.labels
        if one.quantity.kind == "money" and one.indicator is not None and one.is_part
    ]
    if len(set(sums)) < len(sums):
        return True
    counts = [
        (one, limit, one.indicator.code)
        for one, limit in zip(group.labels, group.limits, strict=True)
        if one.quantity.kind == "count" and one.indicator is not None and not one.is_part
    ]
    if len(counts) < _PAIR:
        return False
    told = (f"{code} {figure_english(one, limit)}" for one, limit, code in counts)
    nouns = {_NUMBER.sub("", words) for words in told}
    return len(nouns) < len(counts)
