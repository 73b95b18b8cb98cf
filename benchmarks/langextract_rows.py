"""The LangExtract baseline of benchmarks/baselines.py, run in an environment of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from kept_answers import Answered, Kept, Server

from llm_extract.records import Article

HERE = Path(__file__).parent
WORKER = HERE / "langextract_worker.py"
PROMPT = HERE / "prompts" / "langextract.toml"


def versions(python: Path) -> dict[str, str]:
    """The versions and settings LangExtract runs with. LookupError where it is not installed."""
    try:
        told = subprocess.run(  # noqa: S603  (our own script, with the Python we were told)
            [python, WORKER, "--version"], capture_output=True, check=True, text=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise LookupError(f"{python} runs no LangExtract") from error
    return {str(name): str(value) for name, value in json.loads(told.stdout).items()}


def question(article: Article, kept: Kept) -> str:
    """All that is asked about an article, and with what."""
    told = (PROMPT.read_text(encoding="utf-8"), article.title, article.published or "")
    return "\n".join([*told, article.text.clean, *kept.settings.values()])


def ask_langextract(server: Server, python: Path, article: Article) -> Answered:
    """What LangExtract extracts from one article."""
    asked = {
        "base_url": server.base_url,
        "api_key": server.api_key,
        "model": server.model,
        "text": article.text.clean,
        "title": article.title,
        "published": article.published or "",
    }
    ended = subprocess.run(  # noqa: S603  (our own script, with the Python we were told)
        [python, WORKER], input=json.dumps(asked), capture_output=True, check=True, text=True
    )
    return Answered.model_validate_json(ended.stdout)
