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


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: `told` says how it is, `fix` what to do about it.

    Neither ever holds a key, a password, a person or a text that somebody sent in.
    """

    area: str
    what: str
    verdict: Verdict
    told: str
    fix: str = ""


def fine(area: str, what: str, told: str) -> Checked:
    """Something that is as it should be."""
    return Checked(area, what, Verdict.OK, told)


def doubtful(area: str, what: str, told: str, fix: str) -> Checked:
    """Something that works, and should be put right."""
    return Checked(area, what, Verdict.WARN, told, fix)


def broken(area: str, what: str, told: str, fix: str) -> Checked:
    """Something that does not work."""
    return Checked(area, what, Verdict.FAIL, told, fix)


def worst(found: Iterable[Checked]) -> Verdict:
    """The worst of several; `OK` of none."""
    order = list(Verdict)
    return max((checked.verdict for checked in found), key=order.index, default=Verdict.OK)
