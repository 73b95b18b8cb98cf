"""The commands of `batch`: articles asked about in a provider's batches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llm_extract.profiles import ProfileName

app = typer.Typer(
    help="Articles asked about in a provider's batches, at half the price and within a day.",
    epilog="Exit codes: 0 all well, 1 failed articles, 2 misuse, 3 the server is still at work.",
    no_args_is_help=True,
)
BatchOut = Annotated[Path, typer.Argument(metavar="OUT", help="Folder the batch was sent from.")]


@app.command("submit")
def batch_submit(  # noqa: PLR0913  (one parameter an option)
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="ARTICLE", help="Files, folders, patterns, CSV or JSONL lists, -."),
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("out"),
    model: Annotated[str, typer.Option(help="Model name at the server.")] = "",
    base_url: Annotated[str, typer.Option(help="Server with OpenAI's Batch API.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="At most so many articles; 0 for all.")] = 0,
    column: Annotated[str, typer.Option(help="Column of CSV or JSONL with the articles.")] = "",
    prompts: Annotated[Path | None, typer.Option(help="Folder of your own prompts.")] = None,
    glossary: Annotated[
        Path | None, typer.Option(help="TOML file of your own indicators, terms and names.")
    ] = None,
    schema: Annotated[str, typer.Option(help="Pydantic model of your own, module:Model.")] = "",
    profile: Annotated[
        ProfileName | None, typer.Option(help="How to ask the model; without it, as it can.")
    ] = None,
    requests: Annotated[
        int, typer.Option(min=1, max=50_000, help="At most so many questions a batch.")
    ] = 50_000,
) -> None:
    """Send the questions about articles to the provider as batches."""
    from llm_extract.model_choice import ModelChoice  # noqa: PLC0415

    from .batching import SubmitOptions, submit_articles  # noqa: PLC0415
    from .planning import OwnFiles  # noqa: PLC0415

    choice = ModelChoice(model, base_url, profile=profile)
    own, options = OwnFiles(prompts, glossary, schema), SubmitOptions(limit, column, requests)
    raise typer.Exit(submit_articles(paths, out, choice, own, options))


@app.command("status")
def batch_status(out: BatchOut) -> None:
    """Show how the batches stand; exit code 3 while all are still at the server."""
    from .batching import show_status  # noqa: PLC0415

    raise typer.Exit(show_status(out))


@app.command("fetch")
def batch_fetch(
    out: BatchOut,
    no_submit: Annotated[
        bool, typer.Option("--no-submit", help="Do not send what is still open.")
    ] = False,
) -> None:
    """Fetch answers, write results, and send what is open; exit code 3 while something is."""
    from .batching import fetch_answers  # noqa: PLC0415

    raise typer.Exit(fetch_answers(out, submit=not no_submit))
