"""The tables of what is named: projects, events, people and campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from llm_extract.names import person_english
from llm_extract.records import Event

from .calendar import days_of
from .columns import About, Prefix
from .groups import Amount, Days, Decided, Evidence, Origin
from .subject import Subject, amount_of


@dataclass(frozen=True)
class ProjectRow:
    """One named project."""

    origin: Origin
    project: Annotated[
        int, About("Its position in the article, from 0, as in a reviewer's decisions.", key=True)
    ]
    name_en: Annotated[str, About("Its name in English.")]
    name_zh: Annotated[str, About("Its name in Chinese.")]
    investor: Annotated[str | None, About("Who invests, in the article's words.")]
    place: Annotated[str | None, About("Where, in Chinese.")]
    place_en: Annotated[str | None, About("Where, in English.")]
    industry: Annotated[str | None, About("Its goods or industry, in Chinese.")]
    stage: Annotated[
        str | None, About("signed, planned, under_construction or in_production, where told.")
    ]
    signed_on: Annotated[str | None, About("When it was signed, ISO, where told.")]
    investment_quantity: Annotated[
        str | None, About("The quantity that is its investment.", of="quantities")
    ]
    investment: Annotated[Amount | None, Prefix("investment_")]
    capacity_quantity: Annotated[
        str | None, About("The quantity that is its capacity.", of="quantities")
    ]
    capacity: Annotated[Amount | None, Prefix("capacity_")]
    decided: Decided
    evidence: Evidence


@dataclass(frozen=True)
class ProjectQuantityRow:
    """One figure told of a project alone."""

    origin: Origin
    project: Annotated[int, About("The project.", key=True, of="projects")]
    quantity: Annotated[str, About("The quantity.", key=True, of="quantities")]
    role: Annotated[str, About("investment, capacity, or other, such as output, area, jobs.")]
    words_en: Annotated[str | None, About("The amount to read, in English.")]
    words_zh: Annotated[str | None, About("The amount to read, in Chinese.")]


@dataclass(frozen=True)
class EventRow:
    """Something that happened, is to happen, or was said."""

    origin: Origin
    event: Annotated[
        int, About("Its position in the article, from 0, as in a reviewer's decisions.", key=True)
    ]
    date: Annotated[str | None, About("When, ISO or an ISO range, where told.")]
    days: Days
    date_words: Annotated[str | None, About("The words that tell when.")]
    what_zh: Annotated[str, About("What happened, in the article's words.")]
    status: Annotated[
        str, About("done, planned (still to come), or said (what an official only told of).")
    ]
    place: Annotated[str | None, About("Where, in Chinese.")]
    place_en: Annotated[str | None, About("Where, in English.")]
    people: Annotated[str | None, About("Who took part, with semicolons between them.")]
    organisations: Annotated[
        str | None, About("Companies that took part, with semicolons between them.")
    ]
    decided: Decided
    evidence: Evidence


@dataclass(frozen=True)
class EventQuantityRow:
    """One figure told of an event."""

    origin: Origin
    event: Annotated[int, About("The event.", key=True, of="events")]
    quantity: Annotated[str, About("The quantity.", key=True, of="quantities")]
    words_en: Annotated[str | None, About("The amount to read, in English.")]
    words_zh: Annotated[str | None, About("The amount to read, in Chinese.")]


@dataclass(frozen=True)
class PersonRow:
    """Someone who took part in an event."""

    origin: Origin
    event: Annotated[int, About("The event.", key=True, of="events")]
    person: Annotated[int, About("Their position among those of the event, from 0.", key=True)]
    name_en: Annotated[str, About("Their name in pinyin, surname first.")]
    name_zh: Annotated[str, About("Their name in Chinese.")]
    office_en: Annotated[str | None, About("Their office in English, where told.")]
    office_zh: Annotated[str | None, About("Their office in Chinese.")]
    date: Annotated[str | None, About("When the event was.")]
    evidence: Evidence


@dataclass(frozen=True)
class CampaignRow:
    """One named drive, such as “百日攻坚”."""

    origin: Origin
    campaign: Annotated[
        int, About("Its position in the article, from 0, as in a reviewer's decisions.", key=True)
    ]
    name_en: Annotated[str, About("Its name in English.")]
    name_zh: Annotated[str, About("Its name in Chinese.")]
    region: Annotated[str | None, About("Whose drive it is, in Chinese.")]
    region_en: Annotated[str | None, About("Whose drive it is, in English.")]
    season: Annotated[str | None, About("Which season of it, in the article's words.")]
    year: Annotated[str | None, About("Its year.")]
    starts: Annotated[str | None, About("Its first day, ISO, where told.")]
    ends: Annotated[str | None, About("Its last day, ISO, where told.")]
    decided: Decided
    evidence: Evidence


def project_rows(subject: Subject) -> Iterator[ProjectRow]:
    """Every project of the article that was not rejected."""
    for number, project in subject.projects:
        yield ProjectRow(
            origin=subject.origin,
            project=number,
            name_en=project.name_en,
            name_zh=project.name_zh,
            investor=project.investor,
            place=project.place,
            place_en=subject.place_en(project.place),
            industry=project.industry,
            stage=project.stage,
            signed_on=project.signed_on,
            investment_quantity=project.amount,
            investment=_amount(subject, project.amount),
            capacity_quantity=project.capacity,
            capacity=_amount(subject, project.capacity),
            decided=subject.decided(f"project {number}"),
            evidence=subject.evidence(project.evidence),
        )


def _amount(subject: Subject, quantity: str | None) -> Amount | None:
    return None if quantity is None else amount_of(subject.quantities[quantity])


def project_quantity_rows(subject: Subject) -> Iterator[ProjectQuantityRow]:
    """Every figure of every project."""
    for number, project in subject.projects:
        roles = {project.capacity: "capacity", project.amount: "investment"}
        every = [one for one in (project.amount, project.capacity) if one]
        for quantity in dict.fromkeys([*every, *project.quantities]):
            amount = amount_of(subject.quantities[quantity])
            role = roles.get(quantity, "other")
            yield ProjectQuantityRow(
                subject.origin, number, quantity, role, amount.words_en, amount.words_zh
            )


def event_rows(subject: Subject) -> Iterator[EventRow]:
    """Every event of the article that was not rejected."""
    for number, event in subject.events:
        yield EventRow(
            origin=subject.origin,
            event=number,
            date=event.date,
            days=days_of(event.date),
            date_words=event.surface or None,
            what_zh=event.what_zh,
            status=event.status,
            place=event.place,
            place_en=subject.place_en(event.place),
            people="; ".join(event.people) or None,
            organisations="; ".join(event.organisations) or None,
            decided=subject.decided(f"event {number}"),
            evidence=subject.evidence(event.evidence),
        )


def event_quantity_rows(subject: Subject) -> Iterator[EventQuantityRow]:
    """Every figure of every event."""
    for number, event in subject.events:
        for quantity in dict.fromkeys(event.quantities):
            amount = amount_of(subject.quantities[quantity])
            yield EventQuantityRow(
                subject.origin, number, quantity, amount.words_en, amount.words_zh
            )


def person_rows(subject: Subject) -> Iterator[PersonRow]:
    """Everyone who took part in an event, those without an office too."""
    for number, event in subject.events:
        for position, (name_en, name_zh, office_en, office_zh) in enumerate(_people(event)):
            yield PersonRow(
                origin=subject.origin,
                event=number,
                person=position,
                name_en=name_en,
                name_zh=name_zh,
                office_en=office_en,
                office_zh=office_zh,
                date=event.date,
                evidence=subject.evidence(event.evidence),
            )


def _people(event: Event) -> Iterator[tuple[str, str, str | None, str | None]]:
    known = {one.name_zh for one in event.officials}
    for one in event.officials:
        yield one.name_en, one.name_zh, one.office_en or None, one.office_zh or None
    for name in event.people:
        if name not in known:
            yield person_english(name), name, None, None


def campaign_rows(subject: Subject) -> Iterator[CampaignRow]:
    """Every drive of the article that was not rejected."""
    for number, campaign in subject.campaigns:
        yield CampaignRow(
            origin=subject.origin,
            campaign=number,
            name_en=campaign.name_en,
            name_zh=campaign.name_zh,
            region=campaign.region,
            region_en=subject.place_en(campaign.region),
            season=campaign.season,
            year=campaign.year,
            starts=campaign.start,
            ends=campaign.end,
            decided=subject.decided(f"campaign {number}"),
            evidence=subject.evidence(campaign.evidence),
        )
