"""Dates, times and counts as people write them, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Own names instead of strftime: that follows the locale of the process.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(value: date) -> str:
    """`Friday 9 January 2015`."""
    return f"{weekday(value)} {short_day(value)} {value.year}"


def short_day(value: date) -> str:
    """`9 January`."""
    return f"{value.day} {_MONTHS[value.month - 1]}"


def brief_day(value: date) -> str:
    """`9 Jan`."""
    return f"{value.day} {_MONTHS[value.month - 1][:3]}"


def month(value: date) -> str:
    """`January 2015`."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def weekday(value: date) -> str:
    """`Friday`."""
    return _WEEKDAYS[value.weekday()]


def clock(value: time) -> str:
    """`17:00`."""
    return f"{value.hour:02d}:{value.minute:02d}"


def span(first: date, last: date) -> str:
    """`2–8 February 2015`, `26 January – 1 February 2015`, `29 December 2014 – 4 January 2015`."""
    if first.year != last.year:
        return f"{short_day(first)} {first.year} – {short_day(last)} {last.year}"
    if first.month != last.month:
        return f"{short_day(first)} – {short_day(last)} {last.year}"
    return f"{first.day}–{short_day(last)} {last.year}"


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
    return f"the end of {words}" if _midnight(closes.astimezone(zone)) else words


def forum_date(closes: datetime, zone: ZoneInfo) -> str:
    """The last minute of a half-open period as a forum date, which each reader sees on their own clock.

    The forum's markup names date, time and zone (OBSERVED, section 11: `[date=... time=... timezone="..."]`).
    """
    last = closes.astimezone(zone)
    if _midnight(last):
        # A period that ends with a day would otherwise be shown as ending on the next one.
        last = (closes - timedelta(minutes=1)).astimezone(zone)
    return f'[date={last:%Y-%m-%d} time={last:%H:%M}:00 timezone="{zone.key}"]'


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 idea`, `1,204 ideas`; `many` for nouns that do not just take an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence(text: str) -> str:
    """The text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def _midnight(local: datetime) -> bool:
    return local.time() == time(0, 0)
