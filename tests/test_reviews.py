"""A reviewer's decisions: kept with a run, held to what they were made about, and followed."""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

from llm_extract.cli.app import app
from llm_extract.decisions import REVIEW, Decision, Review, merged, read_review
from llm_extract.errors import ReviewError
from llm_extract.reviews import parts_of, reviewed, reviewed_results
from llm_extract.store import read_results


@pytest.fixture(scope="module")
def result(seed_run):
    """The result of the first seed."""
    return next(iter(read_results(seed_run)))


@pytest.fixture
def run(seed_run, tmp_path):
    """A copy of the run of the seeds, to write in."""
    return shutil.copytree(seed_run, tmp_path / "out")


def decided(result, part, choice="rejected", note=""):
    """A decision about a part as it is."""
    words = {one.name: one.words for one in parts_of(result)}[part]
    article = result.article.id
    return Decision(article=article, part=part, words=words, choice=choice, note=note)


def rejecting(result, *parts):
    """The result as a reviewer leaves it who rejects some parts."""
    review = Review(decisions=tuple(decided(result, part) for part in parts))
    return reviewed(result, review).result


def command(*words):
    """The end of a `review` command, and what it printed."""
    done = CliRunner().invoke(app, ["review", *map(str, words)])
    return done.exit_code, done.output


def test_every_part_has_a_name_of_its_own(result):
    names = [part.name for part in parts_of(result)]
    assert len(names) == len(set(names)) > len(result.facts)


def test_a_rejected_fact_is_gone_with_the_sentences_that_state_it(result):
    left = rejecting(result, "fact f4")
    assert "f4" not in {fact.id for fact in left.facts}
    for summary in (left.summary.zh, left.summary.en):
        assert "f4" not in {f for s in (*summary.sentences, *summary.points) for f in s.facts}
    assert "53.8 billion" not in left.summary.en.text


def test_a_headline_goes_with_the_first_sentence(result):
    first = result.summary.en.sentences[0]
    left = rejecting(result, f"fact {first.facts[0]}")
    assert left.summary.zh.headline == result.article.title
    assert left.summary.en.headline == left.summary.en.sentences[0].text.rstrip(".")


def test_a_rejected_project_is_gone_with_the_sentences_that_name_it(result):
    name = result.projects[0].name_en
    left = rejecting(result, "project 0")
    told = left.summary.en.text + "".join(point.text for point in left.summary.en.points)
    assert name not in {project.name_en for project in left.projects}
    assert name not in told


@pytest.mark.parametrize("kind", ["event", "campaign"])
def test_a_rejected_part_is_gone_and_the_others_stay(result, kind):
    left = rejecting(result, f"{kind} 1")
    before, after = (getattr(one, f"{kind}s") for one in (result, left))
    assert after == (before[0], *before[2:])


def test_a_figure_of_a_rejected_fact_is_gone_from_its_project(seed_run):
    result = next(r for r in read_results(seed_run) if any(p.amount for p in r.projects))
    number, project = next((n, p) for n, p in enumerate(result.projects) if p.amount)
    fact = next(f for f in result.facts if f.quantity == project.amount)
    left = rejecting(result, f"fact {fact.id}").projects[number]
    assert left.amount is None
    assert project.amount not in left.quantities


def test_an_accepted_part_stays(result):
    kept = reviewed(result, Review(decisions=(decided(result, "fact f4", "accepted"),)))
    assert kept.result == result
    assert kept.choice("fact f4") == "accepted"


def test_a_decision_about_other_words_is_stale_and_not_followed(result):
    other = decided(result, "fact f4").model_copy(update={"words": "other"})
    about = reviewed(result, Review(decisions=(other,)))
    assert about.result == result
    assert about.stale == (other,)


def test_a_later_decision_takes_the_place_of_an_earlier_one(result):
    kept = Review(decisions=(decided(result, "fact f3"), decided(result, "fact f4")))
    new = Review(
        decisions=(
            decided(result, "fact f3", "accepted"),
            decided(result, "fact f4", "withdrawn"),
        )
    )
    assert [one.choice for one in merged(kept, new).decisions] == ["accepted"]


def test_decisions_applied_to_a_run_are_followed_wherever_it_is_read(run, result, tmp_path):
    saved = tmp_path / "decisions.json"
    saved.write_text(Review(decisions=(decided(result, "fact f4"),)).model_dump_json())
    code, words = command("apply", run, saved)
    assert (code, words.split(";")[0]) == (0, "1 rejected")
    after = next(iter(reviewed_results(run)))
    assert "f4" not in {fact.id for fact in after.result.facts}
    assert "fact f4" in command("show", run)[1]


def test_decisions_about_another_run_are_left_out_and_told(run, result, tmp_path):
    mine = decided(result, "fact f4")
    lost = mine.model_copy(update={"article": "0" * 16})
    stale = mine.model_copy(update={"part": "fact f3"})
    saved = tmp_path / "decisions.json"
    saved.write_text(Review(decisions=(lost, stale)).model_dump_json())
    code, words = command("apply", run, saved)
    assert code == 1
    assert "fact f3" in words
    assert "1 about articles that are not in this run" in words
    assert read_review(run / REVIEW).decisions == ()


@pytest.mark.parametrize("content", ["", "[]", '{"decisions": [{"part": "fact f1"}]}', '{"a": 1}'])
def test_a_file_that_holds_no_decisions_is_told_by_name(tmp_path, content):
    path = tmp_path / "decisions.json"
    path.write_text(content)
    with pytest.raises(ReviewError, match=r"decisions\.json: no file of decisions"):
        read_review(path)


def test_a_missing_file_of_decisions_is_told_by_name(run, tmp_path):
    done = CliRunner().invoke(app, ["review", "apply", str(run), str(tmp_path / "none.json")])
    assert isinstance(done.exception, ReviewError)
    assert "none.json: no such file" in str(done.exception)


def test_kept_decisions_are_json_that_people_can_read(run, result, tmp_path):
    saved = tmp_path / "decisions.json"
    note = decided(result, "fact f4", "noted", "核对原文")
    saved.write_text(Review(decisions=(note,)).model_dump_json())
    command("apply", run, saved)
    kept = (run / REVIEW).read_text(encoding="utf-8")
    assert "核对原文" in kept
    assert json.loads(kept)["format"] == 1
