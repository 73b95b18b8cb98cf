"""LangExtract on one article: run by benchmarks/baselines.py with the Python LangExtract is in.

Reads a JSON object from standard input (text, title, published, and the server's base_url,
api_key and model) and writes the extractions with what they took to standard output as another.
With --version it writes the versions of what it needs instead. It imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
import tomllib
import warnings
from importlib.metadata import version
from pathlib import Path
from string import Template
from time import perf_counter
from typing import Any

import langextract as lx
from langextract.core.tokenizer import UnicodeTokenizer
from langextract.providers.openai import OpenAILanguageModel
from langextract.providers.schemas.openai import OpenAISchema

PROMPT = Path(__file__).parent / "prompts" / "langextract.toml"
CHUNK = 600
MOST_TOKENS = 2048
LABELS = ("indicator", "region", "status", "period")
SETTINGS = {
    "tokenizer": "UnicodeTokenizer",
    "characters a chunk": str(CHUNK),
    "answers": f"its schema from the examples, temperature 0, at most {MOST_TOKENS} tokens",
    "passes": "1",
}


class CountingModel(OpenAILanguageModel):
    """Its own provider for OpenAI's protocol, which notes what each call took."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  (the provider's own)
        super().__init__(**settings)
        self.took = {"calls": 0, "cut": 0, "prompt_tokens": 0, "completion_tokens": 0}

    def _response_to_scored_output(self, response: Any) -> Any:  # noqa: ANN401  (as theirs)
        self.took["calls"] += 1
        self.took["cut"] += response.choices[0].finish_reason == "length"
        self.took["prompt_tokens"] += response.usage.prompt_tokens
        self.took["completion_tokens"] += response.usage.completion_tokens
        return super()._response_to_scored_output(response)


def extract(asked: dict[str, str]) -> dict[str, Any]:
    """The extractions of one article and what they took."""
    prompt = tomllib.loads(PROMPT.read_text(encoding="utf-8"))
    examples = [example(one) for one in prompt["examples"]]
    model = CountingModel(
        model_id=asked["model"],
        base_url=asked["base_url"],
        api_key=asked["api_key"],
        openai_schema=OpenAISchema.from_examples(examples),
        temperature=0.0,
        max_workers=1,
        max_output_tokens=MOST_TOKENS,
    )
    started = perf_counter()
    document = lx.extract(
        asked["text"],
        prompt_description=prompt["description"].strip(),
        examples=examples,
        model=model,
        additional_context=Template(prompt["context"]).substitute(asked),
        max_char_buffer=CHUNK,
        batch_length=1,
        max_workers=1,
        use_schema_constraints=False,
        tokenizer=UnicodeTokenizer(),
        show_progress=False,
    )
    seconds = round(perf_counter() - started, 1)
    found = [_plain(one) for one in document.extractions or ()]
    return {"extractions": found, "seconds": seconds, **model.took}


def example(row: dict[str, Any]) -> lx.data.ExampleData:
    """An example of the prompt as LangExtract takes it."""
    facts = [
        lx.data.Extraction("fact", text, attributes=dict(zip(LABELS, labels, strict=True)))
        for text, *labels in row["facts"]
    ]
    return lx.data.ExampleData(text=row["text"], extractions=facts)


def _plain(one: lx.data.Extraction) -> dict[str, Any]:
    place = one.char_interval
    return {
        "text": one.extraction_text,
        "start": place.start_pos if place else None,
        "end": place.end_pos if place else None,
        "attributes": one.attributes or {},
        "alignment": one.alignment_status.value if one.alignment_status else None,
    }


def main() -> None:
    """Answer one question, or tell the versions."""
    warnings.simplefilter("ignore")
    if sys.argv[1:] == ["--version"]:
        packages = ("langextract", "openai")
        told: dict[str, Any] = {name: version(name) for name in packages} | SETTINGS
    else:
        told = extract(json.load(sys.stdin))
    json.dump(told, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
