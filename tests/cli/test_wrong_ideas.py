"""Ideas, writing and words used wrongly: what is wrong is said, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bridge.declare.loader import load
from bridge.sync.lease import hold
from tests.cli.refused import refused
from tests.e2e.small_campaign import ideas_text
from tests.e2e.staging import Operator, Town


class TestIdeas:
    @pytest.mark.parametrize(
        ("text", "place", "what"),
        [
            ("", "ideas.csv:1:1: ", "the file is empty"),
            ("text,question\n", "ideas.csv:1:1: ", "no row holds an idea"),
            ("text,question,colour\nOil the trolley.,q1,red\n", "ideas.csv:1:15: ", "unknown column"),
            ("question,role\nq1,nurse\n", "ideas.csv:1:1: ", "the column text is missing"),
            ("text,question\nOil the trolley.,q9\n", "ideas.csv:2:18: ", "question"),
            ("text,question\nOil the trolley.,q1\n,q1\n", "ideas.csv:3:1: ", "the text is empty"),
        ],
        ids=["empty", "no rows", "unknown column", "no text column", "unknown question", "empty text"],
    )
    def test_a_file_with_faults_is_not_imported_at_all(
        self, operator: Operator, text: str, place: str, what: str
    ) -> None:
        operator.write("ideas.csv", text)

        told = operator.run("ideas", "import", "ideas.csv")

        assert told.code == 2
        assert place in told.err
        assert what in told.err
        assert "  try: Nothing was imported." in told.err
        assert "Oil the trolley" not in told.err
        assert operator.run("status", "--format", "json").fine().data["waiting"] == 0

    def test_a_missing_file(self, operator: Operator) -> None:
        refused(operator.run("ideas", "import", "no.csv"), 2, "no.csv is not there.", "Check the path")

    def test_an_unknown_idea(self, running: Operator) -> None:
        refused(
            running.run("rank", "--explain", "nonesuch"),
            2,
            "The ranking of quiet-nights holds no idea nonesuch.",
            "Ideas that wait for publication, were merged or were removed are not ranked;",
        )

    @pytest.mark.parametrize(
        "words",
        ["--accept nonesuch", "--reject nonesuch --reason no", "--merge nonesuch --into other"],
    )
    def test_an_unknown_submission(self, running: Operator, words: str) -> None:
        refused(running.run("ideas", "review", *words.split()), 2, "no idea that waits begins with", "`idea")

    def test_a_rejection_needs_a_reason(self, running: Operator) -> None:
        running.write(
            "more.csv", ideas_text(["Put felt under the chairs of the visitors, they scrape."], ["q1"])
        )
        running.run("ideas", "import", "more.csv").fine()
        waiting = running.run("ideas", "review", "--format", "json").fine().data["waiting"]

        refused(
            running.run("ideas", "review", "--reject", waiting[0]["id"]),
            2,
            "A reason is missing.",
            "Say in a few words what stands in the way.",
        )
        assert running.run("status", "--format", "json").fine().data["waiting"] == 1

    @pytest.mark.parametrize(
        ("words", "what"),
        [
            (["--edit", "ID"], "--edit needs --title or --text-file."),
            (["--accept", "ID", "--title", "Felt under every chair"], "--title and --text-file need --edit"),
            (["--accept", ""], "An ID is empty."),
        ],
    )
    def test_half_a_decision_is_none(self, running: Operator, words: list[str], what: str) -> None:
        """None of these may accept an idea as it stands."""
        running.write("more.csv", ideas_text(["Put felt under the chairs of the visitors."], ["q1"]))
        running.run("ideas", "import", "more.csv").fine()
        (row,) = running.run("ideas", "review", "--format", "json").fine().data["waiting"]

        told = running.run("ideas", "review", *(row["id"] if word == "ID" else word for word in words))

        refused(told, 2, what, "")
        assert running.run("status", "--format", "json").fine().data["waiting"] == 1

    def test_another_name_in_the_environment_is_no_second_person(self, running: Operator) -> None:
        running.write("more.csv", ideas_text(["The only matron of Ashford should run the huddle."], ["q1"]))
        running.run("ideas", "import", "more.csv").fine()
        (row,) = running.run("ideas", "review", "--format", "json").fine().data["waiting"]
        assert row["second"]
        running.wears(LOGNAME="one").run("ideas", "review", "--accept", row["id"]).fine()

        told = running.wears(LOGNAME="two").run("ideas", "review", "--accept", row["id"])

        refused(told, 2, "You have agreed to submission", "Ask another moderator")


class TestWriting:
    @pytest.mark.parametrize("command", ["apply", "sync", "restore idea/abc"])
    def test_without_a_terminal_and_without_yes_nothing_is_written(
        self, town: Town, operator: Operator, command: str
    ) -> None:
        operator.write("ideas.csv", ideas_text())
        operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()

        with town.watched() as writes:
            told = operator.run(*command.split())
            assert not writes()

        refused(
            told,
            2,
            "this writes, and there is no terminal to ask\n",
            "Read `ideabridge plan` and run again with --yes.\n",
        )
        listed = operator.run("ideas", "list", "--format", "json").fine().data["ideas"]
        assert {row["published"] for row in listed} == {None}

    def test_a_plan_that_is_out_of_date(self, town: Town, operator: Operator) -> None:
        operator.write("ideas.csv", ideas_text())
        operator.run("plan", "--out", "plan.json").fine()
        operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()

        with town.watched() as writes:
            told = operator.run("apply", "plan.json")
            assert not writes()

        refused(
            told,
            3,
            "the forum or the campaign changed since this plan was made",
            "Make the plan again, read it, and apply that one.",
        )
        listed = operator.run("ideas", "list", "--format", "json").fine().data["ideas"]
        assert {row["published"] for row in listed} == {None}

    def test_a_plan_of_another_campaign(self, operator: Operator) -> None:
        operator.write("plan.json", json.dumps({"campaign": "elsewhere", "checksum": "0"}))

        refused(
            operator.run("apply", "plan.json"),
            2,
            "plan.json is a plan for elsewhere, not for quiet-nights\n",
            "Name the right campaign file.",
        )

    @pytest.mark.parametrize("text", ["", "[]", "{}", "not JSON", "7"])
    def test_a_file_that_is_no_plan(self, operator: Operator, text: str) -> None:
        operator.write("plan.json", text)

        refused(operator.run("apply", "plan.json"), 2, "plan.json is not a plan\n", "Make one with")

    def test_a_plan_file_that_is_missing_or_no_text(self, operator: Operator) -> None:
        refused(operator.run("apply", "no.json"), 2, "cannot read no.json: No such file", "Make it with")
        (operator.folder / "plan.json").write_bytes(b"\xff\xfe\x00")
        refused(operator.run("apply", "plan.json"), 2, "plan.json is not a plan\n", "Make one with")

    def test_a_plan_that_cannot_be_saved(self, operator: Operator) -> None:
        refused(
            operator.run("plan", "--out", "nowhere/plan.json"), 2, "cannot write nowhere/plan.json", "Name"
        )

    def test_many_changed_texts_need_a_person(self, town: Town, running: Operator) -> None:
        running.write(
            "more.csv",
            ideas_text(
                [f"Idea number {number} is to ring bell {number} less often." for number in range(14)]
            ),
        )
        running.run("ideas", "import", "more.csv", "--reviewed").fine()
        running.run("sync", "--yes").fine()
        path = running.folder / "campaign.yaml"
        path.write_text(
            path.read_text().replace("wakes people up", "wakes you up").replace("stop doing", "drop")
        )

        with town.watched() as writes:
            told = running.run("sync", "--yes")
            assert not writes()

        assert told.code == 3
        assert "published documents would get another text (the brake holds at 10)" in told.err
        assert "if that is what you want, run again with `--force`." in told.err
        running.run("sync", "--yes", "--force").fine()
        assert running.run("plan", "--exit-code").code == 0

    def test_a_forum_that_suddenly_shows_nothing(self, town: Town, running: Operator) -> None:
        for topic in town.topics():
            town.moderator().delete_topic(topic)

        with town.watched() as writes:
            told = running.run("sync", "--yes")
            assert not writes()

        assert told.code == 3
        assert "the forum shows none of the 10 documents published there" in told.err


def test_two_runs_at_once_are_one_too_many(running: Operator) -> None:
    assert running.clock is not None
    slug = load(Path(running.environment["IDEABRIDGE_CAMPAIGN"])).slug
    with running.store() as store, hold(store, running.clock, slug, "elsewhere:1"):
        told = running.run("sync", "--yes")

    assert told.code == 5
    assert "error: another run is at work on the campaign quiet-nights\n  try: Wait for it;" in told.err
    running.run("sync", "--yes").fine()


def test_nothing_is_accepted_that_nobody_can_have_read(operator: Operator) -> None:
    operator.write("ideas.csv", "text,question\nHang a clock that does not tick in every side room.,q1\n")
    operator.run("ideas", "import", "ideas.csv").fine()
    told = operator.run("ideas", "review", "--accept-clean")
    assert (told.code, "A person has to read ideas" in told.err) == (2, True)
    assert operator.ideas() == {}
