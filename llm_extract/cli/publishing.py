"""The commands that hand a run's results on: briefings, the evidence page, exports, reviews."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(rich_markup_mode=None)
review_app = typer.Typer(help="Decisions made on the evidence page.", no_args_is_help=True)
app.add_typer(review_app, name="review")

Run = Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a run.")]


@app.command()
def report(
    out: Run,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="The page; OUT/report.html by default."),
    ] = None,
) -> None:
    """Make the evidence page: every figure beside the words it came from, in one HTML file."""
    from llm_extract.report import write_report  # noqa: PLC0415  (keeps --help fast)

    from .printing import say  # noqa: PLC0415

    say(str(write_report(out, to)))


@review_app.command("apply")
def review_apply(
    out: Run,
    decisions: Annotated[
        Path, typer.Argument(metavar="DECISIONS", help="File saved from the evidence page.")
    ],
) -> None:
    """Keep decisions with the run, so that briefings and exports follow them."""
    from .reviewing import apply_decisions  # noqa: PLC0415  (keeps --help fast)

    raise typer.Exit(apply_decisions(out, decisions))


@review_app.command("show")
def review_show(out: Run) -> None:
    """List what was decided about the run's results."""
    from .reviewing import show_decisions  # noqa: PLC0415

    raise typer.Exit(show_decisions(out))


@app.command("export")
def export_tables(
    out: Run,
    *,
    to: Annotated[
        Path, typer.Option(help="facts.csv and the like, x.sqlite, or a folder for all tables.")
    ],
    table: Annotated[str, typer.Option(help="The table, where the file is not called so.")] = "",
    form: Annotated[
        str, typer.Option("--format", help="csv, parquet, jsonl or sqlite; of folders csv.")
    ] = "",
) -> None:
    """Write the run's results as tables: CSV, Parquet, JSON Lines or SQLite."""
    from .exporting import export_run  # noqa: PLC0415  (keeps --help fast)

    export_run(out, to, table, form)


@app.command()
def brief(  # noqa: PLR0913  (one parameter an option)
    out: Run,
    *,
    to: Annotated[Path, typer.Option(help="File to write: .html, .md or .docx.")],
    lang: Annotated[Literal["en", "zh", "both"], typer.Option(help="Its language.")] = "en",
    group: Annotated[
        Literal["article", "place", "campaign", "date"],
        typer.Option(help="What the articles are put together by."),
    ] = "article",
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only articles published on this day or later."),
    ] = None,
    region: Annotated[
        str, typer.Option(help="Only what is told of a place and those in it; Chinese or English.")
    ] = "",
    title: Annotated[str, typer.Option(help="Its title.")] = "",
) -> None:
    """Write a briefing over a run's articles, every figure with a footnote to its source."""
    from llm_extract.briefing import Choices, write_briefing  # noqa: PLC0415

    from .printing import say  # noqa: PLC0415

    day = since.date().isoformat() if since else ""
    choices = Choices(lang=lang, group=group, since=day, region=region, title=title)
    say(f"{to}: {write_briefing(out, to, choices).told}")
