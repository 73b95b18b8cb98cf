"""One section about one article."""

from __future__ import annotations

from collections.abc import Iterator

from llm_extract.indicators import classify
from llm_extract.names import person_english
from llm_extract.records import Campaign, Event, Person, Project, Sentence
from llm_extract.render import render_date
from llm_extract.terms import is_named_whole, to_english

from .citing import Citer
from .document import Block, Bullets, Figure, Heading, Name, Paragraph, Runs, Source, Table, Words
from .event_lines import day_of, told_event
from .lexicon import Term
from .place_tables import place_name
from .selection import Told
from .wording import filled, joined, rules, word


def article_blocks(told: Told, citer: Citer, anchor: str, level: int) -> Iterator[Block]:
    """Headline, source, summary, key facts, projects, events, people and drives of an article."""
    lang = citer.lang
    summary = told.result.summary.en if lang == "en" else told.result.summary.zh
    first = [s.facts for s in (*summary.sentences, *summary.points)][:1]
    headline = citer.prose(summary.headline, first[0] if first else (), named=False)
    yield Heading(level, headline, anchor)
    yield Paragraph(source_line(citer), "source")
    if summary.sentences:
        sentences = [_sentence(one, citer) for one in summary.sentences]
        yield Paragraph(joined(sentences, word("space", lang)))
    if summary.points:
        yield _label("key_facts", citer)
        yield Bullets(tuple(_sentence(one, citer) for one in summary.points))
    if told.result.projects:
        yield _label("projects", citer)
        yield _projects(told.result.projects, citer)
    in_order = sorted(told.result.events, key=lambda one: one.date or "9999")
    events = tuple(filter(None, (_event(one, citer) for one in in_order)))
    if events:
        yield _label("events", citer)
        yield Bullets(events)
    people = _people(told.result.events)
    if people:
        yield _label("people", citer)
        yield Bullets(tuple(_person(person, event, citer) for person, event in people))
    if told.result.campaigns:
        yield _label("drives", citer)
        yield Bullets(tuple(_drives(told.result.campaigns, citer)))


def _label(name: str, citer: Citer) -> Paragraph:
    return Paragraph((Words(word(name, citer.lang)),), "label")


def _sentence(sentence: Sentence, citer: Citer) -> Runs:
    runs = citer.prose(sentence.text, sentence.facts)
    if sentence.verdict == "supported":
        return runs
    return (*runs, Words(f" [{word('unconfirmed', citer.lang)}]"))


def source_line(citer: Citer) -> Runs:
    """Title, outlet, date and authors of an article."""
    article, lang = citer.result.article, citer.lang
    title: Runs = ()
    if article.title:
        title = (Words("《", "zh"), *citer.chinese(article.title), Words("》", "zh"))
    day: Runs = (Words(word("no_date", lang)),)
    if article.published:
        day = (Figure(render_date(article.published, lang), (citer.dateline(article.published),)),)
    authors = joined([_author(one, citer) for one in article.authors], word("comma", lang))
    by = (Words(word("by", lang)), *authors) if authors else ()
    return joined([outlet_name(citer), day, by, title], word("comma", lang))


def outlet_name(citer: Citer) -> Runs:
    """The paper an article is from, in both languages where it is mentioned first."""
    outlet = citer.result.article.outlet
    if not outlet:
        return ()
    if citer.lang == "zh":
        return citer.signature(outlet)
    english = citer.signature(to_english(outlet), "en")
    return (_named(english, citer.signature(outlet, "zh"), outlet),)


def _author(name: str, citer: Citer) -> Runs:
    if citer.lang == "zh":
        return citer.signature(name)
    return (_named(citer.signature(person_english(name), "en"), citer.signature(name, "zh"), name),)


def _named(english: Runs, chinese: Runs, key: str) -> Name:
    plain = [[run for run in runs if not isinstance(run, Name)] for runs in (english, chinese)]
    return Name(tuple(plain[0]), tuple(plain[1]), key)


def source_of(citer: Citer, label: str, anchor: str) -> Source:
    """The article as the list of sources names it."""
    article, lang = citer.result.article, citer.lang
    file: Runs = (Words(word("file", lang) + " "), *citer.signature(article.source))
    line = joined([source_line(citer), file], word("comma", lang))
    return Source(article.id, label, line, anchor)


_COLUMNS = ("project", "investor", "site", "amount", "further", "stage")


def _projects(projects: tuple[Project, ...], citer: Citer) -> Table:
    """The projects, with the columns that any of them fills."""
    cells = [_project_cells(one, citer) for one in projects]
    used = [at for at in range(len(_COLUMNS)) if at == 0 or any(row[at] for row in cells)]
    heads = tuple((Words(word(_COLUMNS[at], citer.lang)),) for at in used)
    return Table((), heads, tuple(tuple(row[at] for at in used) for row in cells))


