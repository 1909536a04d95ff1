"""The fixed point of a sweep and the leading direction of a matrix, found without chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Sweep = Callable[[Floats], tuple[float, Callable[[], Floats]]]
"""From a state: its loss, and a function that gives the next state. A state that is not kept is not swept."""

MEMORY = 8
"""Secants through so many earlier sweeps."""


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Where an iteration ended, the loss one sweep earlier, sweeps made, and whether it came to rest."""

    state: Floats
    loss: float
    sweeps: int
    settled: bool


def settle(sweep: Sweep, start: Floats, tolerance: float, sweeps: int) -> Settled:
    """The fixed point of a sweep that never raises the loss, by secants (Anderson 1965, its second form).

    A step along secants is kept only if it does not raise the loss; else the plain sweep before it counts. At
    rest: no figure of the state but the first moves by `tolerance` in one sweep. At most `sweeps` are made,
    and a step that is taken back counts as one.
    """
    state, fallback, lowest = start, start, np.inf
    plain = True
    ends: list[Floats] = []
    moves: list[Floats] = []
    for made in range(1, sweeps + 1):
        loss, next_state = sweep(state)
        if loss > lowest and not plain:
            state, plain = fallback, True
            del ends[:-1], moves[:-1]
            continue
        lowest = min(loss, lowest)
        end = next_state()
        move = end - state
        if np.abs(move[1:]).max(initial=0.0) < tolerance:
            return Settled(end, loss, made, settled=True)
        ends, moves = [*ends[-MEMORY:], end], [*moves[-MEMORY:], move]
        state, fallback, plain = end, end, True
        if len(moves) > 1:
            state, plain = _along_secants(ends, moves), False
    return Settled(fallback, float(lowest), sweeps, settled=False)


def _along_secants(ends: list[Floats], moves: list[Floats]) -> Floats:
    """The state at which a straight line through the last sweeps would stand still, in least squares."""
    bends = [later - earlier for earlier, later in pairwise(moves)]
    steps = [later - earlier for earlier, later in pairwise(ends)]
    square = np.array([[dot(one, other) for other in bends] for one in bends])
    # So little that it only keeps parallel secants apart.
    square[np.diag_indices_from(square)] += 1e-12 * np.trace(square) + np.finfo(np.float64).tiny
    weights = np.linalg.solve(square, np.array([dot(bend, moves[-1]) for bend in bends]))
    state = ends[-1].copy()
    for weight, step in zip(weights.tolist(), steps, strict=True):
        state -= weight * step
    return state


def leading(
    begin: Floats, forth: Callable[[Floats], Floats], back: Callable[[Floats], Floats], steps: int
) -> tuple[Floats, float]:
    """The leading right singular vector of a matrix, as far as so many Golub-Kahan steps tell, and its value.

    `forth` multiplies by the matrix, `back` by its transpose; `begin` is a unit vector. A vector of zeros and
    0 if the matrix takes `begin` to nothing.
    """
    rights: list[Floats] = []
    diagonal: list[float] = []
    beside: list[float] = []
    right, left = begin, np.zeros(0)
    for step in range(steps):
        image = forth(right)
        if step:
            image -= beside[-1] * left
        length = _norm(image)
        if length < 1e-9:
            break
        left = image / length
        rights.append(right)
        diagonal.append(length)
        image = back(left) - length * right
        for earlier in rights:
            image -= dot(earlier, image) * earlier
        beside.append(_norm(image))
        if beside[-1] < 1e-9:
            break
        right = image / beside[-1]
    if not rights:
        return np.zeros_like(begin), 0.0
    small = np.diag(diagonal) + np.diag(beside[: len(diagonal) - 1], 1)
    _, values, turned = np.linalg.svd(small)
    direction = np.zeros_like(begin)
    for weight, earlier in zip(turned[0].tolist(), rights, strict=True):
        direction += weight * earlier
    return direction, float(values[0])


def dot(one: Floats, other: Floats) -> float:
    """The inner product, summed in pairs in one fixed order: a BLAS may split it over threads."""
    return float(np.sum(one * other))


def _norm(vector: Floats) -> float:
    return float(np.sqrt(dot(vector, vector)))
