"""Days and times in campaign files: how they are written, and which instant is meant."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_TURNED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_WORDS = re.compile(r"(?:\w+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]+)\s+(\d{4})")


class Unreadable(ValueError):
    """A day or time that is not written as expected; `suggestion` is what was probably meant."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.suggestion = suggestion


def parse_day(text: str) -> date:
    """A day such as `2015-01-09`; Unreadable for anything else."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise Unreadable("a day is written as year-month-day, such as 2015-01-09", _turned(text))
    year, month, day = (int(part) for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Unreadable(f"the year must lie between {_FIRST_YEAR} and {_LAST_YEAR}")
    if not 1 <= month <= 12:
        raise Unreadable(f"there is no month {month}; the month stands in the middle, as in 2015-01-09")
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise Unreadable(f"{calendar.month_name[month]} {year} has no day {day}; it has {days} days")
    return date(year, month, day)


def parse_when(text: str) -> date | datetime:
    """A day, or a day with a time and perhaps an offset, such as `2015-01-26 17:00` or `...T17:00Z`."""
    if _DAY.fullmatch(text):
        return parse_day(text)
    if not _DAY.match(text):
        parse_day(text)
    parse_day(text[:10])
    try:
        when = datetime.fromisoformat(text.replace(" +", "+").replace(" Z", "Z"))
    except ValueError:
        raise Unreadable(
            "a time is written after the day as in 2015-01-26 17:00, with an offset if need be (+01:00 or Z)"
        ) from None
    return when


def parse_clock(text: str) -> time:
    """A time of day such as `09:00`; Unreadable for anything else."""
    found = _TIME.fullmatch(text)
    hour, minute = (int(part) for part in found.groups()) if found else (24, 0)
    if hour > 23 or minute > 59:
        guess = re.fullmatch(r"(\d{1,2})", text)
        hint = f'"{int(text):02}:00"' if guess and int(text) < 24 else None
        raise Unreadable('a time of day is written as hours and minutes, such as "09:00"', hint)
    return time(hour, minute)


def opening(when: date | datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC: midnight of a day in the zone, or the time as given."""
    if isinstance(when, datetime):
        return _instant(when, zone)
    return _instant(datetime.combine(when, time()), zone, shift=True)


def closing(when: date | datetime, zone: ZoneInfo) -> datetime:
    """The first instant after the end, in UTC: a day counts up to its end, a time is the end itself."""
    if isinstance(when, datetime):
        return _instant(when, zone)
    return opening(when + timedelta(days=1), zone)


def _instant(when: datetime, zone: ZoneInfo, *, shift: bool = False) -> datetime:
    """UTC; Unreadable for a time that the clocks skip, unless it may be shifted to where they go on."""
    if when.tzinfo is not None:
        return when.astimezone(UTC)
    instant = when.replace(tzinfo=zone).astimezone(UTC)
    back = instant.astimezone(zone).replace(tzinfo=None)
    if back != when and not shift:
        raise Unreadable(
            f"{when:%H:%M} does not exist on this day in {zone.key}: the clocks go forward",
            f"{back:%Y-%m-%d %H:%M}",
        )
    return instant


def _turned(text: str) -> str | None:
    """The day that somebody meant who wrote 9/1/2015 or 9 January 2015."""
    numbers, words = _TURNED.fullmatch(text.strip()), _WORDS.fullmatch(text.strip())
    if numbers:
        day, month, year = (int(part) for part in numbers.groups())
    elif words and words[2].casefold() in _MONTHS:
        day, month, year = int(words[1]), _MONTHS[words[2].casefold()], int(words[3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
