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


def figure_params(cases: list[dict[str, Any]]) -> list[Any]:
    """One case for each figure; those the rules are known to get wrong must go on failing."""
    return [
        pytest.param(
            case,
            figure,
            id=f"{case.get('does', number)}-{figure['figure']}",
            marks=[pytest.mark.xfail(reason=figure["known_failure"], strict=True)]
            if "known_failure" in figure
            else [],
        )
        for number, case in enumerate(cases)
        for figure in case["figures"]
    ]
