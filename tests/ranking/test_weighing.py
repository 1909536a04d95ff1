"""What is left of votes: never more than there was, and the same whoever is called what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ranking.ballots import Ballots
from bridge.ranking.evidence import Evidence
from bridge.ranking.support import fit_prior, support
from bridge.ranking.weighing import Weighed, weigh
from tests.ranking.crowds import Row, ballots, made, ring, shuffled, small


def crowd_and_brigade(number: int) -> Ballots:
    """Ten people who voted on all of eight ideas, and so many newcomers who like the first of them."""
    old = [(f"idea{idea}", f"old{who:02}", 1 if who % 2 else -1, 0) for idea in range(8) for who in range(10)]
    return ballots([*old, *(("idea0", f"new{who:02}", 1, 0) for who in range(number))])


def test_likes_and_what_they_are_counted_as_stand_side_by_side() -> None:
    found = weigh(crowd_and_brigade(12))

    assert (found.raw.positives[0], found.counted.positives[0]) == (17, 8.0)
    assert (found.raw.seen[0], found.counted.seen[0]) == (22, 13.0)
    assert found.lost[0].tolist() == [0.0, 0.0, 9.0]
    assert not found.lost[1:].any()


def test_where_nothing_weighs_less_the_counts_stay_what_they_were() -> None:
    found = weigh(crowd_and_brigade(2))

    assert found.counted is found.raw
    assert found.counted.whole
    assert not found.lost.any()


def test_silent_readers_and_votes_without_names_are_left_alone() -> None:
    crowd = crowd_and_brigade(12)
    counts = crowd.counts()
    more = np.array([5, *[0] * 7])
    raw = Evidence(crowd.ideas, counts[:, 2] + more, counts[:, 0].copy(), counts.sum(axis=1) + more + 30)

    found = weigh(crowd, raw=raw)

    assert (found.counted.positives[0], found.counted.downs[0], found.counted.seen[0]) == (13.0, 5.0, 48.0)
    assert found.counted.seen[1:].tolist() == [40.0] * 7


def test_evidence_with_fewer_votes_than_ballots_is_refused() -> None:
    crowd = crowd_and_brigade(3)
    counts = crowd.counts()

    with pytest.raises(ValueError, match="fewer votes than the ballots"):
        weigh(
            crowd,
            confirmed=[{0, 1}],
            raw=Evidence(crowd.ideas, counts[:, 2] - 1, counts[:, 0].copy(), counts.sum(axis=1)),
        )
    with pytest.raises(ValueError, match="different ideas"):
        weigh(crowd, raw=Evidence.of([]))


@pytest.mark.parametrize("accounts", [2, 5, 7, 49])
def test_a_confirmed_ring_counts_as_one_person(accounts: int) -> None:
    rows, _ = made(1, people=60)
    ideas = sorted({row[0] for row in rows})[:8]
    plain, crowd = ballots(rows), ballots([*rows, *ring(ideas, accounts=accounts, begin=0)])
    members = set(range(crowd.people - accounts, crowd.people))

    found = weigh(crowd, trusted=np.ones(crowd.people, bool), confirmed=[members])

    expected = plain.counts().astype(np.float64)
    expected[:8, 2] += 1.0
    assert found.votes.tolist() == expected.tolist()
    assert found.established.tolist() == [person not in members for person in range(crowd.people)]


def test_a_ring_that_does_not_vote_as_a_whole_counts_less_than_one() -> None:
    crowd = crowd_and_brigade(0)

    found = weigh(crowd.only(crowd.person > 0), confirmed=[{0, 1, 2, 3}])

    assert found.votes[0].sum() == pytest.approx(6 + 3 / 4)


def agree(one: Weighed, other: Weighed) -> bool:
    """To the last bit in everything that is by idea."""
    return all(
        left.tobytes() == right.tobytes()
        for left, right in (
            (one.votes, other.votes),
            (one.lost, other.lost),
            (one.newcomer_weight, other.newcomer_weight),
            (one.counted.positives, other.counted.positives),
            (one.counted.seen, other.counted.seen),
        )
    )


@given(shuffled(small()), st.data())
def test_names_and_order_change_nothing_to_the_last_bit(
    crowds: tuple[list[Row], list[Row], dict[str, str]], data: st.DataObject
) -> None:
    rows, others, names = crowds
    people = sorted(names)
    trusted = {name: data.draw(st.booleans()) for name in people}
    confirmed = (
        data.draw(st.lists(st.sets(st.sampled_from(people), min_size=1), max_size=3)) if people else []
    )
    back = {new: old for old, new in names.items()}
    number = {name: place for place, name in enumerate(people)}

    one = weigh(
        ballots(rows),
        trusted=np.array([trusted[name] for name in people], bool),
        confirmed=[{number[name] for name in members} for members in confirmed],
    )
    other = weigh(
        ballots(others),
        trusted=np.array([trusted[back[name]] for name in people], bool),
        confirmed=[{number[names[name]] for name in members} for members in confirmed],
    )

    assert agree(one, other)


@given(small(), st.data())
def test_weights_lie_above_0_and_up_to_1_and_add_up_to_what_is_counted(
    rows: list[Row], data: st.DataObject
) -> None:
    crowd = ballots(rows)
    numbers = st.integers(0, max(crowd.people - 1, 0))
    confirmed = data.draw(st.lists(st.sets(numbers, min_size=1, max_size=5), max_size=3)) if rows else []

    found = weigh(crowd, confirmed=confirmed)
    weights = found.row_weights(crowd)

    assert np.all((weights > 0.0) & (weights <= 1.0))
    assert np.all((found.votes >= 0.0) & (found.lost >= 0.0))
    summed = np.bincount(crowd.key, weights, 3 * len(crowd.ideas)).reshape(-1, 3)
    assert found.votes == pytest.approx(summed, abs=1e-12)
    for members in confirmed:
        inside = np.isin(crowd.person, sorted(members))
        assert np.all(np.bincount(crowd.idea, weights * inside, len(crowd.ideas)) <= 1.0 + 1e-12)
    for name in ("positives", "downs", "seen"):
        assert np.all(getattr(found.counted, name) <= getattr(found.raw, name))


def test_rings_with_a_person_in_common_are_one() -> None:
    crowd = crowd_and_brigade(0)

    found = weigh(crowd, confirmed=[{0, 1}, {4, 5}, {1, 2}])

    assert found.ring_size.tolist() == [3, 3, 3, 1, 2, 2, 1, 1, 1, 1]


def test_a_ring_of_people_that_are_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="names person 3 or 40 of 10"):
        weigh(crowd_and_brigade(0), confirmed=[{3, 40}])


def test_weighed_evidence_is_scored() -> None:
    found = weigh(crowd_and_brigade(12))
    prior = fit_prior(found.raw.positives, found.raw.seen)

    scores = support(found.counted, interval=0.9, prior=prior)

    assert scores.score[0] == pytest.approx((8 + prior.a) / (13 + prior.strength))
    assert np.all((scores.low <= scores.score) & (scores.score <= scores.high))


def test_nobody_voted() -> None:
    found = weigh(Ballots.of(["a"], []))

    assert (found.votes.tolist(), found.counted.seen.tolist()) == ([[0.0, 0.0, 0.0]], [0])
