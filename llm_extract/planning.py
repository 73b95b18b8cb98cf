"""Which facts a summary tells: grouped into sentences, the most wanted first, within the limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from .checks import SourceIndex
from .composing import (
    Group,
    attaches,
    clauses_of,
    figure_english,
    told_status,
    write_chinese,
    write_english,
)
from .conflicts import Conflict, conflict_chinese, conflict_english
from .labels import Label
from .phrases import cue
from .quantities import find_quantities
from .records import Lang
from .sentences import clause_around

LIMITS: dict[Lang, int] = {"zh": 150, "en": 110}
"""How long a summary may be: Chinese characters, English words."""
_MAX_GROUPS, _MAX_FACTS, _MAX_OFFERED = 5, 4, 12
_MIN_WEIGHT, _MIN_LEAD_WEIGHT = 3, 5
"""What a figure must be worth to be told at all, and to have a sentence."""
_LEAD_WEIGHT = 9
_NEAR = 8
_MIN_WORDS = 2
_DULL, _KEENNESS = 7.0, 1.5


@dataclass(frozen=True)
class Telling:
    """One planned sentence: the facts it states in each language, and its wording by rule.

    The Chinese one keeps whole clauses of the source, so it may state a figure more.
    """

    groups: dict[Lang, Group]
    words: dict[Lang, str]
    is_dispute: bool = False
    """Whether it tells what the article contradicts; no model rewrites that."""

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
) -> list[Telling]:
    """The sentences worth telling, the lead first, within the length limits of both languages.

    What the article contradicts is told with both values or not at all; what the checker finds
    wrong in the wording by rule is not told.
    """
    doubtful = {one.quantity.id for c in conflicts for one in (c.one, c.other)}
    undisputed = [one for one in labels if one.quantity.id not in doubtful]
    disputes: list[Telling] = []
    for dispute in _disputes(conflicts):
        if _fits([*disputes, dispute]):
            disputes.append(dispute)
    ranked = sorted(groups_of(text, undisputed), key=lambda g: -worth_of(text, g, main_region))
    offered = [
        (worth_of(text, group, main_region), telling)
        for group in ranked[:_MAX_OFFERED]
        if (telling := telling_of(text, group, labels)) is not None
    ]
    best = _best_sound(source, offered, disputes)
    chosen = sorted(best, key=lambda t: not _leads(t, main_region))
    return [*chosen[:1], *sorted(chosen[1:], key=lambda t: t.first.quantity.start), *disputes]


def _best_sound(
    source: SourceIndex,
    offered: list[tuple[float, Telling]],
    disputes: list[Telling],
) -> list[Telling]:
    """The best set of sentences of which the checker finds none wrong."""
    while True:
        chosen = _best(offered, disputes)
        wrong = [telling for telling in chosen if not is_sound(source, telling.words)]
        if not wrong:
            return chosen
        offered = [pair for pair in offered if all(pair[1] is not one for one in wrong)]


def is_sound(source: SourceIndex, words: dict[Lang, str]) -> bool:
    """Whether the checker finds nothing wrong in a sentence of either language."""
    return all(source.check(told, lang).ok for lang, told in words.items())


def _leads(telling: Telling, main_region: str | None) -> bool:
    """Whether a sentence tells a main figure of what the whole article is about."""
    group = telling.groups["en"]
    return group.region == main_region and _weights(group)[:1] >= [_LEAD_WEIGHT]


def _best(offered: list[tuple[float, Telling]], disputes: list[Telling]) -> list[Telling]:
    """The sentences that together are wanted most and fit, the most wanted of them first.

    One good sentence outweighs two dull ones.
    """
    best: tuple[float, tuple[Telling, ...]] = (0.0, ())
    for size in range(1, _MAX_GROUPS + 1):
        for some in combinations(offered, size):
            score = sum(max(0.0, worth - _DULL) ** _KEENNESS for worth, _ in some)
            tellings = tuple(telling for _, telling in some)
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


def length(words: str, lang: Lang) -> int:
    """Characters of a Chinese text, words of an English one."""
    return len(words) if lang == "zh" else len(words.split())


def telling_of(text: str, group: Group, labels: list[Label]) -> Telling | None:
    """The group in both languages; None where its clauses hold figures of another place."""
    spans = clauses_of(text, group)
    inside = [one for one in labels if any(s.covers(one.quantity.span) for s in spans)]
    amounts = [q for s in spans for q in find_quantities(s.cut(text)) if q.is_amount]
    if len(amounts) != len(inside):
        return None
    if any(one.region != group.region for one in inside):
        return None
    whole = Group(tuple(inside), (None,) * len(inside))
    if told_status(inside[0].status) != group.status or _is_dull(group):
        return None
    return Telling(
        {"zh": whole, "en": group}, {"zh": write_chinese(text, whole), "en": write_english(group)}
    )


def _is_dull(group: Group) -> bool:
    """Whether a sentence would tell two counts in the same words: 12 projects and 16 projects."""
    nouns = [
        re.sub(r"[\d,.]+|\b(?:one|two|three|four|five|six|seven|eight|nine)\b", "", words)
        for one, limit in zip(group.labels, group.limits, strict=True)
        if one.quantity.kind == "count" and one.indicator is not None and not one.is_part
        for words in [f"{one.indicator.code} {figure_english(one, limit)}"]
    ]
    return len(set(nouns)) < len(nouns)


def groups_of(text: str, labels: list[Label]) -> list[Group]:
    """Facts of one sentence, place and state together, each with the class that limits it."""
    found: dict[tuple[object, ...], list[tuple[Label, Label | None]]] = {}
    last_key: tuple[object, ...] | None = None
    counted: Label | None = None
    for before, one, after in zip([None, *labels], labels, [*labels[1:], None], strict=False):
        if one.quantity.kind == "count":
            counted = one
        if not _is_worthtelling_of(text, one) or (one.inherits and not _is_told(counted, found)):
            continue
        subject = one.indicator.subject if one.indicator else ""
        key: tuple[object, ...] = (one.sentence.span, one.region, told_status(one.status), subject)
        follows = one.inherits or one.role == "change"
        if follows and _is_tied(one) and last_key is not None and last_key[:2] == key[:2]:
            key = last_key
        last_key = key
        found.setdefault(key, []).append((one, _limit(before, one, after)))
    groups = [_group(members) for members in found.values() if _opens(members[0][0])]
    return [group for group in groups if _weights(group)[:1] >= [_MIN_LEAD_WEIGHT]]


def _is_tied(label: Label) -> bool:
    """Whether its words tie a figure to the one before it, rather than open a sentence."""
    return label.indicator is not None and bool(label.indicator.attach)


def _is_told(
    label: Label | None, found: dict[tuple[object, ...], list[tuple[Label, Label | None]]]
) -> bool:
    """Whether a count is told, so that the sum that belongs to it can be."""
    return label is None or any(label is one for told in found.values() for one, _ in told)


def _limit(before: Label | None, one: Label, after: Label | None) -> Label | None:
    """The size class of what is counted: 10亿元以上项目8个, 三个百亿级大单."""
    if before and before.role == "threshold":
        gap = one.quantity.start - before.quantity.end
        if 0 <= gap <= _NEAR:
            return before
    if before and before.role == "scale_class" and before.sentence == one.sentence:
        gap = one.quantity.start - before.quantity.end
        if 0 < gap <= _NEAR:
            return before
    if after and after.role == "scale_class" and after.quantity.start == one.quantity.end:
        return after
    return None


def _is_worthtelling_of(text: str, label: Label) -> bool:
    row = label.indicator
    if row is None or label.role not in ("value", "change") or not label.region:
        return False
    if cue("general").search(label.phrase) or cue("not_told").search(label.phrase):
        return False
    if label.quantity.kind == "count" and not _says_what(text, label):
        return False
    before = text[label.sentence.span.start : label.quantity.start]
    if cue("of_one_thing").search(before) or cue("negated").search(before):
        return False
    if cue("named_figure").search(before) or _is_step(text, label):
        return False
    if row.subject == "figure" and (label.quantity.value or 0) < 0:
        return False
    if label.role == "change" and label.quantity.kind in ("count", "money", "measure"):
        return False
    return row.weight >= _MIN_WEIGHT and bool(row.did or row.attach)


def _is_step(text: str, label: Label) -> bool:
    """Whether a figure is an end of a change: 由116个增加到138个."""
    quantity = label.quantity
    around = text[max(0, quantity.start - 6) : quantity.start], text[quantity.end :][:6]
    return bool(cue("step_before").search(around[0]) or cue("goes_to").match(around[1]))


def _says_what(text: str, label: Label) -> bool:
    """Whether the clause of a count says what is counted, not only where: 洪湖市8个."""
    clause = clause_around(text, label.quantity.span, label.sentence.span).cut(text)
    region = label.region or ""
    tails = (region[at:] for at in range(len(region) - 1))
    place = next((tail for tail in tails if tail in clause), "")
    rest = clause.replace(label.quantity.surface, "").replace(place, "")
    return len(re.findall(r"[一-龥]", rest)) > _MIN_WORDS


def _opens(label: Label) -> bool:
    """Whether a sentence can begin with it; a planned sum says nothing by itself."""
    row = label.indicator
    is_bare = label.status == "planned" and row is not None and row.code == "total_investment"
    return row is not None and bool(row.did) and not is_bare


def _group(members: list[tuple[Label, Label | None]]) -> Group:
    """The weightiest members, in the order of the source.

    A figure that is only told of another one goes where that one is not told.
    """
    wanted = sorted(members, key=lambda m: -(m[0].indicator.weight if m[0].indicator else 0))
    kept: list[tuple[Label, Label | None]] = []
    for one, limit in members:
        if (one, limit) not in wanted[:_MAX_FACTS]:
            continue
        if _opens(one) or (kept and attaches(one, kept[-1][0])):
            kept.append((one, limit))
    return Group(tuple(a for a, _ in kept), tuple(b for _, b in kept))


def _weights(group: Group) -> list[int]:
    return sorted((one.indicator.weight for one in group.labels if one.indicator), reverse=True)


def worth_of(text: str, group: Group, main_region: str | None) -> float:
    """How much a reader wants it: for its facts, place and state, and for how early it comes."""
    weights = _weights(group)
    score = weights[0] + 0.4 * sum(weights[1:3])
    score += 2 if group.region == main_region else 0
    score += {"actual": 3, "target": 1}.get(group.status, 0)
    score += 2 * (1 - group.first.quantity.start / max(1, len(text)))
    return score - sum(len(span) for span in clauses_of(text, group)) / 30
