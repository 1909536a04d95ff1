"""What an examination of the service finds: one line for each thing that was looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """`WARN` works, but not as it should; `FAIL` keeps something from working."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Remedy(StrEnum):
    """What the bridge can put right by itself, once a person agrees."""

    SITE_SETTING = "site setting"
    GROUP = "group"
    MEMBER = "group member"
    WEB_HOOK = "web hook"
    LAYOUT = "database layout"
    RIGHTS = "rights of a file"


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing to put right: `what` is a setting, a group or a file; how it is and how it would be.

    The same repair made twice changes nothing the second time.
    """

    remedy: Remedy
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: `told` says how it is, `fix` what to do about it.

    `repair` is what the bridge can do about it by itself. Neither ever holds a key, a password, a person or
    a text that somebody sent in.
    """

    area: str
    what: str
    verdict: Verdict
    told: str
    fix: str = ""
    repair: Repair | None = None


def fine(area: str, what: str, told: str) -> Checked:
    """Something that is as it should be."""
    return Checked(area, what, Verdict.OK, told)


def doubtful(area: str, what: str, told: str, fix: str, repair: Repair | None = None) -> Checked:
    """Something that works, and should be put right."""
    return Checked(area, what, Verdict.WARN, told, fix, repair)


def broken(area: str, what: str, told: str, fix: str, repair: Repair | None = None) -> Checked:
    """Something that does not work."""
    return Checked(area, what, Verdict.FAIL, told, fix, repair)


def worst(found: Iterable[Checked]) -> Verdict:
    """The worst of several; `OK` of none."""
    order = list(Verdict)
    return max((checked.verdict for checked in found), key=order.index, default=Verdict.OK)
