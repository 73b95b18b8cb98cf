"""What can go wrong between us and a model, and which of our exceptions says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import cast

import httpx2
import openai
from instructor.core.exceptions import IncompleteOutputException, InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from llm_extract.errors import (
    BadAnswerError,
    CassetteMissError,
    DeclinedError,
    ModelError,
    RefusedError,
    TooLongError,
    TransientModelError,
)
from llm_extract.model import Request
from llm_extract.redaction import without_secrets
from llm_extract.usage import Usage

from .dialects import UnreadReplyError, is_about_length, written

TOO_MANY = 429
TRANSIENT_STATUS = frozenset({408, 409, 425, TOO_MANY})
ADVICE = {
    400: "it takes neither a JSON schema nor tools nor plain prompts; check the model's limits",
    401: "check the API key",
    402: "check the account's balance",
    403: "check that the API key may use this model",
    404: "check the model name and the base URL, which usually ends in /v1",
    413: "the text is too long for this server",
}
OUT_OF_CREDIT = "insufficient_quota"
OUT_OF_MONEY = 402
LONGEST_REASON = 300
"""Characters of a server's own error message that are passed on."""


@dataclass(frozen=True)
class Call:
    """What an error message can say about the call that failed."""

    model: str
    base_url: str
    request: Request


@contextmanager
def own_errors(call: Call) -> Iterator[None]:
    """Turn what instructor and openai raise into our exceptions; bugs pass as they are.

    A reply that came but could not be read passes as UnreadReplyError.
    """
    try:
        yield
    except openai.OpenAIError as error:
        raise _translated(call, error) from error
    except IncompleteOutputException as error:
        reply = error.last_completion
        raise bad_answer(call, answer_text(reply), (_cut_off(call),), reply) from error
    except InstructorRetryException as error:
        cause = error.__cause__
        if error.last_completion is not None:
            raise _unusable(call, cause, error.last_completion) from cause
        raise _translated(call, cause or error) from cause


def _translated(call: Call, error: BaseException) -> BaseException:
    """Our exception for what the client library raised, or the bug itself."""
    for kind, translate in FAILURES:
        if isinstance(error, kind):
            return translate(call, error)
    return error


def _unusable(call: Call, cause: BaseException | None, reply: object) -> Exception:
    """What to raise for a reply that came but holds no valid answer."""
    if not isinstance(reply, ChatCompletion):
        return RefusedError(
            f"{call.base_url} does not reply as an OpenAI-compatible server does; {ADVICE[404]}"
        )
    choice = reply.choices[0] if reply.choices else None
    declined = ""
    if choice and choice.message.refusal:
        declined = f"{call.model} declined to answer: {choice.message.refusal}"
    elif choice and choice.finish_reason == "content_filter":
        declined = f"{call.model}: the server's content filter stopped the answer"
    if declined:
        refusal = DeclinedError(declined)
        refusal.usage = usage_of(reply)
        return refusal
    raw = answer_text(reply)
    if not raw.strip():
        return bad_answer(call, raw, ("the answer is empty",), reply)
    return UnreadReplyError(reply, cause)


def plain_reply(call: Call, reply: ChatCompletion) -> Exception:
    """What to raise for a reply nothing has looked into yet: it is cut off, or to be read."""
    if reply.choices and reply.choices[0].finish_reason == "length":
        return bad_answer(call, written(reply), (_cut_off(call),), reply)
    return _unusable(call, None, reply)


def unread(call: Call, reply: UnreadReplyError) -> BadAnswerError:
    """The error for a reply that nothing could be made of."""
    if isinstance(reply.cause, ValidationError):
        problems = problems_of(reply.cause)
    else:
        problems = (f"the answer cannot be read: {reply}",)
    failure = bad_answer(call, written(reply.completion), problems, reply.completion)
    failure.__cause__ = reply.cause if isinstance(reply.cause, ValidationError) else reply
    return failure


def _timed_out(call: Call, _: BaseException) -> ModelError:
    return TransientModelError(
        f"{call.model}: no answer from {call.base_url} in time; "
        "allow more seconds, or fewer requests at once"
    )


