"""What the handbook tells an operator to type is understood, and its drill works as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from bridge.domain.errors import ExitCode
from bridge.settings import PREFIX
from tests.cli.test_handbook import settings_and_variables
from tests.deploy.commands import DEPLOY, Incomplete, NotUnderstood, blocks, commands, understood
from tests.e2e.conftest import operator, running, town
from tests.e2e.small_campaign import TEXTS
from tests.e2e.staging import ROOT, Operator

__all__ = ["operator", "running", "town"]

HANDBOOK = DEPLOY / "handbook.md"
PAGES = sorted([*DEPLOY.glob("*.md"), ROOT / "README.md"])
TYPED = sorted({tuple(words) for page in PAGES for text in blocks(page) for words in commands(text)})
IN_PASSING = sorted(
    {
        tuple(words)
        for page in PAGES
        for quoted in re.findall(r"`(ideabridge [a-z][^`]*)`", page.read_text(encoding="utf-8"))
        for words in commands(quoted)
        if not re.search(r"[A-Z.]{3,}|\.\.\.", quoted)
    }
)


def test_the_handbook_has_commands_in_it() -> None:
    assert {("doctor",), ("db", "upgrade"), ("retain",), ("validate", "campaign.yaml")} <= set(TYPED)
    assert len(TYPED) > 15


@pytest.mark.parametrize("words", TYPED, ids=" ".join)
def test_every_command_in_a_block_is_understood(words: tuple[str, ...]) -> None:
    understood(words)


@pytest.mark.parametrize("words", IN_PASSING, ids=" ".join)
def test_every_command_named_in_passing_is_there(words: tuple[str, ...]) -> None:
    # A sentence may leave out what the command needs.
    with suppress(Incomplete):
        understood(words)


def test_a_command_that_is_not_there_would_be_found() -> None:
    for words in (["db", "backups"], ["doctor", "--fast"], ["db", "restore"], ["status", "one", "two"]):
        with pytest.raises(NotUnderstood):
            understood(words)


def test_every_variable_that_a_page_names_is_a_setting() -> None:
    named = {name for page in PAGES for name in re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", page.read_text())}
    assert named - settings_and_variables() == set()


def test_every_file_that_the_handbook_names_is_there() -> None:
    text = HANDBOOK.read_text()
    for name in re.findall(r"/opt/ideabridge/source/(deploy/[\w./-]*\w)", text):
        assert list(ROOT.glob(f"{name}*")), name
    for link in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (DEPLOY / link).exists(), link


def test_the_drill_works_as_it_stands_in_the_handbook(running: Operator, tmp_path: Path) -> None:
    """A running campaign with an idea that waits; the drill leaves it exactly as it was."""
    running.run(
        "ideas", "import", running.write("more.csv", f'text,question\n"{TEXTS[0]} At once.",q1\n')
    ).fine()
    (drill,) = blocks(HANDBOOK, "drill")
    programs = tmp_path / "bin"
    programs.mkdir()
    shim = programs / "ideabridge"
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -m bridge "$@"\n')
    shim.chmod(0o755)
    environment = {
        **running.whole_environment(),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "IDEABRIDGE_KEY_FILE": str(running.database.with_suffix(".keys.json")),
    }
    before = running.run("status", "--format", "json").fine().data
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", drill],
        cwd=running.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == ExitCode.FINE, done.stdout + done.stderr
    assert "a sealed submission opens" in done.stdout
    assert "0 fail" in done.stdout
    assert "6 published" in done.stdout
    assert not (running.folder / "drill").exists()
    assert running.run("status", "--format", "json").fine().data == before
