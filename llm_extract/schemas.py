"""A schema of the user's own: a pydantic model, examined, described in words, and asked for."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from inspect import getsourcefile
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Field, RootModel, create_model
from pydantic.fields import FieldInfo

from .errors import SchemaError
from .knowledge import table
from .prompts import schema_text
from .records import Quantity, QuantityRef

Figures = Mapping[str, Quantity]
"""The figures of a text by the keys they are marked with."""
Sort = Literal["text", "choice", "flag", "quantity", "record", "list"]
_LONGEST_TEXT = 120
_TEXT = Annotated[str, Field(min_length=1, max_length=_LONGEST_TEXT)]
_LEAST_ITEMS = 8
_SUPPORTED = (
    "use str, bool, Literal of strings, QuantityRef (for anything with a figure), another model, "
    "a list of these, or these with | None"
)


@dataclass(frozen=True)
class Shape:
    """What a field holds: its sort, the choices of a choice, the item of a list, the parts.

    A quantity's choices are the kinds it is limited to; none means any.
    """

    sort: Sort
    choices: tuple[str, ...] = ()
    item: Shape | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Part:
    """A field of a model: what it holds, and whether it may stay empty."""

    name: str
    shape: Shape
    nullable: bool
    required: bool
    about: str = ""

    @property
    def may_lack(self) -> bool:
        """Whether an answer may go without it."""
        return self.nullable or not self.required


@dataclass(frozen=True)
class Schema:
    """A user's model with what its fields hold; made by `load_schema` or `schema_of`."""

    name: str
    model: type[BaseModel]
    parts: tuple[Part, ...]

    @property
    def digest(self) -> str:
        """Tells one schema from another, by the source of its module as well."""
        file = getsourcefile(self.model)
        source = Path(file).read_bytes() if file and Path(file).is_file() else b""
        return sha256(f"{self.name} {schema_text(self.model)} ".encode() + source).hexdigest()


def load_schema(name: str) -> Schema:
    """The schema `module:Model`, its module looked for in the working folder too.

    Raises SchemaError when there is no such model, or it has fields that cannot be asked for.
    """
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise SchemaError(f"{name}: names no model; write module:Model, such as my_fields:Deal")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found = getattr(import_module(module_name), attribute, None)
    except (Exception, SystemExit) as error:
        raise SchemaError(
            f"{name}: module {module_name} cannot be imported ({type(error).__name__}: {error}); "
            "mend it, or run in the folder that holds it"
        ) from error
    if found is None:
        raise SchemaError(f"{name}: module {module_name} has no {attribute}; check its name")
    return schema_of(found, name)


def schema_of(model: object, name: str = "") -> Schema:
    """The schema of a pydantic model.

    Raises SchemaError when it is none, or has fields that cannot be asked for.
    """
    if not (isinstance(model, type) and issubclass(model, BaseModel)) or issubclass(
        model, RootModel
    ):
        raise SchemaError(f"{name or model}: is no pydantic model; give a subclass of BaseModel")
    name = name or f"{model.__module__}:{model.__name__}"
    return Schema(name, model, _parts(model, name, ()))


def _parts(
    model: type[BaseModel], path: str, above: tuple[type[BaseModel], ...]
) -> tuple[Part, ...]:
    if model in above:
        raise SchemaError(f"{path}: {model.__name__} holds itself; {_SUPPORTED}")
    model.model_rebuild(raise_errors=False)  # names of classes that stand further down
    if not model.model_fields:
        raise SchemaError(f"{path}: {model.__name__} has no fields; give it some")
    within = (*above, model)
    return tuple(_part(n, f, f"{path}.{n}", within) for n, f in model.model_fields.items())


def _part(name: str, told: FieldInfo, path: str, above: tuple[type[BaseModel], ...]) -> Part:
    kind = told.annotation
    nullable = False
    if get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind):
        nullable = True
        others = [one for one in get_args(kind) if one is not NoneType]
        kind = others[0] if len(others) == 1 else kind
    shape = _shape(kind, path, above, told.metadata)
    return Part(name, shape, nullable, told.is_required(), told.description or "")


