"""Read a file of ideas: everything wrong in it told at once, nothing of who wrote it taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.domain.campaign import Campaign
from bridge.domain.errors import DeclarationProblems, Problem, UserProblem
from bridge.pipeline.raw import RawIdea
from bridge.text.record import RecordReader
from bridge.text.tabular import read_csv, read_json_lines

LARGEST_FILE = 50 * 1024 * 1024
"""In bytes; a campaign's ideas are a few megabytes."""


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
        if path.stat().st_size > LARGEST_FILE:
            raise UserProblem(
                f"{path} is larger than {LARGEST_FILE // 1024 // 1024} MiB.",
                hint="Is it the right file? If so, cut it into several and import them one after another.",
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UserProblem(f"{path} is not there.", hint="Check the path and the spelling.") from None
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        hint = "Name a readable CSV or JSONL file."
        raise UserProblem(f"{path} cannot be read: {reason}.", hint=hint) from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "the file is UTF-16; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise _refused([Problem(str(path), 1, 1, "", message)], skippable=False)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = "the file is not UTF-8; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise _refused([Problem(str(path), line, column, "", message)], skippable=False) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        message = "the file holds NUL signs: it is no text"
        raise _refused([Problem(str(path), line, 1, "", message)], skippable=False)
    if not text.strip():
        raise _refused([Problem(str(path), 1, 1, "", "the file is empty")], skippable=False)
    return text


def _is_json_lines(path: Path, text: str) -> bool:
    return path.suffix.lower() in {".jsonl", ".ndjson", ".json"} or text.lstrip().startswith("{")


def _refused(problems: Sequence[Problem], *, skippable: bool) -> DeclarationProblems:
    refusal = DeclarationProblems(problems)
    refusal.hint = "Nothing was imported. Correct the lines named and import the file again"
    refusal.hint += ", or leave those rows out with --skip-bad." if skippable else "."
    return refusal
