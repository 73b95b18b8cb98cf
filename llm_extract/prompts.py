"""Prompt templates: Markdown files with named turns, filled and made into requests.

A template is a series of turns, each under a heading `# system`, `# user` or `# assistant`.
Pairs of user and assistant before the last user turn are worked examples. `$name` stands for
a value and `$$` for a dollar sign; what the values themselves hold is never interpreted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from pydantic import BaseModel

from .errors import PromptError
from .model import Message, Request

HEADING = re.compile(r"^# (system|user|assistant)[ \t]*$", re.MULTILINE)
TURNS = re.compile(r"(system )?(user assistant )*user ")
REASK = "reask"
NO_ANSWER = "{}"
"""Stands for an empty answer when asking again: servers refuse a turn without content."""


@dataclass(frozen=True)
class Prompt:
    """A template: its name, the first 8 hex digits of its content's SHA-256, and its turns."""

    name: str
    digest: str
    parts: tuple[Message, ...]

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names the turns need values for."""
        templates = (Template(part.content) for part in self.parts)
        return frozenset(name for each in templates for name in each.get_identifiers())

    def fill(self, **variables: str) -> tuple[Message, ...]:
        """The turns with their variables replaced.

        Raises PromptError naming every variable that is missing or unknown.
        """
        missing = sorted(self.variables - variables.keys())
        unknown = sorted(variables.keys() - self.variables)
        if missing or unknown:
            faults = [f"needs ${name}" for name in missing]
            faults += [f"knows no ${name}" for name in unknown]
            raise PromptError(f"prompt {self.name}: {', '.join(faults)}")
        return tuple(
            Message(part.role, Template(part.content).substitute(variables)) for part in self.parts
        )

    def request(self, answer_schema: str, max_tokens: int, **variables: str) -> Request:
        """A request for an answer of this JSON schema, of at most `max_tokens` tokens.

        Raises PromptError naming every variable that is missing or unknown.
        """
        return Request(
            messages=self.fill(**variables),
            answer_schema=answer_schema,
            prompt=f"{self.name}@{self.digest}",
            max_tokens=max_tokens,
        )


def load(name: str, folder: Path | None = None) -> Prompt:
    """The template `name` of `folder`, or of those that come with the package.

    Raises PromptError when there is no such template or it is malformed.
    """
    source = (folder or _own_folder()) / f"{name}.md"
    try:
        content = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"prompt {name}: {source} cannot be read ({error})") from error
    return _read(name, content)


@lru_cache(maxsize=64)
def _read(name: str, content: str) -> Prompt:
    digest = sha256(content.encode()).hexdigest()[:8]
    return Prompt(name, digest, _turns(name, content))


def reask(
    request: Request, raw: str, problems: Sequence[str], folder: Path | None = None
) -> Request:
    """`request` followed by the answer it got and a turn that lists what is wrong with it.

    Raises PromptError when the template reask of `folder` is missing or malformed.
    """
    listed = "\n".join(f"- {problem}" for problem in problems)
    turns = load(REASK, folder).fill(problems=listed)
    answer = raw if raw.strip() else NO_ANSWER
    return request.followed_by(Message("assistant", answer), *turns)


@lru_cache(maxsize=32)
def schema_text(answer_type: type[BaseModel]) -> str:
    """The JSON schema of `answer_type` as compact JSON.

    The order of the properties is kept, because the model writes them in that order.
    """
    return compact(answer_type.model_json_schema())


def compact(schema: object) -> str:
    """A JSON schema as text, as models are shown it."""
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))


def prompt_files(folder: Path | None = None) -> list[Traversable]:
    """The templates of `folder`, or of those that come with the package, in order of name.

    Raises PromptError when the folder cannot be read.
    """
    try:
        entries = [entry for entry in (folder or _own_folder()).iterdir() if entry.is_file()]
    except OSError as error:
        raise PromptError(f"prompts: {folder} cannot be read ({error})") from error
    return sorted((e for e in entries if e.name.endswith(".md")), key=lambda one: one.name)


@cache
def _own_folder() -> Traversable:
    """The folder of the installed package, or that of the checkout the package runs from."""
    package = resources.files(__package__)
    installed = package / "_prompts"
    return installed if installed.is_dir() else Path(str(package)).parent / "prompts"


def _turns(name: str, content: str) -> tuple[Message, ...]:
    before, *rest = HEADING.split(content)
    if before.strip() or not rest:
        raise PromptError(f"prompt {name}: starts with no heading; begin with # system or # user")
    turns = tuple(
        Message(role, text.strip()) for role, text in zip(rest[::2], rest[1::2], strict=True)
    )
    if not TURNS.fullmatch("".join(f"{turn.role} " for turn in turns)):
        order = ", ".join(turn.role for turn in turns)
        raise PromptError(
            f"prompt {name}: its turns are {order}; expected a system turn or none, "
            "pairs of user and assistant, and a user turn at the end"
        )
    for turn in turns:
        if not turn.content:
            raise PromptError(f"prompt {name}: a {turn.role} turn is empty")
        if not Template(turn.content).is_valid():
            raise PromptError(
                f"prompt {name}: a $ in a {turn.role} turn starts no variable; write $$ for it"
            )
    return turns
