"""The client of an OpenAI-compatible server: instructor over openai, with our own retries."""

from __future__ import annotations

import json
import logging
import ssl
import time
from dataclasses import replace
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
import instructor
import openai
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
from pydantic import BaseModel, ValidationError
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    wait_exponential_jitter,
)
from tenacity.wait import wait_base

from llm_extract.errors import BadAnswerError, ModelError, RefusedError, TransientModelError
from llm_extract.model import Answer, Message, Request, T
from llm_extract.profiles import Profile, profile_named
from llm_extract.traffic import Traffic
from llm_extract.usage import Spending

from .dialects import Dialect, UnreadReplyError, is_ignored, mended, written
from .failures import (
    Call,
    bad_answer,
    own_errors,
    plain_reply,
    problems_of,
    unread,
    usage_of,
)
from .paced_http import PacedClient

OPENAI_URL = "https://api.openai.com/v1"
TRIES = 5
LIMITED_TRIES = 12
"""Tries of a request that was refused for the number of requests, and for nothing else."""
CONNECTIONS = 256
LONGEST_WAIT = 300.0
"""Seconds; a server that asks for more is asked again after this time all the same."""

# instructor writes every failure to stderr; ours reach the caller as exceptions.
logging.getLogger("instructor").setLevel(logging.CRITICAL)


class RetryWait(wait_base):
    """Seconds before the next try: what the server asked for, else growing with some jitter."""

    def __init__(self, otherwise: wait_base | None = None) -> None:
        self._otherwise = otherwise or wait_exponential_jitter(initial=1, max=LONGEST_WAIT / 2)

    def __call__(self, retry_state: RetryCallState) -> float:
        """Seconds to wait after the try that `retry_state` tells of."""
        error = retry_state.outcome.exception() if retry_state.outcome else None
        if isinstance(error, TransientModelError) and error.retry_after is not None:
            return min(error.retry_after, LONGEST_WAIT)
        return float(self._otherwise(retry_state))


