"""Progress of a plan that is carried out, with the time that is left at the forum's pace."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bridge.cli.output import progress_line
from bridge.domain.duration import time_left

if TYPE_CHECKING:
    from bridge.ports import Forum
    from bridge.sync.plan import Plan


class Watched:
    """A progress callback: once a plan is known, its operations are told with the time left.

    Looks at the forum, which come before, tell their own time.
    """

    def __init__(self, forum: Forum) -> None:
        self._forum = forum
        self._each = 0.0

    def begins(self, plan: Plan) -> None:
        """From now on, progress is that of this plan's operations."""
        self._each = plan.requests / len(plan.operations) if plan.operations else 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        """Print a line of progress."""
        left = time_left(self._forum.seconds_for(math.ceil((total - done) * self._each)))
        progress_line(done, total, f"{what}, {left}" if left else what)
