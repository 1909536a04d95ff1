"""Support across declared roles: is an idea liked by nurses *and* by doctors, where people told their role?

The same score as across sides, with roles for sides: the geometric mean of like rates, each blended with the
rate of everybody. Roles that are few stay out, and what is told of the others must not give the few away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.domain.disclosure import STAFF
from bridge.domain.ranking import Prior, Standing
from bridge.ranking.ballots import Ballots
from bridge.ranking.groups import (
    NO_GROUP,
    GroupCounts,
    Whole,
    count_by_group,
    geometric_mean,
    like_rates,
)
from bridge.ranking.support import Floats, fit_prior, posterior_mean

ROLE_PEOPLE = STAFF
"""A role with fewer voters than this is left out altogether: its counts would speak of persons."""

ROLE_VOTES = 5
"""A role with fewer votes on an idea than this is not told there, and counts as everybody does."""


@dataclass(frozen=True, slots=True, eq=False)
class Roles:
    """Support across K roles; entry i belongs to `ids[i]`, column k to `roles[k]`.

    `roles`: those with enough people, in the order given; `people`: voters of each, shape (K,). `told`: where
    a role has figures of its own, `rates`, `liked` and `seen`, shapes (N, K); elsewhere these are nan, 0 and
    0. `score`: shape (N,), nan unless the standing is SCORED.
    """

    ids: tuple[str, ...]
    roles: tuple[str, ...]
    people: Whole
    standing: tuple[Standing, ...]
    score: Floats
    told: NDArray[np.bool_]
    rates: Floats
    liked: Whole
    seen: Whole


def across_roles(
    ballots: Ballots, role: Whole, roles: tuple[str, ...], *, prior: Prior | None = None
) -> Roles:
    """Score all ideas across roles.

    `role`: for each person a position in `roles` or NO_GROUP, shape (people,). `prior`: left out, one is
    fitted to all votes. An idea has a score where at least two roles are told. Votes of people outside the
    told roles can be found by taking those away from all votes; so one role more is withheld wherever these
    are some, but fewer than ROLE_VOTES.
    """
    everybody = count_by_group(ballots, role, len(roles))
    says = ballots.counts()
    liked, seen = says[:, 2], says.sum(axis=1)
    if prior is None:
        prior = fit_prior(liked, seen)
    voted = (ballots.votes_by_person() > 0) & (role != NO_GROUP)
    voters = np.bincount(role[voted], minlength=len(roles))
    large = np.flatnonzero(voters >= ROLE_PEOPLE)
    counts = GroupCounts(liked=everybody.liked[:, large].copy(), seen=everybody.seen[:, large].copy())
    told = _tellable(counts.seen, seen)
    pooled = posterior_mean(liked, seen, prior)
    rates = np.where(told, like_rates(counts, pooled), pooled[:, np.newaxis])
    enough = np.count_nonzero(told, axis=1) >= 2
    why = Standing.TOO_FEW_ACROSS if len(large) >= 2 else Standing.TOO_FEW_PEOPLE
    score = geometric_mean(rates) if len(large) else pooled
    return Roles(
        ids=ballots.ideas,
        roles=tuple(roles[place] for place in large.tolist()),
        people=voters[large],
        standing=tuple(Standing.SCORED if one else why for one in enough.tolist()),
        score=np.where(enough, score, np.nan),
        told=told & enough[:, np.newaxis],
        rates=np.where(told & enough[:, np.newaxis], rates, np.nan),
        liked=np.where(told & enough[:, np.newaxis], counts.liked, 0),
        seen=np.where(told & enough[:, np.newaxis], counts.seen, 0),
    )


def _tellable(seen: Whole, all_seen: Whole) -> NDArray[np.bool_]:
    """Which counts can be told, shape (N, K), so that the rest of all votes is nobody's or many people's."""
    told = np.asarray(seen >= ROLE_VOTES)
    for _ in range(seen.shape[1]):
        rest = all_seen - np.where(told, seen, 0).sum(axis=1)
        narrow = (rest > 0) & (rest < ROLE_VOTES) & told.any(axis=1)
        if not narrow.any():
            break
        smallest = np.where(told, seen, np.iinfo(np.int64).max).argmin(axis=1)
        told[narrow, smallest[narrow]] = False
    return told
