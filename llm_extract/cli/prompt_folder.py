"""The prompts a run needs, and whether a folder of a user's own has them."""

from __future__ import annotations

from pathlib import Path

from llm_extract import prompts
from llm_extract.errors import PromptError

NAMES = ("label", "summarise_zh", "summarise_en", "reask")


def package_folder() -> Path:
    """Where the prompts that come with the package are."""
    return Path(str(prompts._own_folder()))  # noqa: SLF001  (there to be shown, not to be read)


def examine_prompts(folder: Path) -> None:
    """Raises PromptError unless `folder` holds every prompt, with the variables of ours."""
    missing = [f"{name}.md" for name in NAMES if not (folder / f"{name}.md").is_file()]
    if missing:
        raise PromptError(
            f"{folder}: lacks {', '.join(missing)}; a folder of prompts holds all of them, so copy "
            f"those of {package_folder()} there and change what you like"
        )
    for name in NAMES:
        given, ours = prompts.load(name, folder).variables, prompts.load(name).variables
        if given != ours:
            wanted = ", ".join(f"${variable}" for variable in sorted(ours))
            raise PromptError(
                f"{folder / name}.md: its variables must be {wanted}, no more and no fewer"
            )
