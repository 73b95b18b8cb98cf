"""Progress of a run as a person sees it, on terminals of several sizes and in a log."""

from __future__ import annotations

import io
import logging
import re
import threading
from decimal import Decimal

import pytest
from rich.cells import cell_len
from rich.console import Console

from llm_extract.cli.frame_lines import fitted
from llm_extract.cli.progress import RunProgress
from llm_extract.cli.run_counts import Pace, clock_words, time_words
from llm_extract.store import Failure
from llm_extract.watching import ArticleEnd

LONG = "news/泸州市召开百日攻坚战推进会现场签约重大项目投资额再创新高_{:03}.html"


class Clock:
    """Seconds that go forward when told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        """What it shows."""
        return self.now


class Shown:
    """A run's progress with what it has written, and a clock."""

    def __init__(self, *, terminal=True, width=120, height=30, quiet=False):
        self.file = io.StringIO()
        self.clock = Clock()
        console = Console(
            file=self.file, force_terminal=terminal, width=width, height=height,
            highlight=False, markup=False, color_system=None, _environ={},
        )  # fmt: skip
        self.progress = RunProgress(quiet=quiet, shown=console, clock=self.clock)

    @property
    def lines(self):
        """The lines written, without the time of day."""
        return [
            re.sub(r"^\d\d:\d\d:\d\d  ", "", line) for line in self.file.getvalue().splitlines()
        ]

    @property
    def frame(self):
        """The lines a terminal shows now."""
        return self.progress.frame().plain.split("\n")

    def run(self, articles, seconds=1.0, **took):
        """Articles one after the other."""
        for number in range(articles):
            name = f"seeds/{number:03}.txt"
            self.progress.begin(name)
            self.clock.now += seconds
            self.progress.done(ArticleEnd(name, seconds=seconds, **took))

    def fail(self, name, reason):
        """An article that fails."""
        self.progress.begin(name)
        self.progress.done(ArticleEnd(name, Failure(name, "RefusedError", reason)))


@pytest.fixture
def terminal():
    return Shown()


@pytest.fixture
def log():
    return Shown(terminal=False, width=1000)


def test_a_running_article_has_a_line_with_its_stage_and_seconds(terminal):
    terminal.progress.expect(2)
    terminal.progress.begin("seeds/a.txt")
    terminal.clock.now += 65
    terminal.progress.begin("seeds/b.txt")
    terminal.progress.stage("seeds/b.txt", "summarise_zh")
    terminal.clock.now += 7.9
    first, second = (line.split("  ") for line in terminal.frame[:2])
    assert [word.strip() for word in first if word] == ["a.txt", "reading it", "1:12"]
    assert [word.strip() for word in second if word] == ["b.txt", "writing it up in Chinese", "7 s"]


def test_a_prompt_without_words_of_its_own_is_shown_by_its_name(terminal):
    terminal.progress.begin("a.txt")
    terminal.progress.stage("a.txt", "overview")
    assert "overview" in terminal.frame[0]


def test_ten_articles_are_shown_and_the_others_counted(terminal):
    for number in range(64):
        terminal.progress.begin(f"{number:02}.txt")
    assert [line[:6] for line in terminal.frame[:10]] == [f"{n:02}.txt" for n in range(10)]
    assert terminal.frame[10] == "and 54 more"


def test_a_low_terminal_shows_fewer_articles():
    shown = Shown(height=10)
    for number in range(64):
        shown.progress.begin(f"{number:02}.txt")
    assert len(shown.frame) <= 10
    assert "and 60 more" in shown.frame


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width):
    shown = Shown(width=width)
    shown.progress.expect(500)
    for number in range(12):
        shown.progress.begin(LONG.format(number))
        shown.progress.stage(LONG.format(number), "summarise_en")
    shown.run(
        30, findings=3, facts=20, calls=12, cached_calls=3, retries=1, prompt_tokens=99_000,
        cost=Decimal("0.5"),
    )  # fmt: skip
    shown.progress.pause("the server asks to wait", 20)
    assert max(map(cell_len, shown.frame)) < width


def test_columns_stand_under_each_other_whatever_the_letters(terminal):
    terminal.progress.begin(LONG.format(1))
    terminal.progress.begin("b.txt")
    first, second = terminal.frame[:2]
    assert cell_len(first) == cell_len(second)
    assert cell_len(first.partition("reading")[0]) == cell_len(second.partition("reading")[0])


