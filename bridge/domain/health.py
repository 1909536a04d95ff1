"""How a campaign is, in figures for whoever looks after it. Nothing in them tells when an idea came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class JobHealth:
    """The last run of a job: when it was due and ended, whether it was done, and what was said of it."""

    due: datetime
    ended: datetime | None
    done: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """`waiting` and `waiting_days` (of the oldest) count what was there when the day began.

    An idea that waits would else show to the minute when it came, to whoever reads the figures later.
    """

    waiting: int = 0
    waiting_days: int = 0
    accepted: int = 0
    published: int = 0
    people: int = 0
    votes: int = 0
    replies: int = 0
    rings: int = 0
    unsettled: int = 0
    pulled: datetime | None = None
    jobs: Mapping[str, JobHealth] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        """Whether nobody has to do anything."""
        return (
            all(job.done for job in self.jobs.values()) and not self.rings and self.waiting_days < _PATIENCE
        )


_PATIENCE = 4
"""So many days an idea may wait before it is told."""
