"""Brigades against the whole list, with guards and without.

A brigade of single votes: a fifth as many new accounts as there are voters, each with one like for an idea
from the middle of the list (25th to 60th percentile). Bars: it may lift the idea by at most 9 % of the list,
and on clean votes the guards may cost at most .005 of Kendall's tau with what others say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import kendalltau

from bridge.ranking.ballots import Ballots
from bridge.ranking.evidence import Weights
from bridge.ranking.newcomers import established
from bridge.ranking.rings import find_rings
from bridge.ranking.support import fit_prior, posterior_mean
from bridge.ranking.weighing import weigh
from tests.ranking.crowds import CONVERSATIONS, Row, made, real, ring

BRIGADE = 0.20
MOST = 0.09
COST = 0.005
LATER = 2_000_000_000


def scores(crowd: Ballots, *, guarded: bool, rings: Sequence[set[int]] = ()) -> Weights:
    weighed = weigh(crowd, confirmed=rings)
    evidence = weighed.counted if guarded else weighed.raw
    prior = fit_prior(weighed.raw.positives, weighed.raw.seen)
    return posterior_mean(evidence.positives, evidence.seen, prior)


def share_above(score: Weights, idea: int) -> float:
    return float(np.mean(score > score[idea] + 1e-12))


def targets(crowd: Ballots) -> list[int]:
    """About a dozen, evenly over the middle of the list."""
    best_first = np.argsort(-scores(crowd, guarded=False), kind="stable")
    middle = best_first[len(best_first) // 4 : len(best_first) * 6 // 10]
    return [int(idea) for idea in middle[:: max(1, len(middle) // 12)]]


def rise(rows: list[Row], *, guarded: bool, value: int = 1) -> float:
    """By what share of the list a brigade of single votes moves its target upwards, mean over targets."""
    ideas = {row[0] for row in rows}
    crowd = Ballots.of(ideas, rows)
    before, rises = scores(crowd, guarded=guarded), []
    for target in targets(crowd):
        fakes = [
            (crowd.ideas[target], f"z{fake:05}", value, LATER + fake)
            for fake in range(round(BRIGADE * crowd.people))
        ]
        after = scores(Ballots.of(ideas, [*rows, *fakes]), guarded=guarded)
        rises.append(share_above(before, target) - share_above(after, target))
    return float(np.mean(rises))


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_brigade_of_single_votes_in_a_real_conversation_gains_little(name: str) -> None:
    rows = real(name)

    guarded = rise(rows, guarded=True)

    assert guarded <= MOST
    assert guarded < 0.5 * rise(rows, guarded=False)


def test_a_brigade_of_single_votes_in_made_crowds_gains_little() -> None:
    """The mean over three crowds: a target in a dense part of one list may pass more of its neighbours."""
    crowds = [made(seed)[0] for seed in (1, 2, 3)]

    guarded = np.mean([rise(rows, guarded=True) for rows in crowds])

    assert guarded <= MOST
    assert guarded < 0.5 * np.mean([rise(rows, guarded=False) for rows in crowds])


def test_a_brigade_of_votes_against_does_as_little_harm() -> None:
    rows, _ = made(2)

    guarded = -rise(rows, guarded=True, value=-1)

    assert guarded <= 0.5 * -rise(rows, guarded=False, value=-1)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_guards_cost_nothing_on_clean_votes_of_a_real_conversation(name: str) -> None:
    """Half of the people foretell what the other half says; three ways to halve them."""
    rows = real(name)
    people = sorted({row[1] for row in rows})
    for seed in range(3):
        half = set(np.random.default_rng(seed).choice(people, len(people) // 2, replace=False).tolist())
        ideas = {row[0] for row in rows}
        crowd = Ballots.of(ideas, [row for row in rows if row[1] in half])
        others = Ballots.of(ideas, [row for row in rows if row[1] not in half]).counts()
        enough = others.sum(axis=1) >= 15
        truth = others[enough, 2] / others[enough].sum(axis=1)
        plain, guarded = (
            kendalltau(scores(crowd, guarded=way)[enough], truth).statistic for way in (False, True)
        )
        assert guarded >= plain - COST


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_guards_cost_nothing_on_clean_votes_of_a_made_crowd(seed: int) -> None:
    rows, truth = made(seed)
    crowd = Ballots.of({row[0] for row in rows}, rows)
    expected = [truth[int(idea)] for idea in crowd.ideas]

    plain, guarded = (kendalltau(scores(crowd, guarded=way), expected).statistic for way in (False, True))

    assert guarded >= plain - COST


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_ring_with_cover_votes_passes_for_established_until_it_is_found(name: str) -> None:
    """A tenth as many accounts as voters share nine likes and the target; confirmed, they are one person."""
    rows = real(name)
    ideas = sorted({row[0] for row in rows})
    clean = Ballots.of(ideas, rows)
    target = targets(clean)[0]
    cover = [idea for idea in ideas if idea != ideas[target]][::3][:9]
    accounts = clean.people // 10
    crowd = Ballots.of(ideas, [*rows, *ring([*cover, ideas[target]], accounts=accounts, begin=LATER)])
    assert established(crowd)[-accounts:].all()

    [found] = find_rings(crowd)
    before = share_above(scores(clean, guarded=True), target)
    attacked = share_above(scores(crowd, guarded=True), target)
    mended = share_above(scores(crowd, guarded=True, rings=[set(found.people)]), target)

    assert found.people == tuple(range(clean.people, crowd.people))
    assert attacked < before
    assert before - mended <= 0.03
