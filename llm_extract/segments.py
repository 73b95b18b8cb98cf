"""Chinese text cut into words of the glossary, places, figures and unknown names."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal, NamedTuple

from .chinese import simplify
from .gazetteer import gazetteer
from .glossary import cached, given
from .knowledge import table
from .numerals import parse_chinese
from .place_names import division_english
from .quantities import quantities_of
from .records import Quantity
from .render import render, render_date
from .romanise import HAN

Kind = Literal["word", "proper", "connecting", "place", "zone", "quantity", "sign", "unknown"]

_MAX_WORD = 24
_NO_WORDS = ("endings", "heads", "ordinals", "rates", "kept_units", "counters", "fronted", "naming")
_DATE = re.compile(r"(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12]\d|0?[1-9])日")
_PLAIN = re.compile(r"[A-Za-z0-9À-ɏ](?:[A-Za-z0-9À-ɏ.,+/&%'-]*[A-Za-z0-9À-ɏ%+])?")
_ONE_HAN = re.compile(f"[{HAN}]")


class Token(NamedTuple):
    """A piece of a term: what it is, the Chinese, and the English."""

    kind: Kind
    zh: str
    en: str


def fold(text: str) -> str:
    """Simplified characters and half-width letters, digits and brackets."""
    return simplify(unicodedata.normalize("NFKC", text))


@cache
def _vocabulary() -> dict[str, Token]:
    """Every word of the glossary and of products, the regions and zones."""
    places = table("places")
    words: dict[str, Token] = {}
    for section, rows in (*table("glossary").items(), *table("products").items()):
        kind: Kind = {"companies": "proper", "connecting": "connecting"}.get(section, "word")  # type: ignore[assignment]
        if section not in _NO_WORDS:
            words.update({zh: Token(kind, zh, en) for zh, en in rows.items()})
    for zh in (*places["regions"], *places["zones"]):
        words[zh] = Token("proper", zh, {**places["regions"], **places["zones"]}[zh])
    for zh, en in places["zone_english"].items():
        words[zh] = Token("zone", zh, words[zh].en if zh in words else en)
    return words


def _words_at(text: str, start: int, limit: int) -> list[Token]:
    """The words and places that begin at `start` and end by `limit`."""
    found = []
    for end in range(start + 1, min(limit, start + _MAX_WORD) + 1):
        word = _vocabulary().get(text[start:end])
        if word:
            found.append(word)
    for surface in gazetteer().matches(text, start):
        places = gazetteer().places(surface, "full", "short")
        if len(surface) > 2:  # noqa: PLR2004 -- shorter stems of counties are other words too
            places = places or gazetteer().places(surface)
        if places and start + len(surface) <= limit:
            found.append(Token("place", surface, division_english(places[0], surface)))
    return found


def segmented(text: str) -> list[Token]:
    """`text` cut into figures, signs and runs of Chinese, the last into words."""
    tokens: list[Token] = []
    position = 0
    for start, end, token in _fixed_tokens(text):
        if start < position:
            continue
        tokens += _cut(text[position:start])
        tokens.append(token)
        position = end
    return tokens + _cut(text[position:])


def _fixed_tokens(text: str) -> list[tuple[int, int, Token]]:
    """The user's own words, and amounts and dates, worded in English, in order of place."""
    own = [(m.start(), m.end(), _own_token(m[0])) for m in _own_words().finditer(text)]
    found = [(m.start(), m.end(), _ordinal_token(m)) for m in _ordinals().finditer(text)]
    found += [(m.start(), m.end(), _kept_token(m, text)) for m in _kept_units().finditer(text)]
    taken = {start for start, _, _ in found}
    for quantity in quantities_of(text, "zh"):
        if quantity.start in taken:
            continue
        token = _quantity_token(quantity, text)
        if token:
            found.append((quantity.start, quantity.end, token))
    found = [one for one in found if not _is_in_a_word(text, one[0], one[1])]
    found += [(m.start(), m.end(), _vocabulary()[m[0]]) for m in _figured_words().finditer(text)]
    apart = [one for one in found if not any(one[0] < end and low < one[1] for low, end, _ in own)]
    return sorted([*own, *apart], key=lambda item: item[0])


def _is_in_a_word(text: str, start: int, end: int) -> bool:
    """Whether a word begins with the figure and goes on: 第三代半导体, 九年一贯制学校."""
    return any(
        text[start:stop] in _vocabulary()
        for stop in range(end + 1, min(len(text), start + _MAX_WORD) + 1)
    )