def test_a_long_name_keeps_its_beginning_and_its_end():
    shown = Shown(width=60)
    shown.progress.begin(LONG.format(7))
    assert re.match(r"泸州市召开百.*….*_007\.html ", shown.frame[0])


@pytest.mark.parametrize("cells", range(14))
@pytest.mark.parametrize("words", ["泸州百日攻坚战.txt", "a泸b州c.txt", "plain", ""])
def test_what_is_fitted_takes_no_more_cells_than_there_are(words, cells):
    assert cell_len(fitted(words, cells)) <= cells


def test_a_name_cannot_move_the_cursor(terminal, log):
    for shown in (terminal, log):
        shown.progress.expect(1)
        shown.progress.begin("a\x1b[2J\n.txt")
        assert "\x1b" not in "".join(shown.frame)
        shown.fail("a\x1b[2J\n.txt", "no\x1b[2J way")
    assert "\x1b[2J" not in terminal.file.getvalue() + log.file.getvalue()
    assert len(log.lines) == 1


def test_the_totals_tell_what_was_done_spent_and_found(terminal):
    terminal.progress.expect(500)
    terminal.run(
        4, facts=20, findings=1, calls=12, cached_calls=3, retries=2, prompt_tokens=9000,
        completion_tokens=1000, cost=Decimal("0.25"),
    )  # fmt: skip
    terminal.progress.done(ArticleEnd("k.txt", kept=True, facts=7))
    terminal.clock.now += 1
    terminal.fail("bad.txt", "no")
    progress, came_to = terminal.frame
    assert "  5 of 500 done · 1 failed · 1 kept from before · 60 a minute · about 8 min" in progress
    assert came_to == (
        "48 calls · 12 from the cache · 8 sent again · 40k tokens · $1.00 · 87 facts · 4 findings"
    )


def test_money_is_told_where_it_is_known(terminal):
    terminal.run(1, calls=3)
    assert "$" not in "".join(terminal.frame)
    terminal.run(1, calls=3, cost=Decimal("0.0041"))
    assert "at least $0.0041" in terminal.frame[-1]


def test_the_time_left_is_told_once_no_more_inputs_are_found(terminal):
    terminal.progress.expect(200)
    terminal.progress.expect(200)
    terminal.run(10, seconds=0.1)
    assert "10 of 400+ done" in terminal.frame[0]
    assert "left" not in terminal.frame[0]
    terminal.run(30, seconds=0.1)
    assert "40 of 400 done" in terminal.frame[0]
    assert "600 a minute · about 35 s left" in terminal.frame[0]


def test_articles_left_out_are_not_waited_for(terminal):
    terminal.progress.expect(10)
    terminal.progress.expect(-2)
    terminal.run(8)
    assert "8 of 8 done" in terminal.frame[0]


def test_a_run_whose_inputs_cannot_be_counted_tells_what_is_done_and_how_fast(terminal):
    terminal.progress.expect(0)
    terminal.run(40)
    assert terminal.frame == ["40 done · 60 a minute"]
    assert len(terminal.lines) == 20


def test_articles_kept_from_before_do_not_count_for_the_pace(terminal):
    terminal.progress.expect(1000)
    for number in range(500):
        terminal.progress.begin(f"{number}.txt")
        terminal.progress.done(ArticleEnd(f"{number}.txt", kept=True))
    assert "a minute" not in terminal.frame[0]
    terminal.run(10, seconds=7.5)
    assert "8.0 a minute · about 61 min left" in terminal.frame[0]


def pace_of(*times, running=0):
    """The pace of articles that were done at these times, begun at 0."""
    pace = Pace()
    pace.start(0.0)
    for time in times:
        pace.note(time, 1.0, running)
    return pace


def test_a_pace_is_not_known_before_three_articles_and_one_of_each_worker_are_done():
    assert pace_of(1, 2).interval(2) is None
    assert pace_of(1, 2, 3).interval(3) == pytest.approx(1)
    assert pace_of(1, 2, 3, running=3).interval(3) is None
    assert pace_of(1, 2, 3, 4, running=3).interval(4) == pytest.approx(1)


