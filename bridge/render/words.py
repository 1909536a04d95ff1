"""Dates and times as people write them, in the language that is spoken: the same on every machine."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from bridge.domain.language import ENGLISH, gettext, pgettext, spoken


def day(value: date) -> str:
    """`Friday 9 January 2015`."""
    return spoken().day(value)


def dated(value: date) -> str:
    """`9 January 2015`."""
    return _written(value, pgettext("pattern of a date", "d MMMM y"))


def short_day(value: date) -> str:
    """`9 January`."""
    return _written(value, pgettext("pattern of a date", "d MMMM"))


def brief_month(value: date) -> str:
    """`Jan`."""
    # British English of CLDR has "Sept", one letter more than all others.
    return format_date(value, "LLL", "en") if spoken().code == ENGLISH.code else _written(value, "LLL")


def month(value: date) -> str:
    """`January 2015`."""
    return _written(value, pgettext("pattern of a date", "MMMM y"))


def weekday(value: date) -> str:
    """`Friday`."""
    return _written(value, "EEEE")


def clock(value: time) -> str:
    """`17:00`."""
    return f"{value.hour:02d}:{value.minute:02d}"


def span(first: date, last: date) -> str:
    """`2–8 February 2015`, `26 January – 1 February 2015`, or over a year's end; one day as itself."""
    if first == last:
        return dated(first)
    if first.year == last.year and first.month == last.month:
        return f"{first.day}–{dated(last)}"
    return f"{dated(first) if first.year != last.year else short_day(first)} – {dated(last)}"


def beginning(opens: datetime, zone: ZoneInfo) -> str:
    """The first instant of a period in words: the day, and the time unless it is midnight."""
    local = opens.astimezone(zone)
    return day(local.date()) + ("" if _midnight(local) else f", {clock(local.time())}")


def ending(closes: datetime, zone: ZoneInfo) -> str:
    """The end of a half-open period in words: the last day, or day and time when it ends within a day."""
    local = closes.astimezone(zone)
    if _midnight(local):
        return day(local.date() - timedelta(days=1))
    return f"{day(local.date())}, {clock(local.time())}"


def until(closes: datetime, zone: ZoneInfo) -> str:
    """The end of a half-open period after the word "until": `the end of Friday 9 January 2015`."""
    words = ending(closes, zone)
    return gettext("the end of %(day)s", day=words) if _midnight(closes.astimezone(zone)) else words


def forum_date(closes: datetime, zone: ZoneInfo) -> str:
    """The last minute of a half-open period as a forum date, which each reader sees on their own clock.

    The forum's markup names date, time and zone (OBSERVED, section 11: `[date=... time=... timezone="..."]`).
    """
    last = closes.astimezone(zone)
    if _midnight(last):
        # A period that ends with a day would otherwise be shown as ending on the next one.
        last = (closes - timedelta(minutes=1)).astimezone(zone)
    return f'[date={last:%Y-%m-%d} time={last:%H:%M}:00 timezone="{zone.key}"]'


def _midnight(local: datetime) -> bool:
    return local.time() == time(0, 0)


def _written(value: date, pattern: str) -> str:
    # By CLDR and not by strftime, which follows the locale of the process.
    return format_date(value, pattern, _locale(spoken().code))


@cache
def _locale(code: str) -> Locale:
    return Locale.parse("en_GB" if code == ENGLISH.code else code, sep="_" if code == ENGLISH.code else "-")
