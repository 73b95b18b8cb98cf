"""The decisions of a reviewer: one file beside a run's results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from .errors import ReviewError
from .records import Record

REVIEW = "review.json"

Choice = Literal["accepted", "rejected", "noted", "withdrawn"]
"""What was decided; with `withdrawn` an earlier decision is taken back."""


class Decision(Record):
    """What a reviewer decided about one part of an article's result."""

    article: str
    """The article's id."""
    part: str
    """Which part: `fact f4`, `project 0`, `event 2`, `campaign 1`, `sentence en 0`, `point zh 3`,
    `finding 0`; the numbers are positions."""
    words: str
    """A digest of what the part said when it was decided, as `parts_of` gives it."""
    choice: Choice
    note: str = ""
    decided: str = ""
    """When, ISO with time zone."""


class Review(Record):
    """A file of decisions, as the evidence page saves it and a run's folder keeps it."""

    format: Literal[1] = 1
    decisions: tuple[Decision, ...] = ()


def read_review(path: Path) -> Review:
    """The decisions in a file; none where there is no file.

    Raises ReviewError when it cannot be read or is no review.
    """
    try:
        return Review.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Review()
    except OSError as error:
        raise ReviewError(f"{path}: cannot be read ({error.strerror})") from error
    except ValidationError as error:
        what = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, what["loc"])) or "the file"
        raise ReviewError(
            f"{path}: no file of decisions ({place}: {what['msg']}); "
            "save the decisions from the evidence page again"
        ) from error


def merged(kept: Review, new: Review) -> Review:
    """The decisions of two files together; where both decide about a part, the new one holds.

    What the new one withdraws is left out.
    """
    decisions = {(one.article, one.part): one for one in (*kept.decisions, *new.decisions)}
    left = (one for one in decisions.values() if one.choice != "withdrawn")
    return Review(decisions=tuple(sorted(left, key=lambda one: (one.article, one.part))))


def write_review(folder: Path, review: Review) -> None:
    """Keep decisions in a run's folder. Raises ReviewError when that cannot be done."""
    path = folder / REVIEW
    draft = path.with_name(f"{path.name}.new")
    words = json.dumps(review.model_dump(mode="json"), ensure_ascii=False, indent=1)
    try:
        draft.write_text(f"{words}\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise ReviewError(f"{path}: cannot be written ({error.strerror})") from error
