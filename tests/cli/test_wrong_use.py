"""Wrong use: an exit code, what is wrong, what to try, no traceback, and nothing written anywhere."""

from __future__ import annotations

import socket

import pytest

from bridge.sandbox import Fault
from tests.cli.refused import refused
from tests.e2e.staging import Operator, Town


class TestSettings:
    def test_nothing_is_set(self, alone: Operator) -> None:
        refused(
            alone.process("plan"),
            2,
            "no campaign file was named\n",
            "Use --campaign FILE or set IDEABRIDGE_CAMPAIGN; `ideabridge init` makes one to start from.\n",
        )

    def test_no_forum_is_set(self, operator: Operator) -> None:
        told = operator.wears(IDEABRIDGE_FORUM_URL=None, IDEABRIDGE_API_KEY=None).run("plan")

        refused(told, 2, "IDEABRIDGE_FORUM_URL and IDEABRIDGE_API_KEY are not set\n", "Set the environment")
        assert not operator.database.exists()

    def test_a_number_that_is_none_names_the_variable_and_not_its_value(self, operator: Operator) -> None:
        told = operator.wears(IDEABRIDGE_REQUESTS_PER_MINUTE="plenty-4711").run("plan")

        refused(told, 2, "settings: IDEABRIDGE_REQUESTS_PER_MINUTE: ", "Correct the environment variable.")
        assert "plenty-4711" not in told.err

    @pytest.mark.parametrize("url", ["forum.example.org", "ftp://forum.example.org", "http://"])
    def test_an_address_that_is_none(self, operator: Operator, url: str) -> None:
        refused(operator.wears(IDEABRIDGE_FORUM_URL=url).run("plan"), 2, "The forum's address is not", "Give")

    def test_a_database_of_an_unknown_kind(self, operator: Operator) -> None:
        told = operator.wears(IDEABRIDGE_DATABASE_URL="oracle://wards").run("status")

        refused(told, 2, "The bridge knows no database of the kind 'oracle'.", "It keeps its data in SQLite")

    def test_a_folder_in_which_no_database_can_be_made(self, operator: Operator) -> None:
        operator.write("file", "in the way")
        url = f"sqlite:///{operator.folder}/file/bridge.sqlite3"

        told = operator.wears(IDEABRIDGE_DATABASE_URL=url).run("status")

        assert told.code == 2
        assert told.err.startswith("error: ")
        assert "  try: " in told.err

    def test_an_env_file_in_the_folder_is_read(self, operator: Operator) -> None:
        lines = [f"{name}={value}\n" for name, value in operator.environment.items()]
        operator.write(".env", "".join(lines))

        assert Operator(operator.folder, {}, operator.clock).run("plan").fine().out.startswith("  + create")


class TestForum:
    @pytest.mark.parametrize("command", ["plan", "apply --yes", "sync --yes", "pull", "forum facts"])
    def test_a_wrong_key(self, town: Town, operator: Operator, command: str) -> None:
        wrong = "0" * 64
        stranger = operator.wears(IDEABRIDGE_API_KEY=wrong, IDEABRIDGE_PROVISION_KEY=None)

        with town.watched() as writes:
            told = stranger.run(*command.split())
            assert not writes()

        assert told.code == 4
        assert "the forum refuses this (403)" in told.err
        assert "  try: Check the key, its user name, its scopes and the rights of that account." in told.err
        assert wrong not in told.err

    def test_a_key_without_the_right_to_make_categories(self, town: Town, operator: Operator) -> None:
        told = operator.wears(IDEABRIDGE_PROVISION_KEY=None).run("apply", "--yes")

        assert told.code == 4
        assert "  try: " in told.err
        assert town.topics() == []

    @pytest.mark.parametrize("command", ["plan", "apply --yes", "sync --yes", "pull", "forum provision"])
    def test_a_forum_that_cannot_be_reached(self, operator: Operator, command: str) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}"
            told = operator.wears(IDEABRIDGE_FORUM_URL=nowhere).run(*command.split())

        assert told.code == 5
        assert told.err.startswith("error: ")
        assert "  try: " in told.err

    @pytest.mark.parametrize("kind", ["bad_gateway", "read_only", "limit", "limit_plain", "limit_html"])
    def test_a_forum_that_is_busy_or_down(self, town: Town, running: Operator, kind: str) -> None:
        path = running.folder / "campaign.yaml"
        path.write_text(path.read_text().replace("One noise,", "One sound,"))
        town.sandbox.faults = lambda _: Fault(kind)  # type: ignore[arg-type]

        told = running.run("sync", "--yes")

        assert told.code == 5
        assert "error: " in told.err
        assert "  try: " in told.err
        town.sandbox.faults = None
        running.run("sync", "--yes").fine()
        assert running.run("plan", "--exit-code").code == 0
        assert len(town.topics()) == 4 + 6


