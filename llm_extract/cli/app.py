"""The commands and their options; what they do is in the modules beside this one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from llm_extract import __version__
from llm_extract.errors import LLMExtractError
from llm_extract.profiles import ProfileName

from . import batch_commands, publishing

_HELP = """Chinese investment-campaign news into facts and summaries whose every number is checked.

First command to run:  llm-extract run seeds --out out

It needs no key and no account: unless OPENAI_API_KEY is set, an embedded model is fetched (1.1 GB,
once) and run on this computer. Something amiss?  llm-extract doctor
"""
_ENDINGS = """Exit codes: 0 all well, 1 findings or failed articles, 2 misuse, 3 stopped before the
end (a limit, no server) or still waiting, 130 interrupted."""

app = typer.Typer(
    help=_HELP,
    epilog=_ENDINGS,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
)
cache_app = typer.Typer(help="The answers kept from earlier runs.", no_args_is_help=True)
local_app = typer.Typer(help="The embedded model.", no_args_is_help=True)
app.add_typer(cache_app, name="cache")
app.add_typer(local_app, name="local")
app.add_typer(publishing.app)
app.add_typer(batch_commands.app, name="batch")

Articles = Annotated[
    list[Path],
    typer.Argument(metavar="ARTICLE", help="Files, folders, patterns, CSV or JSONL lists, -."),
]
Out = Annotated[Path, typer.Option(help="Folder for the results.")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]
Glossary = Annotated[
    Path | None, typer.Option(help="TOML file of your own indicators, terms and names.")
]
Workers = Annotated[
    int | None, typer.Option(min=1, max=256, help="Articles at a time; by default 8, or 1.")
]
Processes = Annotated[
    int | None, typer.Option(min=1, max=64, help="Processes they are done in; by default some.")
]


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"llm-extract {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    pass


@app.command()
def run(  # noqa: PLR0913  (one parameter an option)
    paths: Articles,
    *,
    out: Out = Path("out"),
    model: Annotated[str, typer.Option(help="Model name at the server.")] = "",
    base_url: Annotated[str, typer.Option(help="OpenAI-compatible server.")] = "",
    workers: Workers = None,
    processes: Processes = None,
    record: Annotated[Path | None, typer.Option(help="Record the model's answers here.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Replay recorded answers from here.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask again, whatever is kept.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do those again, too, that failed for good.")
    ] = False,
    limit: Annotated[int, typer.Option(min=0, help="At most so many articles; 0 for all.")] = 0,
    column: Annotated[str, typer.Option(help="Column of CSV or JSONL with the articles.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what it would take; ask nothing.")
    ] = False,
    max_cost: Annotated[float, typer.Option(min=0, help="US dollars to spend; 0: no limit.")] = 0,
    max_tokens: Annotated[int, typer.Option(min=0, help="Tokens to spend; 0: no limit.")] = 0,
    price: Annotated[str, typer.Option(help="$ a million tokens sent, received: 0.4,1.6.")] = "",
    rpm: Annotated[int, typer.Option(min=0, help="Requests a minute; 0: as they go.")] = 0,
    tpm: Annotated[int, typer.Option(min=0, help="Tokens a minute; 0: as they go.")] = 0,
    timeout: Annotated[float, typer.Option(min=0, help="Seconds a request; 0: 120.")] = 0,
    prompts: Annotated[Path | None, typer.Option(help="Folder of your own prompts.")] = None,
    glossary: Glossary = None,
    schema: Annotated[str, typer.Option(help="Pydantic model of your own, module:Model.")] = "",
    profile: Annotated[
        ProfileName | None, typer.Option(help="How to ask the model; without it, as it can.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, only the table.")] = False,
) -> None:
    """Turn articles into facts and checked summaries (the main job)."""
    from llm_extract.model_choice import ModelChoice  # noqa: PLC0415  (keeps --help fast)

    from .planning import OwnFiles, Spending, plan_of  # noqa: PLC0415
    from .running import RunOptions, run_articles, show_estimate  # noqa: PLC0415

    if record and replay:
        raise typer.BadParameter("--record and --replay exclude each other; give one of them")
    choice = ModelChoice(
        model, base_url, record, replay, fresh=fresh, profile=profile, timeout=timeout
    )
    spending = Spending(max_cost, max_tokens, price, rpm, tpm)
    plan = plan_of(choice, OwnFiles(prompts, glossary, schema), spending, out)
    options = RunOptions(workers, processes, limit, column, retry_failed, quiet)
    act = show_estimate if dry_run else run_articles
    raise typer.Exit(act(paths, out, plan, options))


@app.command()
def check(
    claim: Annotated[
        str,
        typer.Argument(metavar="CLAIM", help="A text, a file with it, or - for standard input."),
    ],
    source: Annotated[Path, typer.Option(help="The article it must agree with.")],
    lang: Annotated[
        Literal["zh", "en"] | None, typer.Option(help="Language of the text, if not plain.")
    ] = None,
    glossary: Glossary = None,
    as_json: Json = False,
) -> None:
    """Check every number of a text against an article."""
    from .inspecting import check_claim  # noqa: PLC0415

    raise typer.Exit(check_claim(claim, source, lang, glossary, as_json=as_json))


@app.command()
def quantities(
    article: Annotated[Path, typer.Argument(metavar="ARTICLE", help="The article to read.")],
    as_json: Json = False,
) -> None:
    """Show every number the rules find in an article."""
    from .inspecting import show_quantities  # noqa: PLC0415

    show_quantities(article, as_json=as_json)


@app.command("eval")
def evaluate(  # noqa: PLR0913, PLR0917  (one parameter an option)
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a run.")],
    gold: Annotated[Path, typer.Option(help="Folder of gold answers.")] = Path("seeds/gold"),
    misses: Annotated[bool, typer.Option("--misses", help="List every miss.")] = False,
    as_json: Json = False,
    floors: Annotated[
        Path | None, typer.Option(help="File of floors; exit code 1 where a score fell.")
    ] = None,
    set_floors: Annotated[
        bool, typer.Option("--set-floors", help="Raise the floors to these scores.")
    ] = False,
    lower: Annotated[
        bool, typer.Option("--lower", help="With --set-floors: let floors fall, too.")
    ] = False,
) -> None:
    """Score a run against gold answers."""
    from .scoring import FloorChoice, show_scores  # noqa: PLC0415

    choice = FloorChoice(floors, set_floors, lower)
    raise typer.Exit(show_scores(out, gold, misses=misses, as_json=as_json, floors=choice))


@app.command()
def calls(  # noqa: PLR0913  (one parameter an option)
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a run.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help="What the calls must hold, each of these."),
    ] = None,
    *,
    article: Annotated[str, typer.Option(help="A piece of the article's name or id.")] = "",
    failed: Annotated[bool, typer.Option("--failed", help="Only without a good answer.")] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many, the most recent; 20 without it.")
    ] = None,
    as_json: Json = False,
    full: Annotated[bool, typer.Option("--full", help="Whole requests and answers.")] = False,
) -> None:
    """Search what a run asked the model and was answered; without words, the totals."""
    from llm_extract.call_search import Wanted  # noqa: PLC0415  (keeps --help fast)

    from .calling import Shown, show_call_totals, show_calls  # noqa: PLC0415

    wanted = Wanted(tuple(words or ()), article, failed)
    if wanted == Wanted() and limit is None and not full:
        show_call_totals(out, as_json=as_json)
    else:
        show_calls(out, wanted, Shown(limit, as_json, full))


@cache_app.command("info")
def cache_info() -> None:
    """Show how many answers are kept, and where."""
    from .upkeep import show_cache  # noqa: PLC0415

    show_cache()


@cache_app.command("clear")
def cache_clear() -> None:
    """Remove all kept answers."""
    from .upkeep import clear_cache  # noqa: PLC0415

    clear_cache()


@local_app.command("pull")
def local_pull() -> None:
    """Fetch the embedded model's weights and verify them."""
    from .upkeep import pull_weights  # noqa: PLC0415

    raise typer.Exit(pull_weights())


@local_app.command("serve")
def local_serve(port: Annotated[int, typer.Option(help="Port; 0 for any.")] = 8080) -> None:
    """Serve the embedded model until Ctrl-C, for this and other programs."""
    from .upkeep import serve  # noqa: PLC0415

    serve(port)


@local_app.command("info")
def local_info() -> None:
    """Show where the weights are, and whether they are there."""
    from .upkeep import show_weights  # noqa: PLC0415

    show_weights()


@app.command()
def doctor() -> None:
    """Check that everything a run needs is here."""
    from .upkeep import examine  # noqa: PLC0415

    raise typer.Exit(examine())


def main() -> None:
    """Run the command line; an error of ours becomes one line and exit code 1."""
    try:
        app()
    except LLMExtractError as error:
        typer.echo(f"llm-extract: {error}", err=True)
        sys.exit(1)
