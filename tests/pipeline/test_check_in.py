"""Chosen ideas are asked after on fixed days; who answers, and who does not, everybody sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.followup import Course
from bridge.domain.idea import IdeaStatus
from bridge.domain.identity import Kind
from bridge.pipeline.answer import answer
from bridge.pipeline.check_in import follow_ups, overdue, record
from tests.pipeline.hall import Hall, open_hall

CHOSEN_ON = date(2015, 1, 14)


@pytest.fixture
def hall(kettles: Campaign, tmp_path: Path) -> Iterator[Hall]:
    """One idea, chosen on the third day, in the hands of a team."""
    with open_hall(kettles, tmp_path) as found:
        found.publish("abc")
        say(found, IdeaStatus.CHOSEN, owner="The catering team", first_step="Buy one lid")
        found.sync()
        yield found


def say(hall: Hall, status: IdeaStatus, reason: str = "", **more: str) -> None:
    bridge = hall.bridge
    answer(bridge.store, bridge.redactor, hall.campaign, "abc", status, hall.now, reason=reason, **more)


def report(hall: Hall, course: Course, note: str = "") -> None:
    bridge = hall.bridge
    record(bridge.store, bridge.redactor, hall.campaign, "abc", course, hall.now, note=note)


def asked(hall: Hall, day: date) -> list[tuple[int, Course | None]]:
    """Check-ins of the idea as of a day, with their answers."""
    return [
        (due.days, due.answer.course if due.answer is not None else None)
        for found in follow_ups(hall.bridge.store, hall.campaign, day)
        for due in found.asked
    ]


def test_a_check_in_is_posted_on_its_day_by_a_sync(hall: Hall) -> None:
    hall.wait(days=29)
    hall.sync()
    assert len(hall.notices("abc")) == 1
    hall.wait(days=1)
    hall.sync()
    notice = hall.notices("abc")[-1]
    assert notice.startswith("**Check-in after 30 days** (Friday 13 February 2015)")
    assert "It is in the hands of The catering team. The first step was: Buy one lid" in notice
    hall.settled()


def test_a_moderators_reply_answers_it_and_the_notice_says_so(hall: Hall) -> None:
    hall.wait(days=30)
    hall.sync()
    hall.says("abc", "check-in: moving, two wards have a lid now.")
    hall.sync()
    notice = hall.notices("abc")[-1]
    assert "**It is moving.** Two wards have a lid now." in notice
    assert asked(hall, CHOSEN_ON + timedelta(days=31)) == [(30, Course.MOVING)]
    hall.settled()


def test_a_later_answer_takes_the_place_of_an_earlier_one(hall: Hall) -> None:
    hall.wait(days=30)
    report(hall, Course.MOVING)
    report(hall, Course.STUCK, "The shop is closed.")
    hall.sync()
    assert "**It is stuck.** The shop is closed." in hall.notices("abc")[-1]
    assert len(hall.notices("abc")) == 2


def test_one_that_nobody_answered_makes_way_for_the_next(hall: Hall) -> None:
    assert asked(hall, CHOSEN_ON + timedelta(days=29)) == []
    assert asked(hall, CHOSEN_ON + timedelta(days=59)) == [(30, None)]
    assert asked(hall, CHOSEN_ON + timedelta(days=60)) == [(60, None)]
    hall.wait(days=60)
    report(hall, Course.MOVING)
    assert asked(hall, CHOSEN_ON + timedelta(days=90)) == [(60, Course.MOVING), (90, None)]


def test_overdue_is_public(hall: Hall) -> None:
    """A week without an answer: then the start topic and the notice say so, until somebody answers."""
    hall.wait(days=37)
    hall.sync()
    assert "Overdue" not in hall.body("start", Kind.START)
    hall.wait(days=1)
    hall.sync()
    start = hall.body("start", Kind.START)
    assert "in the hands of The catering team: asked on 13 February" in start
    assert "**Overdue:** nobody has said yet" in hall.notices("abc")[-1]
    assert [found.idea.id for found in overdue(hall.bridge.store, hall.campaign, hall.now.date())] == ["abc"]
    report(hall, Course.MOVING)
    hall.sync()
    assert "Overdue" not in hall.body("start", Kind.START)
    assert "**It is moving.**" in hall.notices("abc")[-1]


@pytest.mark.parametrize(
    ("course", "status"), [(Course.DONE, IdeaStatus.DONE), (Course.STOPPED, IdeaStatus.NOT_NOW)]
)
def test_done_and_stopped_end_the_check_ins(hall: Hall, course: Course, status: IdeaStatus) -> None:
    hall.wait(days=30)
    report(hall, course, "All lids were bought.")
    hall.sync()
    assert (hall.status("abc"), hall.tags("abc")) == (status, {f"status-{status}"})
    hall.wait(days=40)
    hall.sync()
    assert sum("Check-in after" in notice for notice in hall.notices("abc")) == 1
    assert overdue(hall.bridge.store, hall.campaign, hall.now.date()) == []


def test_what_was_chosen_is_not_stopped_without_a_word(hall: Hall) -> None:
    hall.wait(days=30)
    with pytest.raises(UserProblem, match="stopped with a reason"):
        report(hall, Course.STOPPED)
    hall.says("abc", "**Check-in:** stopped")
    assert hall.sync().obeyed.refused == 1
    assert hall.status("abc") is IdeaStatus.CHOSEN


def test_chosen_anew_its_days_begin_anew(hall: Hall) -> None:
    hall.wait(days=30)
    report(hall, Course.STOPPED, "The shop is closed.")
    hall.wait(days=10)
    say(hall, IdeaStatus.CHOSEN, "The shop is open again.")
    today = hall.now.date()
    (found,) = follow_ups(hall.bridge.store, hall.campaign, today)
    assert (found.asked, found.next) == ((), today + timedelta(days=30))
    assert found.undertaking.owner == ""


def test_trying_out_what_was_chosen_goes_on_with_the_same_days(hall: Hall) -> None:
    hall.wait(days=5)
    say(hall, IdeaStatus.BEING_TRIED)
    say(hall, IdeaStatus.BEING_TRIED, owner="The night team")
    (found,) = follow_ups(hall.bridge.store, hall.campaign, hall.now.date())
    assert (found.undertaking.since, found.undertaking.owner) == (CHOSEN_ON, "The night team")
    hall.sync()
    assert "**In whose hands:** The night team" in hall.notices("abc")[0]


def test_before_its_day_there_is_nothing_to_answer(hall: Hall) -> None:
    with pytest.raises(UserProblem, match="first check-in of idea abc is on 2015-02-13"):
        report(hall, Course.MOVING)
    hall.publish("def")
    bridge = hall.bridge
    with pytest.raises(UserProblem, match="neither chosen nor being tried"):
        record(bridge.store, bridge.redactor, hall.campaign, "def", Course.MOVING, hall.now)
