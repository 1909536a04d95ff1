"""Verify an exported ranking: does its order come out of its counts?"""

from __future__ import annotations

from dataclasses import dataclass

from bridge.domain.export import Difference, Export
from bridge.ranking.recompute import differences


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of recomputing `ideas` lines; the same where there are no differences."""

    ideas: int
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether the order by support, and every figure in it, came out as the file says."""
        return not self.differences


def verify(export: Export) -> Verdict:
    """Recompute the order by support from the counts in an export."""
    return Verdict(len(export.ideas), differences(export))
