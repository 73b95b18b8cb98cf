"""Cases from data files as parameters of a test."""

from __future__ import annotations

from typing import Any

import pytest


def params(cases: list[dict[str, Any]]) -> list[Any]:
    """Each case under the name of what it shows; a known failure is expected to fail."""
    return [
        pytest.param(
            case,
            id=case["does"],
            marks=[pytest.mark.xfail(reason=case["known_failure"], strict=True)]
            if "known_failure" in case
            else [],
        )
        for case in cases
    ]
