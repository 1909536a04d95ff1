"""What goes out again and what never does. The clock is moved by hand, so nobody waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import responses

from bridge.clock import SimulatedClock
from bridge.domain.errors import ForumDown, RateLimited, Rejected, Unknown
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings

URL = "https://forum.test"
LIMITED = {"errors": ["…"], "error_type": "rate_limit", "extras": {"wait_seconds": 57, "time_left": "57 s"}}
POST = {"action": "create_post", "success": True, "post": {"id": 8, "topic_id": 5, "raw": "A reply."}}


def elapsed(clock: SimulatedClock, since: datetime) -> float:
    return (clock.now() - since).total_seconds()


@responses.activate
def test_a_write_refused_for_its_pace_goes_out_again_after_the_time_that_the_forum_names(
    forum: DiscourseForum, clock: SimulatedClock
) -> None:
    start = clock.now()
    responses.post(f"{URL}/posts.json", json=LIMITED, status=429)
    responses.post(f"{URL}/posts.json", json=POST)
    assert forum.create_reply(5, "A reply.").post_id == 8
    assert elapsed(clock, start) == 58
    assert forum.requests_by_endpoint == {"POST /posts.json": 2}


@responses.activate
def test_a_wish_of_hours_is_told_not_slept_on(
    forum: DiscourseForum, clock: SimulatedClock, recording: Any
) -> None:
    start = clock.now()
    answer = recording("435-429-topic-per-day")["response"]
    responses.post(f"{URL}/posts.json", json=answer["json"], status=429)
    with pytest.raises(RateLimited) as caught:
        forum.create_reply(5, "A reply.")
    assert caught.value.delay == answer["json"]["extras"]["wait_seconds"] > 3600
    assert elapsed(clock, start) == 0
    assert forum.requests == 1


@responses.activate
@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_write_with_an_unclear_end_is_never_repeated(forum: DiscourseForum, status: int) -> None:
    responses.post(f"{URL}/posts.json", body="<html>Bad gateway</html>", status=status)
    with pytest.raises(Unknown):
        forum.create_reply(5, "A reply.")
    assert forum.requests == 1


@responses.activate
def test_a_write_to_a_read_only_forum_is_left_to_a_later_run(forum: DiscourseForum) -> None:
    responses.post(f"{URL}/posts.json", json={"errors": ["read only"], "error_type": "read_only"}, status=503)
    with pytest.raises(ForumDown):
        forum.create_reply(5, "A reply.")
    assert forum.requests == 1


@responses.activate
def test_a_read_is_repeated_with_growing_pauses_and_then_given_up(
    forum: DiscourseForum, clock: SimulatedClock, settings: ForumSettings
) -> None:
    start = clock.now()
    responses.get(f"{URL}/t/5.json", body="<html>Bad gateway</html>", status=502)
    with pytest.raises(ForumDown):
        forum.topic(5)
    assert forum.requests == settings.attempts == 4
    assert elapsed(clock, start) == 1 + 2 + 4


@responses.activate
def test_a_permanent_refusal_of_a_read_is_not_repeated(forum: DiscourseForum) -> None:
    responses.get(f"{URL}/t/5.json", json={"errors": ["no"]}, status=400)
    with pytest.raises(Rejected):
        forum.topic(5)
    assert forum.requests == 1


@responses.activate
def test_refusals_without_end_are_given_up(forum: DiscourseForum) -> None:
    responses.get(f"{URL}/t/5.json", json=LIMITED, status=429)
    with pytest.raises(RateLimited):
        forum.topic(5)
    assert forum.requests == 4


def test_the_pace_is_told_before_work_starts(forum: DiscourseForum) -> None:
    assert forum.seconds_for(305) == 600
