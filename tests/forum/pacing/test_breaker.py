"""After refusals in a row the forum is left alone for a while; a run keeps to its budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import responses

from bridge.clock import SimulatedClock
from bridge.domain.errors import ExitCode, ForumDown, RateLimited, Temporary, Unknown
from bridge.forum.adapter import DiscourseForum
from bridge.forum.breaker import LONGEST_REST, REST, Breaker, Resting, Spent
from bridge.forum.settings import ForumSettings

URL = "https://forum.test"
LIMITED = {"errors": ["…"], "error_type": "rate_limit", "extras": {"wait_seconds": 5}}
POST = {"id": 8, "topic_id": 5, "raw": "A reply."}


def broken(forum: DiscourseForum, error: type[Temporary] = ForumDown) -> None:
    with pytest.raises(error):
        forum.topic(5)


@responses.activate
def test_after_refusals_in_a_row_nothing_is_sent_and_the_next_try_is_told(
    settings: ForumSettings, clock: SimulatedClock
) -> None:
    responses.get(f"{URL}/t/5.json", json=LIMITED, status=429)
    forum = DiscourseForum(settings, clock, jitter=lambda: 0.5)
    for _ in range(3):
        broken(forum, RateLimited)
    assert forum.requests == 12
    until = clock.now() + REST
    with pytest.raises(Resting, match=f"12 requests in a row.* after {until:%H:%M:%S} UTC") as caught:
        forum.topic(5)
    assert caught.value.delay == REST.total_seconds()
    assert caught.value.exit_code is ExitCode.TRY_LATER
    assert forum.requests == 12
    forum.close()


@responses.activate
def test_it_rests_with_both_keys_and_for_writes_too(settings: ForumSettings, clock: SimulatedClock) -> None:
    responses.get(f"{URL}/t/5.json", body="<html></html>", status=502)
    forum = DiscourseForum(replace(settings, refusals=4), clock, jitter=lambda: 0.5)
    broken(forum)
    for attempt in (lambda: forum.create_reply(5, "A reply."), lambda: forum.find_category(slug="a")):
        with pytest.raises(Resting):
            attempt()
    assert forum.requests == 4
    forum.close()


@responses.activate
def test_one_that_passes_ends_the_trouble(settings: ForumSettings, clock: SimulatedClock) -> None:
    responses.get(f"{URL}/t/5.json", body="<html></html>", status=502)
    responses.post(f"{URL}/posts.json", json=POST)
    forum = DiscourseForum(replace(settings, refusals=5), clock, jitter=lambda: 0.5)
    for _ in range(3):
        broken(forum)
        forum.create_reply(5, "A reply.")
    assert forum.requests == 15
    forum.close()


@responses.activate
def test_writes_without_an_answer_count_as_trouble(settings: ForumSettings, clock: SimulatedClock) -> None:
    responses.post(f"{URL}/posts.json", body="<html></html>", status=504)
    forum = DiscourseForum(replace(settings, refusals=2), clock)
    for _ in range(2):
        with pytest.raises(Unknown):
            forum.create_reply(5, "A reply.")
    with pytest.raises(Resting):
        forum.create_reply(5, "A reply.")
    forum.close()


def test_each_rest_is_twice_the_last_up_to_a_bound(clock: SimulatedClock) -> None:
    breaker = Breaker(clock, after=1)
    rests = []
    for _ in range(6):
        breaker.failed()
        with pytest.raises(Resting) as caught:
            breaker.check()
        assert caught.value.delay is not None
        rests.append(timedelta(seconds=caught.value.delay))
        clock.advance(rests[-1])
        breaker.check()
    assert rests == [REST, 2 * REST, 4 * REST, 8 * REST, LONGEST_REST, LONGEST_REST]
    breaker.passed()
    breaker.failed()
    with pytest.raises(Resting) as caught:
        breaker.check()
    assert caught.value.delay == REST.total_seconds()


@responses.activate
def test_reads_and_writes_have_budgets_of_their_own(settings: ForumSettings, clock: SimulatedClock) -> None:
    responses.post(f"{URL}/posts.json", json=POST)
    responses.get(f"{URL}/t/5.json", status=404, json={"errors": ["gone"]})
    forum = DiscourseForum(replace(settings, most_reads=3, most_writes=2), clock)
    for _ in range(2):
        forum.create_reply(5, "A reply.")
    with pytest.raises(Spent, match="budget of 2 writing requests"):
        forum.create_reply(5, "A reply.")
    for _ in range(3):
        assert forum.topic(5) is None
    with pytest.raises(Spent, match="budget of 3 reading requests") as caught:
        forum.topic(5)
    assert caught.value.exit_code is ExitCode.TRY_LATER
    assert forum.requests == 5
    forum.close()
