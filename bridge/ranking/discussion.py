"""How much an idea makes people talk: distinct people who replied, per person who read it.

    discussion = (repliers + c r) / (V + c)

r is the rate of all ideas together. It stands beside the score and never enters it: people reply to what they
dislike as readily as to what they like.
"""

from __future__ import annotations

import numpy as np

from bridge.ranking.evidence import Counts
from bridge.ranking.support import Floats

READERS = 10.0
"""c: the rate of all ideas is blended in as if so many people more had read this one."""


def discussion(repliers: Counts, seen: Counts) -> Floats:
    """Repliers per reader, in 0..1, shape (N,).

    `repliers`: distinct people who replied, `seen`: people known to have seen the idea, shapes (N,). Who
    replied has seen it, whatever the forum counts. Without any reader all are 0.
    """
    readers = np.maximum(seen, repliers)
    total = int(readers.sum())
    rate = int(repliers.sum()) / total if total else 0.0
    return np.asarray((repliers + READERS * rate) / (readers + READERS))
