"""How the cache keeps what it holds: as text, and never as anything to be unpickled."""

from __future__ import annotations

import diskcache
from diskcache.core import MODE_RAW, UNKNOWN


class TextDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Stores text and nothing else; whatever else is found there counts as not found."""

    def put(self, key: str) -> tuple[str, bool]:
        """The key as it stands in the database."""
        return key, True

    def get(self, key: object, raw: object) -> str:
        """The key from the database."""
        if not raw:
            raise _NotTextError
        return _text(key)

    def store(self, value: str, read: bool, key: object = UNKNOWN) -> tuple[int, int, None, str]:  # noqa: ARG002
        """The value as it stands in the database."""
        return 0, MODE_RAW, None, _text(value)

    def fetch(self, mode: int, filename: str | None, value: object, read: bool) -> str:
        """The value from the database."""
        if mode != MODE_RAW or filename is not None or read:
            raise _NotTextError
        return _text(value)


class _NotTextError(OSError):
    """What diskcache takes for a value that is gone."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _NotTextError
    return value
