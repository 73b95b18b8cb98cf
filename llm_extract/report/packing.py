"""What only the page's script needs, packed so that many articles fit into one file."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable

from .articles import ShownArticle
from .pieces import visible_in_attribute
from .source import Paragraph


def packed(articles: Iterable[ShownArticle]) -> str:
    """Digests, evidence and raw words of all articles: JSON, deflated, in base 64."""
    told = json.dumps([_told(one) for one in articles], ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(told.encode(), 9)).decode()


def _told(article: ShownArticle) -> dict[str, object]:
    """One article: of its parts and paragraphs in the page's order.

    Digests stand one behind the other; evidence is start and length; of paragraphs the start is
    told where it is not right behind the one before.
    """
    return {
        "words": "".join(part.words for part in article.parts),
        "evidence": [part.evidence for part in article.parts],
        "kinds": article.kinds,
        "facts": {part.id: part.facts for part in article.parts if part.facts},
        "paragraphs": {n: _paragraph(one) for n, one in enumerate(article.source.paragraphs)
                       if one.raw or one.start is not None},
        "repairs": [
            [step.name, step.count, step.left_out, [
                [visible_in_attribute(words) for words in (e.before, e.after, e.note)]
                + [e.choice] for e in step.edits
            ]]
            for step in article.source.steps
        ],
    }  # fmt: skip


def _paragraph(one: Paragraph) -> list[object]:
    return [one.start, visible_in_attribute(one.raw)]