def test_a_pace_follows_the_last_minute():
    pace = pace_of(*range(1, 1001), *(1000 + tenth / 10 for tenth in range(1, 1001)))
    assert pace.interval(1100) == pytest.approx(0.1, rel=0.02)


def test_the_time_left_counts_down_between_two_articles_and_stands_when_they_do():
    pace = pace_of(10, 20, 30, 40)
    assert pace.seconds_left(40, 6, 0) == pytest.approx(60)
    assert pace.seconds_left(45, 6, 0) == pytest.approx(55)
    assert pace.seconds_left(50, 6, 0) == pytest.approx(50)
    assert pace.seconds_left(90, 6, 0) > 60


def test_the_last_article_is_given_the_time_an_article_takes():
    pace = Pace()
    pace.start(0.0)
    for number in range(1, 41):
        pace.note(number, 20.0, 19)
    assert pace.seconds_left(40, 1, 5.0) == pytest.approx(15)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "5 s"), (12, "10 s"), (44, "45 s"), (50, "1 min"), (400, "7 min"),
        (5300, "88 min"), (5500, "1 h 30 min"), (36000, "10 h 00 min"),
    ],
)  # fmt: skip
def test_a_time_left_is_told_as_coarsely_as_it_is_known(seconds, words):
    assert time_words(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (59.9, "59 s"), (60, "1:00"), (3725, "1:02:05")]
)
def test_a_running_time_is_told_to_the_second(seconds, words):
    assert clock_words(seconds) == words


def test_what_is_waited_for_is_told_until_it_is_over(terminal):
    terminal.progress.pause("the server asks to wait", 20)
    assert terminal.frame[-1] == "the server asks to wait, 20 s more"
    terminal.clock.now += 6
    terminal.progress.pause("the limit of requests a minute is reached", 3)
    assert terminal.frame[-1] == "the server asks to wait, 14 s more"
    terminal.clock.now += 14
    assert "wait" not in terminal.frame[-1]


def test_a_pause_of_a_moment_is_not_worth_a_word(terminal, log):
    for shown in (terminal, log):
        shown.progress.pause("the limit of requests a minute is reached", 0.3)
    assert "limit" not in terminal.frame[-1]
    assert log.lines == []


def test_the_start_of_the_model_is_told_until_it_has_answered(terminal):
    terminal.progress.begin("a.txt")
    terminal.progress.stage("a.txt", "label")
    terminal.progress.say("starting the embedded model")
    assert terminal.frame[-1] == "starting the embedded model"
    terminal.progress.stage("a.txt", "label")
    assert "embedded" not in terminal.frame[-1]


def test_fetching_the_weights_is_told_in_megabytes(terminal):
    terminal.progress.fetching(250_000_000, 1_000_000_000)
    assert terminal.frame[-1] == "fetching the embedded model, 250 of 1,000 MB"


def test_the_totals_stay_in_their_line_while_one_article_follows_another(terminal):
    terminal.progress.expect(100)
    for name in "abcd":
        terminal.progress.begin(name)
    height = len(terminal.frame)
    terminal.progress.done(ArticleEnd("b"))
    assert len(terminal.frame) == height


def test_few_articles_leave_a_line_each_on_a_terminal(terminal):
    terminal.progress.expect(5)
    terminal.run(4, facts=1, findings=2, calls=3)
    terminal.progress.done(ArticleEnd("seeds/k.txt", kept=True, facts=9))
    assert (
        terminal.lines[0] == "done    000.txt: 1 fact, 2 findings, 3 calls, 0 from the cache, 1.0 s"
    )
    assert terminal.lines[4] == "kept    k.txt: 9 facts, 0 findings"


def test_of_many_articles_only_those_that_failed_leave_a_line_on_a_terminal(terminal):
    terminal.progress.expect(500)
    terminal.run(30)
    terminal.fail("seeds/bad.txt", "seeds/bad.txt: it is empty; give another")
    assert terminal.lines == ["failed  seeds/bad.txt: it is empty; give another"]


def test_a_reason_is_told_once_where_there_are_many_articles(terminal):
    with terminal.progress:
        terminal.progress.expect(500)
        for number in range(40):
            terminal.fail(f"{number}.txt", f"{number}.txt: the server is down; start it")
    assert terminal.file.getvalue().count("the server is down") == 1
    assert "and 39 more failed; errors.jsonl tells why" in terminal.file.getvalue()