class TestCampaignFiles:
    def test_a_missing_file(self, operator: Operator) -> None:
        told = operator.run("plan", "--campaign", "no-such.yaml")

        refused(told, 2, "There is no file no-such.yaml.", "Look at the spelling, or write a new campaign")

    def test_an_empty_file(self, operator: Operator) -> None:
        operator.write("empty.yaml", "")

        told = operator.run("plan", "--campaign", "empty.yaml")

        assert told.code == 2
        assert told.err.startswith("empty.yaml:1:1: ")

    def test_a_folder(self, operator: Operator) -> None:
        refused(operator.run("plan", "-c", "."), 2, ". is a folder.", "Name the campaign file in it")

    @pytest.mark.parametrize(
        "command", ["plan", "apply --yes", "sync --yes", "status", "rank", "digest post"]
    )
    def test_every_fault_is_told_with_its_place(self, town: Town, operator: Operator, command: str) -> None:
        path = operator.folder / "campaign.yaml"
        text = path.read_text().replace("timezone: UTC", "timezone: Londn").replace("summary:", "sumary:")
        path.write_text(text)
        line = 1 + text.splitlines().index("timezone: Londn")

        with town.watched() as writes:
            told = operator.run(*command.split())
            assert not writes()

        assert told.code == 2
        assert told.out == ""
        assert f"{path}:3:1: " in told.err
        assert f"{path}:{line}:11: timezone: " in told.err
        assert "did you mean summary?" in told.err
        assert "  try: Correct the lines named and run `ideabridge validate` again." in told.err
        assert not operator.database.exists()

    def test_validate_tells_programs_the_same(self, operator: Operator) -> None:
        path = operator.folder / "campaign.yaml"
        path.write_text(path.read_text().replace("summary:", "sumary:"))

        told = operator.run("validate", path, "--format", "json")

        assert told.code == 2
        assert told.data["valid"] is False
        assert {"path", "line", "column", "key", "message", "suggestion"} == set(told.data["problems"][0])

    def test_init_overwrites_nothing(self, operator: Operator) -> None:
        before = (operator.folder / "campaign.yaml").read_text()

        refused(
            operator.run("init", "campaign.yaml"),
            2,
            "campaign.yaml exists\n",
            "Name another file, or use --force to overwrite it.",
        )
        assert (operator.folder / "campaign.yaml").read_text() == before

    def test_init_needs_a_folder(self, operator: Operator) -> None:
        refused(
            operator.run("init", "nowhere/campaign.yaml"), 2, "cannot write nowhere/campaign.yaml", "Name"
        )

    def test_init_wants_a_time_zone_that_exists(self, operator: Operator) -> None:
        told = operator.run("init", "new.yaml", "--timezone", "Europe/Londn")

        assert told.code == 2
        assert "error: " in told.err
        assert not (operator.folder / "new.yaml").exists()


class TestWords:
    @pytest.mark.parametrize(
        "words",
        [
            "plan --format yaml",
            "status --format xml",
            "sync --format markdown",
            "rank --top -1",
            "rank --top many",
            "nonesuch",
            "ideas nonesuch",
            "plan --no-such-option",
            "resolve question/q1",
            "sandbox --port 70000",
            "demo --people 0",
        ],
    )
    def test_words_that_no_command_knows(self, operator: Operator, words: str) -> None:
        told = operator.run(*words.split())

        assert told.code == 2
        assert told.out == ""
        assert "Usage: " in told.err
        assert not operator.database.exists()

    @pytest.mark.parametrize("week", ["nonsense", "2015", "2015-W54", "2015-53", "W06", "2015-W00", "-W-1"])
    @pytest.mark.parametrize("command", ["preview", "post"])
    def test_a_week_that_is_none(self, running: Operator, command: str, week: str) -> None:
        refused(
            running.run("digest", command, f"--week={week}"),
            2,
            f"{week!r} is not an ISO week\n",
            "Weeks look like 2015-W06.\n",
        )

    @pytest.mark.parametrize("name", ["q1", "nonesuch/q1", "a/b/c/d", "", "quiet-nights/nonesuch/q1"])
    @pytest.mark.parametrize("command", ["restore --yes", "resolve --take ours"])
    def test_a_name_that_no_document_has(self, running: Operator, command: str, name: str) -> None:
        told = running.run(*command.split(), name)

        refused(told, 2, f"{name!r} is not ", "Name")

    def test_a_side_that_is_none(self, operator: Operator) -> None:
        refused(
            operator.run("resolve", "question/q1", "--take", "mine"),
            2,
            "--take mine is neither ours nor theirs\n",
            "Use ours or theirs.",
        )

    def test_nothing_to_fetch_before_anything_is_published(self, operator: Operator) -> None:
        refused(operator.run("pull"), 2, "quiet-nights is not published yet", "Run `ideabridge apply` first.")


class TestPorts:
    @pytest.mark.parametrize("command", ["sandbox --data forum", "demo --once"])
    def test_a_port_that_is_taken(self, alone: Operator, command: str) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            told = alone.run(*command.split(), "--port", port)

        refused(told, 2, f"the forum cannot listen on port {port}: ", "Choose another --port.")

    def test_a_data_folder_that_is_a_file(self, alone: Operator) -> None:
        alone.write("file", "in the way")

        told = alone.run("sandbox", "--port", "0", "--data", "file")
        refused(told, 2, "the forum cannot keep its data in file: ", "Name another folder with --data.")
        told = alone.run("demo", "--once", "--data", "file")
        refused(told, 2, "the demo cannot keep its data in file: ", "Name a new folder, or leave --data out.")

    def test_a_demo_wants_a_folder_of_its_own(self, alone: Operator) -> None:
        alone.write("file", "somebody's")

        refused(
            alone.run("demo", "--once", "--data", "."),
            2,
            ". is not empty\n",
            "Name a new folder, or leave --data out.",
        )
        assert [path.name for path in alone.folder.iterdir()] == ["file"]
