"""A ranking that anybody can recompute: the same, or which line differs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bridge.domain.errors import UserProblem
from bridge.domain.ranking import Ranking
from bridge.domain.ring import Ring, RingState
from bridge.pipeline.export import export, written
from bridge.pipeline.rank import rank
from bridge.pipeline.verify import Verdict, verify
from bridge.ranking.recompute import head, line, seal, whole_hash
from bridge.text.exported import read_export
from tests.e2e.conftest import operator, running, town
from tests.e2e.small_campaign import SLUG
from tests.e2e.staging import Operator
from tests.guide.conftest import PEOPLE, Stage

__all__ = ["operator", "running", "town"]


@pytest.fixture
def ranking(stage: Stage) -> Ranking:
    """The newest ranking of the campaign."""
    return stage.guide.ranking


@pytest.fixture
def check(tmp_path: Path) -> Callable[[Ranking, Callable[[Any], object]], Verdict]:
    """Exports a ranking, lets somebody change the file, and verifies what it holds then."""

    def run(ranking: Ranking, change: Callable[[Any], object]) -> Verdict:
        data = json.loads(json.dumps(written(export(ranking))))
        change(data)
        path = tmp_path / "ranking.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        return verify(read_export(path))

    return run


Check = Callable[[Ranking, Callable[[Any], object]], Verdict]


def test_what_was_exported_comes_out_the_same(ranking: Ranking, check: Check) -> None:
    verdict = check(ranking, lambda data: None)

    assert verdict.same, verdict.differences
    assert verdict.ideas == len(ranking.ideas)


def test_the_order_of_lines_in_the_file_is_the_order_of_places(ranking: Ranking, check: Check) -> None:
    def swap(data: Any) -> None:
        data["ideas"][3], data["ideas"][4] = data["ideas"][4], data["ideas"][3]

    assert {found.line for found in check(ranking, swap).differences} >= {4, 5}


@pytest.mark.parametrize("number", [0, 7, -1])
@pytest.mark.parametrize(
    ("one", "other"), [("up", "down"), ("down", "up"), ("down", "unsure"), ("unsure", "up"), ("up", "unsure")]
)
def test_one_changed_vote_is_found_in_its_line(
    ranking: Ranking, check: Check, number: int, one: str, other: str
) -> None:
    """A person's vote that moves from one answer to another, in the file alone."""
    place = [at for at, ranked in enumerate(ranking.ideas) if getattr(ranked.tally, one) > 0][number]

    def change(data: Any) -> None:
        data["ideas"][place][one] -= 1
        data["ideas"][place][other] += 1

    lines = [found for found in check(ranking, change).differences if found.line is not None]
    assert {(found.line, found.idea) for found in lines} == {(place + 1, ranking.ideas[place].idea)}


def test_a_change_of_all_figures_of_a_line_that_is_sealed_again_is_found_by_recomputing(
    ranking: Ranking,
) -> None:
    """Whoever changes a vote and makes new seals for it still has a support that does not come out."""
    made = export(ranking)
    entry = made.ideas[5]
    tally = replace(entry.tally, up=entry.tally.up - 1, down=entry.tally.down + 1)
    counted = replace(entry.counted, up=entry.counted.up - 1, down=entry.counted.down + 1)
    forged = replace(entry, tally=tally, counted=counted)
    forged = replace(forged, seal=seal(forged))
    changed = replace(made, ideas=(*made.ideas[:5], forged, *made.ideas[6:]))
    changed = replace(changed, hash=whole_hash(changed))
    verdict = verify(changed)

    assert not verdict.same
    assert (6, forged.tally.idea) in {(found.line, found.idea) for found in verdict.differences}
    # The average of all ideas does not come out either.
    assert None in {found.line for found in verdict.differences}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["ideas"].pop(3), "average of all ideas"),
        (lambda data: data["ideas"].append(data["ideas"][3]), "twice"),
        (lambda data: data["ideas"][2].update(score=0.99), "support"),
        (lambda data: data["ideas"][2].update(low=0.01), "interval"),
        (lambda data: data["ideas"][2].update(place=9), "place 3"),
        (lambda data: data["ideas"][2].update(replies=99), "changed after it was written"),
        (lambda data: data["ideas"][2].update(up=-5, seen=10_000), "people saw it"),
        (lambda data: data["ideas"][2]["counted"].update(up=100_000), "more people are counted"),
        (lambda data: data.update(formula="support-1"), "computes by"),
        (lambda data: data.update(input_hash="0" * 64), "its hash is another"),
        (lambda data: data["prior"].update(mean=0.31), "average of all ideas"),
    ],
)
def test_whatever_else_is_changed_is_told(
    ranking: Ranking, check: Check, change: Callable[[Any], object], words: str
) -> None:
    assert words in " ".join(found.what for found in check(ranking, change).differences)


