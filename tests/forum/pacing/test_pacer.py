"""Pace first, retry second: the forum's limit is shared, so the bridge stays at half of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bridge.clock import SimulatedClock
from bridge.forum.pacing import GRACE, Pacer


def test_a_burst_goes_out_at_once_then_the_pace_holds(clock: SimulatedClock) -> None:
    pacer = Pacer(clock, per_minute=30, burst=5)
    assert [pacer.wait() for _ in range(8)] == [0, 0, 0, 0, 0, 2, 2, 2]


@pytest.mark.parametrize("burst", [1, 5, 20])
def test_no_minute_ever_holds_more_than_the_pace_and_a_burst(clock: SimulatedClock, burst: int) -> None:
    pacer = Pacer(clock, per_minute=30, burst=burst)
    sent = []
    for number in range(300):
        if number % 50 == 0:
            clock.advance(timedelta(seconds=7 * number))
        pacer.wait()
        sent.append(clock.now())
    for start in sent:
        within = [instant for instant in sent if start <= instant < start + timedelta(minutes=1)]
        assert len(within) <= 30 + burst


def test_the_bucket_fills_again_in_quiet_times(clock: SimulatedClock) -> None:
    pacer = Pacer(clock, per_minute=30, burst=3)
    for _ in range(3):
        pacer.wait()
    clock.advance(timedelta(seconds=4))
    assert [pacer.wait() for _ in range(3)] == [0, 0, 2]


def test_a_refusal_brings_the_quiet_that_the_forum_wants_and_no_burst_after_it(clock: SimulatedClock) -> None:
    pacer = Pacer(clock, per_minute=30, burst=5)
    pacer.wait()
    pacer.refused(57)
    assert [pacer.wait() for _ in range(3)] == [57 + GRACE, 2, 2]


def test_a_shorter_refusal_does_not_shorten_a_longer_one(clock: SimulatedClock) -> None:
    pacer = Pacer(clock, per_minute=30, burst=5)
    pacer.refused(57)
    pacer.refused(3)
    assert pacer.wait() == 57 + GRACE


def test_the_estimate_is_what_it_then_takes(clock: SimulatedClock) -> None:
    pacer = Pacer(clock, per_minute=30, burst=5)
    assert pacer.seconds_for(0) == 0
    assert pacer.seconds_for(5) == 0
    foretold = pacer.seconds_for(300)
    start = clock.now()
    for _ in range(300):
        pacer.wait()
    assert foretold == (clock.now() - start).total_seconds() == 590


def test_the_estimate_knows_of_a_refusal(clock: SimulatedClock) -> None:
    pacer = Pacer(clock, per_minute=30, burst=5)
    pacer.refused(30)
    assert pacer.seconds_for(1) == 30 + GRACE
