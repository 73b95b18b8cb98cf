"""The prompts a run needs, and whether a folder of a user's own has them."""

from __future__ import annotations

from pathlib import Path

from llm_extract import prompts
from llm_extract.errors import PromptError

NAMES = ("label", "summarise_zh", "summarise_en", "reask", "custom")
_FOR_SCHEMA = "custom"


def package_folder() -> Path:
    """Where the prompts that come with the package are."""
    return Path(str(prompts._own_folder()))  # noqa: SLF001  (there to be shown, not to be read)


def examine_prompts(folder: Path, *, with_schema: bool = False) -> None:
    """Raises PromptError unless `folder` holds every prompt, with the variables of ours.

    The prompt for a user's own schema is only needed `with_schema`.
    """
    needed = [name for name in NAMES if with_schema or name != _FOR_SCHEMA]
    missing = [f"{name}.md" for name in needed if not (folder / f"{name}.md").is_file()]
    if missing:
        raise PromptError(
            f"{folder}: lacks {', '.join(missing)}; a folder of prompts holds all that a run asks, "
            f"so copy what is missing from {package_folder()} and change what you like"
        )
    for name in needed:
        given, ours = prompts.load(name, folder).variables, prompts.load(name).variables
        if given != ours:
            wanted = ", ".join(f"${variable}" for variable in sorted(ours))
            raise PromptError(
                f"{folder / name}.md: its variables must be {wanted}, no more and no fewer"
            )
