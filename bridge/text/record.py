"""One record of an ideas file turned into an idea, or into problems."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from bridge.domain.campaign import Campaign
from bridge.domain.errors import Problem
from bridge.domain.idea import Experience
from bridge.pipeline.raw import RawIdea
from bridge.text.columns import Column, Use, header_of, nearest, tellable
from bridge.text.tabular import Cell, Record, Table

LONGEST_TEXT = 20_000
"""In characters; the forum takes 32,000, and making text inert lengthens it."""

_LONGEST_GIVEN_TITLE = 200


class RecordReader:
    """Turns records into ideas, collecting what is wrong in `problems` and whom-columns in `dropped`."""

    def __init__(self, path: str, campaign: Campaign) -> None:
        self._path = path
        self._campaign = campaign
        self._questions = _choices((q.id, (q.tag, q.title)) for q in campaign.questions)
        self._roles = _choices((group.id, (group.title,)) for group in campaign.groups)
        self._lenses = _choices((tag.tag, (tag.title,)) for lens in campaign.lenses for tag in lens.tags)
        self._read: dict[Column, str] = {}
        self.dropped: tuple[str, ...] = ()
        self.problems: list[Problem] = []

    def tell(self, line: int, column: int, key: str, message: str, suggestion: str | None = None) -> None:
        """Note a problem; no message may repeat what stands in a cell."""
        self.problems.append(Problem(self._path, line, column, key, message, suggestion=suggestion))

    def columns(self, table: Table) -> None:
        """Decide what becomes of each column; a file without the text column is refused."""
        headers = [(cell, header_of(str(cell.value))) for cell in table.names]
        dropped: list[str] = []
        known = {column.value for column in Column}
        unknown: list[tuple[Cell, str]] = []
        for number, (cell, header) in enumerate(headers, start=1):
            if header.column is not None:
                if header.column in self._read:
                    self.tell(cell.line, cell.column, header.column, f"two columns hold the {header.column}")
                self._read.setdefault(header.column, header.name)
            elif header.use is Use.DROPPED:
                dropped.append(header.name if tellable(header.name) else f"column {number}")
            elif header.name.strip():
                unknown.append((cell, header.name if tellable(header.name) else ""))
        if Column.TEXT not in self._read:
            words = "the column text is missing"
            if not self._read:
                words = "no column is known; is the line with the columns' names missing?"
            where = table.names[0] if table.names else Cell("", 1, 1)
            self.tell(where.line, where.column, "text", f"{words} (known: {', '.join(known_order())})")
        # A file without a line of names would show people's words as column names: say no more then.
        for cell, name in unknown if self._read else ():
            message = "unknown column" if name else "a column whose name is no label"
            self.tell(cell.line, cell.column, name.strip(), message, nearest(name, sorted(known)))
        self.dropped = tuple(dropped)

    def idea(self, line: int, record: Record) -> RawIdea | None:
        """One record as an idea; None where anything in it is wrong."""
        before = len(self.problems)
        text = self._string(line, record, Column.TEXT)
        if not text:
            self._cell_problem(line, record, Column.TEXT, "the text is empty")
        elif len(text) > LONGEST_TEXT:
            self._cell_problem(
                line, record, Column.TEXT, f"{len(text):,} characters; the longest text is {LONGEST_TEXT:,}"
            )
        title = self._string(line, record, Column.TITLE)
        if len(title) > _LONGEST_GIVEN_TITLE:
            message = f"{len(title)} characters; the longest title is {_LONGEST_GIVEN_TITLE}"
            self._cell_problem(line, record, Column.TITLE, message)
        question = self._choice(line, record, Column.QUESTION, self._questions)
        if not self._string(line, record, Column.QUESTION):
            if len(self._campaign.questions) == 1:
                question = self._campaign.questions[0].id
            else:
                asked = ", ".join(q.id for q in self._campaign.questions)
                self._cell_problem(line, record, Column.QUESTION, f"the question is missing (asked: {asked})")
        role = self._choice(line, record, Column.ROLE, self._roles)
        lenses = self._lens_tags(line, record)
        experience = self._experience(line, record)
        submitted = self._instant(line, record)
        if len(self.problems) > before or question is None:
            return None
        return RawIdea(text, question, title, role, lenses, experience, submitted)

    def _cell(self, record: Record, column: Column) -> Cell | None:
        name = self._read.get(column)
        return record.get(name) if name is not None else None

    def _cell_problem(
        self, line: int, record: Record, column: Column, message: str, suggestion: str | None = None
    ) -> None:
        cell = self._cell(record, column)
        self.tell(cell.line if cell else line, cell.column if cell else 1, column, message, suggestion)

    def _string(self, line: int, record: Record, column: Column) -> str:
        cell = self._cell(record, column)
        if cell is None or cell.value is None:
            return ""
        if isinstance(cell.value, str):
            return cell.value.strip()
        if column is Column.LENSES and isinstance(cell.value, list):
            return ";".join(str(value) for value in cell.value)
        self._cell_problem(line, record, column, "not a text; put it in quotes")
        return ""

    def _choice(self, line: int, record: Record, column: Column, choices: dict[str, str]) -> str | None:
        word = self._string(line, record, column)
        if not word:
            return None
        found = choices.get(_folded(word))
        if found is None:
            self._unknown(line, record, column, word, choices)
        return found

    def _unknown(self, line: int, record: Record, column: Column, word: str, choices: dict[str, str]) -> None:
        known = list(dict.fromkeys(choices.values()))
        shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
        message = f"unknown {'lens tag' if column is Column.LENSES else column.value}"
        message += f" (declared: {shown})" if known else "; the campaign declares none"
        close = nearest(word, list(choices))
        self._cell_problem(line, record, column, message, choices[close] if close else None)

    def _lens_tags(self, line: int, record: Record) -> tuple[str, ...]:
        words = self._string(line, record, Column.LENSES).replace(",", ";").split(";")
        tags: list[str] = []
        for word in filter(None, (word.strip() for word in words)):
            tag = self._lenses.get(_folded(word))
            if tag is None:
                self._unknown(line, record, Column.LENSES, word, self._lenses)
            else:
                tags.append(tag)
        return tuple(dict.fromkeys(tags))

    def _experience(self, line: int, record: Record) -> Experience:
        word = _folded(self._string(line, record, Column.EXPERIENCE))
        if not word:
            return Experience.WOULD_LIKE
        found = _EXPERIENCES.get(word)
        if found is None:
            known = ", ".join(Experience)
            close = nearest(word, list(_EXPERIENCES))
            meant = _EXPERIENCES[close] if close else None
            self._cell_problem(line, record, Column.EXPERIENCE, f"unknown experience (known: {known})", meant)
        return found or Experience.WOULD_LIKE

    def _instant(self, line: int, record: Record) -> datetime | None:
        word = self._string(line, record, Column.SUBMITTED_AT)
        if not word:
            return None
        try:
            try:
                instant = datetime.combine(date.fromisoformat(word), time())
            except ValueError:
                instant = datetime.fromisoformat(word)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=self._campaign.zone)
            instant.timestamp()
        except (ValueError, OverflowError):
            message = "not a date; write it as 2015-01-26, 2015-01-26 14:00 or 2015-01-26T14:00Z"
            self._cell_problem(line, record, Column.SUBMITTED_AT, message)
            return None
        return instant


def known_order() -> list[str]:
    """The columns that a file may have, the needed one first."""
    return [column.value for column in Column]


def _folded(word: str) -> str:
    return " ".join(word.casefold().replace("_", "-").split())


def _choices(things: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    choices: dict[str, str] = {}
    for key, others in things:
        choices.setdefault(_folded(key), key)
        for other in others:
            choices.setdefault(_folded(other), key)
    return choices


_EXPERIENCES = {
    "would-like": Experience.WOULD_LIKE,
    "would like": Experience.WOULD_LIKE,
    "i would like": Experience.WOULD_LIKE,
    "we would like": Experience.WOULD_LIKE,
    "we-did": Experience.WE_DID,
    "we did": Experience.WE_DID,
    "we did this": Experience.WE_DID,
}
