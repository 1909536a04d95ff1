"""The rankings that are compared: each takes ballots and the births of ideas, and gives a score by idea.

Another ranking is measured by one more line in CANDIDATES.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.across import UNGATED, across
from bridge.ranking.ballots import Ballots, Column
from bridge.ranking.figures import figures
from bridge.ranking.support import fit_prior, posterior_mean
from tests.perf.fairness import rivals
from tests.perf.fairness.camps import agreed_asked, camps
from tests.perf.fairness.factors import fit_axis
from tests.perf.fairness.leaning import leaning_support
from tests.perf.fairness.poles import two_poles

Floats = NDArray[np.float64]
Rank = Callable[[Ballots, Column], Floats]

ESTABLISHED = 7
"""So many votes on other ideas make a voter established."""
LENIENCE_RIDGE, LEVEL_RIDGE = 12.0, 4.0
_LENIENCE_SWEEPS = 20


def support(ballots: Ballots, born: Column) -> Floats:
    """The product's score, everybody counted in full."""
    positives, seen = _likes_and_views(ballots)
    return posterior_mean(positives, seen, fit_prior(positives, seen))


def support_guarded(ballots: Ballots, born: Column) -> Floats:
    """The product's support with its guards, as shipped."""
    return figures(ballots, interval=0.90).support.score


def support_capped(ballots: Ballots, born: Column) -> Floats:
    """The score with newcomers' votes on an idea always weighed min(1, (2 + E / 10) / N).

    E established voters and N newcomers voted on it.
    """
    others = ballots.votes_by_person()[ballots.person] - 1
    positives, seen = _likes_and_views(ballots)
    old = ballots.only(others >= ESTABLISHED).counts()
    new = positives - old[:, 2], seen - old.sum(axis=1)
    weight = np.minimum(1.0, (2.0 + 0.1 * old.sum(axis=1)) / np.maximum(new[1], 1))
    prior = fit_prior(positives, seen)
    liked = old[:, 2] + weight * new[0]
    return np.asarray((liked + prior.a) / (old.sum(axis=1) + weight * new[1] + prior.strength))


def raw_likes(ballots: Ballots, born: Column) -> Floats:
    """How many are for it."""
    return ballots.counts()[:, 2].astype(np.float64)


def net(ballots: Ballots, born: Column) -> Floats:
    """For minus against."""
    counts = ballots.counts()
    return (counts[:, 2] - counts[:, 0]).astype(np.float64)


def likes_per_view(ballots: Ballots, born: Column) -> Floats:
    """The plain share; 0 where nobody looked."""
    positives, seen = _likes_and_views(ballots)
    return np.asarray(positives / np.maximum(seen, 1))


def wilson_per_view(ballots: Ballots, born: Column) -> Floats:
    """Wilson's lower bound of the share of those who saw it."""
    return rivals.wilson_lower(*_likes_and_views(ballots))


def wilson_up_down(ballots: Ballots, born: Column) -> Floats:
    """Wilson's lower bound of the share of ups among ups and downs."""
    counts = ballots.counts()
    return rivals.wilson_lower(counts[:, 2], counts[:, 2] + counts[:, 0])


def reddit_best(ballots: Ballots, born: Column) -> Floats:
    """The same at Reddit's level of 80 %."""
    counts = ballots.counts()
    return rivals.wilson_lower(counts[:, 2], counts[:, 2] + counts[:, 0], z=1.281551565545)


def reddit_hot(ballots: Ballots, born: Column) -> Floats:
    """Reddit's front page: one more for every 12.5 hours that an idea is younger."""
    counts = ballots.counts().tolist()
    return np.array(
        [rivals.reddit_hot(row[2], row[0], at) for row, at in zip(counts, born.tolist(), strict=True)]
    )


def hn_gravity(ballots: Ballots, born: Column) -> Floats:
    """Hacker News: points over age."""
    hours = np.maximum(ballots.at.max(initial=0) - born, 0) / 3600.0
    return rivals.hn_gravity(ballots.counts()[:, 2] + 1, hours)


