"""One sync does all that is due, with one look at the forum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import Interrupted
from bridge.domain.idea import Experience, Idea
from bridge.domain.identity import Key, Kind
from bridge.pipeline.collect import collect
from bridge.pipeline.synchronise import Synchronised, synchronise
from bridge.sync.lease import hold
from bridge.wiring import Bridge
from tests.e2e.staging import Town

LISTS = ("GET", "/c/{path:path}/l/{filter}")


def accept(bridge: Bridge, name: str) -> None:
    with bridge.store.begin() as unit:
        unit.ideas.put(
            Idea(
                id=name,
                campaign="kettles",
                question="q1",
                title=f"The kettle of the idea {name}",
                text=f"What {name} says of kettles.",
                role=None,
                lenses=(),
                experience=Experience.WE_DID,
                accepted=bridge.clock.now().replace(minute=0, second=0),
            )
        )


def synced(bridge: Bridge, campaign: Campaign, stop: Callable[[], bool] = lambda: False) -> Synchronised:
    with hold(bridge.store, bridge.clock, campaign.slug, "test") as lease:
        return synchronise(bridge.desk, bridge.pseudonyms, campaign, lease, stop=stop)


def move(town: Town, instant: datetime) -> None:
    assert town.clock is not None
    town.clock.move_to(instant)


def test_before_anything_is_published_there_is_nothing_to_collect(
    town: Town, bridge: Bridge, campaign: Campaign
) -> None:
    view, pulled = collect(bridge.desk, bridge.pseudonyms, campaign)

    assert pulled is None
    assert view.snapshot is None
    done = synced(bridge, campaign)
    assert (done.pulled, done.ranking, done.digest) == (None, None, None)
    assert done.applied is not None
    assert len(done.applied.created) == 4


def test_votes_are_pulled_ranked_and_told_in_the_digest(
    town: Town, bridge: Bridge, campaign: Campaign
) -> None:
    accept(bridge, "abc")
    synced(bridge, campaign)
    with bridge.store.begin() as unit:
        link = unit.links.get(Key("kettles", Kind.IDEA, "abc"))
    assert link is not None
    assert link.post_id is not None
    town.member("heron").vote(link.post_id, "For", poll_name="vote")
    assert synced(bridge, campaign).digest is None

    move(town, datetime(2015, 1, 19, 9, 0, tzinfo=campaign.zone))
    done = synced(bridge, campaign)

    assert done.digest == "2015-w03"
    assert done.ranking is not None
    assert done.ranking.ideas[0].tally.up == 1
    assert done.applied is not None
    assert Key("kettles", Kind.DIGEST, "2015-w03") in done.applied.created
    assert len(town.topics("<!-- ib:kettles/digest/")) == 1


def test_a_digest_is_posted_once_however_often_it_is_run(
    town: Town, bridge: Bridge, campaign: Campaign
) -> None:
    accept(bridge, "abc")
    synced(bridge, campaign)
    move(town, datetime(2015, 1, 19, 9, 0, tzinfo=campaign.zone))

    weeks = [synced(bridge, campaign).digest for _ in range(3)]

    assert weeks == ["2015-w03", None, None]
    assert len(town.topics("<!-- ib:kettles/digest/")) == 1


def test_a_digest_that_was_missed_is_caught_up(town: Town, bridge: Bridge, campaign: Campaign) -> None:
    accept(bridge, "abc")
    synced(bridge, campaign)
    move(town, datetime(2015, 1, 24, 20, 0, tzinfo=campaign.zone))

    assert synced(bridge, campaign).digest == "2015-w03"


def test_a_quiet_week_stays_silent(town: Town, bridge: Bridge, campaign: Campaign) -> None:
    synced(bridge, campaign)
    move(town, datetime(2015, 1, 19, 9, 0, tzinfo=campaign.zone))

    assert synced(bridge, campaign).digest is None
    assert town.topics("<!-- ib:kettles/digest/") == []


def test_one_look_serves_everything(town: Town, bridge: Bridge, campaign: Campaign) -> None:
    accept(bridge, "abc")
    synced(bridge, campaign)
    bridge.forum.provision_query()
    synced(bridge, campaign)

    town.sandbox.reset_requests()
    synced(bridge, campaign)

    runs = [number for (_, route), number in town.sandbox.requests.items() if route.endswith("/run")]
    assert runs == [1]
    assert town.sandbox.requests.total() <= 3


def test_a_sync_that_was_stopped_is_simply_run_again(town: Town, bridge: Bridge, campaign: Campaign) -> None:
    for name in ("abc", "def", "ghi"):
        accept(bridge, name)
    asked = iter([False] * 4 + [True])

    with pytest.raises(Interrupted, match="stopped after 4 of"):
        synced(bridge, campaign, stop=lambda: next(asked))
    assert len(town.topics("<!-- ib:kettles/")) == 3

    done = synced(bridge, campaign)
    assert done.settled == 0
    assert len(town.topics("<!-- ib:kettles/")) == 3 + 3
    again = synced(bridge, campaign)
    assert again.plan.operations == ()
