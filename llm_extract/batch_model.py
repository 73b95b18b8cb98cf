"""A model that answers from kept answers and batches' replies, and collects what it cannot."""

from __future__ import annotations

from dataclasses import replace

from .batch_replies import Replies
from .batch_requests import KEY_LENGTH, Question
from .batch_state import BatchState
from .cache import AnswerCache, CachedModel, answer_key
from .errors import BadAnswerError, ModelError, PendingError
from .llm import batched_model, known_way
from .model import Answer, Request, T
from .profiles import Profile

RESUBMISSIONS = 3
"""How often a request is sent again that the server did not get to answer."""


class CollectingModel:
    """The model of a run that asks in batches; for one thread.

    Good answers enter the cache. What this run has asked for is counted as asked, with its
    tokens, in whichever round it is read; what was kept from before costs nothing.

    Args:
        state: The run.
        replies: What came back so far.
        cache: The kept answers.
    """

    def __init__(self, state: BatchState, replies: Replies, cache: AnswerCache) -> None:
        settings = state.settings
        self._client = batched_model(
            settings.model, settings.base_url, state.profile, self._find, state.way
        )
        self._replies = replies
        self._cached = CachedModel(self._client, cache)
        self._key = ""
        self._collected: list[Question] = []

    @property
    def name(self) -> str:
        """The model's name as the server knows it."""
        return self._client.name

    @property
    def profile(self) -> Profile:
        """How the model is asked."""
        return self._client.profile

    @property
    def way(self) -> str:
        """The way of asking that was found to work, as the client keeps it."""
        return known_way(self._client)

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as an `answer_type`.

        Raises PendingError where the answer is still to come, BadAnswerError and RefusedError as
        a live model does, and ModelError where the server failed to answer time and again.
        """
        self._key = answer_key(self.name, request)
        is_own = self._key[:KEY_LENGTH] in self._replies.answered
        try:
            answer = self._cached.ask(request, answer_type)
        except BadAnswerError as error:
            error.cached = error.cached and not is_own
            raise
        return replace(answer, cached=answer.cached and not is_own)

    def take(self) -> list[Question]:
        """The questions collected since they were last taken."""
        taken, self._collected = self._collected, []
        return taken

    def _find(self, body: bytes) -> tuple[int, str]:
        """The reply to a request, by its body; what has none is collected."""
        question = Question.of(self._key, body)
        reply = self._replies.get(question.id)
        if reply is not None:
            return reply.status, reply.body
        reasons = self._replies.failures.get(question.id, [])
        if len(reasons) > RESUBMISSIONS:
            raise ModelError(
                f"{self.name}: a question of this article failed in {len(reasons)} batches, last "
                f"because {reasons[-1]}; submit the article again to try anew"
            )
        if question.id not in self._replies.waiting:
            self._collected.append(question)
        raise PendingError("the question waits for its batch")
