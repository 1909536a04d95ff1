"""Iterations end where they should: at the fixed point, and at the leading singular vector."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from bridge.ranking.iteration import leading, settle

Floats = NDArray[np.float64]


def slowly(
    target: Floats, rates: Floats, log: list[float]
) -> Callable[[Floats], tuple[float, Callable[[], Floats]]]:
    """A sweep that goes a small part of the way in each figure; the loss is the distance."""

    def sweep(state: Floats) -> tuple[float, Callable[[], Floats]]:
        log.append(float(np.sum((state - target) ** 2)))
        return log[-1], lambda: target + rates * (state - target)

    return sweep


def test_secants_end_a_slow_iteration_soon() -> None:
    target, rates = np.array([0.0, 3.0, -2.0, 7.0, 1.0]), np.array([0.5, 0.99, 0.98, 0.9, 0.3])
    log: list[float] = []

    found = settle(slowly(target, rates, log), np.zeros(5), 1e-9, 100)

    assert found.settled
    assert found.state == pytest.approx(target, abs=1e-6)
    assert found.sweeps == len(log) <= 10


def test_without_enough_sweeps_the_last_plain_one_counts() -> None:
    target, rates = np.array([0.0, 3.0]), np.array([0.5, 0.5])

    found = settle(slowly(target, rates, []), np.zeros(2), 1e-9, 1)

    assert (found.state.tolist(), found.sweeps, found.settled) == ([0.0, 1.5], 1, False)


def test_a_step_that_raises_the_loss_is_taken_back() -> None:
    """The way bends, so that straight lines lead astray."""
    kept: list[float] = []

    def sweep(state: Floats) -> tuple[float, Callable[[], Floats]]:
        loss = float(state[1] ** 4 + 3.0 * state[1] ** 2)

        def following() -> Floats:
            kept.append(loss)
            return np.array([0.0, 0.9 * np.sin(state[1])])

        return loss, following

    found = settle(sweep, np.array([0.0, 2.5]), 1e-10, 200)

    assert found.settled
    assert found.state[1] == pytest.approx(0.0, abs=1e-8)
    assert kept == sorted(kept, reverse=True)


def test_leading_direction_is_that_of_the_singular_value_decomposition() -> None:
    matrix = np.random.default_rng(3).normal(size=(30, 6))
    begin = np.eye(6)[2]

    direction, value = leading(begin, lambda right: matrix @ right, lambda left: matrix.T @ left, 6)

    _, values, turned = np.linalg.svd(matrix)
    assert value == pytest.approx(values[0])
    assert abs(float(direction @ turned[0])) == pytest.approx(1.0)


def test_a_matrix_that_takes_the_beginning_to_nothing_has_no_direction() -> None:
    direction, value = leading(np.eye(3)[0], lambda _: np.zeros(4), lambda _: np.zeros(3), 5)

    assert (direction.tolist(), value) == ([0.0] * 3, 0.0)