def test_capped_and_ringed_votes_come_out_the_same_too(stage: Stage, check: Check) -> None:
    """What is left of people is no whole number then, and still comes out to the last digit."""
    ring = frozenset(f"{person:032x}" for person in range(6))
    found = Ring("r1", SLUG, ring, RingState.CONFIRMED, stage.bridge.clock.now())
    with stage.bridge.store.begin() as unit:
        before = unit.rankings.latest(SLUG)
        unit.guards.put_ring(found)
    ringed = rank(stage.bridge.store, stage.campaign, stage.bridge.clock.now())
    with stage.bridge.store.begin() as unit:
        unit.guards.put_ring(replace(found, state=RingState.DISMISSED))
    assert before is not None
    assert ringed.input_hash != before.input_hash
    assert any(entry.capped for entry in ringed.ideas)
    verdict = check(ringed, lambda data: None)

    assert verdict.same, verdict.differences
    rank(stage.bridge.store, stage.campaign, stage.bridge.clock.now())


def test_no_person_is_in_the_file(stage: Stage, ranking: Ranking) -> None:
    text = json.dumps(written(export(ranking)))

    assert PEOPLE == 120
    assert [person for person in range(PEOPLE) if f"{person:032x}" in text] == []
    for entry in written(export(ranking))["ideas"]:  # type: ignore[attr-defined]
        assert set(entry) == {*line(export(ranking).ideas[0]), "seal"}


def test_the_guide_carries_the_same_file(stage: Stage, ranking: Ranking, files: dict[str, bytes]) -> None:
    data = json.loads(files["data/ranking.json"])

    assert data["hash"] == export(ranking).hash
    assert {name: data[name] for name in head(export(ranking))} == json.loads(
        json.dumps(head(export(ranking)))
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": 2}', "\x00"])
def test_a_file_that_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UserProblem, match="no exported ranking"):
        read_export(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match="cannot read"):
        read_export(tmp_path / "none.json")


def test_at_the_command_line(running: Operator) -> None:
    running.run("rank").fine()
    assert running.run("export", "--out", "ranking.json").fine().out == ""
    told = running.run("verify", "ranking.json").fine()
    assert told.out.startswith("same: the order of 6 ideas by support comes out of the counts")
    assert "not recomputed: support across sides" in told.out
    data = running.run("verify", "ranking.json", "--format", "json").fine().data
    assert (data["same"], data["recomputed"], data["not_recomputed"]) == (True, ["support"], ["across"])

    path = running.folder / "ranking.json"
    changed = json.loads(path.read_text(encoding="utf-8"))
    changed["ideas"][1]["up"] += 1
    path.write_text(json.dumps(changed), encoding="utf-8")
    told = running.run("verify", "ranking.json")
    assert told.code == 1
    assert f"line 2, idea {changed['ideas'][1]['idea']}: " in told.out


def test_nothing_was_ranked_yet(operator: Operator) -> None:
    told = operator.run("export", "--out", "ranking.json")

    assert told.code == 2
    assert "nothing was ranked yet" in told.err
