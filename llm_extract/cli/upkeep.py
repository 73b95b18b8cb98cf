"""`cache`, `local` and `doctor`: what a run leans on."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from llm_extract import cache
from llm_extract.errors import LLMExtractError
from llm_extract.local import QWEN, Address, model_file, models_folder, serve_foreground
from llm_extract.prompts import load

from .folders import cache_folder

_PROMPTS = ("label", "summarise_zh", "summarise_en", "reask")


def show_cache() -> None:
    """Print where answers are kept, how many, and their size."""
    found = cache.info(cache_folder())
    Console().print(
        f"{found.entries} answers, {found.bytes / 1e6:.1f} MB, in {found.folder}", highlight=False
    )


def clear_cache() -> None:
    """Remove all kept answers and say how many there were."""
    Console().print(f"removed {cache.clear(cache_folder())} answers", highlight=False)


def pull_weights() -> None:
    """Fetch the embedded model's weights with a progress bar."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("weights", total=QWEN.size)
        path = model_file(
            os.environ.get("LLM_EXTRACT_MODEL"),
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    Console().print(f"{path} is complete and verified", highlight=False, soft_wrap=True)


def serve(port: int) -> None:
    """Serve the embedded model in the foreground."""
    path = model_file(os.environ.get("LLM_EXTRACT_MODEL"))
    serve_foreground(path, port, _announce)


def _announce(address: Address) -> None:
    Console().print(
        f"serving at {address.base_url}, key {address.api_key}; Ctrl-C stops it", highlight=False
    )


def show_weights() -> None:
    """Print where the weights belong and whether they are there."""
    path = models_folder() / QWEN.file
    state = f"{path.stat().st_size:,} bytes" if path.is_file() else "not fetched yet"
    Console().print(f"{path}: {state}", highlight=False, soft_wrap=True)


def examine() -> int:
    """Print one line for each thing a run needs; 1 when something is missing."""
    console = Console()
    checks = [_python(), _embedded(), _weights(), _hosted(), _answers(), _prompts()]
    for good, line in checks:
        console.print(f"{'ok  ' if good else 'MISS'}  {line}", highlight=False, soft_wrap=True)
    return 0 if all(good for good, _ in checks) else 1


def _python() -> tuple[bool, str]:
    version = ".".join(map(str, sys.version_info[:3]))
    return sys.version_info >= (3, 11), f"Python {version} (3.11 or later is needed)"


def _embedded() -> tuple[bool, str]:
    if find_spec("xllamacpp"):
        return True, "xllamacpp is installed, the embedded model can run"
    hosted = bool(os.environ.get("OPENAI_API_KEY"))
    return hosted, "xllamacpp is not installed: pip install 'llm-extract[local]'"


def _weights() -> tuple[bool, str]:
    path = Path(os.environ.get("LLM_EXTRACT_MODEL") or models_folder() / QWEN.file)
    if path.is_file():
        return True, f"weights: {path}"
    return True, f"weights: not fetched yet, the first run fetches {QWEN.size / 1e9:.1f} GB"


def _hosted() -> tuple[bool, str]:
    if os.environ.get("OPENAI_API_KEY"):
        return True, "OPENAI_API_KEY is set: runs ask the hosted model"
    return True, "OPENAI_API_KEY is not set: runs ask the embedded model"


def _answers() -> tuple[bool, str]:
    try:
        found = cache.info(cache_folder())
    except LLMExtractError as error:
        return False, str(error)
    return True, f"cache: {found.entries} answers in {found.folder}"


def _prompts() -> tuple[bool, str]:
    try:
        loaded = [f"{p.name}@{p.digest}" for p in map(load, _PROMPTS)]
    except LLMExtractError as error:
        return False, str(error)
    return True, f"prompts: {', '.join(loaded)}"
