"""Ideas go out in batches, with one rounded time and in an order that tells nothing of who came first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.campaign import Anonymity, Campaign
from bridge.domain.idea import Experience, Idea
from bridge.pipeline.release import due_batch, release
from bridge.ports import Store


@pytest.fixture
def campaign(kettles: Campaign) -> Campaign:
    return replace(kettles, anonymity=Anonymity(batch_size=3, longest_wait=timedelta(hours=24), least=1))


def idea(name: str, accepted: datetime) -> Idea:
    return Idea(
        id=name,
        campaign="kettles",
        question="q1",
        title=f"The idea called {name}",
        text=f"What {name} says.",
        role=None,
        lenses=(),
        experience=Experience.WOULD_LIKE,
        accepted=accepted.replace(minute=0, second=0),
    )


def test_fewer_than_a_batch_wait(campaign: Campaign, noon: datetime) -> None:
    batch = due_batch(campaign, [idea("a", noon), idea("b", noon)], noon)

    assert batch.ideas == ()
    assert batch.waiting == 2
    assert batch.due == noon.replace(minute=0, second=0) + timedelta(hours=25)


def test_a_full_batch_goes_out_with_one_time_in_the_order_of_ids(campaign: Campaign, noon: datetime) -> None:
    arrived = [idea(name, noon - timedelta(hours=hours)) for name, hours in (("c", 3), ("a", 2), ("b", 1))]

    batch = due_batch(campaign, arrived, noon)

    assert [found.id for found in batch.ideas] == ["a", "b", "c"]
    assert {found.published for found in batch.ideas} == {noon.replace(minute=0, second=0)}
    assert {found.batch for found in batch.ideas} == {1}
    assert batch.waiting == 0


def test_nobody_waits_longer_than_promised(campaign: Campaign, noon: datetime) -> None:
    """Acceptance is kept by the hour only, so the hour in which it lies is added to the wait."""
    lonely = [idea("a", noon)]
    due = due_batch(campaign, lonely, noon).due
    assert due is not None

    assert due_batch(campaign, lonely, due - timedelta(seconds=1)).ideas == ()
    assert [found.id for found in due_batch(campaign, lonely, due).ideas] == ["a"]


def test_nothing_goes_out_before_the_campaign_opens(campaign: Campaign) -> None:
    opens = campaign.phases[0].opens
    early = [idea(name, opens - timedelta(days=9)) for name in "abcd"]

    before = due_batch(campaign, early, opens - timedelta(seconds=1))
    after = due_batch(campaign, early, opens)

    assert before.ideas == ()
    assert before.due == opens
    assert {found.published for found in after.ideas} == {opens}


def test_what_was_merged_is_not_waited_for(campaign: Campaign, noon: datetime) -> None:
    merged = replace(idea("c", noon), merged_into="a")

    assert due_batch(campaign, [idea("a", noon), idea("b", noon), merged], noon).waiting == 2


def test_batches_are_numbered_and_released_once(campaign: Campaign, sql_store: Store, noon: datetime) -> None:
    later = noon + timedelta(days=2)
    with sql_store.begin() as unit:
        for name in "abc":
            unit.ideas.put(idea(name, noon))
    assert len(release(sql_store, campaign, noon).ideas) == 3
    assert release(sql_store, campaign, noon).ideas == ()

    with sql_store.begin() as unit:
        for name in "def":
            unit.ideas.put(idea(name, later))
    release(sql_store, campaign, later)

    with sql_store.begin() as unit:
        stored = {found.id: found for found in unit.ideas.all("kettles")}
    assert [stored[name].batch for name in "abcdef"] == [1, 1, 1, 2, 2, 2]
    assert stored["a"].published == noon.replace(minute=0, second=0)


@given(hours=st.lists(st.integers(0, 60), max_size=12), now=st.integers(0, 90), size=st.integers(1, 6))
def test_no_small_batch_before_its_time_and_no_idea_beyond_it(hours: list[int], now: int, size: int) -> None:
    campaign, start = _small(size)
    moment = start + timedelta(hours=now)
    arrived = [
        idea(f"i{number}", start + timedelta(hours=hour)) for number, hour in enumerate(hours) if hour <= now
    ]

    batch = due_batch(campaign, arrived, moment)

    overdue = [found for found in arrived if moment >= found.accepted + timedelta(hours=25)]
    assert len(batch.ideas) in (0, len(arrived))
    if batch.ideas:
        assert len(batch.ideas) >= size or overdue
        assert [found.id for found in batch.ideas] == sorted(found.id for found in arrived)
        assert len({(found.batch, found.published) for found in batch.ideas}) == 1
    else:
        assert len(arrived) < size
        assert not overdue


def _small(size: int) -> tuple[Campaign, datetime]:
    from datetime import UTC, date

    start = datetime(2015, 1, 12, tzinfo=UTC)
    campaign = Campaign(
        slug="kettles",
        title="Kettles",
        summary="Warm drinks",
        purpose="Warmer drinks",
        timezone="UTC",
        starts=date(2015, 1, 12),
        ends=date(2015, 3, 1),
        phases=(),
        questions=(),
        anonymity=Anonymity(batch_size=size, longest_wait=timedelta(hours=24), least=1),
    )
    return campaign, start
