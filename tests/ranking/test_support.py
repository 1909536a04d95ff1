"""The score and its interval: known answers, guards of the prior, and properties that hold for any votes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from bridge.domain.participation import Tally
from bridge.domain.ranking import Prior
from bridge.ranking.evidence import Counts, Evidence
from bridge.ranking.quantiles import FEW, exact_quantiles
from bridge.ranking.support import (
    STRENGTH_RANGE,
    UNFITTED_STRENGTH,
    bounds,
    fit_prior,
    posterior_mean,
    support,
)

REFERENCE = Path(__file__).resolve().parents[2] / ".." / "shared" / "ranking" / "golden.json"

# Known answers, checked elsewhere with 40 digits; a = 2, b = 3.
MEANS = [(0, 0, 0.4), (1, 1, 0.5), (3, 4, 5 / 9), (40, 60, 42 / 65), (0, 50, 2 / 55)]
INTERVALS = [
    (0, 0, 0.4, 0.09761146288641434, 0.7513953742698184),
    (3, 4, 0.5555555555555556, 0.24324556760839905, 0.8465431140877283),
    (40, 60, 0.6461538461538462, 0.48506343855593337, 0.7936860362148093),
    (600, 1000, 0.5990049751243781, 0.554902756962092, 0.6424407037739861),
]
MOMENTS = (
    [0, 1, 3, 5, 8, 12, 20, 30, 2, 9],
    [2, 4, 5, 10, 10, 20, 25, 60, 12, 11],
    (3.8657304187648647, 2.963726654386396),
)
PRIOR = Prior(mean=0.4, strength=5.0, ideas=20, fitted=True)


def counts(*numbers: int) -> Counts:
    return np.array(numbers, dtype=np.int64)


@pytest.mark.parametrize(("up", "seen", "mean"), MEANS)
def test_posterior_mean_has_the_known_value(up: int, seen: int, mean: float) -> None:
    assert posterior_mean(counts(up), counts(seen), PRIOR)[0] == pytest.approx(mean, rel=1e-14)


@pytest.mark.parametrize(("up", "seen", "mean", "low", "high"), INTERVALS)
def test_interval_has_the_known_bounds(up: int, seen: int, mean: float, low: float, high: float) -> None:
    lower, upper = bounds(counts(up), counts(seen), PRIOR, interval=0.90)

    assert [posterior_mean(counts(up), counts(seen), PRIOR)[0], lower[0], upper[0]] == pytest.approx(
        [mean, low, high], rel=1e-12
    )


def test_prior_by_moments_has_the_known_value() -> None:
    ups, seen, (a, b) = MOMENTS

    prior = fit_prior(counts(*ups), counts(*seen))

    assert [prior.a, prior.b] == pytest.approx([a, b], rel=1e-12)
    assert (prior.ideas, prior.fitted) == (10, True)


def test_known_answers_are_those_of_the_reference() -> None:
    """The numbers above were copied; this notices when the reference is corrected."""
    if not REFERENCE.exists():
        pytest.skip("../shared is absent: the copied numbers above are tested, not the reference itself")
    answers = json.loads(REFERENCE.read_text())

    means = [case for case in answers if case["fn"] == "eb_mean"]
    intervals = [case for case in answers if case["fn"].startswith("display_interval")]
    [moments] = [case for case in answers if case["fn"].startswith("eb_prior_moments")]

    assert [(case["args"]["up"], case["args"]["n"]) for case in means] == [case[:2] for case in MEANS]
    assert [case["value"] for case in means] == pytest.approx([case[2] for case in MEANS], rel=1e-14)
    assert [(c["args"]["up"], c["args"]["n"], *c["value"]) for c in intervals] == INTERVALS
    assert (moments["args"]["up"], moments["args"]["n"], tuple(moments["value"])) == MOMENTS


def test_few_ideas_take_the_set_strength_at_the_pooled_mean() -> None:
    assert fit_prior(counts(1, 3, 0), counts(4, 6, 0)) == Prior(0.4, UNFITTED_STRENGTH, 2, fitted=False)


def test_without_anybody_the_mean_is_half() -> None:
    assert fit_prior(counts(), counts()) == Prior(0.5, UNFITTED_STRENGTH, 0, fitted=False)
    assert fit_prior(counts(0, 0), counts(0, 0)) == Prior(0.5, UNFITTED_STRENGTH, 0, fitted=False)


def test_one_viewer_for_every_idea_tells_no_spread() -> None:
    prior = fit_prior(counts(*[1] * 9, *[0] * 6), counts(*[1] * 15))

    assert prior == Prior(9 / 15, UNFITTED_STRENGTH, 15, fitted=False)


@pytest.mark.parametrize(("ups", "mean"), [(0, 0.5 / 121), (10, 120.5 / 121)])
def test_a_crowd_for_everything_or_nothing_stays_inside_the_unit_interval(ups: int, mean: float) -> None:
    prior = fit_prior(counts(*[ups] * 12), counts(*[10] * 12))

    assert prior.mean == pytest.approx(mean)
    assert prior == Prior(prior.mean, UNFITTED_STRENGTH, 12, fitted=False)


def test_strength_stays_within_its_range() -> None:
    alike = fit_prior(counts(*[5] * 20), counts(*[10] * 20))
    apart = fit_prior(counts(*[0, 10] * 10), counts(*[10] * 20))

    assert (apart.strength, alike.strength) == pytest.approx((2.0, 200.0))


@pytest.mark.parametrize("level", [0.0, 1.0, -0.5, 90.0])
def test_impossible_level_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        bounds(counts(1), counts(2), PRIOR, interval=level)


def test_interval_counts_three_people_as_one() -> None:
    """Written out from the definition, for a level that the known answers do not have."""
    mean = (30 + 2) / (60 + 5)
    weight = 60 / 3 + 5

    low, high = bounds(counts(30), counts(60), PRIOR, interval=0.5)

    assert low[0] == pytest.approx(betaincinv(mean * weight, (1 - mean) * weight, 0.25))
    assert high[0] == pytest.approx(betaincinv(mean * weight, (1 - mean) * weight, 0.75))


def many_ideas() -> tuple[Counts, Counts]:
    """Far more different pairs of counts than are exact, and many ideas with the same."""
    luck = np.random.default_rng(2015)
    seen = luck.integers(0, 60, 4_000)
    return luck.integers(0, seen + 1), seen


def test_ideas_with_equal_counts_have_equal_bounds_however_they_are_found() -> None:
    """One idea that a million people saw makes the table of pairs too large, and pairs are sorted then."""
    positives, seen = many_ideas()
    low, high = bounds(positives, seen, PRIOR, interval=0.90)

    sorted_low, sorted_high = bounds(
        np.append(positives, 500_000), np.append(seen, 1_000_000), PRIOR, interval=0.90
    )
    float_low, float_high = bounds(
        positives.astype(np.float64), seen.astype(np.float64), PRIOR, interval=0.90
    )

    assert [sorted_low[:-1].tobytes(), sorted_high[:-1].tobytes()] == [low.tobytes(), high.tobytes()]
    assert [float_low.tobytes(), float_high.tobytes()] == [low.tobytes(), high.tobytes()]
    first: dict[tuple[int, int], tuple[float, float]] = {}
    for pair, both in zip(zip(positives, seen, strict=True), zip(low, high, strict=True), strict=True):
        assert first.setdefault(pair, both) == both
    assert len(first) > FEW


def test_bounds_of_many_ideas_follow_them_through_any_shuffling() -> None:
    positives, seen = many_ideas()
    low, high = bounds(positives, seen, PRIOR, interval=0.90)
    shuffled = np.random.default_rng(7).permutation(len(seen))

    again = bounds(positives[shuffled], seen[shuffled], PRIOR, interval=0.90)

    assert [side.tobytes() for side in again] == [low[shuffled].tobytes(), high[shuffled].tobytes()]


def test_few_different_counts_are_exact_however_many_ideas_have_them() -> None:
    seen = np.arange(20_000) % 20
    positives = seen // 2

    low, high = bounds(positives, seen, PRIOR, interval=0.90)

    mean, weight = posterior_mean(positives, seen, PRIOR), seen / 3 + 5.0
    exact = exact_quantiles(mean, weight, (1.0 - 0.90) / 2.0)
    assert [low.tobytes(), high.tobytes()] == [side.tobytes() for side in exact]


def test_interval_narrows_as_people_come() -> None:
    seen = counts(0, 6, 30, 300, 3000)

    low, high = bounds(seen * 2 // 5, seen, PRIOR, interval=0.90)

    assert np.all(np.diff(high - low) < 0)


# -- properties ---------------------------------------------------------------------------------------------


@st.composite
def crowds(draw: st.DrawFn) -> Evidence:
    """Evidence on up to thirty ideas, from nobody to a few hundred people each."""
    tallies = []
    for number in range(draw(st.integers(1, 30))):
        up, down, unsure = (draw(st.integers(0, 60)) for _ in range(3))
        readers = draw(st.integers(0, 300))
        tallies.append(Tally(f"idea{number:02}", up=up, down=down, unsure=unsure, readers=readers))
    return Evidence.of(tallies)


@given(crowds(), st.sampled_from([0.5, 0.8, 0.9, 0.99]))
def test_scores_lie_inside_the_unit_interval_and_inside_their_bounds(crowd: Evidence, level: float) -> None:
    scores = support(crowd, interval=level)

    assert np.all((scores.score > 0.0) & (scores.score < 1.0))
    assert np.all((scores.low >= 0.0) & (scores.high <= 1.0))
    assert np.all((scores.low <= scores.score) & (scores.score <= scores.high))


@given(crowds())
def test_more_ups_never_score_lower_at_equal_seen(crowd: Evidence) -> None:
    """Any two ideas of one ranking that equally many people saw."""
    score = support(crowd, interval=0.9).score
    for first in range(len(crowd)):
        for second in range(len(crowd)):
            if crowd.seen[first] == crowd.seen[second] and crowd.positives[first] > crowd.positives[second]:
                assert score[first] > score[second]


@given(crowds(), st.floats(0.01, 0.99), st.floats(*STRENGTH_RANGE))
def test_one_more_up_raises_and_one_more_view_lowers_a_score(
    crowd: Evidence, mean: float, strength: float
) -> None:
    prior = Prior(mean, strength, len(crowd), fitted=True)
    before = posterior_mean(crowd.positives, crowd.seen, prior)

    assert np.all(posterior_mean(crowd.positives + 1, crowd.seen + 1, prior) > before)
    assert np.all(posterior_mean(crowd.positives, crowd.seen + 1, prior) < before)


@given(crowds())
def test_an_idea_nobody_saw_stands_at_the_mean_and_changes_nobody(crowd: Evidence) -> None:
    known = [
        Tally(idea, up=int(up), down=int(down), readers=int(seen))
        for idea, up, down, seen in zip(crowd.ids, crowd.positives, crowd.downs, crowd.seen, strict=True)
    ]

    with_new = support(Evidence.of([*known, Tally("unseen")]), interval=0.9)

    assert with_new.prior == support(crowd, interval=0.9).prior
    assert with_new.score[-1] == pytest.approx(with_new.prior.mean, rel=1e-14)


@given(st.integers(0, 100))
def test_score_goes_to_the_plain_share_as_people_come(percent: int) -> None:
    seen = counts(10_000_000)

    score = posterior_mean(seen * percent // 100, seen, PRIOR)

    assert score[0] == pytest.approx(percent / 100, abs=1e-6)


# -- people who count as less than one ----------------------------------------------------------------------


def lighter(crowd: Evidence, weights: list[float]) -> Evidence:
    """The same ideas, where everybody of an idea counts as `weights` of it."""
    share = np.array(weights[: len(crowd)])
    positives, downs = crowd.positives * share, crowd.downs * share
    silent = (crowd.seen - crowd.positives - crowd.downs) * share
    return Evidence(crowd.ids, positives, downs, positives + downs + silent)


WEIGHTS = st.lists(st.floats(1e-3, 1.0), min_size=30, max_size=30)


@given(crowds())
def test_weights_of_one_give_the_figures_of_whole_people(crowd: Evidence) -> None:
    whole = support(crowd, interval=0.9)

    floats = support(lighter(crowd, [1.0] * 30), interval=0.9, prior=whole.prior)

    assert floats.score.tobytes() == whole.score.tobytes()
    assert [floats.low.tobytes(), floats.high.tobytes()] == [whole.low.tobytes(), whole.high.tobytes()]
    fitted = fit_prior(crowd.positives.astype(np.float64), crowd.seen.astype(np.float64))
    assert fitted.mean == whole.prior.mean
    assert fitted.strength == pytest.approx(whole.prior.strength, rel=1e-9)


@given(crowds(), WEIGHTS)
def test_weighted_scores_lie_inside_their_bounds_and_nearer_to_the_mean(
    crowd: Evidence, weights: list[float]
) -> None:
    whole = support(crowd, interval=0.9)

    scores = support(lighter(crowd, weights), interval=0.9, prior=whole.prior)

    assert np.all((scores.low <= scores.score) & (scores.score <= scores.high))
    mean = whole.prior.mean
    assert np.all(np.abs(scores.score - mean) <= np.abs(whole.score - mean) + 1e-12)


@given(crowds(), WEIGHTS)
def test_a_prior_of_weighted_people_is_a_prior(crowd: Evidence, weights: list[float]) -> None:
    light = lighter(crowd, weights)

    prior = fit_prior(light.positives, light.seen)

    assert 0.0 < prior.mean < 1.0
    assert STRENGTH_RANGE[0] <= prior.strength <= STRENGTH_RANGE[1]
