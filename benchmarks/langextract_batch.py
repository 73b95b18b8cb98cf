"""LangExtract's own loop over a folder: run by benchmarks/batches.py with the Python it is in.

Reads a JSON object from standard input (folder, base_url, model, workers, chunk, batch, and the
file to write to) and gives all articles to one call of lx.extract. It imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
import tomllib
import warnings
from pathlib import Path
from typing import Any

import langextract as lx
from langextract.core.tokenizer import UnicodeTokenizer
from langextract.providers.openai import OpenAILanguageModel
from langextract.providers.schemas.openai import OpenAISchema
from langextract_worker import MOST_TOKENS, PROMPT, example


def documents(folder: Path) -> list[lx.data.Document]:
    """The articles with their titles as context."""
    found = []
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8")
        title = f"新闻标题：{text.partition(chr(10))[0]}"
        found.append(lx.data.Document(text, document_id=path.name, additional_context=title))
    return found


def extract(asked: dict[str, Any]) -> list[lx.data.AnnotatedDocument]:
    """What it makes of all articles of the folder. Raises what lx.extract raises."""
    prompt = tomllib.loads(PROMPT.read_text(encoding="utf-8"))
    examples = [example(one) for one in prompt["examples"]]
    model = OpenAILanguageModel(
        model_id=asked["model"],
        base_url=asked["base_url"],
        api_key="fake",
        openai_schema=OpenAISchema.from_examples(examples),
        temperature=0.0,
        max_workers=asked["workers"],
        max_output_tokens=MOST_TOKENS,
    )
    made: list[lx.data.AnnotatedDocument] = lx.extract(
        documents(Path(asked["folder"])),
        prompt_description=prompt["description"].strip(),
        examples=examples,
        model=model,
        max_char_buffer=asked["chunk"],
        batch_length=asked["batch"],
        max_workers=asked["workers"],
        use_schema_constraints=False,
        tokenizer=UnicodeTokenizer(),
        show_progress=False,
    )
    return made


def main() -> None:
    """Write a line for each article that has a result."""
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    made = extract(asked)
    with Path(asked["written"]).open("w", encoding="utf-8") as file:
        for one in made:
            found = [[e.extraction_text, e.attributes] for e in one.extractions or ()]
            line = {"article": one.document_id, "extractions": found}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
