"""One article from Python: the same result as a run of the command line gives."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from .glossary import Glossary, using
from .model import Model
from .model_choice import open_model
from .pipeline import extract_article
from .reading import read_article
from .records import Article, Result
from .schemas import Schema, load_schema, schema_of


def extract(
    article: str | Path | Article,
    model: Model | None = None,
    *,
    glossary: Glossary | str | Path | None = None,
    schema: type[BaseModel] | str | None = None,
) -> Result:
    """Facts, projects, events, campaigns and the checked summary of one article.

    Without a `model` the one of the command line is asked: the hosted one where OPENAI_API_KEY
    is set, else the embedded one, and answers kept from earlier runs are used. For several
    articles open it once: `with open_model() as model: …`, and read a glossary once too.

    Args:
        article: Its file, or an article as read.
        model: The model that is asked.
        glossary: Indicators, terms and names of your own, or their file. They hold for this
            call alone.
        schema: A pydantic model of your own, or its name as module:Model; it comes back filled
            in as `custom`.

    Raises InputError when the article cannot be read, TableError or SchemaError when glossary
    or schema are malformed, ModelError when no model can be asked.
    """
    wanted = _schema(schema)
    with using(glossary):
        read = article if isinstance(article, Article) else read_article(article)
        if model is not None:
            return extract_article(read, model, schema=wanted)
        with open_model() as opened:
            return extract_article(read, opened, schema=wanted)


def _schema(given: type[BaseModel] | str | None) -> Schema | None:
    if given is None:
        return None
    return load_schema(given) if isinstance(given, str) else schema_of(given)
