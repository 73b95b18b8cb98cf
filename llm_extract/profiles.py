"""What classes of language models there are, and how a model of each is best asked.

The classes, and how a model's class is told, are in tables/profiles.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, get_args

from .errors import TableError
from .knowledge import table

ProfileName = Literal["small", "medium", "large"]
Chunk = Literal["sentence", "sentences", "article"]
SummaryCalls = Literal["together", "apart", "by_rule"]
OutputMode = Literal["json_schema", "tools", "json"]

_BILLION = 1e9
_HAN = re.compile("[㐀-鿿]+")


@dataclass(frozen=True)
class Profile:
    """How a model is asked.

    Attributes:
        name: The class of models.
        chunk: What one labelling call holds.
        figures: The most figures one labelling call asks about.
        characters: The most characters of a chunk of several sentences, or of an article that
            goes into one call.
        summary: Whether a language's sentences are polished in one call, one by one, or not.
        mode: How the form of an answer is asked for; what was found to work, once asked.
        context_tokens: The tokens of prompt and answer together that the model can hold.
        spare_tokens: What is added to the limit of every answer.
        system_turn: Whether the server takes a system turn.
    """

    name: ProfileName
    chunk: Chunk
    figures: int
    characters: int
    summary: SummaryCalls
    mode: OutputMode
    context_tokens: int
    spare_tokens: int
    system_turn: bool = True

    def __str__(self) -> str:
        turns = "" if self.system_turn else ", no system turn"
        return f"{self.name}, {self.mode}{turns}"

    def holds(self, prompt: str, answer_tokens: int) -> bool:
        """Whether a prompt and an answer of so many tokens fit the context, by estimate."""
        return estimate_tokens(prompt) + answer_tokens <= self.context_tokens


@cache
def profile_named(name: ProfileName) -> Profile:
    """The profile of a class of models.

    Raises TableError when the table lacks it or says what is not known.
    """
    try:
        row = table("profiles")["classes"][name]
        made = Profile(name=name, **row)
    except (KeyError, TypeError) as error:
        raise TableError(f"table profiles: classes.{name} is missing or wrong ({error})") from error
    for value, known in (
        (made.chunk, Chunk),
        (made.summary, SummaryCalls),
        (made.mode, OutputMode),
    ):
        if value not in get_args(known):
            raise TableError(f"table profiles: classes.{name} says {value}, which is not known")
    return made


def class_of(model: str, parameters: float | None) -> ProfileName:
    """The class of a model, by its number of parameters where told, else by its name."""
    known = table("profiles")
    size = parameters / _BILLION if parameters else _size_in_name(model)
    if size is not None:
        named: ProfileName = next(row["class"] for row in known["sizes"] if size < row["below"])
        return named
    by_name = (row["class"] for row in known["names"] if re.search(row["words"], model))
    found: ProfileName = next(by_name, known["unknown"]["class"])
    return found


def estimate_tokens(text: str) -> int:
    """About how many tokens a text is; rather too many than too few for Chinese models."""
    rates = table("profiles")["tokens"]
    other = len(_HAN.sub("", text))
    return int((len(text) - other) * rates["han"] + other * rates["other"]) + int(rates["turn"])


def with_context(profile: Profile, tokens: int | None) -> Profile:
    """The same profile with the context the server says it has."""
    return replace(profile, context_tokens=tokens) if tokens else profile


def _size_in_name(model: str) -> float | None:
    """Billions of parameters as the name tells them; with experts, all of them together."""
    found = re.search(table("profiles")["parameters"]["in_name"], model)
    if found is None:
        return None
    return float(found["billions"]) * int(found["experts"] or 1)
