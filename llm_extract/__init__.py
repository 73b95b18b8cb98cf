"""Chinese investment-campaign news into facts and summaries whose every number is checked.

The names below are imported when they are first used, so that importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .checks import CheckReport, QuoteMatch, check_source, check_text, locate_quote
    from .dataframes import to_dataframe
    from .errors import (
        BadAnswerError,
        BudgetError,
        CassetteMissError,
        DeclinedError,
        ExportError,
        InputError,
        LLMExtractError,
        ModelError,
        PendingError,
        PromptError,
        RefusedError,
        ReviewError,
        RunEndingError,
        SchemaError,
        StoppedError,
        StoreError,
        TableError,
        TooLongError,
        TransientModelError,
        UnavailableError,
    )
    from .exports import Exported, export
    from .extraction import extract
    from .glossary import Glossary, read_glossary
    from .model import Model
    from .model_choice import ModelChoice, open_model
    from .quantities import find_quantities
    from .reading import read_article
    from .records import (
        Article,
        Campaign,
        CustomAnswer,
        Event,
        Fact,
        Finding,
        Project,
        Provenance,
        Quantity,
        QuantityRef,
        Result,
        Summary,
    )
    from .reviews import ReviewedResult, reviewed_results
    from .store import read_results
    from .text import Span, Text

__version__ = "0.1.0"

__all__ = [
    "Article",
    "BadAnswerError",
    "BudgetError",
    "Campaign",
    "CassetteMissError",
    "CheckReport",
    "CustomAnswer",
    "DeclinedError",
    "Event",
    "ExportError",
    "Exported",
    "Fact",
    "Finding",
    "Glossary",
    "InputError",
    "LLMExtractError",
    "Model",
    "ModelChoice",
    "ModelError",
    "PendingError",
    "Project",
    "PromptError",
    "Provenance",
    "Quantity",
    "QuantityRef",
    "QuoteMatch",
    "RefusedError",
    "Result",
    "ReviewError",
    "ReviewedResult",
    "RunEndingError",
    "SchemaError",
    "Span",
    "StoppedError",
    "StoreError",
    "Summary",
    "TableError",
    "Text",
    "TooLongError",
    "TransientModelError",
    "UnavailableError",
    "__version__",
    "check_source",
    "check_text",
    "export",
    "extract",
    "find_quantities",
    "locate_quote",
    "open_model",
    "read_article",
    "read_glossary",
    "read_results",
    "reviewed_results",
    "to_dataframe",
]

_NAMES_OF = {
    "checks": ("CheckReport", "QuoteMatch", "check_source", "check_text", "locate_quote"),
    "dataframes": ("to_dataframe",),
    "errors": (
        "BadAnswerError",
        "BudgetError",
        "CassetteMissError",
        "DeclinedError",
        "ExportError",
        "InputError",
        "LLMExtractError",
        "ModelError",
        "PendingError",
        "PromptError",
        "RefusedError",
        "ReviewError",
        "RunEndingError",
        "SchemaError",
        "StoppedError",
        "StoreError",
        "TableError",
        "TooLongError",
        "TransientModelError",
        "UnavailableError",
    ),
    "exports": ("Exported", "export"),
    "extraction": ("extract",),
    "glossary": ("Glossary", "read_glossary"),
    "model": ("Model",),
    "model_choice": ("ModelChoice", "open_model"),
    "quantities": ("find_quantities",),
    "reading": ("read_article",),
    "records": (
        "Article",
        "Campaign",
        "CustomAnswer",
        "Event",
        "Fact",
        "Finding",
        "Project",
        "Provenance",
        "Quantity",
        "QuantityRef",
        "Result",
        "Summary",
    ),
    "reviews": ("ReviewedResult", "reviewed_results"),
    "store": ("read_results",),
    "text": ("Span", "Text"),
}
_HOMES = {name: module for module, names in _NAMES_OF.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (the names above are of many types)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
