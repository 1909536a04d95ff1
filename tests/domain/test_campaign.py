"""What a campaign allows, when, and how long it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bridge.domain.campaign import Campaign, Lens, LensTag
from bridge.domain.phase import NO_RIGHTS, Phase, Right
from bridge.domain.question import Framing, Question

FRAMING = Framing("problem", "affected", "good answer", "owner")
COLLECT = Phase(
    "collect",
    "Collect",
    datetime(2015, 1, 9, tzinfo=UTC),
    datetime(2015, 1, 27, tzinfo=UTC),
    frozenset(Right),
    ("q2",),
)
CHOOSE = Phase(
    "choose",
    "Choose",
    datetime(2015, 2, 27, tzinfo=UTC),
    datetime(2015, 3, 14, tzinfo=UTC),
    frozenset({Right.REPLY, Right.VOTE}),
)


def campaign(starts: date = date(2015, 1, 9), ends: date = date(2015, 3, 13)) -> Campaign:
    tag = LensTag("value-safety", "Safety", "Nobody comes to harm.", "Quality strategy")
    return Campaign(
        slug="example",
        title="Example",
        summary="An example.",
        purpose="To show.",
        timezone="Europe/London",
        starts=starts,
        ends=ends,
        phases=(COLLECT, CHOOSE),
        questions=tuple(
            Question(name, f"Question {name}?", "?", FRAMING, f"tag-{name}") for name in ("q1", "q2")
        ),
        lenses=(Lens("values", "Values", "", (tag,)),),
    )


@pytest.mark.parametrize(
    ("ends", "weeks"),
    [
        (date(2015, 1, 9), 1),
        (date(2015, 1, 15), 1),
        (date(2015, 1, 16), 2),
        (date(2015, 3, 12), 9),
        (date(2015, 3, 13), 10),
    ],
)
def test_begun_weeks_are_counted(ends: date, weeks: int) -> None:
    assert campaign(ends=ends).weeks == weeks


@pytest.mark.parametrize(
    ("instant", "rights"),
    [
        (datetime(2015, 1, 8, 23, 59, tzinfo=UTC), NO_RIGHTS),
        (datetime(2015, 1, 20, tzinfo=UTC), frozenset(Right)),
        (datetime(2015, 2, 1, tzinfo=UTC), NO_RIGHTS),
        (datetime(2015, 3, 13, 23, 59, tzinfo=UTC), {Right.REPLY, Right.VOTE}),
        (datetime(2015, 3, 14, tzinfo=UTC), NO_RIGHTS),
    ],
)
def test_rights_are_those_of_the_phase_and_none_between(instant: datetime, rights: frozenset[Right]) -> None:
    assert campaign().rights_at(instant) == rights
    assert {right for right in Right if campaign().allows(right, instant)} == rights


def test_the_next_phase_is_the_first_that_opens_later() -> None:
    assert campaign().next_phase(datetime(2015, 1, 1, tzinfo=UTC)) == COLLECT
    assert campaign().next_phase(COLLECT.opens) == CHOOSE
    assert campaign().next_phase(CHOOSE.opens) is None


def test_a_phase_without_own_questions_asks_all() -> None:
    example = campaign()
    assert [question.id for question in example.questions_of(COLLECT)] == ["q2"]
    assert [question.id for question in example.questions_of(CHOOSE)] == ["q1", "q2"]


def test_names_are_looked_up() -> None:
    example = campaign()
    found = example.question("q2")
    assert found is not None
    assert found.tag == "tag-q2"
    assert example.question("q3") is None
    tag = example.lens_tag("value-safety")
    assert tag is not None
    assert tag.title == "Safety"
    assert example.lens_tag("value-speed") is None


def test_the_clock_is_that_of_the_zone() -> None:
    assert campaign().local(datetime(2015, 7, 1, 8, tzinfo=UTC)).hour == 9
