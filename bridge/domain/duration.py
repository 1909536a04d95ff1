"""Lengths of time in words, for progress that a person watches."""

from __future__ import annotations


def time_left(seconds: float) -> str:
    """`about 9 minutes left`; empty for what is over before it is read."""
    if seconds < 20:
        return ""
    if seconds < 90:
        return f"about {round(seconds, -1):.0f} seconds left"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} minutes left"
    return f"about {seconds / 3600:.1f} hours left"
