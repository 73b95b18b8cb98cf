"""Gold answers: what a careful reader found in an article, as seeds/gold/ keeps it.

Offsets point into the raw file. Fields a scorer does not need are left unread.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llm_extract.errors import InputError


class Gold(BaseModel):
    """Base of the records of a gold answer."""

    model_config = ConfigDict(frozen=True)


class GoldQuantity(Gold):
    """An amount, what it measures, and where it stands."""

    surface: str
    clause: str
    sentence: str = ""
    file_offset: int
    value: Decimal
    unit: str
    indicator_zh: str
    region: str | None
    status: str
    status_alt: tuple[str, ...] = ()
    period: str | None = None
    role: str = "value"
    entity: str | None = None
    salience: Literal["core", "minor"]


class GoldProject(Gold):
    """A named project; the amount is what the article gives for it alone."""

    name_zh: str
    investor: str | None = None
    place: str | None = None
    investment_value: Decimal | None = None
    status: str | None = None
    status_alt: tuple[str | None, ...] = ()
    quote: str = ""


class GoldOfficial(Gold):
    """A person who took part in an event."""

    name_zh: str


class GoldEvent(Gold):
    """Something that happened."""

    date: str | None
    surface: str = ""
    what_zh: str
    place: str | None = None
    officials: tuple[GoldOfficial, ...] = ()


class GoldCampaign(Gold):
    """A named drive."""

    name_zh: str
    season_or_period: str | None = None
    start: str | None = None
    end: str | None = None


class GoldRelation(Gold):
    """How numbers of the article hang together; `holds` is False for a contradiction."""

    relation: str
    holds: bool | str = True
    numbers: tuple[str, ...] = ()
    derived: bool = False


class GoldKeyFact(Gold):
    """A fact a good summary carries, told in both languages."""

    zh: str
    en: str


class GoldAnswer(Gold):
    """All that a reader found in one article."""

    seed: str
    quantities: tuple[GoldQuantity, ...]
    projects: tuple[GoldProject, ...] = ()
    events: tuple[GoldEvent, ...] = ()
    campaigns: tuple[GoldCampaign, ...] = ()
    consistency: tuple[GoldRelation, ...] = ()
    key_facts: tuple[GoldKeyFact, ...] = Field(default=(), alias="key_facts_for_summary")
    meta: dict[str, Any] = Field(default_factory=dict)


def read_gold(folder: Path) -> dict[str, GoldAnswer]:
    """The gold answers of a folder, by the file name of their article.

    Raises InputError when one is malformed.
    """
    answers: dict[str, GoldAnswer] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            answer = GoldAnswer.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise InputError(f"{path}: no gold answer ({error}); correct it", str(path)) from error
        answers[answer.seed] = answer
    return answers
