"""Chinese terms in English by glossary: projects, organisations, indicators, slogans."""

from __future__ import annotations

from typing import Literal

from .composed import composed
from .gazetteer import gazetteer
from .glossary import cached
from .knowledge import table
from .place_names import bare_english
from .romanise import join_syllables, latin_only, pinyin
from .segments import Token, fold, segmented

Style = Literal["name", "phrase"]

_LONGEST_BRAND = 4
_SMALL = frozenset(
    ["a", "an", "the", "and", "or", "of", "in", "on", "at", "by", "for", "to", "from", "with", "as"]
)
_AND = frozenset("和与及暨或")
_OPENERS, _CLOSERS, _TIES = (
    "“‘《〈「『【〔（([",
    "”’》〉」』】〕）)].,;:!?%，。；：！？、…",
    "-/+&—–~",
)
_PAIRS = dict(zip('“‘《〈「『"', '”’》〉」』"', strict=True))


@cached
def to_english(term_zh: str, style: Style = "name") -> str:
    """Any Chinese term in readable English.

    The fewest, longest words of the glossary and the names of places are translated, figures are
    worded in English, and every other run of characters becomes one capitalised pinyin word.

    Args:
        term_zh: A project, organisation, indicator, campaign or slogan.
        style: "name" for Title Case, "phrase" for lower case but proper names.
    """
    tokens = composed(_settled(segmented(_unquoted(fold(term_zh).strip()))))
    tokens = _head_first(tokens)
    text = latin_only(_joined(tokens, style))
    return text[:1].upper() + text[1:] if style == "name" else text


@cached
def is_translated(term_zh: str) -> bool:
    """Whether every word of a term has an English one, so that no part is left to pinyin."""
    tokens = _glued(segmented(_unquoted(fold(term_zh).strip())))
    return all(token.kind != "unknown" for token in tokens)


@cached
def is_named_whole(name_zh: str) -> bool:
    """Whether a name reads well in English: a brand at its front may stay pinyin, words may not."""
    tokens = _glued(segmented(_unquoted(fold(name_zh).strip())))
    unknown = [token for token in tokens if token.kind == "unknown"]
    is_brand = all(len(token.zh) <= _LONGEST_BRAND for token in unknown)
    return len(unknown) <= 1 and is_brand


def _head_first(tokens: list[Token]) -> list[Token]:
    """Measures before what they measure: year-on-year growth of industrial investment."""
    heads = table("glossary")["heads"]
    if len(tokens) < 2 or tokens[-1].zh not in heads or tokens[-2].kind == "sign":  # noqa: PLR2004
        return tokens
    head = tokens[-1]._replace(kind="word", en=f"{heads[tokens[-1].zh]} of")
    return [head, *tokens[:-1]]


def _unquoted(term: str) -> str:
    """`term` without the quotation marks that hold all of it."""
    closing = _PAIRS.get(term[:1])
    whole = closing and len(term) > 2 and term.find(closing, 1) == len(term) - 1  # noqa: PLR2004
    return term[1:-1] if whole else term


def _settled(tokens: list[Token]) -> list[Token]:
    """Tokens after a look at their neighbours: names glued, places shortened, doubles dropped."""
    tokens = _glued(tokens)
    settled: list[Token] = []
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        before = tokens[position - 1] if position else None
        if token.kind == "place" and following and following.kind == "zone":
            token = token._replace(en=_bare_place(token))  # noqa: PLW2901
        if token.kind == "unknown":
            settled += _named_run(token.zh, before)
        elif token.en and not _repeats(token, settled):
            settled.append(token)
    return settled


def _bare_place(token: Token) -> str:
    return bare_english(gazetteer().places(token.zh)[0].name)


def _repeats(token: Token, before: list[Token]) -> bool:
    """Whether a word says again what the last one ended with, as in a Campaign campaign."""
    depth = 0
    last = None
    for earlier in reversed(before):
        depth += (earlier.zh == ")") - (earlier.zh == "(")
        if depth == 0 and earlier.kind != "sign":
            last = earlier
            break
    if last is None or token.kind in ("sign", "quantity"):
        return False
    return f" {last.en}".lower().endswith(f" {token.en.lower()}")


