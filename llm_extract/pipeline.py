"""One article, start to end: find, label, compose, read back."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from . import __version__
from .asking import Asker, Tally
from .campaigns import find_campaigns
from .checks import SourceIndex
from .conflicts import Conflict, find_conflicts
from .custom import fill_schema
from .dating import Periods, date_tellings
from .drive_events import dated_campaigns, find_drive_events
from .entities import find_entities
from .events import find_events
from .firm_passages import told_of_firms
from .foreseen import with_foreseen
from .indicators import adjectives
from .labelling import settle_labels
from .labels import Label, label_amounts
from .listings import in_rows
from .milestones import find_milestones, name_steps
from .model import Model, profile_of
from .names import to_english
from .periods import fact_periods
from .place_words import region_english
from .places import PlaceMention, find_places
from .planning import Telling, plan
from .points import Told, find_points
from .project_sites import place_figures
from .projects import find_projects
from .quantities import find_quantities, number_quantities
from .records import (
    Article,
    Campaign,
    CustomAnswer,
    Event,
    Fact,
    Finding,
    LanguageSummary,
    Project,
    Provenance,
    Quantity,
    Result,
    Summary,
)
from .regions import find_region
from .scene import Scene
from .schemas import Schema
from .sentences import Sentence, clause_around, sentences
from .statements import with_statements
from .stretches import stretches
from .summaries import summarise
from .sums import MissedSum, find_missed
from .text import Span
from .wording import Told as Wordings

_ISO = re.compile(r"[\dQH/-]+")
_NONE_TOLD = LanguageSummary(headline="", text="", sentences=())
_NO_SUMMARY = Summary(zh=_NONE_TOLD, en=_NONE_TOLD)


@dataclass(frozen=True)
class _Reading:
    """What the rules find in an article before any model is asked."""

    quantities: list[Quantity]
    sentences: list[Sentence]
    mentions: list[PlaceMention]
    """The places of title and text together."""
    places: list[PlaceMention]
    """Those of the text."""
    main_region: str | None


def extract_article(
    article: Article,
    model: Model,
    prompts_folder: Path | None = None,
    schema: Schema | None = None,
) -> Result:
    """Facts, projects, events, campaigns, a checked summary, and what was found wrong.

    With a `schema` of the user's own, what the article says in it too.

    Raises ModelError when the model cannot be asked or answers later; wrong answers never raise.
    """
    started = time.perf_counter()
    asker = Asker(model, Tally(), prompts_folder)
    text = article.text.clean
    read = _read(article)
    guesses = label_amounts(text, read.quantities, read.sentences, read.places, read.main_region)
    labels, findings = settle_labels(asker, text, guesses.labels)
    source = SourceIndex.of(article, read.mentions)
    custom, unfit = _custom(asker, schema, article, read, source)
    asker.need_answers()
    scene = Scene(text, read.sentences, read.quantities, read.places, guesses.regions)
    projects = find_projects(scene)
    labels = place_figures(labels, projects, read.main_region)
    campaigns = find_campaigns(scene, read.main_region)
    labels, periods = _dated(scene, labels, campaigns, _published(article))
    entities = find_entities(scene, projects)
    facts = [_fact(text, one, entities, periods) for one in labels]
    amiss = (find_conflicts(text, labels, periods), find_missed(text, labels, periods))
    tellable = _tellable(text, labels, read.places, entities, periods)
    findings += _disagreements(source, *amiss)
    events = _events(scene, projects, _published(article))
    result = Result(
        article=article,
        quantities=tuple(read.quantities),
        facts=tuple(facts),
        projects=tuple(projects),
        events=tuple(events),
        campaigns=tuple(dated_campaigns(scene, campaigns, events)),
        summary=_NO_SUMMARY,
        findings=(),
        provenance=_provenance(model, asker.tally, 0),
        custom=custom,
    )
    tellings = _tellings(scene, source, tellable, read.main_region, amiss, periods)
    told = Told(tellable, labels, tellings, periods, entities, read.main_region)
    summary, more = _summary(asker, scene, source, told, result)
    asker.need_answers()
    provenance = _provenance(model, asker.tally, time.perf_counter() - started)
    return _with(result, summary, [*findings, *more, *unfit], provenance)


def _dated(
    scene: Scene, labels: list[Label], campaigns: list[Campaign], published: date | None
) -> tuple[list[Label], dict[str, str | None]]:
    """The period of every figure, and the labels with what is still to come as not yet done."""
    periods = fact_periods(scene, labels, campaigns, published)
    return with_foreseen(scene.text, labels, periods, published), periods


def _tellable(
    text: str,
    labels: list[Label],
    places: list[PlaceMention],
    entities: Mapping[str, str],
    periods: Periods,
) -> list[Label]:
    """The figures of places, not of a project or company, with the dates they are told with."""
    owned = told_of_firms(text, labels, places) | entities.keys()
    return [_as_dated(one, periods) for one in labels if one.quantity.id not in owned]


def _tellings(
    scene: Scene,
    source: SourceIndex,
    labels: list[Label],
    main_region: str | None,
    amiss: tuple[list[Conflict], list[MissedSum]],
    periods: Periods,
) -> list[Telling]:
    """The sentences of the summary; what rows of places tell needs none."""
    rows = in_rows(source, labels)
    alone = [one for one in labels if one.quantity.id not in rows]
    planned = plan(source, scene.text, alone, main_region, *amiss)
    return date_tellings(source, planned, periods)


def _with(
    result: Result, summary: Summary, findings: list[Finding], provenance: Provenance
) -> Result:
    told = {"summary": summary, "findings": tuple(findings), "provenance": provenance}
    return result.model_copy(update=told)


def _summary(
    asker: Asker, scene: Scene, source: SourceIndex, told: Told, result: Result
) -> tuple[Summary, list[Finding]]:
    """The summary of all that was found, and what was amiss with its sentences."""
    by_id = {one.quantity.id: one for one in told.all_labels}
    words = Wordings(result, source, by_id, scene.places, scene.regions, told.main_region)
    points = find_points(source, scene, told, list(result.projects), words)
    fact_ids = {fact.quantity: fact.id for fact in result.facts}
    return summarise(asker, told.tellings, points, result.article.title, source, fact_ids)


def _as_dated(label: Label, periods: Periods) -> Label:
    """The label without the date of its sentence, where its figure is of another time."""
    period = periods.get(label.quantity.id)
    is_season = "季" in (label.when or "") and "季度" not in (label.when or "")
    is_dated = period is not None and _ISO.fullmatch(period) is not None
    agrees = not is_dated or label.period is None or label.period in (period or "")
    return label if agrees or is_season or label.until or label.since else replace(label, when=None)


def _events(scene: Scene, projects: list[Project], published: date | None) -> list[Event]:
    events = name_steps(scene, projects, find_events(scene))
    events += find_milestones(scene, projects, events, published)
    events += find_drive_events(scene, events, published)
    return with_statements(scene, events)


def _read(article: Article) -> _Reading:
    text = article.text.clean
    quantities = number_quantities(find_quantities(text, "zh", _published(article)))
    # The title goes along so that places it spells out resolve short forms in the body.
    lead = f"{article.headline}\n"
    with_title = find_places(lead + text)
    places = [_moved(p, -len(lead)) for p in with_title if p.span.start >= len(lead)]
    titled = [p for p in with_title if p.span.start < len(lead)]
    outlet = find_places(article.outlet or "")
    region = find_region(lead + text, places, titled, outlet)
    return _Reading(quantities, sentences(text), with_title, places, region)


def _custom(
    asker: Asker, schema: Schema | None, article: Article, read: _Reading, source: SourceIndex
) -> tuple[CustomAnswer | None, list[Finding]]:
    """What the article says in the user's own schema, where there is one."""
    if schema is None:
        return None, []
    amounts = [quantity for quantity in read.quantities if quantity.is_amount]
    parts = list(stretches(article.text.clean, read.sentences, amounts))
    return fill_schema(asker, schema, article.title, parts, source)


