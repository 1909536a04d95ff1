"""Finds the commands of the bridge in handbooks and files, and asks the command line about each."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import typer.main
from typer.core import TyperGroup

from bridge.cli.main import app
from tests.e2e.staging import ROOT

DEPLOY = ROOT / "deploy"

_BLOCK = re.compile(r"^```sh(?P<kind>[^\n]*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
_SETTING = re.compile(r"\A[A-Z_]+=\S*\Z")


def blocks(page: Path, kind: str | None = None) -> list[str]:
    """The shell blocks of a page; with `kind` those of that kind alone."""
    found = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [match["text"] for match in found if kind is None or match["kind"].strip() == kind]


def commands(text: str) -> Iterator[list[str]]:
    """The words of each command of the bridge in a shell text, its own name left out."""
    for line in text.replace("\\\n", " ").splitlines():
        for part in re.split(r"&&|\|\||[;|]", line):
            words = shlex.split(part, comments=True)
            while words and (_SETTING.match(words[0]) or words[0] in ("sudo", "export")):
                words = words[1:]
            for start in _starts(words):
                yield words[start + 1 :]


def _starts(words: Sequence[str]) -> Iterator[int]:
    """Where a command of the bridge begins: at the beginning, or inside a container."""
    for number, word in enumerate(words):
        inside = "exec" in words[:number] and words[number - 1] in ("bridge", "--")
        if Path(word).name == "ideabridge" and (number == 0 or inside):
            yield number


def understood(words: Sequence[str]) -> None:
    """Have the command line read these words without doing anything; click.UsageError where it cannot."""
    group = typer.main.get_command(app)
    rest = list(words)
    assert isinstance(group, TyperGroup)
    context = click.Context(group, info_name="ideabridge")
    if rest == ["--version"]:
        return
    command: click.Command = group
    while isinstance(command, TyperGroup):
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        assert name is not None
        command = found
        context = click.Context(command, parent=context, info_name=name)
    with command.make_context(str(command.name), rest):
        pass