def _not_connected(call: Call, error: BaseException) -> ModelError:
    cause = error.__cause__
    if isinstance(cause, ModelError):
        return cause  # ours, raised below the client library
    if isinstance(cause, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError):
        return RefusedError(
            f"{call.base_url} cannot be asked ({cause}); check the base URL and the API key"
        )
    if isinstance(cause, httpx2.TransportError):
        return TransientModelError(
            f"{call.model}: no connection to {call.base_url} ({cause}); is the server running?"
        )
    if not type(cause).__module__.startswith("vcr."):
        return RefusedError(f"{call.base_url} cannot be asked ({cause!r})")
    return CassetteMissError(
        f"the request of prompt {call.request.prompt} to {call.model} is not among the recordings: "
        "a prompt, a schema, the model or the text has changed; record again"
    )


def _bad_status(call: Call, error: BaseException) -> ModelError:
    failure = cast("openai.APIStatusError", error)
    status = failure.status_code
    reason = _reason(failure)
    said = f"{call.model}: the server answered {status}: {reason}"
    if failure.code == OUT_OF_CREDIT:
        return RefusedError(f"{said}; {ADVICE[402]}", OUT_OF_MONEY)
    if may_pass(status, failure.code):
        wait = _retry_after(failure.response.headers)
        return TransientModelError(said, wait, is_limit=status == TOO_MANY)
    if is_about_length(reason):
        return TooLongError(f"{said}; {ADVICE[413]}", status, reason)
    return RefusedError(f"{said}; {ADVICE.get(status, ADVICE[400])}", status, reason)


def may_pass(status: int, code: str | None) -> bool:
    """Whether a failure with this HTTP status and error code may pass on its own."""
    is_passing = status in TRANSIENT_STATUS or status >= 500  # noqa: PLR2004  (server errors)
    return is_passing and code != OUT_OF_CREDIT


def _garbled(call: Call, error: BaseException) -> ModelError:
    return TransientModelError(f"{call.model}: the reply from {call.base_url} is broken ({error})")


def _unsendable(call: Call, error: BaseException) -> ModelError:
    return RefusedError(
        f"the request of prompt {call.request.prompt} holds what is no Unicode text ({error}); "
        "repair the article first"
    )


# The first kind that fits counts, so the special ones come first.
FAILURES: tuple[tuple[type[BaseException], Callable[[Call, BaseException], ModelError]], ...] = (
    (openai.APITimeoutError, _timed_out),
    (openai.APIConnectionError, _not_connected),
    (openai.APIStatusError, _bad_status),
    (openai.APIError, _garbled),
    (UnicodeEncodeError, _unsendable),
    (json.JSONDecodeError, _garbled),
    (UnicodeDecodeError, _garbled),
)


def _cut_off(call: Call) -> str:
    return f"the answer was cut off at {call.request.max_tokens} tokens"


def bad_answer(
    call: Call, raw: str, problems: tuple[str, ...], reply: ChatCompletion | None
) -> BadAnswerError:
    """The error for the answer `raw`, with one sentence for each thing wrong with it."""
    message = f"{call.model}, prompt {call.request.prompt}: {'; '.join(problems)}"
    failure = BadAnswerError(message, raw, problems)
    failure.usage = usage_of(reply)
    return failure


def usage_of(reply: ChatCompletion | None) -> Usage:
    """The tokens of a reply, as the server told them."""
    told = reply.usage if reply is not None else None
    if told is None:
        return Usage()
    details = told.prompt_tokens_details
    cached = (details.cached_tokens or 0) if details else 0
    return Usage(told.prompt_tokens, told.completion_tokens, cached_tokens=cached)


def problems_of(error: ValidationError) -> tuple[str, ...]:
    """One sentence for each thing wrong, naming the field as the answer's JSON does."""
    sentences = []
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        field = ".".join(str(part) for part in problem["loc"])
        place = f"field {field}" if field else "the answer"
        sentences.append(f"{place}: {problem['msg']}")
    return tuple(sentences)


def _retry_after(headers: httpx2.Headers, now: datetime | None = None) -> float | None:
    """Seconds the server asks to wait, told as seconds or as an HTTP date; None if not told."""
    told = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        date = parsedate_to_datetime(told)
    except ValueError:
        return None
    # A date without a zone is meant as GMT (RFC 9110, 5.6.7).
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - (now or datetime.now(UTC))).total_seconds())


def _reason(error: openai.APIStatusError) -> str:
    """The server's own words, without the envelope the client library puts round them."""
    body = error.body
    said = body.get("message") if isinstance(body, dict) else None
    words = str(said or error.response.text or error.response.reason_phrase)
    # Some servers repeat the key they refuse.
    return without_secrets(words[:LONGEST_REASON])


def answer_text(completion: ChatCompletion | None) -> str:
    """The answer as the model wrote it; empty when there is none."""
    return written(completion) if completion is not None and completion.choices else ""
