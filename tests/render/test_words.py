"""Dates, counts, wrapped texts and tags in plain words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.wording import counted, level, listed
from bridge.render.prose import flowing
from bridge.render.tags import clean_tag, tag_set
from bridge.render.timetable import Stage, stage
from bridge.render.words import beginning, brief_month, day, ending, forum_date, span, until


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant by London's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


LONDON = ZoneInfo("Europe/London")
KATHMANDU = ZoneInfo("Asia/Kathmandu")


def test_months_in_brief_have_three_letters() -> None:
    months = [brief_month(date(2015, month, 1)) for month in range(1, 13)]
    assert months == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.95, "95%"),
        (0.9525, "95.25%"),
        (0.975, "97.5%"),
        (0.999, "99.9%"),
        (0.29, "29%"),
        (1 / 3, "33.333333%"),
    ],
)
def test_a_level_is_told_as_it_was_set(value: float, words: str) -> None:
    assert level(value) == words


def test_days_have_their_weekday() -> None:
    assert day(date(2015, 1, 9)) == "Friday 9 January 2015"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2015, 2, 2), date(2015, 2, 2), "2 February 2015"),
        (date(2015, 2, 2), date(2015, 2, 8), "2–8 February 2015"),
        (date(2015, 1, 26), date(2015, 2, 1), "26 January – 1 February 2015"),
        (date(2014, 12, 29), date(2015, 1, 4), "29 December 2014 – 4 January 2015"),
    ],
)
def test_spans(first: date, last: date, words: str) -> None:
    assert span(first, last) == words


def test_a_period_that_ends_at_midnight_ends_with_the_day_before() -> None:
    assert ending(local(2015, 1, 27), LONDON) == "Monday 26 January 2015"
    assert until(local(2015, 1, 27), LONDON) == "the end of Monday 26 January 2015"
    assert until(local(2015, 2, 20, 17), LONDON) == "Friday 20 February 2015, 17:00"
    assert beginning(local(2015, 2, 20, 8, 30), LONDON) == "Friday 20 February 2015, 08:30"
    # Midnight in Kathmandu is a quarter past six in the evening in UTC.
    assert ending(datetime(2015, 1, 26, 18, 15, tzinfo=UTC), KATHMANDU) == "Monday 26 January 2015"


def test_forum_dates_name_the_last_minute_in_the_campaign_zone() -> None:
    assert forum_date(local(2015, 7, 1), LONDON) == '[date=2015-06-30 time=23:59:00 timezone="Europe/London"]'
    assert (
        forum_date(local(2015, 7, 1, 17, 5), LONDON)
        == '[date=2015-07-01 time=17:05:00 timezone="Europe/London"]'
    )


def test_counts_and_lists() -> None:
    assert [counted(0, "idea"), counted(1, "reply", "replies"), counted(1204, "reply", "replies")] == [
        "0 ideas",
        "1 reply",
        "1,204 replies",
    ]
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("wrapped", "flows"),
    [
        ("one\ntwo\n\nthree\nfour\n", "one two\n\nthree four"),
        ("Rules:\n- a\n  more of a\n- b", "Rules:\n- a more of a\n- b"),
        ("- a\n  - below a\n- b", "- a\n  - below a\n- b"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("# Head\ntext\ngoes on", "# Head\ntext goes on"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("kept  \nbreak", "kept  \nbreak"),
        ("```\na\nb\n```\nc\nd", "```\na\nb\n```\nc d"),
        ('[details="x"]\ninside\n[/details]', '[details="x"]\ninside\n[/details]'),
        ("> quote\n> more", "> quote\n> more"),
        ("", ""),
    ],
)
def test_wrapped_texts_flow(wrapped: str, flows: str) -> None:
    assert flowing(wrapped) == flows
    assert flowing(flows) == flows


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("ChallengeChange", "challengechange"),
        ("New Täg/one?", "new-tägone"),
        ("a" * 30, "a" * 20),
        ("two  words_here", "two-words-here"),
        ("#!?", ""),
        ("x\u200by", "xy"),
    ],
)
def test_tags_by_example(text: str, tag: str) -> None:
    assert clean_tag(text) == tag
    assert clean_tag(tag) == tag


def test_tag_sets_drop_twins_and_blanks_and_keep_the_most_important() -> None:
    assert tag_set(["zoo", None, "", "Zoo", "b", "c", "d", "e", "f"]) == ("b", "c", "d", "e", "zoo")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (local(2015, 1, 8, 23, 59), Stage.BEFORE),
        (local(2015, 1, 9), Stage.RUNNING),
        (local(2015, 1, 30), Stage.BETWEEN),
        (local(2015, 2, 20, 17), Stage.BETWEEN),
        (local(2015, 3, 14), Stage.OVER),
    ],
)
def test_where_a_campaign_stands(campaign: Campaign, at: datetime, expected: Stage) -> None:
    assert stage(campaign, at) is expected
