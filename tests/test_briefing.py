"""Briefings: every figure leads to its source, in every form; what they are narrowed to."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from briefing_readers import MARK, READERS
from typer.testing import CliRunner

from llm_extract.briefing import Choices, briefing_of
from llm_extract.briefing.document import Bars, Box, Figure, Heading, Table, Timeline
from llm_extract.briefing.notes import Notes
from llm_extract.briefing.walk import lines_of, text_of
from llm_extract.briefing.writing import RENDERERS, write_briefing
from llm_extract.citations import figures_of, numbers_in
from llm_extract.cli.app import app
from llm_extract.decisions import Decision, Review, write_review
from llm_extract.errors import InputError, StoreError
from llm_extract.reviews import parts_of, reviewed, reviewed_results
from llm_extract.store import read_results
from llm_extract.text import Span

LANGS = ("en", "zh", "both")
HAN = re.compile("[一-龥]")


@pytest.fixture(scope="module")
def results(seed_run):
    """The results of the seeds, by id."""
    return {result.article.id: result for result in read_results(seed_run)}


@pytest.fixture(scope="module")
def documents(seed_run):
    """The briefing of the seeds in each language."""
    every = list(reviewed_results(seed_run))
    return {lang: briefing_of(every, Choices(lang=lang)) for lang in LANGS}


@pytest.fixture(scope="module")
def files(documents):
    """The briefings as read back from each form."""
    return {
        (lang, ending): READERS[ending](render(document))
        for lang, document in documents.items()
        for ending, render in RENDERERS.items()
    }


def numbers_of(text):
    """Every figure of a line that counts something: not 百日 or 五通桥, which are names."""
    both = chinese(text) if HAN.search(text) else []
    if not HAN.search(text) or re.search("[A-Za-z]{3}", text):
        both = [*figures_of(text, "en"), *both]
    return [one for one in both if one.kind != "name" or re.search(r"\d", one.surface)]


def chinese(text):
    """The figures of the Chinese passages of an English line."""
    for match in re.finditer(r"[“\d.,-]*[一-龥][\d.,，、一-龥A-Z%()“”-]*", text):
        for one in figures_of(match[0], "zh"):
            shift = match.start()
            yield one.model_copy(update={"start": one.start + shift, "end": one.end + shift})


def figure_spans(line):
    """Where the figures of a line stand in its words."""
    at = 0
    for run in line:
        if isinstance(run, Figure):
            yield Span(at, at + len(run.text)), run
        at += len(run.text)


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_a_briefing_is_a_figure_with_a_note(documents, lang):
    for line in lines_of(documents[lang]):
        text = "".join(run.text for run in line)
        figures = [span for span, _ in figure_spans(line)]
        for one in numbers_of(text):
            assert any(span.overlaps(one.span) for span in figures), (one.surface, text)
        for digit in re.finditer(r"\d", text):
            assert any(span.start <= digit.start() < span.end for span in figures), text


@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_rests_on_words_that_stand_where_its_note_says(documents, results, lang):
    for line in lines_of(documents[lang]):
        for _, figure in figure_spans(line):
            assert figure.cited
            for cited in figure.cited:
                if cited.origin in ("text", "title"):
                    article = results[cited.article].article
                    source = article.text.clean if cited.origin == "text" else article.title
                    assert cited.words
                    assert cited.span.cut(source) == cited.words
                    assert cited.words in cited.sentence
                    assert cited.sentence in source
                elif cited.origin == "dateline":
                    article = results[cited.article].article
                    assert numbers_in(figure.text.partition(" ")[0]) <= numbers_in(
                        article.published.replace("-", " ")
                    )
                else:
                    assert cited.origin == "own"


@pytest.mark.parametrize("lang", LANGS)
def test_an_amount_has_the_value_of_the_words_it_rests_on(documents, lang):
    checked = 0
    for line in lines_of(documents[lang]):
        for _, figure in figure_spans(line):
            told = [q for q in numbers_of(figure.text) if q.is_amount and q.value is not None]
            words = [q for c in figure.cited for q in figures_of(c.words, "zh") if c.words]
            for one in told if words else ():
                values = {q.value for q in words} | {q.value_high for q in words}
                values |= {n for q in words if q.value is None for n in numbers_in(q.surface)}
                assert one.value in values, (figure.text, figure.cited)
                checked += 1
    assert checked > 200


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("ending", RENDERERS)
def test_every_number_of_a_file_is_followed_by_the_mark_of_its_note(documents, files, lang, ending):
    read = files[lang, ending]
    notes = {note.number: note for note in Notes(documents[lang])}
    assert read.notes.keys() == notes.keys()
    found = 0
    for line in read.lines:
        places = [match.start() for match in re.finditer(MARK, line.words)]
        marks = list(zip(places, line.marks, strict=True))
        for one in numbers_of(line.words):
            following = [number for at, number in marks if at >= one.end]
            assert following, (one.surface, line.words)
            note = notes[following[0]]
            assert note.runs[0].text.strip() in read.notes[note.number].replace("\\", "")
            found += 1
    assert found > 300


@pytest.mark.parametrize("ending", RENDERERS)
def test_a_note_tells_the_sentence_of_the_article(documents, files, ending):
    for note in Notes(documents["en"]):
        first = note.cited[0]
        said = re.sub(r"\\(.)|\*\*", r"\1", files["en", ending].notes[note.number])
        assert first.sentence in said, said


def test_the_marks_of_a_word_file_are_footnotes_numbered_in_reading_order(documents, files):
    first = list(dict.fromkeys(m for line in files["en", ".docx"].lines for m in line.marks))
    assert first == list(range(1, len(first) + 1))
    assert len(first) == len(list(Notes(documents["en"])))


def test_all_forms_say_the_same(files):
    said = {
        ending: Counter(HAN.findall("".join(line.words for line in files["en", ending].lines)))
        for ending in (".md", ".docx")
    }
    assert said[".md"] == said[".docx"]
    marks = [
        {mark for line in files["en", ending].lines for mark in line.marks} for ending in RENDERERS
    ]
    assert marks[0] == marks[1] == marks[2]


def test_the_chinese_of_a_name_is_told_once_and_in_brackets(documents):
    text = "\n".join("".join(run.text for run in line) for line in lines_of(documents["en"]))
    bracketed = Counter(re.findall(r" \(([^()]*[一-龥][^()]*(?:\([^()]*\)[^()]*)*)\)", text))
    assert {"泸州市", "达州市", "南充市", "川东北经济区", "四川经济网"} <= bracketed.keys()
    assert [name for name, times in bracketed.items() if times > 1] == []


def test_a_briefing_has_its_parts_in_order(documents):
    (part,) = documents["en"].parts
    heads = [b.heading if isinstance(b, Box) else b for b in part.blocks]
    names = [
        "".join(run.text for run in one.runs)
        for one in heads
        if isinstance(one, Heading) and one.level == 1
    ]
    assert names == [
        "Headline findings", "Check before you use", "Places and indicators", "In pictures",
        "Article by article",
    ]  # fmt: skip


def test_a_contradiction_of_an_article_is_told_with_both_figures(documents):
    (box,) = [b for b in documents["en"].parts[0].blocks if isinstance(b, Box)]
    text = "\n".join(text_of(item) for b in box.blocks for item in getattr(b, "items", ()))
    assert "RMB 36.515 billion" in text
    assert "RMB 31.825 billion" in text
    assert "Nanchong" in text


def test_a_chart_has_only_sums_of_one_indicator_and_time_and_no_disputed_place(documents):
    charts = [b for b in documents["en"].parts[0].blocks if isinstance(b, Bars)]
    assert charts
    for chart in charts:
        labels = ["".join(r.text for r in bar.label) for bar in chart.bars]
        assert len(set(labels)) == len(labels) >= 2
        assert not any("Nanchong" in label for label in labels)
        assert max(bar.share for bar in chart.bars) == 1


def test_a_timeline_runs_forward(documents):
    (line,) = [b for b in documents["en"].parts[0].blocks if isinstance(b, Timeline)]
    shares = [moment.share for moment in line.moments]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)


def test_a_target_is_marked_as_one_and_set_against_the_result(documents):
    tables = [b for b in documents["en"].parts[0].blocks if isinstance(b, Table)]
    cells = [text_of(line) for row in tables[0].rows for cell in row for line in cell]
    assert "target: at least RMB 30 billion (from outside the province)" in cells
    assert not any(cell.startswith("at least RMB 30 billion") for cell in cells)
    pairs = [["".join(r.text for r in c[0]) for c in row] for row in tables[1].rows]
    assert ["Luzhou", "funds in place", "at least RMB 34.5 billion, season 2, 2022",
            "RMB 40.4 billion, season 1, 2021"] in pairs  # fmt: skip


def test_a_region_keeps_what_is_told_of_it_and_of_the_places_in_it(seed_run):
    for name in ("Dazhou", "dazhou city", "达州市", "达州"):
        document = briefing_of(reviewed_results(seed_run), Choices(region=name))
        text = words_of(document)
        assert "Kaijiang County" in text
        assert "RMB 110.408 billion" in text
        assert "Bazhong signed" not in text
        assert len(document.sources) == 1


def test_a_region_nothing_is_told_of_is_refused_with_those_that_are(seed_run):
    with pytest.raises(InputError, match=r"nothing is told of 'Paris'; .*Luzhou"):
        briefing_of(reviewed_results(seed_run), Choices(region="Paris"))


def test_since_leaves_out_older_articles_and_tells_of_those_without_a_date(seed_run):
    document = briefing_of(reviewed_results(seed_run), Choices(since="2022-01-01"))
    assert len(document.sources) == 2
    assert "Left out for want of a date: one article" in words_of(document)


def test_since_a_day_after_all_articles_is_refused_with_the_latest(seed_run):
    with pytest.raises(InputError, match="since 2033-01-01; the latest is of 2025-02-08"):
        briefing_of(reviewed_results(seed_run), Choices(since="2033-01-01"))


@pytest.mark.parametrize(
    ("group", "heads"),
    [
        ("place", ["Luzhou", "Dazhou", "Leshan"]),
        ("date", ["December 2020", "May 2022", "Without a date"]),
        ("campaign", ["Hundred-Day Battle", "Without a named drive"]),
    ],
)
def test_articles_are_grouped(seed_run, group, heads):
    document = briefing_of(reviewed_results(seed_run), Choices(group=group))
    blocks = document.parts[0].blocks
    named = [text_of(b.runs) for b in blocks if isinstance(b, Heading) and b.level == 2]
    assert [name for name in named if name in heads] == heads


def test_what_a_reviewer_rejected_is_gone_and_a_remark_is_told(seed_run):
    result = next(r for r in read_results(seed_run) if "泸州" in r.article.title and r.facts[3:])
    parts = {part.name: part.words for part in parts_of(result)}
    wanted = next(fact for fact in result.facts if fact.id == "f2")
    decisions = tuple(
        Decision(article=result.article.id, part=part, words=parts[part], choice=choice, note=note)
        for part, choice, note in (
            (f"fact {wanted.id}", "rejected", ""),
            ("event 0", "noted", "Ask the bureau in 2031."),
        )
    )
    whole = words_of(briefing_of([reviewed(result, Review())], Choices()))
    left = words_of(briefing_of([reviewed(result, Review(decisions=decisions))], Choices()))
    sentences = [
        s.text for s in (*result.summary.en.sentences, *result.summary.en.points)
        if wanted.id in s.facts
    ]  # fmt: skip
    assert sentences
    assert all(s in plain(whole) for s in sentences)
    assert not any(s in plain(left) for s in sentences)
    assert "Ask the bureau in 2031." in left


def test_decisions_kept_with_a_run_are_followed(seed_run, tmp_path):
    run = tmp_path / "out"
    run.mkdir()
    (run / "results.jsonl").write_bytes((seed_run / "results.jsonl").read_bytes())
    result = next(iter(read_results(run)))
    part = next(p for p in parts_of(result) if p.name == "sentence en 0")
    decision = Decision(
        article=result.article.id, part=part.name, words=part.words, choice="rejected"
    )
    write_review(run, Review(decisions=(decision,)))
    document = write_briefing(run, tmp_path / "briefing.md")
    assert result.summary.en.sentences[0].text not in plain(words_of(document))


def test_a_briefing_has_the_title_it_is_given(seed_run, tmp_path):
    to = tmp_path / "b.html"
    write_briefing(seed_run, to, Choices(title="Sichuan <weekly> & more"))
    assert "<h1>Sichuan &lt;weekly&gt; &amp; more</h1>" in to.read_text(encoding="utf-8")


def test_an_unknown_ending_is_refused_with_the_known_ones(seed_run, tmp_path):
    with pytest.raises(InputError, match=r"\.html, \.md, \.docx"):
        write_briefing(seed_run, tmp_path / "b.txt")


def test_pdf_is_refused_with_a_way_to_get_one(seed_run, tmp_path):
    with pytest.raises(InputError, match="print it to PDF"):
        write_briefing(seed_run, tmp_path / "b.pdf")


def test_a_file_that_cannot_be_written_is_an_error(seed_run, tmp_path):
    with pytest.raises(StoreError, match="cannot be written"):
        write_briefing(seed_run, tmp_path / "none" / "b.md")


def words_of(document):
    """All words of a briefing, a line a line."""
    return "\n".join("".join(run.text for run in line) for line in lines_of(document))


def plain(text):
    """Words without the Chinese in brackets."""
    return re.sub(r" \([^()]*[一-龥][^()]*(?:\([^()]*\)[^()]*)*\)", "", text)


def test_the_file_of_a_run_is_named_by_path(seed_run, tmp_path):
    document = write_briefing(Path(seed_run), tmp_path / "b.docx")
    assert document.told == "5 articles"


def test_the_command_writes_what_its_options_say(seed_run, tmp_path):
    to = tmp_path / "b.md"
    options = ["--to", str(to), "--lang", "zh", "--region", "Leshan", "--since", "2025-01-01"]
    done = CliRunner().invoke(app, ["brief", str(seed_run), *options, "--title", "乐山"])
    assert done.exit_code == 0, done.output
    assert to.read_text(encoding="utf-8").startswith("# 乐山\n")
    assert "泸州" not in to.read_text(encoding="utf-8")