def posterior_quantile(ballots: Ballots, born: Column) -> Floats:
    """The 5 % quantile of the posterior, with the product's prior."""
    positives, seen = _likes_and_views(ballots)
    prior = fit_prior(positives, seen)
    return rivals.beta_quantile(positives, seen, prior.a, prior.b, 0.05)


def polis_gic(ballots: Ballots, born: Column) -> Floats:
    """Group-informed consensus of Polis, groups found in the same ballots."""
    return rivals.polis_gic(agreed_asked(ballots, camps(ballots)))


def notes_intercept(ballots: Ballots, born: Column) -> Floats:
    """The level of an idea beside the axis, as Community Notes ranks notes; every rater counts."""
    return fit_axis(ballots).level


def two_way_ridge(ballots: Ballots, born: Column) -> Floats:
    """The level of an idea beside each person's lenience, both shrunk."""
    liked = (ballots.value > 0).astype(np.float64)
    rest = liked - liked.mean() if len(ballots) else liked
    ideas, people = len(ballots.ideas), ballots.people
    asked, given = np.bincount(ballots.idea, minlength=ideas), ballots.votes_by_person()
    level = np.zeros(ideas)
    for _ in range(_LENIENCE_SWEEPS):
        lenience = np.bincount(ballots.person, rest - level[ballots.idea], people) / (given + LENIENCE_RIDGE)
        level = np.bincount(ballots.idea, rest - lenience[ballots.person], ideas) / (asked + LEVEL_RIDGE)
    return level


def poles(ballots: Ballots, born: Column) -> Floats:
    """Two poles by the definition, people with at least seven votes."""
    return two_poles(ballots)


def poles_all(ballots: Ballots, born: Column) -> Floats:
    """Two poles by the definition, everybody counted."""
    return two_poles(ballots, min_votes=1)


def leaning_all(ballots: Ballots, born: Column) -> Floats:
    """Leaning support, everybody counted in full."""
    return leaning_support(ballots, guarded=False)


def leaning_guarded(ballots: Ballots, born: Column) -> Floats:
    """Leaning support, newcomers within the cap."""
    return leaning_support(ballots)


def across_guarded(ballots: Ballots, born: Column) -> Floats:
    """The product's support across viewpoints, gates and guards as shipped."""
    return across(ballots).estimate


def across_all(ballots: Ballots, born: Column) -> Floats:
    """The same with everybody on a side, and no gate."""
    everybody = np.ones(ballots.people, dtype=np.bool_)
    return across(ballots, established=everybody, gates=UNGATED).estimate


def across_ungated(ballots: Ballots, born: Column) -> Floats:
    """The same by established voters, and no gate."""
    return across(ballots, gates=UNGATED).estimate


CANDIDATES: dict[str, Rank] = {
    "support": support,
    "support, guarded": support_guarded,
    "support, always capped": support_capped,
    "two poles, guarded": poles,
    "two poles, all voters": poles_all,
    "leaning support": leaning_all,
    "leaning support, guarded": leaning_guarded,
    "across": across_guarded,
    "across, no gates": across_ungated,
    "across, all voters": across_all,
    "raw likes": raw_likes,
    "net": net,
    "likes per view": likes_per_view,
    "Wilson per view": wilson_per_view,
    "Wilson up/down": wilson_up_down,
    "posterior 5 %": posterior_quantile,
    "HN gravity": hn_gravity,
    "Reddit best": reddit_best,
    "Reddit hot": reddit_hot,
    "Polis GIC": polis_gic,
    "Notes intercept": notes_intercept,
    "two-way ridge": two_way_ridge,
}


def _likes_and_views(ballots: Ballots) -> tuple[Column, Column]:
    counts = ballots.counts()
    return counts[:, 2], counts.sum(axis=1)
