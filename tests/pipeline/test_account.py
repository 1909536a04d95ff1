"""Decisions of moderators in figures, told so that nobody's friend learns what became of their idea."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Decisions, Week
from bridge.domain.idea import Decision, Experience, Idea, ModerationEntry
from bridge.domain.reasons import REASONS
from bridge.pipeline.account import account
from tests.pipeline.week import BEFORE, FRIDAY, WEEK, campaign, store, winter

__all__ = ["campaign", "store"]

HARM, NO_IDEA = REASONS["harm"], REASONS["no-idea"]


def entries(
    decision: Decision, number: int, at: datetime = FRIDAY, reason: str = ""
) -> list[ModerationEntry]:
    return [
        ModerationEntry("winter", f"{decision}-{at}-{one}", decision, reason, at) for one in range(number)
    ]


def idea(name: str, accepted: datetime) -> Idea:
    return Idea(name, "winter", "q1", name, name, None, (), Experience.WE_DID, accepted)


def told(campaign: Campaign, log: list[ModerationEntry], week: Week = WEEK) -> Decisions:
    found = account(campaign, week, [idea("a", FRIDAY), idea("b", BEFORE)], log)
    assert found is not None
    return found


def test_what_the_forum_shows_anyway_is_told_by_the_week(campaign: Campaign) -> None:
    log = entries(Decision.MERGE, 3) + entries(Decision.MERGE, 5, BEFORE) + entries(Decision.JOIN, 1)
    found = told(campaign, log)
    assert (found.accepted, found.merged, found.joined) == (1, 3, 1)


def test_a_single_rejection_is_not_told_nor_its_reason(campaign: Campaign) -> None:
    found = told(campaign, entries(Decision.REJECT, 1, reason=HARM))
    assert (found.returned, found.rejected) == (None, None)
    assert {number for _, number in found.reasons} == {None}


def test_larger_numbers_are_told_since_the_start_and_rounded(campaign: Campaign) -> None:
    log = (
        entries(Decision.RETURN, 9, BEFORE, NO_IDEA)
        + entries(Decision.RETURN, 14, FRIDAY, f"{NO_IDEA} Tell us more.")
        + entries(Decision.REJECT, 12, FRIDAY, "Not this time.")
    )
    found = told(campaign, sorted(log, key=lambda entry: entry.at))
    assert (found.returned, found.rejected, found.withdrawn) == (25, 10, None)
    reasons = dict(found.reasons)
    assert (reasons["no-idea"], reasons[""]) == (25, 10)
    assert reasons["harm"] == 0


def test_one_more_in_a_week_does_not_show_as_a_difference(campaign: Campaign) -> None:
    log = entries(Decision.WITHDRAW, 11, BEFORE)
    before = told(campaign, log)
    after = told(campaign, log + entries(Decision.WITHDRAW, 1, FRIDAY))
    assert before.withdrawn == after.withdrawn == 10


def test_a_week_without_decisions_says_nothing(campaign: Campaign) -> None:
    assert account(campaign, WEEK, [idea("b", BEFORE)], entries(Decision.REJECT, 2, reason=HARM)) is None


@settings(max_examples=40, deadline=None)
@given(
    counts=st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=4
    )
)
def test_no_number_below_eight_is_ever_told(counts: list[tuple[int, int, int]]) -> None:
    """Whatever happened in which week: a told number stands for eight or more, or for none."""
    campaign = winter()
    log: list[ModerationEntry] = []
    week = Week(2015, 3)
    for returned, rejected, withdrawn in counts:
        at = week.bounds(campaign.zone)[0] + timedelta(hours=9)
        log += entries(Decision.RETURN, returned, at, NO_IDEA)
        log += entries(Decision.REJECT, rejected, at, HARM)
        log += entries(Decision.WITHDRAW, withdrawn, at)
        found = account(campaign, week, [idea("a", at)], log)
        assert found is not None
        sums = {decision: sum(entry.decision is decision for entry in log) for decision in Decision}
        for number, decision in (
            (found.returned, Decision.RETURN),
            (found.rejected, Decision.REJECT),
            (found.withdrawn, Decision.WITHDRAW),
        ):
            # None told may be what an earlier table said, which stands until a later one may be told.
            assert number in (None, 0) or number >= 10
            if number:
                assert sums[decision] >= 8
        week = week.following
