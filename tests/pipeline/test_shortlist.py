"""After the votes: a rule proposes, people choose by hand, and four tests are answered for each idea."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import IdeaStatus
from bridge.domain.shortlist import Candidate, Test
from bridge.pipeline.rank import rank
from bridge.pipeline.shortlist import choose, propose, put_to_test, settle
from bridge.store.unit_of_work import SqlStore
from bridge.text.redactor import RuleRedactor
from tests.pipeline.week import DOWN, FRIDAY, SUNDAY, campaign, publish, read, store, vote

__all__ = ["campaign", "store"]

OVER = datetime(2015, 3, 20, tzinfo=FRIDAY.tzinfo)
REDACTOR = RuleRedactor()


@pytest.fixture
def voted(store: SqlStore, campaign: Campaign) -> SqlStore:
    """Two ideas that many are for, one that few know, some that many are against."""
    against = ("kettle", "tray", "urn")
    publish(store, "rota", "lockers", "huddle", *against)
    vote(store, "rota", *(f"a{number}" for number in range(40)), at=FRIDAY)
    vote(store, "lockers", *(f"a{number}" for number in range(38)), at=FRIDAY)
    vote(store, "huddle", "a1", "a2", at=FRIDAY)
    for name in against:
        vote(store, name, *(f"b{number}" for number in range(40)), at=FRIDAY, way=DOWN)
    read(store, rota=45, lockers=45, huddle=4, **dict.fromkeys(against, 45))
    rank(store, campaign, SUNDAY)
    return store


def names(candidates: Sequence[Candidate]) -> list[str]:
    return [found.idea for found in candidates]


def answer_all(store: SqlStore, campaign: Campaign, *ideas: str, without: str = "") -> None:
    for found in propose(store, campaign, OVER).kept:
        for test in found.open:
            if found.idea in ideas and test != without:
                put_to_test(store, REDACTOR, campaign, found.idea, test, "We looked.", OVER, passed=True)


def status(store: SqlStore, idea: str) -> IdeaStatus:
    with store.begin() as unit:
        found = unit.ideas.get("winter", idea)
    assert found is not None
    return found.status


def test_the_rule_takes_the_best_ideas_that_enough_people_voted_on(
    voted: SqlStore, campaign: Campaign
) -> None:
    found = propose(voted, campaign, OVER)
    assert names(found.candidates) == ["rota", "lockers"]
    assert found.candidates[0].why.startswith("Place 1 by support")
    (supported,) = found.candidates[0].tests
    assert (supported.test, supported.passed) == (Test.SUPPORTED, True)
    assert supported.reason.endswith("% of those who saw it are for it; 40 people voted.")
    assert found.candidates[0].open == (Test.DOABLE, Test.THEME, Test.NEW)
    assert not found.votes_to_come
    assert names(propose(voted, campaign, OVER, size=1).candidates) == ["rota"]


def test_people_add_and_drop_by_hand_and_say_why(voted: SqlStore, campaign: Campaign) -> None:
    choose(voted, REDACTOR, campaign, "huddle", "Siobhan Fitzgerald asked for it.", OVER, added=True)
    choose(voted, REDACTOR, campaign, "rota", "It is done elsewhere.", OVER, added=False)
    found = propose(voted, campaign, OVER)
    assert names(found.candidates) == ["rota", "lockers", "huddle"]
    assert names(found.kept) == ["lockers", "huddle"]
    assert found.candidates[0].why == "Dropped by moderators: It is done elsewhere."
    assert "Fitzgerald" not in found.candidates[2].why
    assert Test.SUPPORTED in found.candidates[2].open
    choose(voted, REDACTOR, campaign, "rota", "On second thoughts.", OVER, added=True)
    assert names(propose(voted, campaign, OVER).kept) == ["rota", "lockers", "huddle"]


def test_a_choice_and_a_test_need_a_reason(voted: SqlStore, campaign: Campaign) -> None:
    with pytest.raises(UserProblem, match="has a reason"):
        choose(voted, REDACTOR, campaign, "huddle", " ", OVER, added=True)
    with pytest.raises(UserProblem, match="has a reason"):
        put_to_test(voted, REDACTOR, campaign, "rota", Test.NEW, "", OVER, passed=True)


def test_nothing_is_shortlisted_while_a_test_is_open(voted: SqlStore, campaign: Campaign) -> None:
    answer_all(voted, campaign, "rota")
    answer_all(voted, campaign, "lockers", without=Test.NEW)
    with pytest.raises(UserProblem, match=r"1 idea has tests without an answer \(lockers: new\)"):
        settle(voted, campaign, OVER)
    assert status(voted, "rota") is IdeaStatus.NEW


def test_what_passed_is_shortlisted_with_every_answer_recorded(voted: SqlStore, campaign: Campaign) -> None:
    answer_all(voted, campaign, "rota", "lockers")
    put_to_test(voted, REDACTOR, campaign, "lockers", Test.DOABLE, "No wall left.", OVER, passed=False)
    changes = settle(voted, campaign, OVER)
    assert [(change.idea, change.status) for change in changes] == [("rota", IdeaStatus.SHORTLISTED)]
    assert changes[0].reason.startswith("Place 1 by support")
    assert status(voted, "lockers") is IdeaStatus.NEW
    with voted.begin() as unit:
        results = [result for result in unit.shortlists.tests("winter") if result.idea == "rota"]
    assert {result.test for result in results} == set(Test)
    assert settle(voted, campaign, OVER) == []


def test_a_persons_answer_goes_before_the_rule(voted: SqlStore, campaign: Campaign) -> None:
    put_to_test(voted, REDACTOR, campaign, "rota", Test.SUPPORTED, "One ward only.", OVER, passed=False)
    assert propose(voted, campaign, OVER).candidates[0].failed == (Test.SUPPORTED,)


def test_while_people_can_vote_it_is_a_preview(voted: SqlStore, campaign: Campaign) -> None:
    assert propose(voted, campaign, SUNDAY).votes_to_come
    answer_all(voted, campaign, "rota", "lockers")
    with pytest.raises(UserProblem, match="can still vote"):
        settle(voted, campaign, SUNDAY)
    assert len(settle(voted, campaign, SUNDAY, early=True)) == 2


def test_what_stands_further_already_is_not_proposed(voted: SqlStore, campaign: Campaign) -> None:
    answer_all(voted, campaign, "rota", "lockers")
    settle(voted, campaign, OVER)
    with voted.begin() as unit:
        from bridge.pipeline.answer import give_status

        idea = unit.ideas.get("winter", "rota")
        assert idea is not None
        give_status(unit, campaign, idea, IdeaStatus.CHOSEN, OVER + timedelta(days=1))
    assert names(propose(voted, campaign, OVER).candidates) == ["lockers"]
    with pytest.raises(UserProblem, match="Idea rota is chosen already"):
        choose(voted, REDACTOR, campaign, "rota", "Again.", OVER, added=False)


def test_before_any_ranking_there_is_nothing_to_propose(store: SqlStore, campaign: Campaign) -> None:
    assert propose(store, campaign, OVER).candidates == ()
