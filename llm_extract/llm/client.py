"""The client of an OpenAI-compatible server: instructor over openai, with our own retries."""

from __future__ import annotations

import logging
import time
from typing import cast
from urllib.parse import urlsplit

import httpx2
import instructor
import openai
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
from pydantic import ValidationError
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)
from tenacity.wait import wait_base

from llm_extract.errors import TransientModelError
from llm_extract.model import Answer, Message, Request, T, Usage

from .failures import Call, answer_text, bad_answer, own_errors, problems_of

OPENAI_URL = "https://api.openai.com/v1"
TRIES = 4
LONGEST_WAIT = 60.0
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

    Args:
        name: The model's name as the server knows it.
        base_url: The server's address, usually ending in /v1.
        api_key: The key; empty for a server that asks for none.
        timeout: Seconds one request may take.
        http_client: The HTTP client to use instead of an own one; the caller closes it.
        wait: The pause between tries; tests pass one without pauses.
    """

    def __init__(
        self,
        name: str,
        base_url: str = OPENAI_URL,
        api_key: str = "",
        *,
        timeout: float = 120.0,
        http_client: httpx2.Client | None = None,
        wait: wait_base | None = None,
    ) -> None:
        self._name = name
        self._base_url = base_url
        self._own_http = None if http_client else _http_client(base_url, timeout)
        self._client = instructor.from_openai(
            openai.OpenAI(
                base_url=base_url,
                api_key=api_key or "none",
                timeout=timeout,
                max_retries=0,
                http_client=http_client or self._own_http,
            ),
            mode=instructor.Mode.JSON_SCHEMA,
        )
        self._retrying = Retrying(
            retry=retry_if_exception_type(TransientModelError),
            stop=stop_after_attempt(TRIES),
            wait=wait or RetryWait(),
            reraise=True,
        )

    @property
    def name(self) -> str:
        """The model's name as the server knows it."""
        return self._name

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as an `answer_type`, trying again where a failure may pass.

        Raises TransientModelError when every try failed, RefusedError, BadAnswerError and
        CassetteMissError at once.
        """
        # A copy, because tenacity keeps the state of a call in the object.
        return self._retrying.copy()(self._ask_once, request, answer_type)

    def close(self) -> None:
        """Close the connections this model opened."""
        if self._own_http is not None:
            self._own_http.close()

    def _ask_once(self, request: Request, answer_type: type[T]) -> Answer[T]:
        started = time.perf_counter()
        call = Call(self._name, self._base_url, request)
        with own_errors(call):
            # No validation context: with one, instructor renders the messages as Jinja.
            _, completion = self._client.chat.completions.create_with_completion(
                model=self._name,
                messages=[_turn(message) for message in request.messages],
                response_model=answer_type,
                max_tokens=request.max_tokens,
                temperature=request.temperature,
                max_retries=0,
                strict=False,
            )
        raw = answer_text(completion)
        try:
            # Parsed once more, because instructor returns a subclass, and the cache parses so.
            value = answer_type.model_validate_json(raw)
        except ValidationError as error:
            raise bad_answer(call, raw, problems_of(error)) from error
        seconds = time.perf_counter() - started
        return Answer(value, raw, _usage(completion, seconds))


def _turn(message: Message) -> ChatCompletionMessageParam:
    turn = {"role": message.role, "content": message.content}
    return cast("ChatCompletionMessageParam", turn)


def _usage(completion: ChatCompletion, seconds: float) -> Usage:
    told = completion.usage
    if told is None:
        return Usage(seconds=seconds)
    return Usage(told.prompt_tokens, told.completion_tokens, seconds)


def _http_client(base_url: str, timeout: float) -> httpx2.Client:
    """A client that leaves a proxy out when the server runs on this machine."""
    here = urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1")
    return httpx2.Client(timeout=timeout, follow_redirects=True, trust_env=not here)
