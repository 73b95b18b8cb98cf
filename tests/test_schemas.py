"""A schema of the user's own: what it may be, and what is asked for it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, RootModel, create_model

from llm_extract import QuantityRef
from llm_extract.errors import SchemaError
from llm_extract.quantities import find_quantities, number_quantities
from llm_extract.schemas import Figures, answer_type, describe, load_schema, schema_of


class Investment(BaseModel):
    """A project with its sum."""

    name: Annotated[str, Field(min_length=2)] = Field(description="项目名称")
    amount: QuantityRef = Field(description="总投资")
    stage: Literal["签约", "开工"] | None = None


class Report(BaseModel):
    """What a user wants of an article."""

    investments: list[Investment]
    biggest: Investment | None = None
    signed: QuantityRef | None = None
    is_weekly: bool = False
    tags: list[str] = []


class Nest(BaseModel):
    """A model that holds itself."""

    inner: Nest | None = None


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of the user's in the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", ["/nowhere"])
    monkeypatch.setattr("sys.modules", {**__import__("sys").modules})
    return tmp_path / "users_fields.py"


FIGURES = {
    f"{q.id}:{q.surface}": q for q in number_quantities(find_quantities("48个，20亿元", "zh"))
}


def asked(figures: Figures) -> dict[str, Any]:
    kind = answer_type(schema_of(Report), figures)
    assert kind is not None
    return kind.model_json_schema()


def test_a_figure_can_only_be_one_of_those_marked():
    schema = asked(FIGURES)
    amount = schema["$defs"]["Part"]["properties"]["amount"]
    assert amount["enum"] == ["q1:48个", "q2:20亿元"]


def test_a_figure_can_be_limited_to_kinds():
    model = create_model(
        "M",
        sum=(Annotated[QuantityRef, "money"], ...),
        number=(Annotated[QuantityRef, "count", "percent"] | None, None),
        time=(Annotated[QuantityRef, "duration"] | None, None),
    )
    kind = answer_type(schema_of(model), FIGURES)
    assert kind is not None
    fields = kind.model_json_schema()["properties"]
    assert [fields[name]["anyOf"][0]["const"] for name in fields] == ["q2:20亿元", "q1:48个"]
    assert "- sum：⟦⟧里的编号和数字，只能是金额" in describe(schema_of(model).parts, ["sum"])


def test_no_field_that_is_asked_for_is_a_number():
    assert not {"number", "integer"} & set(str(asked(FIGURES)).replace("'", " ").split())


def test_where_there_is_no_figure_what_needs_one_is_not_asked_for():
    assert list(asked({})["properties"]) == ["is_weekly", "tags"]
    only_figures = create_model("Only", total=(QuantityRef, ...))
    assert answer_type(schema_of(only_figures), {}) is None


def test_any_field_may_stay_empty_in_a_part_of_an_article():
    kind = answer_type(schema_of(Report), FIGURES)
    assert kind is not None
    assert kind.model_validate(
        {"investments": [], "biggest": None, "signed": None, "is_weekly": None, "tags": []}
    )


def test_the_fields_are_described_in_a_line_each():
    parts = schema_of(Report).parts
    assert describe(parts, [part.name for part in parts]).splitlines() == [
        "- investments：列表，每一项是下面这些字段；文中没有就写[]",
        "  - name（项目名称）：原文里的文字",
        "  - amount（总投资）：⟦⟧里的编号和数字",
        "  - stage：选一个：签约、开工，没有就写null",
        "- biggest：下面这些字段，没有就写null",
        "  - name（项目名称）：原文里的文字",
        "  - amount（总投资）：⟦⟧里的编号和数字",
        "  - stage：选一个：签约、开工，没有就写null",
        "- signed：⟦⟧里的编号和数字，没有就写null",
        "- is_weekly：true或false，没有就写null",
        "- tags：列表，每一项是原文里的文字；文中没有就写[]",
    ]


UNSUPPORTED = {
    "an integer": (create_model("M", n=(int, ...)), "M.n", "int"),
    "a float or nothing": (create_model("M", n=(float | None, None)), "M.n", "float"),
    "a dict": (create_model("M", n=(dict[str, str], ...)), "M.n", "dict"),
    "one of two": (create_model("M", n=(str | bool, ...)), "M.n", "str | bool"),
    "a list that may have holes": (create_model("M", n=(list[str | None], ...)), "M.n[]", "None"),
    "a choice of numbers": (create_model("M", n=(Literal[1, 2], ...)), "M.n", "Literal"),
    "within another": (
        create_model("M", one=(create_model("N", n=(int, ...)), ...)), "M.one.n", "int",
    ),
    "itself": (Nest, "Nest.inner", "holds itself"),
    "an unknown kind": (
        create_model("M", n=(Annotated[QuantityRef, "sum"], ...)), "M.n", "no kind of figure",
    ),
    "nothing": (create_model("M"), "M", "no fields"),
}  # fmt: skip


@pytest.mark.parametrize(("model", "where", "told"), UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_a_field_that_cannot_be_asked_for_is_told_with_its_place(model, where, told):
    with pytest.raises(SchemaError) as raised:
        schema_of(model)
    message = str(raised.value)
    assert f":{where}: " in message
    assert told in message
    assert "\n" not in message


@pytest.mark.parametrize("thing", [int, 3, dict, RootModel[list[str]]])
def test_what_is_no_pydantic_model_is_told(thing):
    with pytest.raises(SchemaError, match="is no pydantic model"):
        schema_of(thing)


def test_a_model_is_loaded_by_the_name_of_its_module_in_the_working_folder(module):
    module.write_text("from pydantic import BaseModel\nclass Deal(BaseModel):\n    name: str\n")
    schema = load_schema("users_fields:Deal")
    assert schema.name == "users_fields:Deal"
    assert [part.name for part in schema.parts] == ["name"]


NAMES = {
    "no colon": ("", "users_fields", "write module:Model"),
    "no module": ("", "no_such_fields:Deal", "cannot be imported .ModuleNotFoundError"),
    "no model": ("", "users_fields:Deal", "has no Deal"),
    "a broken module": ("def", "users_fields:Deal", "cannot be imported .SyntaxError"),
    "a module that ends": ("raise SystemExit(3)", "users_fields:Deal", "cannot be imported"),
    "a function": ("def Deal(): pass", "users_fields:Deal", "is no pydantic model"),
}


@pytest.mark.parametrize(("source", "name", "told"), NAMES.values(), ids=NAMES)
def test_a_model_that_cannot_be_loaded_is_told_in_one_line(module, source, name, told):
    module.write_text(source)
    with pytest.raises(SchemaError, match=told) as raised:
        load_schema(name)
    assert "\n" not in str(raised.value)


def test_a_changed_module_has_another_digest(module):
    text = "from pydantic import BaseModel\nclass Deal(BaseModel):\n    name: str\n"
    module.write_text(text)
    schema = load_schema("users_fields:Deal")
    before = schema.digest
    module.write_text(f"{text}# another rule\n")
    assert schema.digest != before
