"""A model that is built only when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from llm_extract.model import Answer, Model, Request, T


class LazyModel:
    """A model that is built when it is first asked, so a run from the cache starts no server.

    Args:
        name: The name of the model that `factory` builds.
        factory: Builds the model; called once at most. What it raises reaches the asker.
    """

    def __init__(self, name: str, factory: Callable[[], Model]) -> None:
        self._name = name
        self._factory = factory
        self._model: Model | None = None
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The name of the model to be built."""
        return self._name

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as an `answer_type`, building the model first where needed.

        Raises ModelError as the model itself does.
        """
        with self._lock:
            if self._model is None:
                self._model = self._factory()
            model = self._model
        return model.ask(request, answer_type)

    def close(self) -> None:
        """Close the model where it was built and can be closed."""
        with self._lock:
            close = getattr(self._model, "close", None)
            self._model = None
        if close is not None:
            close()