def _shape(
    kind: Any,  # noqa: ANN401  (any annotation)
    path: str,
    above: tuple[type[BaseModel], ...],
    notes: list[object],
) -> Shape:
    """What a type stands for; `notes` are those of Annotated."""
    if get_origin(kind) is Annotated:
        kind, *notes = get_args(kind)
    arguments = get_args(kind)
    if get_origin(kind) is list:
        return Shape("list", item=_shape(arguments[0], f"{path}[]", above, []))
    if get_origin(kind) is Literal and all(isinstance(one, str) for one in arguments):
        return Shape("choice", arguments)
    if kind is str or kind is bool:
        return Shape("text" if kind is str else "flag")
    if kind is QuantityRef:
        return Shape("quantity", _kinds(notes, path))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Shape("record", parts=_parts(kind, path, above))
    named = getattr(kind, "__name__", None) if isinstance(kind, type) else kind
    raise SchemaError(f"{path}: a field of type {named} cannot be asked for; {_SUPPORTED}")


def _kinds(notes: list[object], path: str) -> tuple[str, ...]:
    """The kinds a figure is limited to, as in Annotated[QuantityRef, "money"]."""
    named = tuple(note for note in notes if isinstance(note, str))
    known = table("schema")["kinds"]
    strange = [name for name in named if name not in known]
    if strange:
        raise SchemaError(f"{path}: “{strange[0]}” is no kind of figure; use {', '.join(known)}")
    return named


def answer_type(schema: Schema, figures: Figures) -> type[BaseModel] | None:
    """What is asked of the model for a text with these figures in it; None for nothing.

    Every field may stay empty, since a text is a part of an article. Fields that need a figure
    are left out where there is none.
    """
    fields: dict[str, Any] = {}
    for part in schema.parts:
        kind = _type(part.shape, figures)
        if kind is not None:
            fields[part.name] = (kind if part.shape.sort == "list" else kind | None, ...)
    return create_model(schema.model.__name__, **fields) if fields else None


def _type(shape: Shape, figures: Figures) -> Any:  # noqa: ANN401  (types made here)
    """The type of a field, or None where it needs a figure and there is none."""
    if shape.item is not None:
        return _list_type(shape.item, figures)
    if shape.parts:
        return _record_type(shape.parts, figures)
    if shape.sort == "quantity":
        fitting = [k for k, q in figures.items() if not shape.choices or q.kind in shape.choices]
        return Literal.__getitem__(tuple(fitting)) if fitting else None
    if shape.sort == "choice":
        return Literal.__getitem__(shape.choices)
    return bool if shape.sort == "flag" else _TEXT


def _list_type(of: Shape, figures: Figures) -> Any:  # noqa: ANN401  (as above)
    item: Any = _type(of, figures)
    most = max(len(figures), _LEAST_ITEMS)
    return None if item is None else Annotated[list[item], Field(max_length=most)]


def _record_type(parts: tuple[Part, ...], figures: Figures) -> type[BaseModel] | None:
    fields: dict[str, Any] = {}
    for part in parts:
        kind = _type(part.shape, figures)
        if kind is not None:
            fields[part.name] = (kind | None if part.may_lack else kind, ...)
        elif not part.may_lack:
            return None
    return create_model("Part", **fields) if fields else None


def describe(parts: tuple[Part, ...], names: Collection[str], depth: int = 0) -> str:
    """The fields in words, a line each: those of `names`, with all that is in them."""
    lines = []
    for part in parts:
        if part.name not in names:
            continue
        inner = part.shape.item or part.shape
        about = f"（{part.about}）" if part.about else ""
        empty = "，没有就写null" if part.may_lack and part.shape.sort != "list" else ""
        lines.append(f"{'  ' * depth}- {part.name}{about}：{_words(part.shape)}{empty}")
        if inner.parts:
            lines.append(describe(inner.parts, [p.name for p in inner.parts], depth + 1))
    return "\n".join(lines)


def _words(shape: Shape) -> str:
    if shape.item is not None:
        return f"列表，每一项是{_words(shape.item)}；文中没有就写[]"
    if shape.sort == "choice":
        return f"选一个：{'、'.join(shape.choices)}"
    words = table("schema")
    limits = "、".join(words["kinds"][kind] for kind in shape.choices)
    return f"{words['sorts'][shape.sort]}{f'，只能是{limits}' if limits else ''}"
