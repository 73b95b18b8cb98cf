"""Which model is asked, and how it is opened: one choice for the command line and for Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from .cache import CachedModel, open_cache
from .errors import ModelError
from .lazy import LazyModel
from .local import CONTEXT_TOKENS, EMBEDDED_NAME, LocalServer, model_file, model_name
from .model import Model
from .profiles import Profile, ProfileName, profile_named, with_context
from .traffic import Traffic

HOSTED_MODEL = "gpt-4.1-mini"
HOSTED_URL = "https://api.openai.com/v1"
NO_SERVER = "http://127.0.0.1:9/v1"
"""Given to the client while replaying, when nothing is sent anywhere."""
HOSTED_TIMEOUT = 120.0
"""Seconds an answer of another server may take."""
LOCAL_TIMEOUT = 600.0
"""Seconds an answer of the embedded model may take; a busy computer is slow, not broken."""


class Notices(Protocol):
    """Told what a run is waiting for before the model can be asked."""

    def say(self, message: str) -> None:
        """What is being done."""

    def fetching(self, done: int, total: int) -> None:
        """How many bytes of the weights are there, and how many there will be."""


@dataclass(frozen=True)
class ModelChoice:
    """Which model to ask, and whether its answers are recorded, replayed or kept.

    Nothing given means the hosted model where OPENAI_API_KEY is set, with OPENAI_BASE_URL as
    its server, else the embedded one, with LLM_EXTRACT_MODEL as its file. `profile` says how the
    model is asked; without it that is chosen by what the server says of itself. `timeout` is the
    seconds one request may take, 0 for as long as its server usually needs.
    """

    name: str = ""
    base_url: str = ""
    record: Path | None = None
    replay: Path | None = None
    fresh: bool = False
    profile: ProfileName | None = None
    timeout: float = 0.0

    @property
    def is_embedded(self) -> bool:
        """Whether the model that comes with the package is meant."""
        return not self.base_url and not self.name and not os.environ.get("OPENAI_API_KEY")

    @property
    def is_taped(self) -> bool:
        """Whether answers are recorded or replayed, and so neither kept nor taken from before."""
        return bool(self.record or self.replay)

    @property
    def model_name(self) -> str:
        """The model's name at its server, or the one the recordings were made with.

        Raises ModelError when LLM_EXTRACT_MODEL names a file that cannot be read.
        """
        if self.name:
            return self.name
        given = os.environ.get("LLM_EXTRACT_MODEL")
        if self.is_embedded and given and not self.replay:
            return _name_of(Path(given))
        return EMBEDDED_NAME if self.replay or self.is_embedded else HOSTED_MODEL

    @property
    def url(self) -> str:
        """The address of a server that is not started here."""
        return self.base_url or os.environ.get("OPENAI_BASE_URL") or HOSTED_URL

    @property
    def key(self) -> str:
        """The key for that server; empty where none is set."""
        return os.environ.get("OPENAI_API_KEY", "")

    @property
    def known_profile(self) -> Profile | None:
        """How the model is asked, where no server need be asked what it can do."""
        if not (self.is_embedded or self.replay):
            return None
        return with_context(profile_named(self.profile or "small"), CONTEXT_TOKENS)


@contextmanager
def open_model(
    choice: ModelChoice | None = None,
    *,
    notices: Notices | None = None,
    traffic: Traffic | None = None,
    wrap: Callable[[Model], Model] = lambda live: live,
) -> Iterator[Model]:
    """The chosen model, asked only for what earlier runs have not kept, until the context ends.

    Its server, where it needs one, starts with the first question that is asked and stops with
    the context. What is sent to a server that is not started here keeps to `traffic`; `wrap` puts
    a model between the answers that are kept and the one that is asked. Raises ModelError when it
    cannot be opened.
    """
    choice = choice or ModelChoice()
    with ExitStack() as stack:
        live = LazyModel(
            choice.model_name,
            lambda: _build(choice, notices or _Silence(), stack, traffic),
            choice.known_profile,
        )
        stack.callback(live.close)
        if choice.is_taped:
            yield live
            return
        cached = CachedModel(wrap(live), open_cache(cache_folder()), fresh=choice.fresh)
        stack.callback(cached.close)
        yield cached


def cache_folder() -> Path:
    """The folder of kept answers: LLM_EXTRACT_CACHE, else in the user's cache folder."""
    given = os.environ.get("LLM_EXTRACT_CACHE")
    if given:
        return Path(given)
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "llm-extract" / "answers"


def _name_of(file: Path) -> str:
    try:
        return model_name(file)
    except ModelError as error:
        raise ModelError(f"{error}; set LLM_EXTRACT_MODEL to a .gguf file, or unset it") from error


def _build(
    choice: ModelChoice, notices: Notices, stack: ExitStack, traffic: Traffic | None
) -> Model:
    """The real client, with the embedded server started for it where that is meant."""
    from .llm import OpenAIModel, find_profile, new_http_client  # noqa: PLC0415  (costs most of a second)

    known = choice.known_profile
    if choice.replay:
        return OpenAIModel(choice.model_name, NO_SERVER, profile=known)
    if not choice.is_embedded:
        url, key = choice.url, choice.key
        found = find_profile(url, key, choice.model_name, choice.profile)
        seconds = choice.timeout or HOSTED_TIMEOUT
        http = stack.enter_context(new_http_client(url, seconds, traffic))
        return OpenAIModel(
            choice.model_name, url, key, timeout=seconds, profile=found, http_client=http
        )
    notices.say("looking for the embedded model")
    path = model_file(os.environ.get("LLM_EXTRACT_MODEL"), notices.fetching)
    notices.say("starting the embedded model")
    server = stack.enter_context(LocalServer(path))
    seconds = choice.timeout or LOCAL_TIMEOUT
    return OpenAIModel(
        choice.model_name, server.base_url, server.api_key, timeout=seconds, profile=known
    )


class _Silence:
    """Notices nobody reads."""

    def say(self, message: str) -> None:
        """Drop it."""

    def fetching(self, done: int, total: int) -> None:
        """Drop it."""