class OpenAIModel:
    """A model behind an OpenAI-compatible server.

    A server that refuses a way of asking, or ignores it, is asked in the next way, and what
    works is kept.

    Args:
        name: The model's name as the server knows it.
        base_url: The server's address, usually ending in /v1.
        api_key: The key; empty for a server that asks for none.
        timeout: Seconds one request may take.
        http_client: The HTTP client to use instead of an own one; the caller closes it. A
            PacedClient sets the pace of the requests, all tries counted.
        wait: The pause between tries; tests pass one without pauses.
        profile: How the model is asked; small where none is given.
    """

    def __init__(  # noqa: PLR0913  (options by name)
        self,
        name: str,
        base_url: str = OPENAI_URL,
        api_key: str = "",
        *,
        timeout: float = 120.0,
        http_client: httpx2.Client | None = None,
        wait: wait_base | None = None,
        profile: Profile | None = None,
    ) -> None:
        self._name = name
        self._base_url = base_url
        self._profile = profile or profile_named("small")
        self._dialect = Dialect.of(self._profile)
        self._is_sure = False
        self._traffic = http_client.traffic if isinstance(http_client, PacedClient) else None
        self._own_http = None if http_client else new_http_client(base_url, timeout)
        self._openai = openai.OpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            timeout=timeout,
            max_retries=0,
            http_client=http_client or self._own_http,
        )
        self._clients: dict[instructor.Mode, instructor.Instructor] = {}
        self._retrying = Retrying(
            retry=retry_if_exception_type(TransientModelError),
            stop=self._has_tried_enough,
            wait=wait or RetryWait(),
            before_sleep=self._tell_of_wait,
            reraise=True,
        )

    @property
    def name(self) -> str:
        """The model's name as the server knows it."""
        return self._name

    @property
    def profile(self) -> Profile:
        """How the model is asked, with the way that was found to work."""
        dialect = self._dialect
        return replace(self._profile, mode=dialect.mode, system_turn=dialect.system_turn)

    @property
    def dialect(self) -> Dialect | None:
        """The way of asking that is known to work; None before the first answer."""
        return self._dialect if self._is_sure else None

    def settle(self, dialect: Dialect) -> None:
        """Ask in this way, which is known to work, and look for no other."""
        self._dialect, self._is_sure = dialect, True

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as an `answer_type`, trying again where a failure may pass.

        Raises TransientModelError when every try failed, RefusedError, BadAnswerError and
        CassetteMissError at once.
        """
        spent = Spending()
        try:
            # A copy, because tenacity keeps the state of a call in the object.
            answer = self._retrying.copy()(self._ask_somehow, spent, request, answer_type)
        except ModelError as error:
            error.usage = spent.total()
            raise
        return replace(answer, usage=spent.total())

    def close(self) -> None:
        """Close the connections this model opened."""
        if self._own_http is not None:
            self._own_http.close()

    def _has_tried_enough(self, state: RetryCallState) -> bool:
        # While the server is down one question tries for all, which must not cost it its tries.
        is_down = self._traffic is not None and self._traffic.is_down()
        error = state.outcome.exception() if state.outcome else None
        is_limit = isinstance(error, TransientModelError) and error.is_limit
        return state.attempt_number >= (LIMITED_TRIES if is_limit else TRIES) and not is_down

    def _tell_of_wait(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if self._traffic and isinstance(error, TransientModelError) and error.retry_after:
            self._traffic.asked_to_wait(error.retry_after)

    def _ask_somehow(self, spent: Spending, request: Request, answer_type: type[T]) -> Answer[T]:
        """The answer in the dialect known to work, else in the first other one that does.

        When none does, what is raised is what the first was answered with.
        """
        waiting = [self._dialect]
        tried: set[Dialect] = set()
        failure: RefusedError | BadAnswerError | None = None
        while waiting:
            dialect = waiting.pop(0)
            tried.add(dialect)
            try:
                answer = self._ask_once(dialect, spent, request, answer_type)
            except (RefusedError, BadAnswerError) as error:
                if isinstance(error, BadAnswerError) and (self._is_sure or not is_ignored(error)):
                    self.settle(dialect)
                    raise
                failure = failure or error
                order = [*dialect.instead(error), *waiting, *dialect.otherwise(error)]
                waiting = [one for one in dict.fromkeys(order) if one not in tried]
            else:
                self.settle(dialect)
                return answer
        if isinstance(failure, BadAnswerError):
            # No way of asking makes this model keep to a form, so none is looked for again.
            self.settle(self._dialect)
        raise failure or AssertionError

    def _ask_once(
        self, dialect: Dialect, spent: Spending, request: Request, answer_type: type[T]
    ) -> Answer[T]:
        started = time.perf_counter()
        spent.tries += 1
        try:
            answer = self._read_reply(dialect, request, answer_type)
        except ModelError as error:
            spent.add(error.usage, wasted=True)
            raise
        finally:
            spent.seconds += time.perf_counter() - started
        spent.add(answer.usage)
        return answer

    def _read_reply(self, dialect: Dialect, request: Request, answer_type: type[T]) -> Answer[T]:
        call = Call(self._name, self._base_url, request)
        try:
            with own_errors(call):
                completion = self._completion(dialect, call, answer_type)
            return _read(answer_type, written(completion), completion)
        except UnreadReplyError as unread_reply:
            reply = unread_reply
        except ValidationError as error:
            reply = UnreadReplyError(completion, error)
        failure = unread(call, reply)
        for text in mended(written(reply.completion)):
            try:
                return _read(answer_type, text, reply.completion)
            except ValidationError as error:
                failure = bad_answer(call, text, problems_of(error), reply.completion)
                failure.__cause__ = error
        raise failure

    def _completion(self, dialect: Dialect, call: Call, answer_type: type[T]) -> ChatCompletion:
        """The server's reply. Raises what instructor and openai raise, and UnreadReplyError."""
        request = call.request
        sent: dict[str, Any] = {
            "model": self._name,
            "messages": [_turn(message) for message in dialect.turns(request)],
            **dialect.settings(request),
        }
        if dialect.way is None:
            raise plain_reply(call, self._send(**sent))
        # No validation context: with one, instructor renders the messages as Jinja.
        _, reply = self._client(dialect.way).chat.completions.create_with_completion(
            response_model=_form(request, answer_type), max_retries=0, strict=False, **sent
        )
        return cast("ChatCompletion", reply)

    def _client(self, way: instructor.Mode) -> instructor.Instructor:
        if way not in self._clients:
            create = instructor.patch(create=self._send, mode=way)
            self._clients[way] = instructor.Instructor(self._openai, create, mode=way)
        return self._clients[way]

    def _send(self, **body: object) -> ChatCompletion:
        # Not by chat.completions.create: looking through all of the body takes as long as the rest.
        return self._openai.post("/chat/completions", body=body, cast_to=ChatCompletion)


class _AnyObject(instructor.ResponseSchema):
    """What every answer is at least: an object in JSON."""


def _form(request: Request, answer_type: type[BaseModel]) -> type[_AnyObject]:
    """What instructor asks for and reads: the schema of the answer, and any object at all.

    The schema is made already, and the answer is held against its type but once, by us.
    """

    def model_json_schema(_: type[_AnyObject]) -> Any:  # noqa: ANN401  (JSON)
        return json.loads(request.answer_schema)

    told = {"__doc__": answer_type.__doc__, "model_json_schema": classmethod(model_json_schema)}
    return type(answer_type.__name__, (_AnyObject,), {"__module__": __name__, **told})


def _read(answer_type: type[T], text: str, completion: ChatCompletion) -> Answer[T]:
    """The answer as its type. Raises ValidationError where it does not fit."""
    return Answer(answer_type.model_validate_json(text), text, usage_of(completion))


def _turn(message: Message) -> ChatCompletionMessageParam:
    turn = {"role": message.role, "content": message.content}
    return cast("ChatCompletionMessageParam", turn)


def new_http_client(base_url: str, timeout: float, traffic: Traffic | None = None) -> httpx2.Client:
    """A client that keeps to `traffic`, and goes round a proxy to a server on this machine."""
    here = urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1")
    options: dict[str, Any] = {
        "timeout": timeout,
        "follow_redirects": True,
        "trust_env": not here,
        "verify": _authorities(trust_env=not here),
        "limits": httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
    }
    return PacedClient(traffic, **options) if traffic else httpx2.Client(**options)


@cache
def _authorities(*, trust_env: bool) -> ssl.SSLContext:
    """Whose certificates are trusted: read once a process, which takes 40 ms."""
    return httpx2.create_ssl_context(trust_env=trust_env)
