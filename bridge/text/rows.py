"""Read a file of ideas: everything wrong in it told at once, nothing of who wrote it taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.domain.campaign import Campaign
from bridge.domain.errors import DeclarationProblems, Problem
from bridge.pipeline.raw import RawIdea
from bridge.text.plain import read_plain
from bridge.text.record import RecordReader
from bridge.text.tabular import read_csv, read_json_lines

LARGEST_FILE = 50 * 1024 * 1024
"""In bytes; a campaign's ideas are a few megabytes."""

_TOO_LARGE = "Is it the right file? If so, cut it into several and import them one after another."


@dataclass(frozen=True, slots=True)
class IdeaFile:
    """What was read: ideas in the file's order, columns dropped at the door (by name), and problems.

    `problems` is empty unless bad rows were to be skipped; each skipped row has at least one.
    """

    ideas: tuple[RawIdea, ...]
    dropped: tuple[str, ...]
    problems: tuple[Problem, ...]
    skipped: int


def read_ideas(path: Path, campaign: Campaign, *, skip_bad: bool = False) -> IdeaFile:
    """Read CSV (comma, semicolon, tab or bar; UTF-8, with or without mark) or JSON Lines.

    Raises DeclarationProblems with every fault as `path:line:col`; with `skip_bad`, rows with faults are left
    out instead, and only a file that cannot be read at all is refused. UserProblem where the file is missing.
    No message repeats what stands in a cell: people's words do not belong into terminals and logs.
    """
    text = _text_of(path)
    table = read_json_lines(text) if _is_json_lines(path, text) else read_csv(text)
    reader = RecordReader(str(path), campaign)
    if table.names:
        reader.columns(table)
        if reader.problems:
            raise _refused(reader.problems, skippable=False)
    ideas: list[RawIdea] = []
    skipped = len(table.faults)
    for fault in table.faults:
        reader.tell(fault.line, fault.column, "", fault.message)
    for line, record in table.records:
        idea = reader.idea(line, record)
        if idea is None:
            skipped += 1
        else:
            ideas.append(idea)
    problems = tuple(sorted(reader.problems, key=lambda problem: (problem.line, problem.column)))
    if problems and not (skip_bad and ideas and not table.broken):
        raise _refused(problems, skippable=bool(ideas) and not table.broken)
    if not ideas:
        raise _refused([Problem(str(path), 1, 1, "", "no row holds an idea")], skippable=False)
    return IdeaFile(tuple(ideas), reader.dropped, problems, skipped)


def _text_of(path: Path) -> str:
    try:
        return read_plain(path, largest=LARGEST_FILE, too_large=_TOO_LARGE).decode("utf-8")
    except DeclarationProblems as unreadable:
        raise _refused(unreadable.problems, skippable=False) from None


def _is_json_lines(path: Path, text: str) -> bool:
    return path.suffix.lower() in {".jsonl", ".ndjson", ".json"} or text.lstrip().startswith("{")


def _refused(problems: Sequence[Problem], *, skippable: bool) -> DeclarationProblems:
    refusal = DeclarationProblems(problems)
    refusal.hint = "Nothing was imported. Correct the lines named and import the file again"
    refusal.hint += ", or leave those rows out with --skip-bad." if skippable else "."
    return refusal
