"""The order of ideas by score, with ties shown as ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.evidence import Amounts

TOLERANCE = 1e-12
"""Neighbouring scores that differ by no more are equal: the same fraction, rounded differently."""


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Ideas best first, all shapes (N,).

    `listing` holds positions in the evidence; `places` and `tied` belong to the listing, entry by entry.
    Places count from 1 and skip after a tie: 1, 2, 2, 4.
    """

    listing: NDArray[np.intp]
    places: NDArray[np.int64]
    tied: NDArray[np.bool_]


def order(score: NDArray[np.float64], seen: Amounts) -> Order:
    """Order by score, highest first; equal scores share a place.

    Within a tie the idea that more people saw is listed first, then the one with the smaller id (the arrays
    are ordered by id), so that the same input is always listed in the same way.
    """
    count = len(score)
    # Equal scores come in any order here; the second sort settles it.
    by_score = np.argsort(-score)
    starts = np.ones(count, dtype=np.bool_)
    starts[1:] = -np.diff(score[by_score]) > TOLERANCE
    group = np.empty(count, dtype=np.int64)
    group[by_score] = np.cumsum(starts)
    listing = _by_group(group, seen)
    first = np.flatnonzero(starts)
    sizes = np.diff(np.append(first, count))
    return Order(listing=listing, places=np.repeat(first + 1, sizes), tied=np.repeat(sizes > 1, sizes))


def _by_group(group: NDArray[np.int64], seen: Amounts) -> NDArray[np.intp]:
    """Positions by group, then by people seen, most first, then by position."""
    count, most = len(group), int(seen.max(initial=0))
    bits = count.bit_length()
    if seen.dtype.kind != "i" or ((count + 1) * (most + 1)) << bits > np.iinfo(np.int64).max:
        return np.lexsort((np.arange(count), -seen, group))
    # All three in one whole number, which sorts several times faster; its last bits are the position.
    key = (group * (most + 1) + (most - seen)) * (1 << bits) + np.arange(count)
    return np.sort(key) & ((1 << bits) - 1)