@cache
def _figured_words() -> re.Pattern[str]:
    """The words that hold digits, longest first: 三类500强企业."""
    words = sorted((w for w in _vocabulary() if re.search("[0-9]", w)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@cache
def _kept_units() -> re.Pattern[str]:
    units = "|".join(table("products")["kept_units"])
    return re.compile(f"(?P<number>[0-9]+(?:[.][0-9]+)?) ?(?P<unit>{units})(?![A-Za-z])")


def _kept_token(match: re.Match[str], text: str) -> Token:
    """8英寸 as 8-inch before its noun."""
    unit = table("products")["kept_units"][match["unit"]]
    tie = "-" if _ONE_HAN.match(text[match.end() : match.end() + 1]) else " "
    return Token("quantity", match[0], f"{match['number']}{tie}{unit}")


@cached
def _own_words() -> re.Pattern[str]:
    """The words of the user's glossary, longest first; matches nothing where there are none."""
    words = sorted(given().words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


def _own_token(zh: str) -> Token:
    return Token("proper" if zh in given().names else "word", zh, given().words[zh])


@cache
def _ordinals() -> re.Pattern[str]:
    kinds = "|".join(table("glossary")["ordinals"])
    numbered = "人民医院|中医院|医院|中学|小学|幼儿园|污水处理厂|水厂|自来水厂"
    number = "第(?P<number>[0-9一二三四五六七八九十百]+)"
    return re.compile(f"{number}(?:(?P<kind>{kinds})(?!度)|(?={numbered}))")


def _ordinal_token(match: re.Match[str]) -> Token:
    """第三届 as 3rd, 第6代 as 6th-generation, 第二期 as Phase 2."""
    number = int(parse_chinese(match["number"]) or 0)
    tens, ones = divmod(number, 10)
    suffix = "th" if tens % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(ones, "th")
    words = table("glossary")["ordinals"][match["kind"] or "号"]
    return Token("quantity", match[0], words.format(nth=f"{number}{suffix}", number=number))


def _quantity_token(quantity: Quantity, text: str) -> Token | None:
    surface = quantity.surface
    if quantity.kind == "date":
        day = _DATE.fullmatch(surface)
        iso = f"--{int(day['month']):02}-{int(day['day']):02}" if day else quantity.iso
        if iso and "Q" in iso and _ONE_HAN.match(text[quantity.end : quantity.end + 1]):
            return Token("quantity", surface, " ".join(reversed(iso.strip("-").split("-"))))
        return Token("quantity", surface, render_date(iso, "en")) if iso else None
    if not quantity.is_amount or surface in _vocabulary():
        return None
    words = render(quantity, "en", counter=False, qualified=False)
    if quantity.kind == "measure" and _ONE_HAN.match(text[quantity.end : quantity.end + 1]):
        words = as_modifier(words)
    counter = table("products")["counters"].get(surface[-1])
    if counter and _ONE_HAN.match(text[quantity.end : quantity.end + 1]):
        words = f"{words}-{counter}"
    return Token("quantity", surface, words)


def as_modifier(amount: str) -> str:
    """An amount before its noun: 400,000-tonne from 400,000 tonnes."""
    for one, many in table("render")["english"]["units"].values():
        if one != many and amount.endswith(many):
            amount = amount.removesuffix(many) + one
    return amount.replace(" ", "-")


def _cut(text: str) -> list[Token]:
    """Signs and letters apart, runs of Chinese by the cheapest cut into words."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        plain = _PLAIN.match(text, position)
        if plain:
            tokens.append(Token("quantity", plain[0], plain[0]))
            position = plain.end()
        elif _ONE_HAN.match(text, position):
            end = position
            while end < len(text) and _ONE_HAN.match(text, end):
                end += 1
            tokens += _cheapest(text[position:end])
            position = end
        else:
            tokens.append(Token("sign", text[position], text[position]))
            position += 1
    return tokens


def _cheapest(run: str) -> list[Token]:
    """The cut of `run` with the fewest unknown characters, then the fewest words."""
    size = len(run)
    # best[i][u] is the cost and first token from i on, u telling whether i-1 was unknown.
    best: list[list[tuple[float, Token | None]]] = [[(0.0, None)] * 2 for _ in range(size + 1)]
    for start in range(size - 1, -1, -1):
        unknown = Token("unknown", run[start], "")
        words = [
            (_cost(word) + best[start + len(word.zh)][0][0], word)
            for word in _words_at(run, start, size)
        ]
        for after_unknown in (0, 1):
            opened = 2.0 if after_unknown else 5.0
            options = [*words, (opened + best[start + 1][1][0], unknown)]
            best[start][after_unknown] = min(options, key=lambda option: option[0])
    tokens: list[Token] = []
    position = state = 0
    while position < size:
        token = best[position][state][1]
        if token is None:
            break
        tokens.append(token)
        position += len(token.zh)
        state = int(token.kind == "unknown")
    return tokens


def _cost(word: Token) -> float:
    """Short words cost more, so that they do not break up names."""
    single = len(word.zh) == 1 and word.zh != "及"  # which hardly stands in a name
    return (
        (4.0 if single else 2.0)
        - 0.02 * len(word.zh) ** 2
        - (0.5 if word.kind == "proper" else 0.0)
    )