def _project_cells(one: Project, citer: Citer) -> list[tuple[Runs, ...]]:
    lang = citer.lang
    investor: Runs = ()
    if one.investor and one.investor not in one.name_zh:
        investor = citer.both(Term(to_english(one.investor), one.investor, one.evidence))
    signed: Runs = (citer.date(one.signed_on, one.evidence),) if one.signed_on else ()
    lines: list[Runs] = [
        citer.both(Term(one.name_en, one.name_zh, one.evidence), one.quantities),
        investor,
        place_name(citer, one.place) if one.place else (),
        (citer.quantity(one.amount),) if one.amount else (),
    ]
    cells: list[tuple[Runs, ...]] = [(line,) if line else () for line in lines]
    stage: Runs = (Words(rules()["stage"][lang][one.stage]),) if one.stage else ()
    state = joined([stage, signed], word("comma", lang))
    return [*cells, tuple(_further(one, citer)), (state,) if state else ()]


def _further(project: Project, citer: Citer) -> Iterator[Runs]:
    """What else is told of a project in figures: capacity, output, jobs; plans marked as such."""
    lang = citer.lang
    if project.capacity:
        label = f"{word('capacity', lang)}{word('colon', lang)}"
        yield Words(label.lower()), citer.quantity(project.capacity)
    quantities = {q.id: q for q in citer.result.quantities}
    told = {quantities[q].value for q in (project.amount, project.capacity) if q in quantities}
    for fact in citer.result.facts:
        quantity = quantities.get(fact.quantity)
        if quantity is None or fact.quantity not in project.quantities or quantity.value in told:
            continue
        row = classify(fact.indicator_zh, quantity.kind, quantity.unit)
        if row is None or fact.role != "value" or quantity.surface in project.name_zh:
            continue
        told.add(quantity.value)
        name = row.en if lang == "en" else row.zh
        plan = f" ({word('planned', lang).lower()})" if fact.status in ("planned", "target") else ""
        has_counter = quantity.kind != "count" or row.code == "capacity"
        figure = citer.quantity(quantity.id, counter=has_counter)
        yield Words(f"{name}{word('colon', lang)}"), figure, Words(plan)


def _event(event: Event, citer: Citer) -> Runs:
    """An event with its day; in the article's words where it cannot be told in English."""
    lang = citer.lang
    told = told_event(event, citer)
    if not told:
        return ()
    day: Runs = (Words(word("undated_event", lang), strong=True),)
    if event.date:
        figure = day_of(event, citer)
        day = (Figure(figure.text, figure.cited, strong=True),)
    return (*day, Words(word("colon", lang)), *told)


def _people(events: tuple[Event, ...]) -> list[tuple[Person, Event]]:
    found: dict[str, tuple[Person, Event]] = {}
    for event in events:
        for person in event.officials:
            found.setdefault(person.name_zh, (person, event))
    return list(found.values())


def _person(person: Person, event: Event, citer: Citer) -> Runs:
    name = citer.both(Term(person.name_en, person.name_zh, event.evidence))
    office = person.office_en if citer.lang == "en" else person.office_zh
    return joined([name, citer.name(office, event.evidence)], word("comma", citer.lang))


def _drives(drives: tuple[Campaign, ...], citer: Citer) -> Iterator[Runs]:
    """The drives, a line each; those whose names English cannot tell in one line, in Chinese."""
    untold = [one for one in drives if citer.lang == "en" and not is_named_whole(one.name_zh)]
    yield from (_drive(one, citer) for one in drives if one not in untold)
    if untold:
        names = [citer.chinese_name(one.name_zh, one.evidence) for one in untold]
        yield (Words(word("untranslated", citer.lang)), *joined(names, "、"))


def _drive(drive: Campaign, citer: Citer) -> Runs:
    """A drive with its place and days."""
    lang = citer.lang
    name = citer.both(Term(drive.name_en, drive.name_zh, drive.evidence))
    place = place_name(citer, drive.region) if drive.region else ()
    days: Runs = ()
    ends = {
        key: (citer.date(iso, drive.evidence),)
        for key, iso in (("start", drive.start), ("end", drive.end))
        if iso
    }
    if drive.start and drive.start == drive.end:
        days = ends["start"]
    elif ends:
        form = {1: "runs_from" if "start" in ends else "runs_to", 2: "runs_from_to"}[len(ends)]
        days = filled(form, lang, **ends)
    elif drive.year:
        days = (citer.date(drive.year, drive.evidence),)
    return joined([name, place, days], word("comma", lang))
