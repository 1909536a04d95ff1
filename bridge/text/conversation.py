"""Read a conversation from `comments.csv`, `votes.csv` and, where it is there, `groups.csv`.

What is wrong in them is told at once.
"""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np

from bridge.domain.errors import DeclarationProblems, Problem, UserProblem
from bridge.pipeline.conversation import Comment, Conversation, in_order
from bridge.text.plain import read_plain
from bridge.text.sheet import TOLD, Layout, Sheet

COMMENTS = "comments.csv"
VOTES = "votes.csv"
GROUPS = "groups.csv"

COMMENT_LAYOUT = Layout(
    read={
        "id": ("comment-id",),
        "timestamp": (),
        "text": ("comment-body",),
        "moderated": (),
        "author-id": (),
    },
    passed=frozenset(
        {
            *("agrees", "disagrees", "passes", "datetime", "importance", "is-meta", "is-seed"),
            *("comment-id", "comment-body", "group-informed-consensus"),
        }
    ),
)
"""Counts that such a file brings along are those of events, changed votes included: they are never read."""

VOTE_LAYOUT = Layout(
    read={"timestamp": (), "comment-id": (), "voter-id": (), "vote": ()},
    passed=frozenset({"datetime", "importance"}),
)

GROUP_LAYOUT = Layout(read={"voter-id": (), "group-id": ()}, passed=frozenset())

LARGEST_FILE = 1024 * 1024 * 1024
"""In bytes; a million votes are 25 megabytes."""

LATEST = 253_402_300_799_999
"""The last millisecond of the year 9999."""

_REJECTED = {"1": False, "0": False, "-1": True}
_SAYS = {"1": 1, "+1": 1, "0": 0, "-1": -1}


def read_conversation(folder: Path) -> Conversation:
    """The conversation in a folder; comma, semicolon, tab or bar separated UTF-8, with or without mark.

    Raises DeclarationProblems with what is wrong as `path:line:col`, the first TOLD faults of each file, and
    UserProblem where folder or files are missing. No message repeats what stands in a cell.
    """
    sheets, problems = _open(folder)
    faults = len(problems)
    comments, places = _comments(sheets[COMMENTS]) if COMMENTS in sheets else ([], None)
    votes = _Votes()
    if VOTES in sheets:
        votes.read(sheets[VOTES], places)
    groups = _groups(sheets[GROUPS]) if GROUPS in sheets else {}
    for sheet in sheets.values():
        faults += sheet.faults
        problems += sheet.problems()
    if problems:
        raise _refused(folder, problems, faults)
    order = in_order(comments)
    place = np.empty(len(comments), dtype=np.int64)
    place[order] = np.arange(len(comments))
    return Conversation(
        tuple(comments[position] for position in order.tolist()),
        tuple(votes.voters),
        place[_whole(votes.comment)],
        _whole(votes.voter),
        _whole(votes.value),
        _whole(votes.at),
        groups,
    )


def _open(folder: Path) -> tuple[dict[str, Sheet], list[Problem]]:
    """The files, as far as they are text, and why one is not; that of groups may be missing."""
    try:
        there, known = folder.is_dir(), folder.exists()
    except OSError:
        there = known = False
    if not there:
        missing = "is no folder" if known else "is not there"
        raise UserProblem(f"{folder} {missing}.", hint=f"Name the folder that holds {COMMENTS} and {VOTES}.")
    absent = [name for name in (COMMENTS, VOTES) if not (folder / name).exists()]
    if absent:
        raise UserProblem(
            f"{folder} holds no {' and no '.join(absent)}.",
            hint=f"A conversation is a folder with {COMMENTS} and {VOTES}; the README says what is in them.",
        )
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for name, layout in ((COMMENTS, COMMENT_LAYOUT), (VOTES, VOTE_LAYOUT), (GROUPS, GROUP_LAYOUT)):
        path = folder / name
        if name == GROUPS and not path.exists():
            continue
        try:
            raw = read_plain(path, largest=LARGEST_FILE, too_large="Is it the right file?")
        except DeclarationProblems as unreadable:
            problems += unreadable.problems
        else:
            sheets[name] = Sheet(path, raw, layout)
    return sheets, problems


