"""What a digest says of answers, of chosen ideas and of stories; and when that alone is reason for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bridge.domain.campaign import Campaign, Story
from bridge.domain.digest import Digest, Week
from bridge.domain.document import Link, LinkState
from bridge.domain.followup import CheckIn, Course, Undertaking
from bridge.domain.idea import IdeaStatus
from bridge.domain.identity import Key, Kind
from bridge.domain.status import Answered, StatusChange
from bridge.pipeline.digest import build, due, last_day
from bridge.store.unit_of_work import SqlStore
from tests.pipeline.week import (
    AFTER,
    BEFORE,
    FRIDAY,
    MONDAY,
    WEEK,
    campaign,
    publish,
    reply,
    store,
    topic,
)

__all__ = ["campaign", "store"]


def change(
    store: SqlStore, idea: str, number: int, status: IdeaStatus, at: datetime, reason: str = ""
) -> None:
    with store.begin() as unit:
        unit.statuses.add(StatusChange("winter", idea, number, status, reason, at))


def built(store: SqlStore, campaign: Campaign, week: Week = WEEK) -> Digest:
    digest = build(store, campaign, week, AFTER + timedelta(days=400))
    assert digest is not None
    return digest


def test_answers_are_the_last_status_of_the_week_with_its_reason(store: SqlStore, campaign: Campaign) -> None:
    """Those that came furthest are named first; what was said before or after belongs to another week."""
    publish(store, "rota", "lockers", "huddle", "kettle")
    change(store, "rota", 1, IdeaStatus.SHORTLISTED, MONDAY)
    change(store, "rota", 2, IdeaStatus.NOT_NOW, FRIDAY, "There is no room.")
    change(store, "lockers", 1, IdeaStatus.DONE, FRIDAY)
    change(store, "huddle", 1, IdeaStatus.CHOSEN, BEFORE)
    change(store, "kettle", 1, IdeaStatus.CHOSEN, AFTER)
    digest = built(store, campaign)
    assert [(line.line.idea, line.status, line.reason) for line in digest.answers] == [
        ("lockers", IdeaStatus.DONE, ""),
        ("rota", IdeaStatus.NOT_NOW, "There is no room."),
    ]
    assert digest.answers[0].line.topic_id == topic("lockers")
    assert digest.answered == Answered(3, 4, 7)


def test_what_was_decided_needs_no_more_readers(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", "lockers", "huddle")
    change(store, "rota", 1, IdeaStatus.NOT_NOW, FRIDAY, "There is no room.")
    change(store, "lockers", 1, IdeaStatus.IN_DISCUSSION, FRIDAY)
    assert {line.idea for line in built(store, campaign).unseen} == {"lockers", "huddle"}


def test_not_now_without_a_reason_is_no_answer(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", "lockers")
    change(store, "rota", 1, IdeaStatus.NOT_NOW, FRIDAY)
    change(store, "lockers", 1, IdeaStatus.CHOSEN, FRIDAY)
    assert built(store, campaign).answered == Answered(1, 2, 7)


def test_an_answer_alone_is_reason_for_a_digest_and_none_is_not(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota")
    assert build(store, campaign, WEEK, AFTER) is None
    change(store, "rota", 1, IdeaStatus.CHOSEN, FRIDAY)
    digest = built(store, campaign)
    assert (digest.numbers.quiet, len(digest.answers)) == (True, 1)


def test_how_chosen_ideas_go_on_is_told_in_the_week_in_which_it_was_said(
    store: SqlStore, campaign: Campaign
) -> None:
    publish(store, "rota")
    change(store, "rota", 1, IdeaStatus.CHOSEN, BEFORE)
    with store.begin() as unit:
        unit.follow_ups.put(Undertaking("winter", "rota", "The night team", "", date(2015, 1, 5)))
        unit.follow_ups.answer(CheckIn("winter", "rota", 30, Course.STUCK, "No oil.", FRIDAY))
    (line,) = built(store, campaign).courses
    assert (line.line.idea, line.course, line.note, line.days) == ("rota", Course.STUCK, "No oil.", 30)
    assert build(store, campaign, WEEK.previous, AFTER) is not None  # the status of that week
    assert built(store, campaign, WEEK.previous).courses == ()


def test_an_overdue_check_in_is_public_and_makes_a_digest_once(store: SqlStore, campaign: Campaign) -> None:
    """Also after the campaign's end. Asked on Friday 1 May; after a week without an answer it is overdue."""
    publish(store, "rota")
    change(store, "rota", 1, IdeaStatus.CHOSEN, datetime(2015, 4, 1, tzinfo=FRIDAY.tzinfo))
    with store.begin() as unit:
        unit.follow_ups.put(Undertaking("winter", "rota", "The night team", "", date(2015, 4, 1)))
    nineteenth, twentieth = Week(2015, 19), Week(2015, 20)
    assert build(store, campaign, Week(2015, 18), AFTER + timedelta(days=400)) is None
    (late,) = built(store, campaign, nineteenth).late
    assert (late.line.idea, late.asked, late.owner) == ("rota", date(2015, 5, 1), "The night team")
    assert build(store, campaign, twentieth, AFTER + timedelta(days=400)) is None
    now = datetime(2015, 5, 11, 12, tzinfo=FRIDAY.tzinfo)
    assert due(campaign, now) is None
    assert due(campaign, now, last_day(store, campaign)) == nineteenth
    assert due(campaign, datetime(2015, 7, 20, 12, tzinfo=FRIDAY.tzinfo), last_day(store, campaign)) is None