def _glued(tokens: list[Token]) -> list[Token]:
    """Runs of unknown characters in one token, with the short words that belong to them."""
    glued: list[Token] = []
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        if token.kind == "connecting" and _in_a_name(
            token, glued, following, tokens[position + 1 :]
        ):
            token = Token("unknown", token.zh, "")  # noqa: PLW2901
        if token.kind == "unknown" and glued and glued[-1].kind == "unknown":
            glued[-1] = Token("unknown", glued[-1].zh + token.zh, "")
        else:
            glued.append(token)
    return glued


def _in_a_name(
    token: Token, before: list[Token], following: Token | None, rest: list[Token]
) -> bool:
    """Whether a connecting word is a part of the unknown name next to it."""
    if token.zh == "的":
        return False
    if token.zh in _AND:
        run = 0
        while run < len(rest) and rest[run].kind == "unknown":
            run += 1
        short_left = not before or (before[-1].kind == "unknown" and len(before[-1].zh) == 1)
        return short_left or following is None or run == 1
    left = bool(before) and before[-1].kind == "unknown"
    right = following is None or following.kind == "unknown"
    return left or (right and len(token.zh) == 1)


def _named_run(run: str, before: Token | None) -> list[Token]:
    """An unknown run in pinyin, with an ending such as 厂 or 桥 in English."""
    ending = table("glossary")["endings"].get(run[-1])
    if ending and len(run) == 1 and before and before.kind in ("place", "proper"):
        return [Token("word", run, ending)]
    if ending and len(run) > 2:  # noqa: PLR2004 -- a name of two characters is a name
        return [Token("unknown", run[:-1], _pinyin(run[:-1])), Token("word", run[-1], ending)]
    return [Token("unknown", run, _pinyin(run))]


def _pinyin(run: str) -> str:
    reading = table("places")["readings"].get(run)
    return join_syllables(reading.split()) if reading else pinyin(run)


def _joined(tokens: list[Token], style: Style) -> str:
    """The English of all tokens, spaced by what the signs between them ask for."""
    text = ""
    tie = open_quote = False
    in_names = _within_organisations(tokens)
    for position, token in enumerate(tokens):
        piece = _titled(token, "name" if position in in_names else style)
        if style == "name" and open_quote and text.endswith('"'):
            piece = piece[:1].upper() + piece[1:]
        if token.zh == '"':
            open_quote = not open_quote
        opener = token.zh in _OPENERS or (token.zh == '"' and open_quote)
        closer = token.zh in _CLOSERS or token.zh in _TIES or (token.zh == '"' and not open_quote)
        space = "" if tie or (closer and token.kind == "sign") or piece.startswith("-") else " "
        text += space + (piece if token.kind != "sign" else _sign(token.zh))
        tie = token.kind == "sign" and (opener or token.zh in _TIES)
    return text.strip()


def _within_organisations(tokens: list[Token]) -> set[int]:
    """Where words stand between the brand and the ending of an organisation's name."""
    endings = table("glossary")["organisations"]
    inside: set[int] = set()
    for last, token in enumerate(tokens):
        if token.zh not in endings or not token.en[:1].isupper():
            continue
        first = last
        while first and tokens[first - 1].kind == "word":
            first -= 1
        if first and tokens[first - 1].kind in ("unknown", "place", "proper"):
            inside.update(range(first, last))
    return inside


def _sign(sign: str) -> str:
    return str(table("places")["punctuation"].get(sign, sign)).strip(" ") or " "


def _titled(token: Token, style: Style) -> str:
    if style == "phrase" or token.kind not in ("word", "zone", "connecting", "proper"):
        return token.en
    return " ".join(w if w in _SMALL else w[:1].upper() + w[1:] for w in token.en.split(" "))
