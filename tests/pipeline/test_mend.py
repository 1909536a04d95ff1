"""Restoring and resolving, where the forum is in a mood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.document import Link, LinkState
from bridge.domain.errors import Temporary, UserProblem
from bridge.domain.identity import Key, Kind
from bridge.pipeline.mend import find_key, restore
from bridge.pipeline.publish import apply, plan
from bridge.sandbox import Fault, RequestInfo
from bridge.sync.lease import hold
from bridge.wiring import Bridge
from tests.e2e.staging import Town, open_town

QUESTION = Key("kettles", Kind.QUESTION, "q1")


@pytest.fixture
def town(kettles: Campaign) -> Iterator[Town]:
    with open_town(kettles.phases[0].opens + timedelta(days=2)) as found:
        yield found


@pytest.fixture
def bridge(town: Town, tmp_path: Path, kettles: Campaign) -> Iterator[Bridge]:
    """Published, with the first question removed by a moderator and noted as such."""
    with town.desk(tmp_path) as found:
        carried_out(found, kettles)
        topic = link_of(found).topic_id
        assert topic is not None
        town.moderator().delete_topic(topic)
        carried_out(found, kettles)
        assert link_of(found).state is LinkState.REMOVED
        yield found


def carried_out(bridge: Bridge, campaign: Campaign) -> None:
    with hold(bridge.store, bridge.clock, campaign.slug, "test") as lease:
        _, applied = apply(bridge.desk, campaign, lease)
    assert applied is not None
    assert applied.failed == []


def link_of(bridge: Bridge, key: Key = QUESTION) -> Link:
    with bridge.store.begin() as unit:
        found = unit.links.get(key)
    assert found is not None
    return found


def test_a_trashed_topic_is_recovered(town: Town, bridge: Bridge, kettles: Campaign) -> None:
    before = link_of(bridge)

    told = restore(bridge.desk, kettles, "question/q1")

    assert told.endswith(f"topic {before.topic_id} was recovered with its votes and replies")
    assert link_of(bridge) == replace(before, state=LinkState.ACTIVE)
    assert town.topic(before.topic_id)["deleted_at"] is None
    assert plan(bridge.desk, kettles).operations == ()


@pytest.mark.parametrize("kind", ["bad_gateway", "read_only", "unreached", "limit_html"])
def test_a_forum_that_is_down_makes_no_second_topic(
    town: Town, bridge: Bridge, kettles: Campaign, kind: str
) -> None:
    """Taking any failure for "cannot be recovered" would part the votes from their idea."""
    before = link_of(bridge)

    def only_recovery(request: RequestInfo) -> Fault | None:
        return Fault(kind) if request.route.endswith("/recover") else None  # type: ignore[arg-type]

    town.sandbox.faults = only_recovery
    with pytest.raises(Exception, match=r"\S") as caught:
        restore(bridge.desk, kettles, "question/q1")
    town.sandbox.faults = None

    assert getattr(caught.value, "exit_code", None) == Temporary.exit_code
    assert link_of(bridge) == before
    restore(bridge.desk, kettles, "question/q1")
    assert link_of(bridge).topic_id == before.topic_id


def test_an_answer_that_was_lost_is_found_out_the_next_time(
    town: Town, bridge: Bridge, kettles: Campaign
) -> None:
    topic = link_of(bridge).topic_id
    town.sandbox.faults = lambda request: Fault("lost") if request.route.endswith("/recover") else None
    with pytest.raises(Exception, match=r"\S"):
        restore(bridge.desk, kettles, "question/q1")
    town.sandbox.faults = None

    told = restore(bridge.desk, kettles, "question/q1")

    assert told.endswith(f"topic {topic} is back in the forum already and looked after again")
    assert plan(bridge.desk, kettles).operations == ()


def test_a_topic_of_which_nothing_is_left_gets_a_new_generation(
    town: Town, bridge: Bridge, kettles: Campaign
) -> None:
    before = link_of(bridge)
    site = town.sandbox.site
    with site.transaction():
        site.run("DELETE FROM posts WHERE topic_id = ?", before.topic_id)
        site.run("DELETE FROM topics WHERE id = ?", before.topic_id)

    told = restore(bridge.desk, kettles, "question/q1")
    carried_out(bridge, kettles)

    assert told.endswith("generation 2 will be created by the next apply")
    after = link_of(bridge)
    assert after.generation == 2
    assert after.topic_id not in (None, before.topic_id)
    assert str(town.topic(after.topic_id)["external_id"]).endswith("-g2")
    assert plan(bridge.desk, kettles).operations == ()


def test_what_was_never_published_was_never_removed(bridge: Bridge, kettles: Campaign) -> None:
    for name in ("idea/nonesuch", "question/q2", "category/category"):
        with pytest.raises(UserProblem, match="was not removed"):
            restore(bridge.desk, kettles, name)


@pytest.mark.parametrize("name", ["question/q1", "kettles/question/q1"])
def test_a_name_leads_to_its_key(kettles: Campaign, name: str) -> None:
    assert find_key(kettles, name) == QUESTION


@pytest.mark.parametrize(
    "name", ["q1", "", "/", "kettles", "kettle/q1", "a/b/question/q1", "cups/question/q1"]
)
def test_a_name_that_leads_nowhere_is_refused(kettles: Campaign, name: str) -> None:
    with pytest.raises(UserProblem):
        find_key(kettles, name)
