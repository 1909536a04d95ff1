"""Stored rankings read back bit for bit, and their hashes move with what they stand for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bridge.domain.participation import Basis, Tally
from bridge.domain.ranking import Ranking
from bridge.ranking.crowd import NOBODY
from bridge.ranking.record import from_snapshot, input_hash, row, to_snapshot

Ranked = Callable[..., Ranking]


def test_a_ranking_survives_being_stored_as_json(ranked: Ranked, crowd: list[Tally]) -> None:
    ranking = ranked(*crowd)
    snapshot = to_snapshot(ranking)

    rows = json.loads(json.dumps(list(snapshot.rows)))
    parameters = json.loads(json.dumps(dict(snapshot.parameters)))

    assert from_snapshot(replace(snapshot, rows=tuple(rows), parameters=parameters)) == ranking


def test_a_row_is_flat_and_has_no_words_of_the_idea(ranked: Ranked) -> None:
    ranking = ranked(
        Tally("a", up=6, down=1, unsure=1, likes_only=2, uncounted=3, replies=5, repliers=4, readers=11,
              basis=Basis.PEOPLE)
    )  # fmt: skip

    entry = ranking.ideas[0]
    assert row(entry) == {
        "idea": "a",
        "place": 1,
        "place_across": 1,
        "tied": False,
        "score": entry.score,
        "low": entry.low,
        "high": entry.high,
        "badge": "needs-votes",
        "up": 6,
        "down": 1,
        "unsure": 1,
        "likes_only": 2,
        "likes_apart": 0,
        "uncounted": 3,
        "voters": 8,
        "readers": 11,
        "seen": 11,
        "seen_by": "readers",
        "basis": "people",
        "replies": 5,
        "repliers": 4,
        "active": 0,
        "merges": 0,
        "counted": {"up": 6.0, "down": 1.0, "seen": 11.0},
        "sides": {
            "standing": "too-few-people",
            "score": None,
            "rates": None,
            "liked": None,
            "seen": None,
            "gap": None,
        },
        "dispute": {
            "split": entry.dispute.split,
            "divided": False,
            "polarised": False,
            "discussed": entry.dispute.discussed,
        },
    }


@pytest.mark.parametrize(
    "changed",
    ["up", "down", "unsure", "likes_only", "likes_apart", "uncounted", "replies", "repliers", "readers"],
)
def test_input_hash_moves_with_every_count(changed: str) -> None:
    before = Tally("a", up=5, down=5, unsure=5, readers=50, basis=Basis.PEOPLE)
    after = replace(before, **{changed: getattr(before, changed) + 1})

    assert _hash(before) != _hash(after)


def test_input_hash_moves_with_settings_and_basis_and_not_with_order() -> None:
    one, other = Tally("a", up=5, basis=Basis.PEOPLE), Tally("b", up=5, basis=Basis.PEOPLE)

    assert _hash(one, other) == _hash(other, one)
    variants = {
        _hash(one, other),
        _hash(one),
        _hash(one, replace(other, basis=Basis.LIKES)),
        _hash(one, other, interval=0.8),
        _hash(one, other, voters=11),
    }
    assert len(variants) == 5


def test_result_hash_depends_on_the_figures_alone(ranked: Ranked, crowd: list[Tally]) -> None:
    ranking = ranked(*crowd)
    more = [replace(crowd[0], up=crowd[0].up + 1), *crowd[1:]]

    assert ranked(*crowd, campaign="summer").result_hash == ranking.result_hash
    assert ranked(*more).result_hash != ranking.result_hash


def _hash(*tallies: Tally, interval: float = 0.9, voters: int = 10) -> str:
    return input_hash(tallies, NOBODY, interval=interval, confirmed_voters=voters)