def test_an_answer_that_came_in_time_is_not_overdue(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota")
    change(store, "rota", 1, IdeaStatus.CHOSEN, BEFORE)
    with store.begin() as unit:
        unit.follow_ups.put(Undertaking("winter", "rota", "", "", date(2014, 12, 30)))
        unit.follow_ups.answer(CheckIn("winter", "rota", 30, Course.MOVING, "", MONDAY))
    assert built(store, campaign).late == ()


def test_stories_are_told_when_they_are_new_or_talked_about(store: SqlStore, campaign: Campaign) -> None:
    def story(name: str, day: date) -> Story:
        return Story(name, f"The story of {name}", "Ada", "https://example.org", day, "")

    told = replace(
        campaign,
        stories=(
            story("old", date(2015, 1, 12)),
            story("quiet", date(2015, 1, 12)),
            story("fresh", date(2015, 2, 3)),
            story("coming", date(2015, 2, 10)),
        ),
    )
    with store.begin() as unit:
        for number, name in enumerate(("old", "quiet", "fresh"), 70):
            unit.links.put(Link(Key("winter", Kind.STORY, name), 1, {}, topic_id=number, post_id=number))
    reply(store, Kind.STORY, "old", "ann", "bea", "ann", at=FRIDAY)
    reply(store, Kind.STORY, "quiet", "ann", at=BEFORE)
    lines = built(store, told).stories
    assert [(line.title, line.new, line.replies, line.people) for line in lines] == [
        ("The story of fresh", True, 0, 0),
        ("The story of old", False, 3, 2),
    ]


def test_a_new_story_alone_is_reason_for_a_digest(store: SqlStore, campaign: Campaign) -> None:
    told = replace(
        campaign, stories=(Story("fresh", "A story", "Ada", "https://example.org", date(2015, 2, 3), ""),)
    )
    with store.begin() as unit:
        unit.links.put(Link(Key("winter", Kind.STORY, "fresh"), 1, {}, topic_id=70, post_id=70))
    assert len(built(store, told).stories) == 1


def test_an_idea_that_was_removed_from_the_forum_waits_for_no_answer(
    store: SqlStore, campaign: Campaign
) -> None:
    """Else the number of those that wait would never come to nothing."""
    publish(store, "rota", "lockers")
    change(store, "rota", 1, IdeaStatus.SHORTLISTED, MONDAY)
    with store.begin() as unit:
        link = unit.links.get(Key("winter", Kind.IDEA, "lockers"))
        assert link is not None
        unit.links.put(replace(link, state=LinkState.REMOVED))

    answered = built(store, campaign).answered
    assert answered is not None
    assert (answered.answered, answered.ideas, answered.waiting) == (1, 1, 0)
