"""Published ideas by group: enough to see who takes part, too little to see a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Experience, Idea, IdeaStatus
from bridge.pipeline.break_down import By, break_down, cross_down
from bridge.pipeline.revise import take_back
from bridge.store.unit_of_work import SqlStore

MONDAY = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def put(store: SqlStore, published: datetime | None, number: int, **said: object) -> None:
    """So many ideas that went out at that time."""
    with store.begin() as unit:
        start = len(unit.ideas.all("kettles"))
        for at in range(start, start + number):
            plain = Idea(
                id=f"idea{at:05}",
                campaign="kettles",
                question="q1",
                title=f"Kettle {at}",
                text=f"Put kettle {at} where the cups are.",
                role=None,
                lenses=(),
                experience=Experience.WOULD_LIKE,
                accepted=published or MONDAY,
                batch=1 if published else None,
                published=published,
            )
            unit.ideas.put(replace(plain, **said))  # type: ignore[arg-type]


def table(store: SqlStore, campaign: Campaign, by: By, now: datetime) -> dict[str, int | None]:
    return {group.id: group.ideas for group in break_down(store, campaign, by, now).slices}


def test_roles_are_told_from_ten_on_and_rounded(sql_store: SqlStore, kettles: Campaign) -> None:
    put(sql_store, MONDAY, 23, role="nurse")
    put(sql_store, MONDAY, 3, role="porter")
    put(sql_store, MONDAY, 41)
    found = break_down(sql_store, kettles, By.ROLE, MONDAY + WEEK)
    assert (found.week, found.least) == ("2015-W03", 10)
    assert [(group.id, group.title, group.ideas) for group in found.slices] == [
        ("nurse", "Nurse", None),
        ("porter", "Porter", None),
        ("not-said", "Not said", 40),
    ]


def test_a_role_that_is_not_declared_any_more_counts_as_not_said(
    sql_store: SqlStore, kettles: Campaign
) -> None:
    put(sql_store, MONDAY, 12, role="matron")
    assert table(sql_store, kettles, By.ROLE, MONDAY + WEEK) == {"nurse": 0, "porter": 0, "not-said": 10}


def test_a_table_stands_for_a_week(sql_store: SqlStore, kettles: Campaign) -> None:
    put(sql_store, MONDAY, 20, role="nurse")
    put(sql_store, MONDAY, 20)
    first = break_down(sql_store, kettles, By.ROLE, MONDAY + WEEK)
    put(sql_store, MONDAY + WEEK, 30, role="nurse")
    for days in range(7, 14):
        now = MONDAY + timedelta(days=days)
        assert break_down(sql_store, kettles, By.ROLE, now) == first
    later = break_down(sql_store, kettles, By.ROLE, MONDAY + 2 * WEEK)
    assert later.week == "2015-W04"
    assert {group.id: group.ideas for group in later.slices}["nurse"] == 50


def test_nothing_is_told_before_a_week_has_passed_or_while_there_are_few(
    sql_store: SqlStore, kettles: Campaign
) -> None:
    assert break_down(sql_store, kettles, By.ROLE, MONDAY).week is None
    put(sql_store, MONDAY, 9, role="nurse")
    assert break_down(sql_store, kettles, By.ROLE, MONDAY + WEEK).week is None
    put(sql_store, MONDAY, 9, role="nurse")
    assert break_down(sql_store, kettles, By.ROLE, MONDAY + timedelta(days=3)).week is None
    assert table(sql_store, kettles, By.ROLE, MONDAY + WEEK)["nurse"] == 20


def test_ideas_that_wait_are_not_counted(sql_store: SqlStore, kettles: Campaign) -> None:
    put(sql_store, MONDAY, 20, role="nurse")
    before = table(sql_store, kettles, By.ROLE, MONDAY + WEEK)
    put(sql_store, None, 15, role="nurse")
    assert table(sql_store, kettles, By.ROLE, MONDAY + WEEK) == before


def test_what_becomes_of_an_idea_later_changes_no_table(sql_store: SqlStore, kettles: Campaign) -> None:
    """Else two looks at the same week could be subtracted."""
    put(sql_store, MONDAY, 20, role="nurse")
    before = break_down(sql_store, kettles, By.ROLE, MONDAY + WEEK)
    with sql_store.begin() as unit:
        first, second, *_ = unit.ideas.all("kettles")
        unit.ideas.put(replace(first, merged_into=second.id))
        unit.ideas.put(replace(second, status=IdeaStatus.NOT_NOW))
    assert break_down(sql_store, kettles, By.ROLE, MONDAY + WEEK) == before


def test_questions_are_told_from_eight_on(sql_store: SqlStore, kettles: Campaign) -> None:
    put(sql_store, MONDAY, 8)
    put(sql_store, MONDAY, 31, question="q2")
    found = break_down(sql_store, kettles, By.QUESTION, MONDAY + WEEK)
    assert found.least == 8
    assert [group.ideas for group in found.slices] == [10, 30]


def test_a_question_that_is_not_declared_any_more_is_counted_by_its_id(
    sql_store: SqlStore, kettles: Campaign
) -> None:
    put(sql_store, MONDAY, 20)
    put(sql_store, MONDAY, 30, question="q0")
    assert table(sql_store, kettles, By.QUESTION, MONDAY + WEEK) == {"q1": 20, "q2": 0, "q0": 30}


def test_lenses_overlap(sql_store: SqlStore, kettles: Campaign) -> None:
    put(sql_store, MONDAY, 20, lenses=("need-money", "need-time"))
    put(sql_store, MONDAY, 11, lenses=("need-money",))
    put(sql_store, MONDAY + WEEK, 5, lenses=("need-time",))
    assert table(sql_store, kettles, By.LENS, MONDAY + WEEK) == {"need-money": 30, "need-time": 20}


@pytest.mark.parametrize("by", list(By))
def test_an_empty_campaign_has_an_empty_table(sql_store: SqlStore, kettles: Campaign, by: By) -> None:
    found = break_down(sql_store, kettles, by, MONDAY)
    assert found.week is None
    assert {group.ideas for group in found.slices} == {None}


OVER = datetime(2015, 3, 9, tzinfo=UTC)
"""The Monday after the week that follows the campaign's last day."""


