"""Finds the commands of the bridge in handbooks and files, and asks the command line about each."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer.main
from typer.core import TyperCommand, TyperGroup

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
        elif word == "bridge" and "run" in words[:number]:
            # A service of the compose file, whose entry point it is.
            yield number


class NotUnderstood(Exception):
    """The command line has no such command or option."""


class Incomplete(NotUnderstood):
    """The command needs something that was not given."""


def understood(words: Sequence[str]) -> None:
    """Have the command line read these words without doing anything; NotUnderstood where it cannot."""
    found: object = typer.main.get_command(app)
    rest = list(words)
    if rest == ["--version"]:
        return
    while isinstance(found, TyperGroup):
        name = rest.pop(0) if rest else ""
        if name not in found.commands:
            raise NotUnderstood(f"there is no command {' '.join(words)}")
        found = found.commands[name]
    assert isinstance(found, TyperCommand)
    try:
        found.make_context(str(found.name), rest).close()
    except Exception as fault:  # noqa: BLE001 - told apart by name: typer brings the classes along, or not
        kind = Incomplete if type(fault).__name__ == "MissingParameter" else NotUnderstood
        raise kind(f"{' '.join(words)}: {fault}") from None
