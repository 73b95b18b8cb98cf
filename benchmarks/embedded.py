"""Seconds and tokens an article takes with the embedded model, asked in several ways.

python benchmarks/embedded.py [ARTICLE …]

All ways run one after another on one machine, each with a server of its own:

- tuned: as `llm-extract run` asks, the unchanging part of every prompt first;
- polished: the same with the summaries' sentences polished, a call for each language;
- no cache: as tuned, with the server told to forget the prompt before (cache_prompt false);
- together: several sentences in one labelling call, the chunks of a mid-size model;
- naive: the whole article in one labelling call, the server forgetting as well.

Seconds depend on the machine and on what else it does; tokens do not.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2

from llm_extract.extraction import extract
from llm_extract.llm import OpenAIModel
from llm_extract.local import CONTEXT_TOKENS, EMBEDDED_NAME, LocalServer, model_file
from llm_extract.model import Answer, Request, T
from llm_extract.profiles import Profile, profile_named, with_context
from llm_extract.reading import read_article
from llm_extract.records import Provenance

SEEDS = Path(__file__).parent.parent / "seeds"
SMALL = with_context(profile_named("small"), CONTEXT_TOKENS)
PATIENCE = 1200.0
AIM_SECONDS, AIM_CHARACTERS = 40.0, 2500


class _Forgetful(httpx2.BaseTransport):
    """Tells the server with every question to read the whole prompt anew."""

    def __init__(self) -> None:
        self._transport = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request with cache_prompt false in its body."""
        body = request.read().rstrip()
        body = body[: body.rindex(b"}")] + b',"cache_prompt":false}'
        headers = [(k, v) for k, v in request.headers.items() if k.lower() != "content-length"]
        anew = httpx2.Request(request.method, request.url, headers=headers, content=body)
        return self._transport.handle_request(anew)


@dataclass(frozen=True)
class Way:
    """One way of asking the same questions, or questions to the same end."""

    name: str
    profile: Profile
    remembers: bool = True


WAYS = (
    Way("tuned", SMALL),
    Way("polished", replace(SMALL, summary="together")),
    Way("no cache", SMALL, remembers=False),
    Way("together", replace(SMALL, chunk="sentences", characters=900)),
    Way("naive", replace(SMALL, chunk="article", characters=20_000, figures=99), remembers=False),
)


@dataclass
class _Counter:
    """A model that also counts the tokens it generates, by kind of question."""

    model: OpenAIModel
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    @property
    def profile(self) -> Profile:
        """How the model is asked."""
        return self.model.profile

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer as the model does, with the seconds noted."""
        started = time.perf_counter()
        kind = request.prompt.partition("@")[0]
        try:
            return self.model.ask(request, answer_type)
        finally:
            took = time.perf_counter() - started
            self.seconds[kind] = self.seconds.get(kind, 0.0) + took


@contextmanager
def opened(way: Way, path: Path) -> Iterator[OpenAIModel]:
    """The embedded model as `way` asks it."""
    with LocalServer(path) as server:
        transport = None if way.remembers else _Forgetful()
        with httpx2.Client(timeout=PATIENCE, trust_env=False, transport=transport) as client:
            yield OpenAIModel(
                EMBEDDED_NAME,
                server.base_url,
                server.api_key,
                timeout=PATIENCE,
                http_client=client,
                profile=way.profile,
            )


def row(way: str, article: str, took: Provenance, by_kind: dict[str, float]) -> str:
    """One line of the table."""
    fresh = took.prompt_tokens - took.cached_tokens
    labels = by_kind.get("label", 0.0)
    summary = sum(by_kind.values()) - labels
    return (
        f"{way:9} {article:9} {took.seconds:8.1f} {labels:8.1f} {summary:8.1f}"
        f" {took.calls:6} {took.prompt_tokens:8} {took.cached_tokens:8} {fresh:8}"
        f" {took.completion_tokens:10}"
    )


def total(of: list[Provenance]) -> Provenance:
    """All articles' figures in one."""
    summed: dict[str, Callable[[Provenance], float]] = {
        "calls": lambda p: p.calls,
        "prompt_tokens": lambda p: p.prompt_tokens,
        "cached_tokens": lambda p: p.cached_tokens,
        "completion_tokens": lambda p: p.completion_tokens,
        "seconds": lambda p: p.seconds,
    }
    return of[0].model_copy(update={name: sum(map(get, of)) for name, get in summed.items()})


def run(way: Way, path: Path, articles: list[Path]) -> list[Provenance]:
    """Run all articles in one way, printing a line for each; the server starts before the clock."""
    spent: list[Provenance] = []
    kinds: dict[str, float] = {}
    with opened(way, path) as model:
        for article in articles:
            counter = _Counter(model)
            took = extract(article, counter).provenance
            spent.append(took)
            kinds = {k: kinds.get(k, 0.0) + counter.seconds.get(k, 0.0)
                     for k in kinds | counter.seconds}  # fmt: skip
            print(row(way.name, article.stem[:9], took, counter.seconds), flush=True)
    print(row(way.name, "all", total(spent), kinds), flush=True)
    return spent


def main(articles: list[Path]) -> None:
    """Run every way on all articles, and print how the tuned one stands to the aim."""
    path = model_file(os.environ.get("LLM_EXTRACT_MODEL"), lambda *_: None)
    characters = sum(len(read_article(article).text.clean) for article in articles)
    print(f"{len(articles)} articles, {characters:,} characters; {os.cpu_count()} cores")
    names = ("seconds", "labels", "summary", "calls", "prompt", "cached", "fresh", "generated")
    widths = (8, 8, 8, 6, 8, 8, 8, 10)
    print(f"{'way':9} {'article':9} "
          + " ".join(f"{n:>{w}}" for n, w in zip(names, widths, strict=True)))  # fmt: skip
    for way in WAYS:
        spent = run(way, path, articles)
        scaled = total(spent).seconds / characters * AIM_CHARACTERS
        print(f"{way.name}: {scaled:.1f} s for {AIM_CHARACTERS:,} characters; "
              f"the aim is {AIM_SECONDS:.0f}\n", flush=True)  # fmt: skip


if __name__ == "__main__":
    main([Path(given) for given in sys.argv[1:]] or sorted(SEEDS.glob("*.txt")))
