"""When jobs are due, over the days on which clocks change, by figures worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.occurrence import AtInstants, Every, OnDays, Rule

LONDON = ZoneInfo("Europe/London")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("now", "latest", "following"),
    [
        # London put its clocks forward on 29 March 2015 at 01:00 UTC: 01:30 was left out that day.
        (utc(2015, 3, 28, 12), utc(2015, 3, 28, 1, 30), utc(2015, 3, 29, 1, 30)),
        (utc(2015, 3, 29, 1, 29), utc(2015, 3, 28, 1, 30), utc(2015, 3, 29, 1, 30)),
        (utc(2015, 3, 29, 12), utc(2015, 3, 29, 1, 30), utc(2015, 3, 30, 0, 30)),
        # And back on 25 October at 01:00 UTC: 01:30 came at 00:30 and at 01:30 UTC.
        (utc(2015, 10, 25, 0, 29), utc(2015, 10, 24, 0, 30), utc(2015, 10, 25, 0, 30)),
        (utc(2015, 10, 25, 1, 30), utc(2015, 10, 25, 0, 30), utc(2015, 10, 26, 1, 30)),
    ],
)
def test_a_time_on_the_wall_comes_once_a_day(now: datetime, latest: datetime, following: datetime) -> None:
    rule = OnDays(time(1, 30), LONDON)
    assert (rule.latest(now), rule.following(now)) == (latest, following)


def test_the_digest_keeps_its_hour_when_clocks_change() -> None:
    rule = OnDays(time(9, 0), LONDON, weekday=0)
    assert rule.latest(utc(2015, 3, 25)) == utc(2015, 3, 23, 9)
    assert rule.following(utc(2015, 3, 25)) == utc(2015, 3, 30, 8)


def test_instants_come_in_order_and_end() -> None:
    rule = AtInstants.of([utc(2015, 2, 1), utc(2015, 1, 1), utc(2015, 2, 1)])
    assert rule.latest(utc(2014, 12, 31)) is None
    assert (rule.latest(utc(2015, 1, 15)), rule.following(utc(2015, 1, 15))) == (
        utc(2015, 1, 1),
        utc(2015, 2, 1),
    )
    assert rule.following(utc(2015, 2, 1)) is None


RULES = st.one_of(
    st.builds(Every, st.integers(60, 90_000).map(lambda seconds: timedelta(seconds=seconds))),
    st.builds(
        OnDays,
        st.times().map(lambda at: at.replace(microsecond=0)),
        st.sampled_from([LONDON, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"), ZoneInfo("UTC")]),
        st.one_of(st.none(), st.integers(0, 6)),
    ),
)


@given(RULES, st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))
def test_now_lies_between_the_latest_and_the_following_and_nothing_between_them(
    rule: Rule, now: datetime
) -> None:
    latest, following = rule.latest(now), rule.following(now)
    assert latest is not None
    assert following is not None
    assert latest <= now < following
    assert rule.following(latest) == following
    assert rule.latest(following) == following
