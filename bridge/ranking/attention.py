"""Which ideas to ask people to look at: those of which least is known, by turns.

An order by score shows what is known to be good, and new ideas at the bottom stay unknown. A few places kept
for ideas that need readers give them their chance.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.evidence import Counts
from bridge.ranking.support import WIDE, Floats

ONE_IN = 5
"""One of so many places in a list goes to an idea that needs readers."""


def places_for_attention(listed: int) -> int:
    """How many places of a list of `listed` to keep: a fifth, and at least one."""
    return -(-listed // ONE_IN)


def need_readers(width: Floats, seen: Counts, *, count: int, turn: int) -> NDArray[np.intp]:
    """Positions of at most `count` ideas that need readers, most needed first.

    `width`: of the interval around each score, `seen`: people who saw it, shapes (N,), in the order of ids.
    Ideas whose interval is not wider than WIDE need none. Half of the places go to the widest intervals,
    between equals to the fewest readers, and between those by turns. The other half goes round through all
    that need readers, so that an idea which many others precede is seen as well. `turn` counts 0, 1, 2, ...
    with each time that ideas are offered; equal turns give equal ideas. Where `count` is odd the halves take
    the odd place by turns.
    """
    needing = np.flatnonzero(width > WIDE)
    if count < 1 or not len(needing):
        return needing[:0]
    neediest = _neediest(needing, width, seen, turn * count)
    first = neediest[: (count + 1 - turn % 2) // 2]
    gone_round = turn // 2 * count + turn % 2 * (count // 2)
    ring = np.roll(needing, -(gone_round % len(needing)))
    rest = ring[~np.isin(ring, first)]
    return np.concatenate((first, rest[: count - len(first)]))


def _neediest(needing: NDArray[np.intp], width: Floats, seen: Counts, gone: int) -> NDArray[np.intp]:
    """By width, then readers; equals in the order of ids, beginning with another each time."""
    listing = needing[np.lexsort((needing, seen[needing], -width[needing]))]
    keys = np.stack((width[listing], seen[listing].astype(np.float64)))
    starts = np.flatnonzero(np.append(True, (np.diff(keys, axis=1) != 0).any(axis=0)))
    runs = np.split(listing, starts[1:])
    return np.concatenate([np.roll(run, -(gone % len(run))) for run in runs])
