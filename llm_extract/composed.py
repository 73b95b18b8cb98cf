"""Words of a Chinese name in the order and the forms that English gives them.

一体化 before the goods it is said of, plurals in the singular before the noun they qualify, amounts
with what they are per, and no word twice in a row.
"""

from __future__ import annotations

import re

from .knowledge import table
from .segments import Token, as_modifier

_LAST_WORDS = re.compile(r"\b(?<!-)[a-z]+s(?= and |,|$)")
_IES, _S, _ES = re.compile("ies$"), re.compile("s$"), re.compile("(?<=sh|ch|ss|to)es$")


def composed(tokens: list[Token]) -> list[Token]:
    """The tokens of a term, each in its place and form."""
    return _once(_singular(_fronted(_rated(tokens))))


def _rated(tokens: list[Token]) -> list[Token]:
    """年加工5万吨牛羊肉项目 as a 50,000-tonne-a-year beef and mutton processing project."""
    rates = table("products")["rates"]
    rated: list[Token] = []
    done = ""
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        before = tokens[position - 1] if position else None
        if token.zh in rates and following and following.kind == "quantity":
            done = rates[token.zh][1]
        elif token.kind == "quantity" and before and before.zh in rates:
            rated.append(_per(token, rates[before.zh][0], last=following is None))
        else:
            rated.append(token)
    doings = {noun for _, noun in rates.values() if noun}
    if not done or len(rated) < 2 or any(doings & set(t.en.split()) for t in rated):  # noqa: PLR2004
        return rated
    end = len(rated) - 1 if _is_noun(rated[-1]) else len(rated)
    return [*rated[:end], Token("word", "", done), *rated[end:]]


def _per(token: Token, period: str, *, last: bool) -> Token:
    if not period:
        return token
    if last:
        return token._replace(en=f"{token.en} a {period}")
    return token._replace(en=f"{as_modifier(token.en)}-a-{period}")


def _fronted(tokens: list[Token]) -> list[Token]:
    """一体化 and its like, between the goods and the last noun, before all the goods."""
    fronted = table("products")["fronted"]
    if len(tokens) < 3 or tokens[-2].zh not in fronted or not _is_noun(tokens[-1]):  # noqa: PLR2004
        return tokens
    start = len(tokens) - 2
    while start and tokens[start - 1].kind in ("word", "connecting"):
        start -= 1
    if start and tokens[start - 1].kind == "unknown" and len(tokens) - start > 3:  # noqa: PLR2004
        start += tokens[start].en[:1].isupper()
    return [*tokens[:start], tokens[-2], *tokens[start:-2], tokens[-1]]


def _singular(tokens: list[Token]) -> list[Token]:
    """Plurals before the noun that ends the name in the singular: Circuit Board Project."""
    last = next((t for t in reversed(tokens) if t.kind == "word"), None)
    if last is None or not _is_noun(last):
        return tokens
    end = tokens.index(last)
    return [
        t._replace(en=_LAST_WORDS.sub(_one, t.en)) if t.kind == "word" and at < end else t
        for at, t in enumerate(tokens)
    ]


def _one(match: re.Match[str]) -> str:
    naming = table("products")["naming"]
    word = match[0]
    if word in naming["singular"]:
        return str(naming["singular"][word])
    if word in naming["plural"] or word.endswith(("ics", "ss", "us", "is", "works")):
        return word
    for ending, one in ((_IES, "y"), (_ES, ""), (_S, "")):
        if ending.search(word):
            return ending.sub(one, word)
    return word


def _is_noun(token: Token) -> bool:
    nouns = table("products")["naming"]["nouns"]
    return token.kind == "word" and token.en.rsplit(" ", 1)[-1] in nouns


def _once(tokens: list[Token]) -> list[Token]:
    """Battery cells after a battery as cells."""
    once: list[Token] = []
    for token in tokens:
        first, _, rest = token.en.partition(" ")
        before = once[-1] if once else None
        if rest and token.kind == "word" and before and before.kind in ("word", "place"):
            again = before.en.lower().rsplit(" ", 1)[-1] == first.lower()
            token = token._replace(en=rest) if again else token  # noqa: PLW2901
        once.append(token)
    return once
