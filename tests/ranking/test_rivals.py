"""Rivals that rankings are compared with have the known values: beating a wrong rival says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bridge.ranking.ballots import Ballots
from tests.perf.fairness import rivals
from tests.perf.fairness.factors import fit_axis
from tests.perf.fairness.poles import two_poles

REFERENCE = Path(__file__).resolve().parents[2] / ".." / "shared" / "ranking" / "golden.json"

# Copied from the reference, so that they are tested without it; the last test tests all that it holds.
WILSON = [
    (0, 0, 0.0),
    (0, 10, 0.0),
    (1, 1, 0.20654931437723742),
    (10, 11, 0.6226415635484044),
    (600, 1000, 0.5693094295142662),
    (100, 100, 0.9630065017930143),
]

Compute = Callable[..., Any]


def groups(function: Compute) -> Compute:
    return lambda groups_agree_seen: function([tuple(pair) for pair in groups_agree_seen])


RIVALS: dict[str, Compute] = {
    "wilson_lower": rivals.wilson_lower,
    "beta_quantile": rivals.beta_quantile,
    "eb_prior_mle": lambda up, n: rivals.eb_prior_mle(up, n),
    "reddit_hot": lambda up, down, epoch_s: rivals.reddit_hot(up, down, epoch_s),
    "reddit_controversy_old": rivals.reddit_controversy_old,
    "reddit_controversy_new": rivals.reddit_controversy_new,
    "hn_gravity": lambda points, age_h: rivals.hn_gravity(points, age_h),
    "quality_news": rivals.quality_news,
    "polis_gic": groups(rivals.polis_gic),
    "gic_geo": groups(rivals.gic_geo),
    "polis_prop_test": lambda succ, n: rivals.polis_prop_test(succ, n),
    "polis_priority": lambda A, P, S, E: rivals.polis_priority(A, P, S, E),  # noqa: N803
}
LOOSE = {"eb_prior_mle": 1e-3}


@pytest.mark.parametrize(("up", "n", "value"), WILSON)
def test_wilson_lower_bound_has_the_known_value(up: int, n: int, value: float) -> None:
    assert float(rivals.wilson_lower(up, n)) == pytest.approx(value, rel=1e-12, abs=1e-15)


def test_every_rival_has_the_values_of_the_reference() -> None:
    if not REFERENCE.exists():
        pytest.skip("../shared is absent: only the copied values are tested")
    cases = json.loads(REFERENCE.read_text())
    met = set()
    for case in cases:
        name = case["fn"].split()[0]
        if name in RIVALS:
            met.add(name)
            value = np.asarray(RIVALS[name](**case["args"]), dtype=np.float64)
            assert value.tolist() == pytest.approx(case["value"], rel=1e-12, abs=LOOSE.get(name, 1e-13)), (
                f"{case['fn']} of {case['args']}"
            )
    assert met == set(RIVALS)


def test_axis_has_the_values_of_the_reference() -> None:
    """Two camps of four and five ideas: each camp is for two of its own, all are for the last."""
    if not REFERENCE.exists():
        pytest.skip("../shared is absent: the values of the axis cannot be read")
    [case] = [case for case in json.loads(REFERENCE.read_text()) if case["fn"].startswith("bridging_mf")]
    liked = {(person, idea) for person in range(8) for idea in (4, *((0, 1) if person < 4 else (2, 3)))}
    ballots = Ballots.of(
        [str(idea) for idea in range(5)],
        [(str(i), str(p), 1 if (p, i) in liked else 0, 0) for p in range(8) for i in range(5)],
    )

    axis = fit_axis(ballots, still=1e-12, sweeps=2000)

    assert axis.mu == pytest.approx(case["value"]["mu"], abs=1e-6)
    assert axis.level == pytest.approx(case["value"]["item_intercept"], abs=1e-6)
    assert np.abs(axis.slope) == pytest.approx(case["value"]["abs_item_factor"], abs=1e-6)
    assert np.abs(axis.side) == pytest.approx(case["value"]["abs_user_factor"], abs=1e-6)
    assert axis.side[0] * axis.side[7] < 0


def test_two_poles_put_the_idea_of_both_camps_first() -> None:
    liked = {
        (person, idea) for person in range(8) for idea in (7, *(range(3) if person < 4 else range(3, 7)))
    }
    ballots = Ballots.of(
        [str(idea) for idea in range(8)],
        [(str(i), str(p), 1 if (p, i) in liked else -1, 0) for p in range(8) for i in range(8)],
    )

    assert int(np.argmax(two_poles(ballots))) == 7
