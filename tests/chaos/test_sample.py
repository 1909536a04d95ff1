"""A few of the points at which `python -m tests.chaos` kills and disturbs the bridge, for every test run."""

from __future__ import annotations

import json

import pytest

from tests.chaos import matrix
from tests.chaos.matrix import KILLS, Row
from tests.chaos.proxy import FAULTS, Fault
from tests.chaos.stage import Case, Stage


def points(stage: Stage, act: str, words: str) -> list[int]:
    """The numbers of the points whose names begin like this."""
    names = stage.rehearsed[act].points
    return [number for number, name in enumerate(names, 1) if name.startswith(words)]


def requests(stage: Stage, act: str, words: str) -> list[int]:
    """The numbers of the requests that begin like this."""
    sent = stage.rehearsed[act].requests
    return [number for number, request in enumerate(sent, 1) if request.startswith(words)]


def fine(stage: Stage, case: Case) -> None:
    """Play it, and find everything once and right."""
    outcome = stage.play(case)
    row = Row(case.fault or KILLS, 1)
    row.add(outcome, 0.0)
    assert row.words == []
    assert row.fine


def test_the_story_publishes_edits_and_posts_what_it_says(stage: Stage) -> None:
    published, edited, digest = (stage.rehearsed[act] for act in ("publish", "edit", "digest"))
    kinds = [key.split("/")[1] for key in digest.photo.documents if "/" in key]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "category": 1,
        "start": 1,
        "question": 2,
        "idea": 60,
        "notice": 1,
        "digest": 1,
    }
    changed = [
        key
        for key, shown in edited.photo.documents.items()
        if "/idea/" in key and shown != published.photo.documents[key]
    ]
    assert len(changed) == 10
    assert all(sum(photo.ledger.values()) for photo in (edited.photo, digest.photo))
    assert not any(shown["lifted"] for key, (shown,) in edited.photo.documents.items() if "/idea/" in key)


@pytest.mark.parametrize(
    ("act", "point", "which"),
    [
        ("publish", "after POST /categories", 0),
        ("publish", "after POST /posts", 40),
        ("edit", "after PUT /posts", -1),
        ("edit, then again", "after PUT /t/-/{id}.json", -1),
        ("edit", "before PUT /t/{id}/reset-bump", 2),
        ("digest", "after POST /posts", 0),
    ],
)
def test_killed(stage: Stage, act: str, point: str, which: int) -> None:
    fine(stage, Case(act, points(stage, act, point)[which]))


@pytest.mark.parametrize(
    ("act", "request_", "which", "fault"),
    [
        ("edit", "POST /posts", 0, "late at repeat"),
        ("edit", "POST /posts", 0, "late at end"),
        ("edit", "POST /posts", 0, "twice, second answer"),
        ("edit, then again", "PUT /t/-/", -1, "late at end"),
        ("edit, then again", "PUT /posts", -1, "twice, second answer"),
        ("digest", "POST /posts", 0, "answer cut short"),
    ],
)
def test_disturbed(stage: Stage, act: str, request_: str, which: int, fault: Fault) -> None:
    fine(stage, Case(act, requests(stage, act, request_)[which], fault))


def test_a_killed_run_leaves_work_behind(stage: Stage) -> None:
    """The matrix would prove nothing if its kills came too late to matter."""
    case = Case("publish", points(stage, "publish", "after POST /posts")[40])
    assert stage.play(case).runs == 3


def test_a_sample_holds_each_fault_and_each_kind_of_request(stage: Stage) -> None:
    cases = matrix.all_cases(stage.rehearsed, matrix.ACT_NAMES, (KILLS, *FAULTS))
    chosen = matrix.choose(cases, stage.rehearsed, 1000)
    assert len(chosen) < len(cases) / 4
    assert {case.fault for case in chosen} == {None, *FAULTS}
    for fault in FAULTS:
        sent = [stage.rehearsed[case.act].requests[case.number - 1] for case in chosen if case.fault == fault]
        for start in ("POST /categories", "POST /posts", "PUT /posts", "PUT /t/-/", "GET /"):
            assert any(request.startswith(start) for request in sent), (fault, start)
    assert matrix.choose(cases, stage.rehearsed, 1) == cases


def test_the_sums_are_told_to_programs(stage: Stage) -> None:
    row = Row("answer lost", 9)
    row.add(stage.play(Case("digest", 3, "answer lost")), 1.25)
    data = json.loads(json.dumps(row.data()))
    assert (data["matrix"], data["points"], data["tried"], data["fine"]) == ("answer lost", 9, 1, True)
