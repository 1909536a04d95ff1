"""What a picture of a campaign's ranking shows of how places changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.participation import Tally
from bridge.domain.picture import Movement
from bridge.domain.ranking import Ranking
from bridge.pipeline.movement import MOST_MOMENTS
from bridge.pipeline.portray import portray
from bridge.ranking.record import to_snapshot
from bridge.ranking.standings import standings
from bridge.store.unit_of_work import SqlStore

FIRST = datetime(2015, 1, 11, 12, tzinfo=UTC)
"""A Sunday in the campaign's first week."""


@pytest.fixture
def campaign() -> Campaign:
    return Campaign(
        slug="kettles",
        title="Kettles",
        summary="",
        purpose="",
        timezone="Europe/London",
        starts=date(2015, 1, 5),
        ends=date(2015, 12, 20),
        phases=(),
        questions=(),
    )


@pytest.fixture
def movement(sql_store: SqlStore, campaign: Campaign) -> Callable[[int], Movement]:
    """How places changed in a campaign that was ranked in each of so many weeks, and is ranked now."""

    def taken(when: datetime, ups: int) -> Ranking:
        tallies = [Tally("a", up=ups), Tally("b", up=2)]
        return standings(tallies, campaign=campaign.slug, taken=when, interval=0.9, confirmed_voters=3)

    def told(weeks: int) -> Movement:
        with sql_store.begin() as work:
            for week in range(weeks):
                work.rankings.add(to_snapshot(taken(FIRST + timedelta(weeks=week), week)))
        now = taken(FIRST + timedelta(weeks=weeks), weeks)
        return portray(sql_store, campaign, now, now.ideas, {}, "support").movement

    return told


def test_one_ranking_is_no_movement_and_says_so_whenever_it_was_taken(
    movement: Callable[[int], Movement],
) -> None:
    assert movement(0) == Movement(
        "week", (), "there is one ranking only so far, and no earlier one to compare it with"
    )


@pytest.mark.parametrize(
    ("weeks", "step", "shown"), [(1, "week", 2), (11, "week", 12), (12, "2 weeks", 7), (49, "5 weeks", 11)]
)
def test_a_long_campaign_is_told_in_longer_steps_that_end_at_the_present(
    movement: Callable[[int], Movement], weeks: int, step: str, shown: int
) -> None:
    told = movement(weeks)

    assert (told.step, len(told.moments)) == (step, shown)
    assert shown <= MOST_MOMENTS
    days = [moment.day for moment in told.moments]
    last = FIRST.date() + timedelta(weeks=weeks)
    each = timedelta(weeks=int(step.split()[0]) if " " in step else 1)
    assert days[-2:] == [last - timedelta(weeks=1), last]
    assert {later - day for day, later in pairwise(days[:-1])} <= {each}
