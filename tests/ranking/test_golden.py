"""Every formula has the known value that the project's reference gives for it, where it gives one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bridge.domain.ranking import Prior
from bridge.ranking.across import score_sides
from bridge.ranking.consensus import group_consensus, group_consensus_root
from bridge.ranking.controversy import split_index
from bridge.ranking.evidence import Counts, Evidence
from bridge.ranking.factor import fit, places
from bridge.ranking.groups import GroupCounts
from bridge.ranking.momentum import lift_over, rise
from bridge.ranking.support import bounds, fit_prior, posterior_mean
from tests.ranking.camps import eight_people

REFERENCE = Path(__file__).resolve().parents[2] / ".." / "shared" / "ranking" / "golden.json"

Pair = list[int]


def counts(*numbers: int) -> Counts:
    return np.array(numbers, dtype=np.int64)


def prior_of(a: float, b: float) -> Prior:
    return Prior(mean=a / (a + b), strength=a + b, ideas=20, fitted=True)


def evidence(up: int, seen: int) -> Evidence:
    return Evidence(ids=("a",), positives=counts(up), downs=counts(0), seen=counts(seen))


def by_group(pairs: list[Pair]) -> GroupCounts:
    table = np.array(pairs, dtype=np.int64)
    return GroupCounts(liked=table[np.newaxis, :, 0].copy(), seen=table[np.newaxis, :, 1].copy())


def two_poles(poles_up_seen: list[Pair], a: float, b: float) -> list[float]:
    poles = by_group(poles_up_seen)
    pooled = posterior_mean(poles.liked.sum(axis=1), poles.seen.sum(axis=1), prior_of(a, b))
    return [float(score_sides(poles, pooled)[1][0])]


def momentum(up_week: int, n_week: int, up_before: int, n_before: int, a: float, b: float) -> list[float]:
    prior = prior_of(a, b)
    week, before = evidence(up_week, n_week), evidence(up_before, n_before)
    z, sure = rise(week, before, prior)
    difference = posterior_mean(week.positives, week.seen, prior) - posterior_mean(
        before.positives, before.seen, prior
    )
    return [float(difference[0]), float(difference[0] / z[0]), float(z[0]), float(sure[0])]


def interval(up: int, n: int, a: float, b: float, phi: int) -> list[float]:
    assert phi == 3
    prior = prior_of(a, b)
    low, high = bounds(counts(up), counts(n), prior, interval=0.90)
    return [float(posterior_mean(counts(up), counts(n), prior)[0]), float(low[0]), float(high[0])]


def moments(up: list[int], n: list[int]) -> list[float]:
    prior = fit_prior(counts(*up), counts(*n))
    return [prior.a, prior.b]


def eight() -> list[float]:
    crowd = eight_people()
    axis = fit(crowd)
    return [
        axis.level,
        *axis.intercept.tolist(),
        *np.abs(axis.slope).tolist(),
        *np.abs(places(crowd, axis)).tolist(),
    ]


FORMULAS: dict[str, Callable[..., list[float]]] = {
    "eb_mean": lambda up, n, a, b: posterior_mean(counts(up), counts(n), prior_of(a, b)).tolist(),
    "display_interval": interval,
    "eb_prior_moments": moments,
    "split_index": lambda up, down, a, b: split_index(counts(up), counts(down), prior_of(a, b)).tolist(),
    "polis_gic": lambda groups_agree_seen: group_consensus(by_group(groups_agree_seen)).tolist(),
    "gic_geo": lambda groups_agree_seen: group_consensus_root(by_group(groups_agree_seen)).tolist(),
    "bridge_2pole": two_poles,
    "bridging_mf": eight,
    "momentum": momentum,
    "quality_news": lambda up, expected: lift_over(counts(up), np.array([expected])).tolist(),
}
LOOSE = {"bridging_mf": 1e-6}

# Copied from the reference, so that they are tested without it.
PINNED: list[tuple[str, dict[str, Any], list[float]]] = [
    ("split_index", {"up": 0, "down": 0, "a": 1, "b": 1}, [2 / 3]),
    ("split_index", {"up": 60, "down": 40, "a": 2, "b": 1}, [0.9492158327109783]),
    ("polis_gic", {"groups_agree_seen": [[90, 100], [2, 8]]}, [0.2676470588235294]),
    ("gic_geo", {"groups_agree_seen": [[3, 3], [3, 3], [3, 3]]}, [0.8]),
    ("bridge_2pole", {"poles_up_seen": [[9, 10], [8, 10]], "a": 2, "b": 3}, [0.809523560535287]),
    ("bridge_2pole", {"poles_up_seen": [[90, 100], [2, 8]], "a": 2, "b": 3}, [0.6957772123967241]),
    ("bridge_2pole", {"poles_up_seen": [[18, 20], [0, 0]], "a": 2, "b": 3}, [0.834950811211569]),
    (
        "momentum",
        {"up_week": 15, "n_week": 20, "up_before": 20, "n_before": 50, "a": 2, "b": 3},
        [0.28, 0.11249420009469402, 2.489017209458843, 0.9935951617501892],
    ),
    ("quality_news", {"up": 10, "expected": 4.0}, [1.9523809523809526]),
    (
        "bridging_mf",
        {},
        [
            0.19047619047578912,
            *[0.10351966873700301] * 4,
            0.5383022774326551,
            *[0.7221613354195497] * 4,
            0.0,
            *[0.6459207346880562] * 8,
        ],
    ),
]


def known(formula: str, values: list[float]) -> Any:
    loose = LOOSE.get(formula)
    return pytest.approx(values, abs=loose) if loose else pytest.approx(values, rel=1e-12)


@pytest.mark.parametrize(("formula", "arguments", "value"), PINNED)
def test_formula_has_the_known_value(formula: str, arguments: dict[str, Any], value: list[float]) -> None:
    assert FORMULAS[formula](**arguments) == known(formula, value)


def test_all_formulas_have_the_values_of_the_reference() -> None:
    if not REFERENCE.exists():
        pytest.skip("../shared is absent: the copied values above are tested, not the reference itself")
    seen = set()
    for case in json.loads(REFERENCE.read_text()):
        formula = case["fn"].split()[0]
        if formula not in FORMULAS:
            continue
        seen.add(formula)
        value = case["value"]
        if formula == "bridging_mf":
            parts = ("item_intercept", "abs_item_factor", "abs_user_factor")
            value = [value["mu"], *(number for part in parts for number in value[part])]
        values = value if isinstance(value, list) else [value]
        assert FORMULAS[formula](**case["args"]) == known(formula, values), case
    assert seen == set(FORMULAS)
