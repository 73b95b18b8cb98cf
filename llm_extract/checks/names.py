"""Checking the names in an English claim: places the source does not have, words left Chinese."""

from __future__ import annotations

import re
from functools import cache

from llm_extract.gazetteer import gazetteer, stem_of
from llm_extract.glossary import cached, given
from llm_extract.knowledge import table
from llm_extract.records import Finding, Lang
from llm_extract.romanise import reading_of
from llm_extract.text import Span

from .named_places import Named
from .places import Places
from .readings import Reading
from .romanised import Romanised, cut_syllables, plain_letters

_MOST_GIVEN = 2
_GIVEN = re.compile(r" [A-Z][a-z]+(?:['’][a-z]+)?(?![A-Za-z])")
_FIRM_REACH = 14
_NAME_ONLY = re.compile("[\u3400-\u9fff（）()]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"(?<![A-Za-z'’])[A-Z][a-z]+(?:['’][aeo][a-z]*)?(?![A-Za-z])")


def check_untranslated(claim: str) -> list[Finding]:
    """A finding for every run of Chinese characters in an English claim."""
    return [
        Finding(
            verdict="untranslated",
            severity="error",
            message=f"“{match[0]}” is left in Chinese.",
            claim=match[0],
            claim_span=Span(*match.span()),
        )
        for match in _HAN.finditer(claim)
    ]


def check_names(claim: Reading, known: Romanised) -> list[Finding]:
    """A finding for every name in pinyin that nothing in the Chinese source reads like.

    Places, people (surname first) and firms; other capitalised words are not looked at.
    """
    findings, named = _check_own(claim.text, "en", known.text)
    named += _known_firms(claim.text, known.text)
    words = list(_WORD.finditer(claim.text))
    for match in words:
        if any(span.covers(Span(*match.span())) for span in named):
            continue
        if _is_person(match, claim.text):
            given = _GIVEN.match(claim.text, match.end())
            name = match[0] + (given[0] if given else "")
            if given and not known.has(name) and not known.may_read(name):
                findings.append(_unknown(name, match.start()))
        elif (_is_place(match, claim.text) or _is_firm(match, claim.text)) and not (
            match[0] in _english_abroad() or known.has(match[0]) or known.may_read(match[0])
        ):
            findings.append(_unknown(match[0], match.start()))
    return findings


def _known_firms(claim: str, source: str) -> list[Span]:
    """Where a claim names companies by the English of the table, which the source names too."""
    rows: dict[str, str] = table("glossary")["companies"]
    told = {en for zh, en in rows.items() if en in claim and zh in source}
    return [Span(m.start(), m.end()) for en in told for m in re.finditer(re.escape(en), claim)]


def check_chinese_names(claim: Reading, places: Places, known: Romanised) -> list[Finding]:
    """A finding for every place or office-holder of a Chinese claim that the source lacks."""
    own, known_spans = _check_own(claim.text, "zh", known.text)
    strangers = [
        _unknown(place.surface, place.span.start)
        for place in places.named
        if place.level in ("province", "city", "county") and not known.names_place(place)
    ]
    strangers += [
        _unknown(place.surface, place.span.start)
        for place in places.named
        if place.level == "zone" and not _has_city(place, known)
    ]
    people = [m for m in _office_holder().finditer(claim.text) if m["name"] not in known.text]
    people += [m for m in _trader().finditer(claim.text) if _is_namesake(m["name"], known.text)]
    firms = [m for m in _firm().finditer(claim.text) if not _has_firm(m, places, known.text)]
    named = [_unknown(match["name"], match.start("name")) for match in (*people, *firms)]
    others = [f for f in (*strangers, *named) if not _lies_in(f, known_spans)]
    return own + others


def _lies_in(finding: Finding, spans: list[Span]) -> bool:
    told = finding.claim_span
    return told is not None and any(span.overlaps(told) for span in spans)


def _check_own(claim: str, lang: Lang, source: str) -> tuple[list[Finding], list[Span]]:
    """What is wrong with the names of the user's glossary in a claim, and where they stand.

    A person or firm the source does not name is wrong. Other entries the source lacks are left
    to the rules for names that nobody gave.
    """
    findings: list[Finding] = []
    spans: list[Span] = []
    sure = {**given().people, **given().companies}
    checked = {*sure, *sure.values()}
    for match in _own_names(lang).finditer(claim):
        span, name = Span(*match.span()), match[0]
        forms = [zh for zh, en in given().words.items() if name in (zh, en)]
        if name in source or any(zh in source for zh in forms):
            spans.append(span)
        elif name in checked:
            spans.append(span)
            findings.append(_unknown(name, span.start))
    return findings, spans


@cached
def _own_names(lang: Lang) -> re.Pattern[str]:
    """The words of the user's glossary in one language, longest first."""
    own = given().words
    words = sorted(own if lang == "zh" else set(own.values()), key=len, reverse=True)
    joined = "|".join(map(re.escape, words)) or "(?!)"
    return re.compile(rf"(?<![A-Za-z])(?:{joined})(?![A-Za-z])" if lang == "en" else joined)


def _has_city(zone: Named, known: Romanised) -> bool:
    """Whether the source names the city that a zone's name begins with, if it begins with one."""
    cities = [key for key, _ in zone.parents if zone.surface.startswith(key)]
    return not cities or known.names_place(zone) or any(map(known.knows, cities))


def _is_namesake(name: str, source: str) -> bool:
    """Whether the source has the name with another last character, and never as given."""
    return name not in source and name[:-1] in source


def _has_firm(firm: re.Match[str], places: Places, source: str) -> bool:
    """Whether the source has a firm's name: from the place it begins with, or the last words."""
    if firm["name"] not in source:
        return False
    begins = [p.span.start for p in places.named if p.in_name or p.level != "group"]
    inside = [at for at in begins if firm.start() - _FIRM_REACH <= at < firm.start("name")]
    full = firm.string[max(inside, default=firm.start("name")) : firm.end()]
    return not _NAME_ONLY.fullmatch(full) or full in source


def check_foreign(claim: Reading, source: str) -> list[Finding]:
    """A finding for every country or city abroad that the source does not name."""
    return [
        _unknown(match[0], match.start())
        for match in _abroad(claim.lang).finditer(claim.text)
        if not _names_abroad(match[0], source)
    ]


@cache
def _abroad(lang: Lang) -> re.Pattern[str]:
    """All places abroad in one language."""
    names = table("foreign")["names"]
    joined = "|".join(names if lang == "zh" else names.values())
    return re.compile(rf"\b(?:{joined})\b" if lang == "en" else joined)


def _names_abroad(words: str, source: str) -> bool:
    """Whether the source names a place abroad, in full, in Latin letters or by one character."""
    if words in source:
        return True
    rows = table("foreign")["names"].items()
    zh, english = next(row for row in rows if words == row[0] or re.fullmatch(row[1], words))
    if any(name in source for name in _same_place(english)):
        return True
    return re.search(rf"[中对赴在旅日]{zh[0]}|{zh[0]}[资企商方系籍]", source) is not None


@cache
def _english_abroad() -> frozenset[str]:
    """The English names of places abroad, some of which read like pinyin: Penang."""
    return frozenset(table("foreign")["names"].values())


@cache
def _same_place(english: str) -> tuple[str, ...]:
    """The Chinese names of a foreign place."""
    return tuple(zh for zh, en in table("foreign")["names"].items() if en == english)


def _unknown(name: str, start: int) -> Finding:
    return Finding(
        verdict="name_mismatch",
        severity="error",
        message=f"No name in the source reads {name}.",
        claim=name,
        claim_span=Span(start, start + len(name)),
    )


@cache
def _office_holder() -> re.Pattern[str]:
    rows = table("people")
    surnames = "".join(table("furniture")["credits"]["surnames"].split())
    return re.compile(
        rf"(?:{rows['posts_zh']})(?P<name>[{surnames}][\u4e00-\u9fff]{{1,2}}?)(?={rows['verbs_zh']})"
    )


@cache
def _trader() -> re.Pattern[str]:
    """A person named by surname and given name behind a trade, as in 焊工王小勇."""
    rows = table("people")
    given = "[\u4e00-\u9fff]{2}"
    name = f"(?!{rows['not_people_zh']})[{rows['family_zh']}]{given}"
    return re.compile(rf"(?<=[{rows['trades_zh']}])(?P<name>{name})")


@cache
def _firm() -> re.Pattern[str]:
    """The end of the full name of a firm with the two characters before it."""
    return re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2}}(?:{table('people')['firms_zh']}))")


