"""Whatever the command line understands stands in the README, and the README promises nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from bridge.cli.main import app
from bridge.settings import PREFIX, Settings
from tests.e2e.staging import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, TyperCommand]:
    """Every command by the words that call it."""

    def walk(group: TyperGroup, words: tuple[str, ...]) -> Iterator[tuple[str, TyperCommand]]:
        for name, command in group.commands.items():
            if isinstance(command, TyperGroup):
                yield from walk(command, (*words, name))
            else:
                assert isinstance(command, TyperCommand)
                yield " ".join((*words, name)), command

    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    return dict(walk(root, ()))


COMMANDS = commands()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_table(command: str) -> None:
    table = README.partition("## Commands")[2].partition("## Settings")[0]

    assert f"`{command}`" in table


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_says_what_it_is_for(command: str) -> None:
    found = COMMANDS[command]

    assert found.help
    for option in found.params:
        assert getattr(option, "help", None), option.name


def test_the_table_names_no_command_that_is_not_there() -> None:
    table = README.partition("## Commands")[2].partition("\n\n`")[0]
    named = {
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for name in re.findall("`(.+?)`", row)
    }

    assert named == set(COMMANDS)


def settings_and_variables() -> set[str]:
    """Every environment variable that the settings or an option read."""
    names = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    root = typer.main.get_command(app)
    for command in (root, *COMMANDS.values()):
        for option in command.params:
            variable = option.envvar
            names.update([variable] if isinstance(variable, str) else variable or [])
    return names


def test_every_setting_stands_in_the_table_and_nothing_else() -> None:
    table = README.partition("## Settings")[2].partition("\n## ")[0]
    rows = set(re.findall(r"^\| `(IDEABRIDGE_\w+)` \|", table, re.MULTILINE))

    assert rows == settings_and_variables()


@pytest.mark.parametrize(
    "name", ["FORUM_URL", "API_KEY", "API_USERNAME", "PROVISION_KEY", "DATABASE_URL", "CAMPAIGN"]
)
def test_the_settings_that_other_tools_rely_on_are_there(name: str) -> None:
    assert f"IDEABRIDGE_{name}" in settings_and_variables()


def test_defaults_stand_as_they_are() -> None:
    for name, field in Settings.model_fields.items():
        if field.default not in (None, ""):
            assert re.search(
                rf"^\| `{PREFIX}{name.upper()}` \|.*{re.escape(str(field.default))}`? \|$", README, re.M
            )


def test_every_exit_code_is_told() -> None:
    from bridge.domain.errors import ExitCode

    text = README.partition("Exit codes:")[2].partition(".\n")[0]

    assert {int(code) for code in ExitCode} == {int(number) for number in re.findall(r"\b\d+\b", text)}


@pytest.mark.parametrize(
    "command", ["plan", "status", "rank", "pull", "validate", "ideas list", "ideas review", "digest preview"]
)
def test_every_reading_command_prints_json_too(command: str) -> None:
    assert any("--format" in option.opts for option in COMMANDS[command].params)


@pytest.mark.parametrize(
    "command",
    [
        "plan",
        "apply",
        "sync",
        "pull",
        "rank",
        "status",
        "ideas import",
        "ideas review",
        "digest post",
        "restore",
    ],
)
def test_every_command_about_a_campaign_takes_its_file(command: str) -> None:
    option = next(option for option in COMMANDS[command].params if "--campaign" in option.opts)

    assert option.envvar == "IDEABRIDGE_CAMPAIGN"
