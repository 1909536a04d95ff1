"""Faults of a forum that is there: what the adapter says, and what the forum then really holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from bridge.clock import SimulatedClock
from bridge.domain.errors import ForumDown, RateLimited, Unknown
from bridge.domain.observation import NewTopic
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.sandbox import Fault, Limits, RequestInfo, Sandbox
from bridge.sandbox.faults import Kind


@pytest.fixture
def sandbox(clock: SimulatedClock) -> Iterator[Sandbox]:
    with Sandbox(clock=clock.now, limits=Limits()) as started:
        yield started


@pytest.fixture
def forum(sandbox: Sandbox, clock: SimulatedClock) -> Iterator[DiscourseForum]:
    keys = sandbox.seed()
    settings = ForumSettings(
        sandbox.base_url, keys.bridge, keys.bridge_username, keys.admin, keys.admin_username
    )
    with closing(DiscourseForum(settings, clock)) as adapter:
        adapter.facts()
        yield adapter


class Once:
    """A fault for the next request that writes, or reads; nothing after that."""

    def __init__(self, kind: Kind, method: str, wait: int = 10) -> None:
        self.fault: Fault | None = Fault(kind, wait)
        self.method = method

    def __call__(self, request: RequestInfo) -> Fault | None:
        if request.method != self.method:
            return None
        fault, self.fault = self.fault, None
        return fault


def topic(forum: DiscourseForum) -> NewTopic:
    category = forum.find_category(slug="general")
    assert category is not None
    return NewTopic("ib-idea-1", category.category_id, "An idea about quiet nights", "The idea itself.", ())


@pytest.mark.parametrize(
    ("kind", "done"),
    [("lost", True), ("truncated", True), ("unreached", False), ("crash", False), ("bad_gateway", False)],
)
def test_an_unknown_write_is_settled_by_looking(
    forum: DiscourseForum, sandbox: Sandbox, kind: Kind, done: bool
) -> None:
    new = topic(forum)
    sandbox.faults = Once(kind, "POST")
    with pytest.raises(Unknown):
        forum.create_topic(new)
    assert (forum.find_topic(new.external_id) is not None) is done
    assert forum.requests_by_endpoint["POST /posts.json"] == 1


def test_a_read_only_forum_did_nothing(forum: DiscourseForum, sandbox: Sandbox) -> None:
    new = topic(forum)
    sandbox.faults = Once("read_only", "POST")
    with pytest.raises(ForumDown):
        forum.create_topic(new)
    assert forum.find_topic(new.external_id) is None
    assert forum.create_topic(new).topic_id > 0


@pytest.mark.parametrize(("kind", "waited"), [("limit", 41.0), ("limit_plain", 41.0), ("limit_html", 11.0)])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_three_shapes_of_too_many_requests_are_waited_for(
    forum: DiscourseForum, sandbox: Sandbox, clock: SimulatedClock, kind: Kind, waited: float, method: str
) -> None:
    new = topic(forum)
    clock.sleep(60)
    sandbox.faults = Once(kind, method, wait=40)
    start = clock.now()
    if method == "POST":
        forum.create_topic(new)
    else:
        assert forum.find_topic(new.external_id) is None
    assert (clock.now() - start).total_seconds() == waited


@pytest.mark.parametrize("kind", ["lost", "truncated", "unreached", "crash", "bad_gateway", "read_only"])
def test_reads_survive_any_single_fault(forum: DiscourseForum, sandbox: Sandbox, kind: Kind) -> None:
    new = topic(forum)
    placed = forum.create_topic(new)
    sandbox.faults = Once(kind, "GET")
    found = forum.find_topic(new.external_id)
    assert found is not None
    assert found.topic_id == placed.topic_id


def test_the_forums_own_limit_is_never_met_at_the_shipped_pace(
    forum: DiscourseForum, sandbox: Sandbox
) -> None:
    arrived: list[RequestInfo] = []
    # Appending gives None: the script only watches.
    sandbox.faults = arrived.append
    for number in range(150):
        forum.find_topic(f"nothing-{number}")
    # None was refused and sent again.
    assert forum.requests_by_endpoint["GET /t/external_id/{external_id}.json"] == len(arrived) == 150


def test_a_limit_that_others_have_used_up_is_waited_for(
    forum: DiscourseForum, sandbox: Sandbox, clock: SimulatedClock
) -> None:
    sandbox.site.change_limits(max_admin_api_reqs_per_minute=1)
    start = clock.now()
    forum.find_topic("nothing-1")
    forum.find_topic("nothing-2")
    assert (clock.now() - start).total_seconds() >= 60


def test_a_limit_that_never_ends_is_told(forum: DiscourseForum, sandbox: Sandbox) -> None:
    sandbox.faults = lambda request: Fault("limit", 5)
    with pytest.raises(RateLimited):
        forum.find_topic("nothing")
