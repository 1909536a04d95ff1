"""How well a ranking foretold a truth; all figures are over the ideas whose truth is known."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Column

Floats = NDArray[np.float64]
TOP = 10
_GRADES = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one ranking: tau-b, share of the ten best that are among its ten, nDCG at ten, and two more.

    `regret`: how much lower the mean truth of its ten is than that of the ten best, in points of 100.
    `late_gap`: how much lower (-) or higher the latest third of ideas stands than it should, compared with
    the earliest third, in points of 100 of the list.
    """

    tau: float
    top: float
    ndcg: float
    regret: float
    late_gap: float


def figures(score: Floats, truth: Floats, seen: Column, born: Column) -> Figures:
    """Figures of these scores, all shapes (ideas,), no nan; ties in score go to what more people saw."""
    from scipy.stats import kendalltau

    chosen = best_first(score, seen)[:TOP]
    best = best_first(truth, seen)[:TOP]
    return Figures(
        tau=float(kendalltau(score, truth).statistic),
        top=len(np.intersect1d(chosen, best)) / len(best),
        ndcg=_ndcg(chosen, truth),
        regret=100.0 * float(truth[best].mean() - truth[chosen].mean()),
        late_gap=_late_gap(score, truth, born),
    )


def best_first(score: Floats, seen: Column) -> NDArray[np.intp]:
    """Positions by score, highest first; then by what more people saw, then by position."""
    return np.lexsort((np.arange(len(score)), -seen, -score))


def mean_figures(rows: list[Figures]) -> Figures:
    """The mean of each figure; figures that do not exist (all scores equal) are left out."""
    table = np.array([astuple(row) for row in rows], dtype=np.float64).reshape(-1, 5)
    known = ~np.isnan(table)
    sums = np.where(known, table, 0.0).sum(axis=0)
    return Figures(*(sums / np.maximum(known.sum(axis=0), 1)).tolist())


def percentile(values: Floats) -> Floats:
    """Where each value stands in the list, 0 lowest to 100 highest; equal values share the middle."""
    from scipy.stats import rankdata

    ranks = np.asarray(rankdata(values), dtype=np.float64)
    return 100.0 * (ranks - 1.0) / max(len(values) - 1, 1)


def _ndcg(chosen: NDArray[np.intp], truth: Floats) -> float:
    grade = np.empty(len(truth))
    grade[np.argsort(truth, kind="stable")] = np.arange(len(truth)) * _GRADES // len(truth)
    gain = 2.0**grade - 1.0
    discount = 1.0 / np.log2(np.arange(2, len(chosen) + 2))
    ideal = np.sort(gain)[::-1][: len(chosen)]
    return float((gain[chosen] * discount).sum() / (ideal * discount).sum())


def _late_gap(score: Floats, truth: Floats, born: Column) -> float:
    lift = percentile(score) - percentile(truth)
    by_birth = np.argsort(born, kind="stable")
    third = len(score) // 3
    return float(lift[by_birth[-third:]].mean() - lift[by_birth[:third]].mean())
