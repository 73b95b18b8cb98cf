"""A model that is built only when it is needed, and not asked again once it is out of reach."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from .errors import ModelError, RunEndingError, TransientModelError, UnavailableError
from .model import Answer, Model, Request, T, profile_of
from .profiles import Profile


class LazyModel:
    """A model that is built when it is first asked, so a run from the cache starts no server.

    A model that cannot be built, or that is out of reach before it ever answered, fails at once
    from then on: a thousand articles need not wait a thousand times for a server that is off.

    Args:
        name: The name of the model that `factory` builds.
        factory: Builds the model; called once at most. What it raises reaches every asker.
        profile: How the model is asked, where that is known before it is built.
    """

    def __init__(
        self, name: str, factory: Callable[[], Model], profile: Profile | None = None
    ) -> None:
        self._name = name
        self._factory = factory
        self._profile = profile
        self._model: Model | None = None
        self._failure: ModelError | None = None
        self._answered = False
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The name of the model to be built."""
        return self._name

    @property
    def profile(self) -> Profile:
        """How the model is asked; one whose profile is not known before is built to be asked.

        Raises ModelError when it cannot be built.
        """
        if self._profile is not None and self._model is None:
            return self._profile
        return profile_of(self._built())

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as an `answer_type`, building the model first where needed.

        Raises ModelError as the model itself does.
        """
        model = self._built()
        try:
            answer = model.ask(request, answer_type)
        except TransientModelError as error:
            if self._answered:
                raise
            self._failure = UnavailableError(str(error))
            self._failure.usage = error.usage
            raise self._failure from error
        except RunEndingError:
            raise
        except ModelError:
            self._answered = True
            raise
        self._answered = True
        return answer

    def close(self) -> None:
        """Close the model where it was built and can be closed."""
        with self._lock:
            close = getattr(self._model, "close", None)
            self._model = None
        if close is not None:
            close()

    def _built(self) -> Model:
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._model is None:
                try:
                    self._model = self._factory()
                except ModelError as error:
                    self._failure = error
                    raise
            return self._model
