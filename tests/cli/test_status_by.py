"""`status --by`: counts by group in words and as JSON, or why there are none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e.staging import Operator, Town


@pytest.mark.parametrize("by", ["role", "lens", "question"])
def test_few_ideas_are_not_counted_by_group(running: Operator, town: Town, by: str) -> None:
    assert town.clock is not None
    town.clock.advance(timedelta(days=7))
    told = running.run("status", "--by", by).fine()
    assert "nothing can be told yet" in told.out
    data = running.run("status", "--by", by, "--format", "json").fine().data
    assert data["week"] is None
    assert {group["ideas"] for group in data["slices"]} == {None}


def test_many_are(operator: Operator, town: Town) -> None:
    assert town.clock is not None
    rows = [f'"Oil wheel number {number} of the trolley before the night begins.",q1' for number in range(23)]
    rows += [f'"Dim lamp number {number} above the desk after eleven.",q2' for number in range(31)]
    operator.write("ideas.csv", "\n".join(["text,question", *rows, ""]))
    operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()
    operator.run("sync", "--yes").fine()
    town.clock.advance(timedelta(days=7))
    told = operator.run("status", "--by", "question").fine()
    assert "ideas by question, up to the end of 2" in told.out
    assert "What wakes people up at night?" in told.out
    data = operator.run("status", "--by", "question", "--format", "json").fine().data
    assert {group["id"]: group["ideas"] for group in data["slices"]} == {"q1": 25, "q2": 30}
    assert data["by"] == "question"
    roles = operator.run("status", "--by", "role", "--format", "json").fine().data
    assert {group["id"]: group["ideas"] for group in roles["slices"]}["not-said"] == 55


def test_anything_else_is_refused(operator: Operator) -> None:
    assert operator.run("status", "--by", "ward").code == 2


def test_role_and_question_together_come_last(operator: Operator, town: Town) -> None:
    assert town.clock is not None
    rows = [
        f'"{what} number {number} of the ward before the night begins.",{question},{role}'
        for what, question, role, many in (
            ("Oil wheel", "q1", "nurse", 23),
            ("Dim lamp", "q2", "nurse", 31),
            ("Close door", "q1", "doctor", 18),
            ("Lower bell", "q2", "doctor", 3),
        )
        for number in range(many)
    ]
    operator.write("ideas.csv", "\n".join(["text,question,role", *rows, ""]))
    operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()
    operator.run("sync", "--yes").fine()
    early = operator.run("status", "--by", "role", "--by", "question")
    assert early.code == 2
    assert "told once, after the week" in early.err
    town.clock.advance(timedelta(days=90))
    told = operator.run("status", "--by", "question", "--by", "role").fine()
    assert "ideas by role and question" in told.out
    data = operator.run("status", "--by", "role", "--by", "question", "--format", "json").fine().data
    roles = [name for name, _ in data["roles"]]
    assert data["cells"] is None or data["cells"][roles.index("doctor")][1] is None


def test_no_other_two_go_together(operator: Operator) -> None:
    told = operator.run("status", "--by", "role", "--by", "lens")
    assert told.code == 2
    assert "not counted by these together" in told.err