def _disagreements(
    source: SourceIndex, conflicts: list[Conflict], missed: list[MissedSum]
) -> list[Finding]:
    """Where the article contradicts itself or does its sums wrongly, each place once."""
    found = [conflict.finding() for conflict in conflicts]
    told = {f.claim_span for f in found}
    found += [f for f in source.own_findings() if f.claim_span not in told]
    return found + [one.finding() for one in missed]


def _published(article: Article) -> date | None:
    return date.fromisoformat(article.published) if article.published else None


def _moved(place: PlaceMention, by: int) -> PlaceMention:
    return replace(place, span=Span(place.span.start + by, place.span.end + by))


def _fact(
    text: str, label: Label, entities: dict[str, str], periods: dict[str, str | None]
) -> Fact:
    quantity = label.quantity
    indicator = label.indicator
    words = label.phrase or (indicator.zh if indicator else "")
    return Fact(
        id=f"f{quantity.id.removeprefix('q')}",
        quantity=quantity.id,
        indicator_zh=words or (indicator.zh if indicator else quantity.surface),
        indicator_en=_indicator_english(label),
        region=label.region,
        region_en=region_english(label.region) if label.region else None,
        entity=entities.get(quantity.id),
        status=label.status,
        period=periods.get(quantity.id),
        role=label.role,
        evidence=_evidence(text, label),
        settled_by=label.settled_by,  # type: ignore[arg-type]  # labels say rule or model
    )


def _indicator_english(label: Label) -> str:
    """The indicator's English name with the adjectives of what is counted."""
    indicator = label.indicator
    if indicator is None:
        return to_english(label.phrase, style="phrase") or "amount"
    if label.quantity.kind != "count":
        is_more = label.quantity.kind == "money" and "新增" in label.phrase
        return f"additional {indicator.en}" if is_more else indicator.en
    extra = [word for word in adjectives(label.phrase).split() if word not in indicator.en.split()]
    return " ".join([*extra, indicator.en])


def _evidence(text: str, label: Label) -> Span:
    return clause_around(text, label.quantity.span, label.sentence.span)


def _provenance(model: Model, tally: Tally, seconds: float) -> Provenance:
    return Provenance(
        model=model.name,
        prompts=tally.templates,
        version=__version__,
        calls=tally.calls,
        cached_calls=tally.cached,
        prompt_tokens=tally.prompt_tokens,
        completion_tokens=tally.completion_tokens,
        seconds=round(seconds, 3),
        cached_tokens=tally.cached_tokens,
        profile=str(profile_of(model)),
        retries=tally.retries,
        saved_tokens=tally.saved_tokens,
        wasted_tokens=tally.wasted_tokens,
    )
