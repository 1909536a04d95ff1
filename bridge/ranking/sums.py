"""Sums of floats that do not depend on the order of the terms."""

from __future__ import annotations

from math import frexp, fsum

import numpy as np
from numpy.typing import NDArray

LARGEST_SHIFT = 1000
"""Scaling by more powers of two than this could overflow."""


def exact_sum(terms: NDArray[np.float64]) -> float:
    """The float nearest to the true sum of finite terms, shape (N,): `math.fsum`, but several times faster.

    It is rounded once, at the end, so that it depends neither on the order of the terms nor on the vector
    width of the processor. The terms are scaled by a power of two and cut into whole numbers of so many bits
    that their sum fits into 64; what is left of each is scaled up and cut again, until nothing is left.
    """
    bits = 62 - len(terms).bit_length()
    shift = bits - frexp(np.abs(terms).max(initial=0.0))[1]
    if not 0 <= shift <= LARGEST_SHIFT:
        # Scaled down, small terms could lose bits.
        return fsum(terms.tolist())
    total, left = 0, terms * 2.0**shift
    while True:
        whole = left.astype(np.int64)
        total += int(whole.sum())
        left -= whole
        if not left.any():
            return total / (1 << shift)
        left *= 2.0**bits
        total <<= bits
        shift += bits
