"""Tables as frozen dataclasses: each field is a column, or a group of columns.

A field's annotation tells the type, whether a cell may be empty, what it means, and its part in
keys. Headers, schemas and the data dictionary are all derived from this.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

Cell = str | int | float | Decimal | date | bool | None
Type = Literal["text", "integer", "real", "decimal", "date", "flag"]

_TYPES: dict[type, Type] = {
    str: "text", int: "integer", float: "real", Decimal: "decimal", date: "date", bool: "flag",
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """What is to be known of a column beside its name and type.

    Attributes:
        meaning: What it says, as the data dictionary tells it.
        unit: What its numbers count.
        key: Whether it is part of its table's key.
        of: The table whose rows it points to. The columns of that table's key are looked for
            under the same names, the last one here.
    """

    meaning: str
    unit: str = ""
    key: bool = False
    of: str = ""


@dataclass(frozen=True)
class Prefix:
    """What stands before the names of a group's columns."""

    words: str


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    type: Type
    nullable: bool
    about: About


@cache
def columns_of(row: type) -> tuple[Column, ...]:
    """The columns of a row's class, in order; those of groups in their place."""
    return tuple(_columns(row, "", optional=False))


def _columns(row: type, prefix: str, *, optional: bool) -> Iterator[Column]:
    hints = get_type_hints(row, include_extras=True)
    for field in dataclasses.fields(row):
        declared, notes = _unwrapped(hints[field.name])
        kind, nullable = _required(declared)
        if dataclasses.is_dataclass(kind):
            more = next((n.words for n in notes if isinstance(n, Prefix)), "")
            yield from _columns(kind, prefix + more, optional=optional or nullable)
        else:
            about = next(n for n in notes if isinstance(n, About))
            yield Column(prefix + field.name, _TYPES[kind], nullable or optional, about)


def _unwrapped(declared: Any) -> tuple[Any, tuple[Any, ...]]:  # noqa: ANN401  (an annotation)
    """An annotation without what was written beside the type, and that."""
    if get_origin(declared) is Annotated:
        return declared.__origin__, declared.__metadata__
    return declared, ()


def _required(declared: Any) -> tuple[type, bool]:  # noqa: ANN401  (an annotation)
    """A type, and whether None may stand in its place."""
    if get_origin(declared) in (Union, UnionType):
        (kind,) = (one for one in get_args(declared) if one is not type(None))
        return kind, True
    return declared, False


def cells_of(row: object) -> list[Cell]:
    """The cells of a row in the order of its columns."""
    return list(_cells(type(row), row))


def _cells(kind: type, row: object | None) -> Iterator[Cell]:
    for name, group in _fields(kind):
        value = None if row is None else getattr(row, name)
        if group is None:
            yield value
        else:
            yield from _cells(group, value)


@cache
def _fields(kind: type) -> tuple[tuple[str, type | None], ...]:
    """The names of a class's fields, each with its group's class where it is one."""
    hints = get_type_hints(kind)
    required = [(one.name, _required(hints[one.name])[0]) for one in dataclasses.fields(kind)]
    return tuple((n, one if dataclasses.is_dataclass(one) else None) for n, one in required)