def test_role_and_question_are_crossed_once_at_the_end(sql_store: SqlStore, kettles: Campaign) -> None:
    for role, question, number in (("nurse", "q1", 21), ("nurse", "q2", 33), ("porter", "q1", 40)):
        put(sql_store, MONDAY, number, role=role, question=question)
    put(sql_store, MONDAY + WEEK, 18, role="porter", question="q2")
    put(sql_store, MONDAY + WEEK, 24, question="q1")
    with pytest.raises(UserProblem, match="told once, after the week 2015-W10"):
        cross_down(sql_store, kettles, OVER - timedelta(minutes=1))
    found = cross_down(sql_store, kettles, OVER)
    assert found.cells == ((20, 35), (40, 20), (25, 0))
    assert [name for name, _ in found.roles] == ["nurse", "porter", "not-said"]
    assert [name for name, _ in found.questions] == ["q1", "q2"]


def test_after_the_end_nothing_changes_any_more(sql_store: SqlStore, kettles: Campaign) -> None:
    put(sql_store, MONDAY, 21, role="nurse", question="q1")
    put(sql_store, MONDAY, 33, role="porter", question="q2")
    before = cross_down(sql_store, kettles, OVER), break_down(sql_store, kettles, By.ROLE, OVER)
    put(sql_store, OVER + WEEK, 20, role="nurse")
    later = OVER + 3 * WEEK
    assert (cross_down(sql_store, kettles, later), break_down(sql_store, kettles, By.ROLE, later)) == before


def test_too_few_to_cross(sql_store: SqlStore, kettles: Campaign) -> None:
    put(sql_store, MONDAY, 5, role="nurse")
    assert cross_down(sql_store, kettles, OVER).cells is None
    put(sql_store, MONDAY, 12, role="porter", question="q2")
    assert cross_down(sql_store, kettles, OVER).cells is None


def test_a_withdrawn_idea_counts_as_one_of_which_nobody_said(sql_store: SqlStore, kettles: Campaign) -> None:
    put(sql_store, MONDAY, 40, role="nurse")
    put(sql_store, MONDAY, 40)
    with sql_store.begin() as unit:
        for idea in [idea for idea in unit.ideas.all("kettles") if idea.role == "nurse"][:5]:
            take_back(unit, idea, MONDAY)
    found = table(sql_store, kettles, By.ROLE, MONDAY + WEEK)
    assert found == {"nurse": 35, "porter": 0, "not-said": 45}
