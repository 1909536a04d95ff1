"""Jobs that the worker does by itself, and what came of each occurrence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bridge.domain.occurrence import Rule


class Work(StrEnum):
    """What a job does."""

    SYNC = "sync"
    RETAIN = "retain"
    CONFIGURE = "configure"
    GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Job:
    """A name that stays the same for ever, what is done, and when."""

    name: str
    work: Work
    rule: Rule


LEFT_CONFLICTS = "conflicts wait for a person"
"""Stands in the note of a run that left some."""


class RunState(StrEnum):
    """What came of an occurrence. `FAILED` may be tried again; `PUT_OFF` is, since others were at work."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    PUT_OFF = "put-off"


@dataclass(frozen=True, slots=True)
class JobRun:
    """One occurrence of a job, `due` at an instant, done by one holder (machine and process).

    `tries` counts from 1; a failed one is tried again at `again`, if that is set. `note` says in a few words
    what was done or what went wrong, never anything personal. `missed` counts occurrences before it that
    nobody did.
    """

    campaign: str
    job: str
    due: datetime
    state: RunState
    holder: str
    started: datetime
    tries: int = 1
    missed: int = 0
    ended: datetime | None = None
    again: datetime | None = None
    note: str = ""