def test_a_reason_is_told_once_and_pointed_to_where_there_are_few(log):
    log.fail("a.txt", "the server is down; start it")
    log.fail("b.txt", "the server is down; start it")
    assert log.lines == [
        "failed  a.txt: the server is down; start it",
        "failed  b.txt: for the same reason",
    ]


def test_failures_of_many_kinds_do_not_flood_the_screen(terminal):
    with terminal.progress:
        terminal.progress.expect(500)
        for number in range(200):
            terminal.fail(f"{number}.txt", f"reason {number}")
    shown = terminal.file.getvalue()
    assert shown.count("failed  ") == 50
    assert "and 150 more failed" in shown


def test_a_log_has_lines_with_the_time_of_day(log):
    log.run(1)
    assert re.match(r"\d\d:\d\d:\d\d  done    000\.txt: ", log.file.getvalue())


def test_a_log_has_a_line_for_each_of_the_first_articles_then_totals(log):
    log.progress.expect(500)
    for _ in range(100):
        log.run(1)
        log.progress.refresh()
    assert sum(line.startswith("done") for line in log.lines) == 20
    totals = [line for line in log.lines if " of 500 done, " in line]
    assert [line.split()[0] for line in totals] == ["30", "60", "90"]
    assert all("60 a minute, about " in line for line in totals)


def test_a_log_in_which_nothing_ends_still_shows_life(log):
    log.progress.expect(5)
    log.progress.begin("a.txt")
    for _ in range(65):
        log.clock.now += 1
        log.progress.refresh()
    assert log.lines == ["0 of 5 done", "0 of 5 done"]


def test_a_log_has_no_control_characters(log):
    with log.progress:
        log.progress.expect(500)
        log.run(50)
        log.progress.pause("the server asks to wait", 20)
        log.progress.fetching(1, 2)
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", log.file.getvalue())


def test_a_log_tells_of_pauses_and_every_tenth_of_the_weights(log):
    for percent in range(101):
        log.progress.fetching(percent, 100)
    assert len(log.lines) == 10
    log.progress.pause("the server asks to wait", 20)
    log.progress.pause("the server asks to wait", 20)
    assert log.lines[10:] == ["the server asks to wait, 20 s"]


@pytest.mark.parametrize("is_terminal", [True, False])
def test_quiet_shows_nothing(is_terminal):
    shown = Shown(terminal=is_terminal, quiet=True)
    with shown.progress as progress:
        progress.say("starting")
        progress.fetching(1, 2)
        progress.expect(3)
        progress.pause("the server asks to wait", 20)
        shown.run(2)
        shown.fail("a.txt", "no")
    assert shown.file.getvalue() == ""


def test_a_terminal_is_left_as_it_was(terminal):
    with terminal.progress:
        terminal.progress.expect(500)
        terminal.progress.begin("a.txt")
        terminal.progress.refresh()
    written = terminal.file.getvalue()
    height = len(terminal.frame)
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h") == 1
    assert written.endswith("\x1b[1A\x1b[2K" * height)


def test_nothing_is_drawn_while_nothing_changes(terminal):
    terminal.progress.begin("a.txt")
    lengths = []
    with terminal.progress._live:
        for seconds in (0, 0.2, 1):
            terminal.clock.now += seconds
            terminal.progress.refresh()
            lengths.append(len(terminal.file.getvalue()))
    assert lengths[0] == lengths[1] < lengths[2]


def test_warnings_stand_above_the_lines_and_do_not_tear_them(terminal, monkeypatch):
    monkeypatch.setattr(logging.getLogger("llm_extract"), "propagate", False)
    with terminal.progress:
        terminal.progress.refresh()
        logging.getLogger("llm_extract").warning("the cache cannot be written")
    assert "the cache cannot be written\n" in terminal.file.getvalue()


def test_every_event_of_many_threads_is_counted(terminal):
    terminal.progress.expect(800)

    def work(worker):
        for number in range(100):
            name = f"{worker}-{number}.txt"
            terminal.progress.begin(name)
            terminal.progress.stage(name, "label")
            terminal.progress.done(ArticleEnd(name, facts=2, calls=1))

    with terminal.progress:
        threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    shown = " ".join(terminal.frame)
    assert "800 of 800" in shown
    assert "800 calls" in shown
    assert "1,600 facts" in shown