@cache
def _surnames() -> frozenset[str]:
    return frozenset(table("people")["surnames"].split())


def _is_place(match: re.Match[str], text: str) -> bool:
    """Whether a capitalised word is a place in pinyin: known as one, or where places stand."""
    word = match[0]
    rows = table("checks")["names"]
    if plain_letters(word) in _chinese_cities():
        return not text.startswith(tuple(rows["goods"]), match.start())
    if word in rows["not_pinyin"] or not cut_syllables(plain_letters(word)):
        return False
    if word.endswith("zhou") and not re.search(r"[A-Z][a-z]+ $", text[: match.start()]):
        return True
    after = text[match.end() : match.end() + 20].lstrip()
    if any(after.startswith(kind) for kind in rows["after"]):
        return True
    before = re.search(r"([A-Za-z]+) $", text[: match.start()])
    return bool(before and before[1].lower() in rows["place_prepositions"]) and _ends_name(after)


def _is_person(match: re.Match[str], text: str) -> bool:
    """Whether a surname in pinyin stands here, with a given name behind it."""
    if match[0].lower() not in _surnames() or re.search(
        r"[A-Z][a-z]+ $", text[: match.start()][-20:]
    ):
        before = text[: match.start()].split()[-1:]
        if match[0].lower() not in _surnames() or not before or cut_syllables(before[0].lower()):
            return False
    given = _GIVEN.match(text, match.end())
    if given is None or not _is_given(given[0]):
        return False
    after = text[given.end() : given.end() + 20].lstrip()
    kinds = (*table("checks")["names"]["after"], *table("people")["firms"])
    return not after.startswith(tuple(kinds))


def _is_given(word: str) -> bool:
    return any(len(parts) <= _MOST_GIVEN for parts in cut_syllables(plain_letters(word)))


def _is_firm(match: re.Match[str], text: str) -> bool:
    """Whether a word of at least two syllables stands before Technology, Group and the like."""
    after = re.match(r" ([A-Z][a-z]+)", text[match.end() :])
    if after is None or after[1] not in table("people")["firms"]:
        return False
    return any(len(parts) > 1 for parts in cut_syllables(plain_letters(match[0])))


def _ends_name(after: str) -> bool:
    """Whether no second capitalised word follows, as it does in the names of people and firms."""
    return not re.match(r"[A-Z][a-z]", after)


@cache
def _chinese_cities() -> frozenset[str]:
    """The provinces and cities of China in pinyin, by the commonest reading of each character."""
    words = table("places")
    stems = {
        stem_of(form)
        for form, found in gazetteer().entries.items()
        if any(entry.place.level in ("province", "city") for entry in found)
    }
    known = {name: english.split(" ")[0] for name, english in words["english"].items()}
    known |= words["readings"]
    read = ("".join(map(reading_of, stem)) for stem in stems)
    return frozenset(map(plain_letters, (*read, *(known[stem] for stem in stems & known.keys()))))
