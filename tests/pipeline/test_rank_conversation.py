"""Rankings of conversations: one formula with campaigns, and an order that can be told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.domain.ranking import Standing
from bridge.pipeline.conversation import Comment, Conversation
from bridge.pipeline.rank_conversation import INTERVAL, By, rank_conversation
from bridge.ranking.ballots import Ballots
from bridge.ranking.figures import figures

TWO_CAMPS = 60
"""People in each of two camps."""


def conversation(votes: list[tuple[int, int, int]], comments: int) -> Conversation:
    """From (voter, comment, value), one millisecond after the other."""
    table = np.array(votes, dtype=np.int64).reshape(-1, 3)
    voters = int(table[:, 0].max(initial=-1)) + 1
    return Conversation(
        tuple(Comment(str(number), "", 0, f"Comment {number}") for number in range(comments)),
        tuple(str(number) for number in range(voters)),
        table[:, 1].copy(),
        table[:, 0].copy(),
        table[:, 2].copy(),
        np.arange(len(table)) + 1,
    )


@pytest.fixture(scope="module")
def camps() -> Conversation:
    """Twelve comments: all like 0 and 1, one camp 2 to 6 and the other 7 to 11; nobody has seen 12."""
    votes = []
    for person in range(2 * TWO_CAMPS):
        mine = range(2, 7) if person < TWO_CAMPS else range(7, 12)
        for comment in range(12):
            likes = comment < 2 or (comment in mine) != ((person + comment) % 7 == 0)
            votes.append((person, comment, 1 if likes else -1))
    return conversation(votes, 13)


def test_the_figures_are_those_of_campaigns(camps: Conversation) -> None:
    rows = zip(camps.comment.tolist(), camps.voter.tolist(), camps.value.tolist(), strict=True)
    ballots = Ballots.of(
        (f"{number:02d}" for number in range(13)),
        ((f"{comment:02d}", camps.voters[voter], value, 0) for comment, voter, value in rows),
    )
    expected = figures(ballots, interval=INTERVAL)

    found = rank_conversation(camps)

    for entry in found.comments:
        position = int(entry.comment.id)
        assert entry.support == expected.support.score[position]
        assert (entry.low, entry.high) == (expected.support.low[position], expected.support.high[position])
        assert entry.seen == expected.weighed.raw.seen[position]
        assert entry.needs_votes == expected.needs_votes[position]
        if entry.across is not None:
            assert entry.across == expected.across.score[position]
    assert [int(entry.comment.id) for entry in found.comments] == expected.order.listing.tolist()


def test_what_both_camps_like_comes_first_across(camps: Conversation) -> None:
    found = rank_conversation(camps, by=By.ACROSS)

    assert [entry.comment.id for entry in found.comments[:2]] == ["0", "1"]
    assert found.comments[0].across is not None
    assert found.comments[0].across > 0.9
    assert found.why_not_across == ""
    scores = [entry.across for entry in found.comments if entry.across is not None]
    assert scores == sorted(scores, reverse=True)
    [unscored] = [entry for entry in found.comments if entry.across is None]
    assert (unscored.comment.id, unscored.across_status) == ("12", Standing.TOO_FEW_ACROSS)
    assert 1 < unscored.rank < 13, "late is not last"


@pytest.mark.parametrize("by", By)
def test_equal_figures_share_a_rank(by: By) -> None:
    votes = [(person, comment, 1) for person in range(4) for comment in (0, 2)]

    found = rank_conversation(conversation([*votes, (0, 1, -1)], 4), by=by)

    assert [(entry.comment.id, entry.rank, entry.tied) for entry in found.comments] == [
        ("0", 1, True),
        ("2", 1, True),
        ("3", 3, False),
        ("1", 4, False),
    ]


def test_too_few_people_have_no_sides_and_the_reason_is_told() -> None:
    found = rank_conversation(conversation([(0, 0, 1)], 1))

    assert found.comments[0].across_status is Standing.TOO_FEW_PEOPLE
    assert found.why_not_across.startswith("fewer than 40 people voted on at least 7")


def test_nothing_at_all() -> None:
    found = rank_conversation(conversation([], 0))

    assert found.comments == ()
    assert found.why_not_across == "there is nothing to rank"


def test_a_crowd_of_newcomers_is_capped_and_it_shows(camps: Conversation) -> None:
    fakes = np.arange(200) + len(camps.voters)
    flooded = replace(
        camps,
        voters=(*camps.voters, *(f"fake {number}" for number in range(200))),
        comment=np.append(camps.comment, np.full(200, 5)),
        voter=np.append(camps.voter, fakes),
        value=np.append(camps.value, np.ones(200, dtype=np.int64)),
        at=np.append(camps.at, camps.at.max() + 1 + np.arange(200)),
    )

    entry = next(one for one in rank_conversation(flooded).comments if one.comment.id == "5")

    assert entry.seen == 2 * TWO_CAMPS + 200
    assert entry.counted.seen == pytest.approx(entry.seen - entry.capped)
    assert entry.capped > 150


@settings(deadline=None, max_examples=40)
@given(
    votes=st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 5), st.sampled_from([-1, 0, 1])), min_size=1, max_size=60
    ),
    seed=st.integers(0, 2**16),
)
def test_the_order_of_rows_changes_nothing(votes: list[tuple[int, int, int]], seed: int) -> None:
    told = conversation(votes, 6)
    order = np.random.default_rng(seed).permutation(len(votes))
    shuffled = Conversation(
        told.comments, told.voters, told.comment[order], told.voter[order], told.value[order], told.at[order]
    )

    assert repr(rank_conversation(shuffled)) == repr(rank_conversation(told))
