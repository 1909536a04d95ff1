"""A whole ranking: places, badges, what stands for having seen an idea, and bit-equal results."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.participation import Seen, Tally
from bridge.domain.ranking import Badge, Ranking
from bridge.ranking.record import to_snapshot
from bridge.ranking.standings import badge
from bridge.ranking.support import WIDE

Ranked = Callable[..., Ranking]

tallies = st.lists(
    st.builds(
        Tally,
        idea=st.text("abc123", min_size=1, max_size=4),
        up=st.integers(0, 40),
        down=st.integers(0, 40),
        unsure=st.integers(0, 10),
        readers=st.integers(0, 200),
        replies=st.integers(0, 9),
    ),
    max_size=25,
    unique_by=lambda tally: tally.idea,
)


@given(crowd=tallies, luck=st.randoms(use_true_random=False))
def test_shuffled_input_gives_the_same_ranking_to_the_last_bit(
    ranked: Ranked, crowd: list[Tally], luck: random.Random
) -> None:
    shuffled = list(crowd)
    luck.shuffle(shuffled)

    assert to_snapshot(ranked(*shuffled)) == to_snapshot(ranked(*crowd))


@given(crowd=tallies)
def test_every_idea_is_listed_once_best_first(ranked: Ranked, crowd: list[Tally]) -> None:
    ideas = ranked(*crowd).ideas

    assert sorted(entry.idea for entry in ideas) == sorted(tally.idea for tally in crowd)
    assert [entry.place for entry in ideas] == sorted(entry.place for entry in ideas)
    for better, worse in pairwise(ideas):
        assert better.score >= worse.score - 1e-12
        assert (better.place == worse.place) <= (better.tied and worse.tied)


def test_equal_ideas_share_a_place(ranked: Ranked) -> None:
    result = ranked(Tally("b", up=3, readers=5), Tally("a", up=3, readers=5), Tally("c", down=3, readers=5))

    assert [(entry.idea, entry.place, entry.tied) for entry in result.ideas] == [
        ("a", 1, True),
        ("b", 1, True),
        ("c", 3, False),
    ]


def test_replies_and_likes_apart_do_not_move_an_idea(ranked: Ranked, crowd: list[Tally]) -> None:
    loud = [replace(tally, replies=tally.replies + 50, repliers=40, likes_apart=30) for tally in crowd]

    assert [entry.score for entry in ranked(*loud).ideas] == [entry.score for entry in ranked(*crowd).ideas]


@pytest.mark.parametrize(
    ("tally", "seen_by", "seen"),
    [
        (Tally("a", up=3, readers=9), Seen.READERS, 9),
        (Tally("a", up=3, unsure=1, readers=2), Seen.VOTERS, 4),
        (Tally("a", up=3), Seen.VOTERS, 3),
        (Tally("a"), Seen.NOBODY, 0),
    ],
)
def test_it_is_said_who_counts_as_having_seen_an_idea(
    ranked: Ranked, tally: Tally, seen_by: Seen, seen: int
) -> None:
    [entry] = ranked(tally).ideas

    assert (entry.seen_by, entry.tally.seen) == (seen_by, seen)


@pytest.mark.parametrize(
    ("voters", "low", "width", "expected"),
    [
        (10, 0.51, WIDE + 0.1, Badge.CONFIRMED),
        (10, 0.50, WIDE + 0.1, Badge.NEEDS_VOTES),
        (9.5, 0.51, WIDE + 0.1, Badge.NEEDS_VOTES),
        (9, 0.3, WIDE, Badge.NONE),
        (10, 0.3, WIDE, Badge.NONE),
        (0, 0.25, WIDE - 0.1, Badge.NONE),
    ],
)
def test_badges(voters: float, low: float, width: float, expected: Badge) -> None:
    assert badge(voters, low, low + width, 0.50, confirmed_voters=10) is expected


def test_likes_confirm_as_votes_do_and_apart_ones_do_not(ranked: Ranked) -> None:
    likes, apart = ranked(
        Tally("likes", up=32, likes_only=32, readers=40), Tally("apart", up=2, likes_apart=32, readers=20)
    ).ideas

    assert [likes.badge, apart.badge] == [Badge.CONFIRMED, Badge.NEEDS_VOTES]


def test_no_ideas_make_an_empty_ranking(ranked: Ranked) -> None:
    assert ranked().ideas == ()


def test_finding_one_idea(ranked: Ranked) -> None:
    result = ranked(Tally("a", up=1), Tally("b"))

    found = result.find("b")
    assert found is not None
    assert found.tally == Tally("b")
    assert result.find("c") is None