def _comments(sheet: Sheet) -> tuple[list[Comment], dict[str, int] | None]:
    """All comments that are in order, and the place of each id; None where no id can be read.

    An id of a comment that is not in order has a place as well, so that no vote on it is called wrong.
    """
    comments: list[Comment] = []
    places: dict[str, int] = {}
    columns = sheet.columns()
    if columns is None:
        return comments, None
    lines: dict[str, int] = {}
    seen = False
    for row in sheet.rows():
        cells = {name: row[number].strip() for name, number in columns.items()}
        if not any(cells.values()):
            continue
        seen = True
        before, key = sheet.faults, cells["id"]
        if not key:
            sheet.tell(columns["id"], "id", "the id is empty")
        elif key in lines:
            sheet.tell(columns["id"], "id", f"the same id stands on line {lines[key]}")
        created = _instant(cells["timestamp"])
        if created is None:
            sheet.tell(columns["timestamp"], "timestamp", _NO_TIME)
        rejected = _REJECTED.get(cells["moderated"])
        if rejected is None:
            sheet.tell(columns["moderated"], "moderated", "1 is accepted, 0 not looked at, -1 rejected")
        if key:
            lines.setdefault(key, sheet.line)
            places.setdefault(key, len(comments))
        if sheet.faults == before and created is not None and rejected is not None:
            comments.append(Comment(key, cells["author-id"], created, cells["text"], rejected))
    if not seen and not sheet.faults:
        sheet.tell(0, "", "no row holds a comment")
    return comments, places


def _groups(sheet: Sheet) -> dict[str, str]:
    """The group of each voter who is in one."""
    groups: dict[str, str] = {}
    columns = sheet.columns()
    if columns is None:
        return groups
    for row in sheet.rows():
        voter, group = row[columns["voter-id"]].strip(), row[columns["group-id"]].strip()
        if not voter and not group:
            continue
        if not voter:
            sheet.tell(columns["voter-id"], "voter-id", "the voter's id is empty")
        elif voter in groups:
            sheet.tell(columns["voter-id"], "voter-id", "this voter is in a group already")
        elif group:
            groups[voter] = group
    return groups


class _Votes:
    """Columns of votes as they are read: eight bytes a cell."""

    def __init__(self) -> None:
        self.voters: dict[str, int] = {}
        self.comment = array("q")
        self.voter = array("q")
        self.value = array("q")
        self.at = array("q")

    def read(self, sheet: Sheet, places: dict[str, int] | None) -> None:
        """Take in every vote; `places` by comment id, None where those are not known."""
        columns = sheet.columns()
        if columns is None:
            return
        order = [columns[name] for name in ("timestamp", "comment-id", "voter-id", "vote")]
        when, which, who, what = order
        ids = places or {}
        voters, says = self.voters, _SAYS
        for row in sheet.rows():
            # A row as programs write it takes this short way, every other one the long way below.
            at, voter = row[when], voters.get(row[who])
            comment, value = ids.get(row[which]), says.get(row[what])
            if voter is None or comment is None or value is None or not at.isdecimal() or len(at) > 14:
                self._carefully(sheet, [row[column].strip() for column in order], order, places)
                continue
            self.comment.append(comment)
            self.voter.append(voter)
            self.value.append(value)
            self.at.append(int(at))

    def _carefully(
        self, sheet: Sheet, cells: list[str], order: list[int], places: dict[str, int] | None
    ) -> None:
        """One vote by somebody new, with spaces around a cell, or with something wrong in it."""
        if not any(cells):
            return
        before = sheet.faults
        (at, comment, voter, vote), (when, which, who, what) = cells, order
        instant = _instant(at)
        if instant is None:
            sheet.tell(when, "timestamp", _NO_TIME)
        if places is not None and comment not in places:
            words = f"{COMMENTS} holds no comment with this id" if comment else "the comment's id is empty"
            sheet.tell(which, "comment-id", words)
        if not voter:
            sheet.tell(who, "voter-id", "the voter's id is empty")
        if vote not in _SAYS:
            sheet.tell(what, "vote", "1 is for, -1 against, 0 neither; nothing else is a vote")
        if sheet.faults == before and places is not None and instant is not None:
            self.comment.append(places[comment])
            self.voter.append(self.voters.setdefault(voter, len(self.voters)))
            self.value.append(_SAYS[vote])
            self.at.append(instant)


_NO_TIME = "not a time in milliseconds since 1970, such as 1726860583807"


def _instant(cell: str) -> int | None:
    """Milliseconds since 1970; None for what is no such time before the year 10,000."""
    if not cell.isdecimal() or len(cell) > len(str(LATEST)):
        return None
    instant = int(cell)
    return instant if instant <= LATEST else None


def _whole(column: array[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.frombuffer(column, dtype=np.int64) if len(column) else np.zeros(0, dtype=np.int64)


def _refused(folder: Path, problems: list[Problem], faults: int) -> DeclarationProblems:
    shown = problems[:TOLD]
    refusal = DeclarationProblems(shown)
    count = f"{faults:,} problem{'s' if faults != 1 else ''}"
    more = f"; these are the first {len(shown)}, {faults - len(shown):,} more follow"
    refusal.what = f"{folder}: {count}{more if faults > len(shown) else ''}"
    refusal.hint = "Correct the lines named and run this again. Nothing was ranked."
    return refusal
