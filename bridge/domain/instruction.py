"""What a moderator's reply under an idea says: another status, how it goes on, where it was tried."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bridge.domain.followup import Course
from bridge.domain.idea import IdeaStatus
from bridge.domain.status import SETTABLE
from bridge.domain.trial import Result


@dataclass(frozen=True, slots=True)
class SetStatus:
    """`status: chosen, because ...` with lines `owner:` and `first step:`; None for a word that is none."""

    status: IdeaStatus | None
    reason: str = ""
    owner: str = ""
    first_step: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`check-in: moving, note`; None for a word that is no answer."""

    course: Course | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TriedHere:
    """`tried here: Ward 7, March 2015` with lines `when:` and `result:`, then what they did and found.

    `result` is None for a word that is none or where it is missing; `month` where no month is named.
    """

    place: str
    result: Result | None
    month: date | None = None
    words: str = ""


Instruction = SetStatus | Report | TriedHere

_QUOTE = re.compile(
    r"\A\s*(?:\[quote[^\]]*\].*?\[/quote\]\s*|(?:>[^\n]*(?:\n|\Z))+\s*)", re.DOTALL | re.IGNORECASE
)
_EMPHASIS = re.compile(r"[*`]|\b_|_\b")
_FIRST = re.compile(r"\s*(?P<what>status|check[ -]?in|tried here)\s*:\s*(?P<rest>.*)", re.IGNORECASE)
_FIELD = re.compile(r"\s*(?P<what>owner|first[ -]step)\s*:\s*(?P<rest>.*)", re.IGNORECASE)
_TRIAL_FIELD = re.compile(r"\s*(?P<what>when|result)\s*:\s*(?P<rest>.*)", re.IGNORECASE)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_BETWEEN = re.compile(r"[\s,;:.!–—-]+")
_BECAUSE = re.compile(r"because\b[\s,:]*", re.IGNORECASE)


def read_instruction(raw: str) -> Instruction | None:
    """What a reply asks for; None for one that asks for nothing.

    Its first line decides, after quotations; capitals and emphasis do not count. The lines below go on with
    the reason or the note.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    while quoted := _QUOTE.match(text):
        text = text[quoted.end() :]
    first, _, below = text.partition("\n")
    found = _FIRST.fullmatch(_EMPHASIS.sub("", first))
    if found is None:
        return None
    if found["what"].lower() == "tried here":
        return _tried(found["rest"], below)
    if found["what"].lower() != "status":
        course, note = _split(found["rest"], [str(one) for one in Course])
        return Report(Course(course) if course else None, _joined(note, below))
    status, reason = _split(found["rest"], [str(one) for one in SETTABLE])
    fields = {"owner": "", "first step": ""}
    rest = []
    for line in below.split("\n"):
        field = _FIELD.fullmatch(_EMPHASIS.sub("", line))
        if field is None:
            rest.append(line)
        else:
            fields[field["what"].lower().replace("-", " ")] = " ".join(field["rest"].split())
    return SetStatus(
        IdeaStatus(status) if status else None,
        _joined(reason, "\n".join(rest)),
        fields["owner"],
        fields["first step"],
    )


def _tried(place: str, below: str) -> TriedHere:
    said = {"when": "", "result": ""}
    rest = []
    for line in below.split("\n"):
        field = _TRIAL_FIELD.fullmatch(_EMPHASIS.sub("", line))
        if field is None:
            rest.append(line)
        else:
            said[field["what"].lower()] = " ".join(field["rest"].split())
    result, more = _split(said["result"], [str(one) for one in Result])
    known = Result(result) if result else None
    return TriedHere(" ".join(place.split()), known, month_of(said["when"]), _joined(more, "\n".join(rest)))


def month_of(words: str) -> date | None:
    """The first day of the month that words name: `March 2015`, `2015-03`, `03/2015`; None for others."""
    folded = words.strip().casefold()
    year = re.search(r"\b(19|20)\d\d\b", folded)
    if year is None:
        return None
    rest = (folded[: year.start()] + folded[year.end() :]).strip(" -/,.")
    names = [name for name in _MONTHS if len(rest) >= 3 and name.startswith(rest)]
    if len(names) == 1:
        return date(int(year[0]), _MONTHS.index(names[0]) + 1, 1)
    return date(int(year[0]), int(rest), 1) if rest.isdigit() and 1 <= int(rest) <= 12 else None


def _split(words: str, known: list[str]) -> tuple[str | None, str]:
    """The known word with which this begins, written with blanks or hyphens, and what follows it."""
    folded = re.sub(r"[\s_-]", "-", words.strip().casefold())
    for word in sorted(known, key=len, reverse=True):
        after = folded[len(word) :]
        if folded.startswith(word.replace(" ", "-")) and not after[:1].isalnum():
            rest = words.strip()[len(word) :]
            between = _BETWEEN.match(rest)
            return word, rest[between.end() :] if between else rest
    return None, ""


def _joined(first: str, below: str) -> str:
    words = " ".join(f"{first} {below}".split())
    reason = _BECAUSE.match(words)
    words = words[reason.end() :] if reason else words
    return words[:1].upper() + words[1:]
