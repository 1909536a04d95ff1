"""The columns of an ideas file: which are read, which are dropped at the door, which are unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from bridge.text.gazetteer import words_in


class Column(StrEnum):
    """What an ideas file can say of an idea."""

    TEXT = "text"
    TITLE = "title"
    QUESTION = "question"
    ROLE = "role"
    LENSES = "lenses"
    SUBMITTED_AT = "submitted_at"
    EXPERIENCE = "experience"


class Use(StrEnum):
    """What becomes of a column."""

    READ = "read"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


_READ = {column.value: column for column in Column} | {
    "idea": Column.TEXT,
    "lens": Column.LENSES,
    "submitted": Column.SUBMITTED_AT,
    "date": Column.SUBMITTED_AT,
    "group": Column.ROLE,
    "question_id": Column.QUESTION,
}
# Any of these words in a column's name says that the column tells who wrote.
_AUTHOR = words_in(
    "account address age author birth browser contact creator device dob email employee ethnicity "
    "facebook fax firstname forename fullname gender handle id initials ip ipaddress lastname latitude "
    "location login longitude mail member mobile mrn name nhs ni nickname nmc owner participant payroll "
    "person phone postcode respondent sender sex signature staff submitter surname tel telephone twitter "
    "uid user userid username uuid who writer zip "
)
_BY = frozenset({"by", "submitted_by", "created_by", "written_by", "entered_by", "from"})
_TELLABLE = re.compile(r"[\w][\w .,'’/()-]{0,39}")
_LIKE_ENOUGH = 70.0


@dataclass(frozen=True, slots=True)
class Header:
    """One column as named in the file and what becomes of it; `column` is set where it is read."""

    name: str
    use: Use
    column: Column | None = None


def header_of(name: str) -> Header:
    """What becomes of a column of this name. Author columns win over everything else."""
    plain = "_".join(re.findall(r"[^\W_]+", name.casefold().replace("e-mail", "email")))
    if plain in _READ:
        return Header(name, Use.READ, _READ[plain])
    if plain in _BY or _AUTHOR & set(plain.split("_")):
        return Header(name, Use.DROPPED)
    return Header(name, Use.UNKNOWN)


def tellable(name: str) -> bool:
    """Whether a column's name may be shown: a short label, not a sentence out of somebody's text."""
    return _TELLABLE.fullmatch(name.strip()) is not None and len(name.split()) <= 4 and "@" not in name


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that is most like another one, or None where none is like it."""
    folded = {choice: choice.casefold() for choice in known}
    found = process.extractOne(word.strip().casefold(), folded, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return found[2] if found else None
