"""Group-informed consensus, as Polis computes it: a second opinion for audits, beside support across sides.

    gic = product over groups of (A_g + 1) / (S_g + 2)

A: people of the group who are for the idea, S: people of the group who voted on it, also without an opinion.
Source: Small et al. 2021, "Polis: scaling deliberation by mapping high dimensional opinion spaces". Its scale
depends on the number of groups; the K-th root of it does not.
"""

from __future__ import annotations

import numpy as np

from bridge.ranking.groups import Floats, GroupCounts


def group_consensus(counts: GroupCounts) -> Floats:
    """The product over groups, strictly between 0 and 1, shape (N,); 0.5 ** K for an idea without votes."""
    return np.asarray(np.prod((counts.liked + 1.0) / (counts.seen + 2.0), axis=1))


def group_consensus_root(counts: GroupCounts) -> Floats:
    """The K-th root of the product, which compares between different numbers of groups, shape (N,)."""
    return np.asarray(group_consensus(counts) ** (1.0 / counts.seen.shape[1]))
