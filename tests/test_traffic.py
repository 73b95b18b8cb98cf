"""When requests may be sent: limits, what the server tells and asks for, and outages."""

from __future__ import annotations

import threading
import time

import pytest

from llm_extract.errors import StoppedError, UnavailableError
from llm_extract.traffic import Limits, Traffic, told_limits

LIMITED = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "1m0s",
}


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 1000.0
        self.pauses = []

    def __call__(self):
        """The time."""
        return self.now

    def sleep(self, seconds):
        """Let time pass."""
        self.now += max(seconds, 0.001)

    def pause(self, reason, seconds):
        """Keep what is told."""
        self.pauses.append((reason, round(seconds, 1)))


@pytest.fixture
def clock():
    """The time of a test."""
    return Clock()


def traffic_of(clock, limits=None, **options):
    """What lets requests pass, by the clock of the test."""
    return Traffic(limits, on_pause=clock.pause, clock=clock, sleep=clock.sleep, **options)


def send(traffic, times, status=200, headers=None, tokens=100):
    """Send requests one after another and have the same reply to each."""
    for _ in range(times):
        traffic.enter(tokens)
        traffic.heard(status, headers or {})


def test_without_limits_nothing_waits(clock):
    send(traffic_of(clock), 1000)
    assert clock.now == 1000.0


def test_requests_a_minute_are_kept_to(clock):
    send(traffic_of(clock, Limits(requests=60)), 121)
    assert 118 <= clock.now - 1000 <= 121


def test_tokens_a_minute_are_kept_to(clock):
    send(traffic_of(clock, Limits(tokens=60_000)), 121, tokens=1000)
    # A minute's worth may come at once.
    assert 59 <= clock.now - 1000 <= 62


def test_what_a_server_tells_of_its_limits_sets_the_pace(clock):
    send(traffic_of(clock), 61, headers=LIMITED)
    assert 59 <= clock.now - 1000 <= 62


def test_what_is_left_of_a_limit_may_be_sent_at_once(clock):
    left = LIMITED | {"x-ratelimit-remaining-requests": "40", "x-ratelimit-reset-requests": "20s"}
    traffic = traffic_of(clock)
    send(traffic, 1, headers=left)
    send(traffic, 35)
    assert clock.now == 1000.0


@pytest.mark.parametrize(
    ("told", "seconds"), [("20ms", 0.02), ("1.5s", 1.5), ("6m0s", 360), ("1h2m3s", 3723), ("7", 7)]
)
def test_the_duration_of_a_limit_is_read(told, seconds):
    (limit,) = told_limits(LIMITED | {"x-ratelimit-reset-requests": told})
    assert limit.reset == seconds


@pytest.mark.parametrize("told", ["1763800000", "soon", "", "-1"])
def test_a_limit_that_says_nothing_of_use_is_left_alone(told):
    assert told_limits(LIMITED | {"x-ratelimit-reset-requests": told}) == []


def test_a_server_that_refuses_many_is_sent_no_more_than_it_answers(clock):
    traffic = traffic_of(clock)
    for _ in range(40):
        send(traffic, 1, status=429)
        send(traffic, 1)
        clock.now += 0.1
    before = clock.now
    send(traffic, 40)
    assert clock.now - before > 3


def test_the_pace_grows_again_once_the_server_refuses_no_more(clock):
    traffic = traffic_of(clock)
    for _ in range(40):
        send(traffic, 1, status=429)
        send(traffic, 1)
        clock.now += 0.1
    send(traffic, 3000)
    before = clock.now
    send(traffic, 100)
    assert clock.now == before


def test_a_wish_to_wait_holds_for_all_where_many_are_refused(clock):
    traffic = traffic_of(clock)
    send(traffic, 5, status=429)
    traffic.asked_to_wait(20.0)
    before = clock.now
    send(traffic, 1)
    assert clock.now - before >= 20
    assert clock.pauses == [("the server asks to wait", 20.0)]


def test_a_wish_to_wait_holds_for_one_where_few_are_refused(clock):
    traffic = traffic_of(clock)
    send(traffic, 9)
    send(traffic, 1, status=429)
    traffic.asked_to_wait(20.0)
    send(traffic, 1)
    assert clock.now == 1000.0


def test_a_wish_to_wait_for_hours_ends_the_run(clock):
    with pytest.raises(UnavailableError, match=r"10,800 s: its limit is reached"):
        traffic_of(clock).asked_to_wait(10800.0)


def lose(traffic, times):
    """Send requests that nobody answers."""
    for _ in range(times):
        traffic.enter(100)
        traffic.lost("connection refused")


def test_a_server_that_is_down_is_tried_with_one_request_at_a_time(clock):
    traffic = traffic_of(clock)
    send(traffic, 1)
    lose(traffic, 6)
    assert traffic.is_down()
    before = clock.now
    lose(traffic, 4)
    assert clock.now - before >= 2 + 4 + 8 + 16
    assert clock.pauses[0] == ("connection refused", 2.0)


def test_a_server_that_is_back_is_asked_at_once(clock):
    traffic = traffic_of(clock)
    send(traffic, 1)
    lose(traffic, 8)
    send(traffic, 1)
    assert not traffic.is_down()
    before = clock.now
    send(traffic, 100)
    assert clock.now - before < 17


def test_a_server_that_stays_away_ends_the_run(clock):
    traffic = traffic_of(clock, patience=100)
    send(traffic, 1)
    with pytest.raises(UnavailableError, match=r"not answered for 1\d\d s .connection refused"):
        lose(traffic, 1000)


def test_a_server_that_was_never_there_is_not_waited_for_long(clock):
    with pytest.raises(UnavailableError):
        lose(traffic_of(clock), 1000)
    assert clock.now - 1000 < 60


def test_errors_of_the_server_count_as_failures_and_refusals_as_answers(clock):
    traffic = traffic_of(clock)
    send(traffic, 6, status=503)
    assert traffic.is_down()
    send(traffic, 1, status=404)
    assert not traffic.is_down()


def test_nothing_passes_once_the_run_is_stopped(clock):
    traffic = traffic_of(clock)
    traffic.stop()
    with pytest.raises(StoppedError):
        traffic.enter(1)


def test_a_limit_holds_for_all_threads_together():
    traffic = Traffic(Limits(requests=1200))
    began = time.monotonic()
    passed = []

    def work():
        for _ in range(5):
            traffic.enter(1)
            traffic.heard(200, {})
            passed.append(1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 40
    # Each moves the time of the next one on by a twentieth of a second, from a second ago.
    assert traffic._numbers["requests_due"] >= began - 1 + 40 / 20
