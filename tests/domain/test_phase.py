"""A phase runs from its first instant up to, and not including, its closing instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.phase import Phase, Right

LONDON = ZoneInfo("Europe/London")
MOMENT = timedelta(microseconds=1)


def phase(opens: datetime, closes: datetime) -> Phase:
    return Phase("collect", "Collect", opens, closes, frozenset({Right.IDEA}))


JANUARY = phase(datetime(2015, 1, 9, tzinfo=UTC), datetime(2015, 1, 27, tzinfo=UTC))


@pytest.mark.parametrize(
    ("instant", "runs"),
    [
        (JANUARY.opens - MOMENT, False),
        (JANUARY.opens, True),
        (JANUARY.closes - MOMENT, True),
        (JANUARY.closes, False),
    ],
)
def test_the_closing_instant_is_outside(instant: datetime, runs: bool) -> None:
    assert JANUARY.contains(instant) is runs


def test_days_are_those_of_the_campaigns_calendar() -> None:
    summer = phase(datetime(2015, 6, 30, 23, tzinfo=UTC), datetime(2015, 7, 31, 23, tzinfo=UTC))
    assert (summer.first_day(LONDON), summer.last_day(LONDON)) == (date(2015, 7, 1), date(2015, 7, 31))
    assert summer.first_day(ZoneInfo("America/New_York")) == date(2015, 6, 30)


def test_a_phase_that_ends_at_noon_has_that_day_as_its_last() -> None:
    noon = phase(datetime(2015, 1, 9, tzinfo=UTC), datetime(2015, 1, 26, 12, tzinfo=UTC))
    assert noon.last_day(LONDON) == date(2015, 1, 26)


@given(
    start=st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    length=st.timedeltas(timedelta(minutes=1), timedelta(days=90)),
    offset=st.timedeltas(timedelta(days=-1), timedelta(days=91)),
)
def test_it_holds_exactly_the_instants_between(start: datetime, length: timedelta, offset: timedelta) -> None:
    some = phase(start, start + length)
    assert some.contains(start + offset) is (timedelta(0) <= offset < length)
    assert some.first_day(LONDON) <= some.last_day(LONDON)
