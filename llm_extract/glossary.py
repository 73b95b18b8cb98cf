"""A user's own indicators, terms and names, laid over the tables of the package for a run.

They hold inside `with using(glossary):`, for the thread that is in it and no other. So runs with
different glossaries can go on side by side; a thread that is started inside begins without one.
What is made from the tables and depends on the glossary is kept by `cached`, for each by itself.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Annotated, Any, Literal, ParamSpec, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from .chinese import is_han, simplify
from .errors import TableError
from .records import Kind

P = ParamSpec("P")
T = TypeVar("T")

_KEPT = 1024
"""Answers of one function that are kept at a time."""
_KEPT_FEW = 8
_LEAST_ZH = 2
_PLACEHOLDERS = {"q", "new", "wider", "direction"}
NEXT_STEP = "mend it there, or run without --glossary; the README shows a file that works"


def _is_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"“{pattern}” is no regular expression: {error}") from error
    return pattern


def _holds_figure(phrase: str) -> str:
    template = Template(phrase)
    if phrase and "q" not in template.get_identifiers():
        raise ValueError(f"“{phrase}” has no $q, which stands for the figure")
    strange = set(template.get_identifiers()) - _PLACEHOLDERS
    if strange or not template.is_valid():
        known = ", ".join(f"${name}" for name in sorted(_PLACEHOLDERS))
        raise ValueError(f"“{phrase}” has a $ that stands for nothing; use {known}, or $$ for a $")
    return phrase


def _without_chinese(words: str) -> str:
    if any(map(is_han, words)):
        raise ValueError(f"“{words}” has Chinese characters; write it in English")
    return words


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_is_pattern)]
Phrase = Annotated[str, AfterValidator(_holds_figure), AfterValidator(_without_chinese)]
English = Annotated[str, Field(min_length=1), AfterValidator(_without_chinese)]


class IndicatorRow(BaseModel):
    """A row of the indicator table; the table's own comments say what each field means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(min_length=1)
    kinds: tuple[Kind, ...] = Field(min_length=1)
    pattern: Pattern
    zh: str = Field(min_length=1)
    en: English
    noun: Annotated[str, AfterValidator(_without_chinese)] = ""
    weight: int = Field(default=5, ge=0, le=10)
    units: tuple[str, ...] = ()
    did: Phrase = ""
    do: Phrase = ""
    attach: Phrase = ""
    subject: Literal["place", "figure"] = "place"


class _Content(BaseModel):
    """What a file may hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: tuple[IndicatorRow, ...] = ()
    glossary: dict[str, English] = {}
    people: dict[str, English] = {}
    companies: dict[str, English] = {}
    places: dict[str, English] = {}


_PARTS = "[[indicator]], [glossary], [people], [companies] and [places]"


@dataclass(frozen=True, eq=False)
class Glossary:
    """A user's own indicators, terms and names, Chinese to English; made by `read_glossary`.

    `digest` tells one content from another.
    """

    indicators: tuple[IndicatorRow, ...] = ()
    terms: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    companies: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    _kept: dict[Callable[..., Any], Callable[..., Any]] = field(
        default_factory=dict, init=False, repr=False
    )

    @property
    def names(self) -> dict[str, str]:
        """People, companies and places together."""
        return {**self.places, **self.companies, **self.people}

    @property
    def words(self) -> dict[str, str]:
        """All that it words in English: the names of its indicators, its terms, its names."""
        return {**{row.zh: row.en for row in self.indicators}, **self.terms, **self.names}

    def english(self, zh: str) -> str:
        """The English of a name or term; empty for one it does not have."""
        for entries in (self.people, self.companies, self.places, self.terms):
            if zh in entries:
                return entries[zh]
        return ""

    def kept(self, function: Callable[P, T], most: int = _KEPT) -> Callable[P, T]:
        """`function` with its answers kept under this glossary, the last `most` of them."""
        kept = self._kept.get(function)
        if kept is None:
            # Of two threads that come first together, both get the same.
            kept = self._kept.setdefault(function, lru_cache(maxsize=most)(function))
        return kept


_NONE = Glossary()
_current: ContextVar[Glossary] = ContextVar("glossary", default=_NONE)


def given() -> Glossary:
    """The glossary that holds here; one without entries where none was given."""
    return _current.get()


@contextmanager
def using(glossary: Glossary | str | Path | None) -> Iterator[None]:
    """Let a glossary, or that of a file, hold until the context ends; None changes nothing.

    Raises TableError when the file is malformed.
    """
    if glossary is None:
        yield
        return
    read = glossary if isinstance(glossary, Glossary) else read_glossary(glossary)
    token = _current.set(read)
    try:
        yield
    finally:
        _current.reset(token)


def cached(function: Callable[P, T]) -> Callable[P, T]:
    """`function` with its answers kept, for each glossary by itself.

    For all that depends on `given`, be it through other functions.
    """

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        return _current.get().kept(function)(*args, **kwargs)

    return answer


def cached_few(function: Callable[P, T]) -> Callable[P, T]:
    """Like `cached`, for answers as large as a read article, of which only the last are kept."""

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        return _current.get().kept(function, _KEPT_FEW)(*args, **kwargs)

    return answer


def read_glossary(path: str | Path) -> Glossary:
    """The glossary of a TOML file.

    Raises TableError naming the file, the row, what is wrong with it, and what to do.
    """
    try:
        data = Path(path).read_bytes()
        content = _Content.model_validate(tomllib.loads(data.decode("utf-8")))
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror}); give a TOML file") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{path}: is no TOML ({error}); {NEXT_STEP}") from error
    except ValidationError as error:
        raise TableError(f"{path}: {_problem(error)}; {NEXT_STEP}") from error
    named = (content.glossary, content.people, content.companies, content.places)
    terms, people, companies, places = (_folded(path, entries) for entries in named)
    digest = sha256(data).hexdigest()
    return Glossary(content.indicator, terms, people, companies, places, digest)


def _problem(error: ValidationError) -> str:
    """The first thing that is wrong, with its row."""
    first = error.errors()[0]
    section, *rest = first["loc"]
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden" and not rest:
        return f"[{section}] is no part of a glossary; its parts are {_PARTS}"
    if not rest:
        return f"[{section}]: {reason}"
    if section == "indicator" and isinstance(rest[0], int):
        parts = ", ".join(map(str, rest[1:]))
        return f"[[indicator]] no. {rest[0] + 1}{f', {parts}' if parts else ''}: {reason}"
    return f"[{section}] “{rest[0]}”: {reason}"


def _folded(path: str | Path, entries: dict[str, str]) -> dict[str, str]:
    """The entries under simplified characters and half-width signs, as articles are read."""
    folded: dict[str, str] = {}
    for zh, en in entries.items():
        key = simplify(unicodedata.normalize("NFKC", zh)).strip()
        if len(key) < _LEAST_ZH or not any(map(is_han, key)):
            raise TableError(
                f"{path}: “{zh}” = “{en}”: an entry's left side must be a Chinese word of at "
                f"least {_LEAST_ZH} characters; {NEXT_STEP}"
            )
        folded[key] = en.strip()
    return folded
