"""One article from Python: the same result as a run of the command line gives."""

from __future__ import annotations

from pathlib import Path

from .model import Model
from .model_choice import open_model
from .pipeline import extract_article
from .reading import read_article
from .records import Article, Result


def extract(article: str | Path | Article, model: Model | None = None) -> Result:
    """Facts, projects, events, campaigns and the checked summary of one article.

    Without a `model` the one of the command line is asked: the hosted one where OPENAI_API_KEY
    is set, else the embedded one, and answers kept from earlier runs are used. For several
    articles open it once: `with open_model() as model: …`.

    Raises InputError when the article cannot be read, ModelError when no model can be asked.
    """
    read = article if isinstance(article, Article) else read_article(article)
    if model is not None:
        return extract_article(read, model)
    with open_model() as opened:
        return extract_article(read, opened)
