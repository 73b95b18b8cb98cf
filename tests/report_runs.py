"""Runs for the evidence page: many articles, wrong sentences, and an article that means harm."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from llm_extract.quantities import find_quantities
from llm_extract.records import Finding, LanguageSummary, Result, Sentence
from llm_extract.store import read_results
from llm_extract.text import Edit, Span, Text

HOSTILE = (
    "<script>document.title='owned'</script>",
    "</script><script>window.owned=1</script>",
    "</textarea></title></style><img src=x onerror=window.owned=1>",
    "<!-- <!DOCTYPE html> ]]>",
    "<a href=javascript:window.owned=1>javascript:window.owned=1</a>",
    "{{ 7*7 }} {% for x in y %} {# gone #} ${7*7} {7*7} %(x)s",
    "abc\u202edcba\u202c \u2066x\u2069 \u200f",
    "nul\0 bell\a esc\x1b[31m del\x7f c1\x85",
    "&lt;b&gt; &amp;amp; \" ' ` =",
    "长" * 3000,
)
"""Lines that would do something in a page that does not show them as text."""


def write_run(folder, results, failures=()):
    """A folder of a run with these results and failures."""
    folder.mkdir(parents=True)
    lines = "".join(f"{one.model_dump_json()}\n" for one in results)
    (folder / "results.jsonl").write_text(lines, encoding="utf-8")
    told = "".join(json.dumps(one) + "\n" for one in failures)
    (folder / "errors.jsonl").write_text(told, encoding="utf-8")
    return folder


def many(run, number):
    """As many results as asked for, those of a run again and again under other ids."""
    results = list(read_results(run))
    for n in range(number):
        one = results[n % len(results)]
        article = one.article.model_copy(update={"id": f"{n:04}{one.article.id[4:]}"})
        yield one.model_copy(update={"article": article})


def with_sentences(result, changes):
    """The result with words of its sentences changed, and all else as it was."""

    def changed(sentence):
        text = sentence.text
        for before, after in changes.items():
            text = text.replace(before, after)
        return sentence.model_copy(update={"text": text})

    def of(summary):
        return summary.model_copy(
            update={"sentences": tuple(map(changed, summary.sentences)),
                    "points": tuple(map(changed, summary.points))}
        )  # fmt: skip

    told = result.summary
    return result.model_copy(
        update={"summary": told.model_copy(update={"zh": of(told.zh), "en": of(told.en)})}
    )


def hostile(result: Result) -> Result:
    """The result with an article, and words in every part, that would do harm in a page."""
    clean = "\n".join(f"{line}，总投资{n + 1}亿元。" for n, line in enumerate(HOSTILE))
    edit = Edit("lost months", Span(0, 8), "<script>", "<script>", "<script>alert(1)</script>")
    text = Text(clean, Text.of(clean).segments, (edit,))
    words = " ".join(HOSTILE[:-1])
    quantities = tuple(find_quantities(clean, "zh"))
    numbered = tuple(
        q.model_copy(update={"id": f"q{n}"}) for n, q in enumerate(quantities, 1)
    )  # fmt: skip
    summary = LanguageSummary(
        headline=words, text=words,
        sentences=(Sentence(text=words, facts=("f1",), verdict="unsupported", written_by="model"),),
    )  # fmt: skip
    fact = result.facts[0].model_copy(
        update={"quantity": numbered[0].id, "indicator_zh": words, "indicator_en": words,
                "region": words, "region_en": words, "entity": words, "period": words,
                "evidence": Span(0, 5)}
    )  # fmt: skip
    project = result.projects[0].model_copy(
        update={"name_zh": words, "name_en": words, "investor": words, "place": words,
                "quantities": (), "amount": None, "capacity": None, "evidence": Span(0, 5)}
    )  # fmt: skip
    event = result.events[0].model_copy(
        update={"what_zh": words, "place": words, "quantities": (), "evidence": Span(0, 5)}
    )
    return result.model_copy(
        update={
            "article": result.article.model_copy(
                update={"id": "evil", "title": words, "text": text, "outlet": words,
                        "source": words, "captions": (words,), "authors": (words,)}
            ),
            "quantities": numbered, "facts": (fact,), "projects": (project,), "events": (event,),
            "campaigns": (),
            "summary": result.summary.model_copy(update={"zh": summary, "en": summary}),
            "findings": (Finding(verdict="name_mismatch", severity="error", message=words,
                                 claim=words, where="summary.en[0]"),),
        }
    )  # fmt: skip


class Page(HTMLParser):
    """What a page holds: its figures with their words, its articles, its scripts.

    Attributes:
        marks: The words of the source figures, by id.
        links: The ids and words of each figure of the results.
        tags: The names of all elements.
        hashes: Scripts and styles, as they stand in the page.
        policy: Its content security policy.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.marks, self.links, self.tags, self.inline = {}, [], [], []
        self.policy, self.attributes = "", []
        self._open = self._raw = None
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Take in the start of an element."""
        told = dict(attrs)
        self.tags.append(tag)
        self.attributes += told.items()
        if told.get("http-equiv") == "Content-Security-Policy":
            self.policy = told["content"]
        if tag == "a":
            self._open = [told, ""]
        if tag in ("script", "style"):
            self._raw = [tag, told.get("type"), ""]

    def handle_endtag(self, tag):
        """Take in its end."""
        if tag == "a" and self._open:
            told, words = self._open
            if "id" in told:
                self.marks[told["id"]] = words
            elif re.fullmatch(r"#\d+[a-z]+\d+", told["href"]):
                ids = told.get("data-t", told["href"][1:]).split()
                self.links.append((ids, words))
            self._open = None
        if tag in ("script", "style") and self._raw:
            self.inline.append(tuple(self._raw))
            self._raw = None

    def handle_data(self, data):
        """Take in words."""
        if self._raw:
            self._raw[2] += data
            return
        self.text += data
        if self._open:
            self._open[1] += data
