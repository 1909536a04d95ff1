"""How the command line speaks: data on stdout, everything else on stderr, progress, and errors."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from bridge.domain.errors import BridgeError, DeclarationProblems, Problem


class Format(StrEnum):
    """How a reading command prints its result."""

    TEXT = "text"
    JSON = "json"


class PlanFormat(StrEnum):
    """How a plan is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def say(text: str = "") -> None:
    """Data for people or programs: stdout."""
    print(text)


def note(text: str) -> None:
    """Everything else: stderr."""
    print(text, file=sys.stderr)


SCHEMA_VERSION = 1
"""Stands in every JSON object that a command prints; it counts up when a key changes its meaning or goes."""


def emit(data: Mapping[str, object], output: Format, text: Callable[[], str]) -> None:
    """Print a result as one JSON object or as text."""
    if output is Format.JSON:
        whole = {"schema_version": SCHEMA_VERSION, **data}
        say(json.dumps(whole, indent=2, ensure_ascii=False, default=str))
    elif told := text():
        say(told)


def show_error(error: BridgeError) -> None:
    """What went wrong and what to try, without a traceback."""
    if isinstance(error, DeclarationProblems):
        show_problems(error.problems)
    note(f"error: {error.what}")
    if error.hint:
        note(f"  try: {error.hint}")


def show_problems(problems: Sequence[Problem]) -> None:
    """Faults in a file, each with its line and a caret."""
    if problems:
        from bridge.declare.problems import render_problems

        note(render_problems(problems))


def progress_line(done: int, total: int, what: str) -> None:
    """Progress of long work: a moving line on a terminal, one line per ten steps elsewhere."""
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        end = "\n" if done == total else "\r"
        print(f"\x1b[2K{done}/{total} {what}"[:100], end=end, file=sys.stderr, flush=True)
    elif total and (done % 10 == 0 or done == total):
        note(f"{done}/{total} {what}")


def interactive() -> bool:
    """Whether a person can answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def duration(seconds: float) -> str:
    """A length of time for people."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 idea`, `2 ideas`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
