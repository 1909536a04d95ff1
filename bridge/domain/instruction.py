"""What a moderator's reply under an idea asks for: another status, or the answer to a check-in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bridge.domain.followup import Course
from bridge.domain.idea import IdeaStatus
from bridge.domain.status import SETTABLE


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


Instruction = SetStatus | Report

_QUOTE = re.compile(
    r"\A\s*(?:\[quote[^\]]*\].*?\[/quote\]\s*|(?:>[^\n]*(?:\n|\Z))+\s*)", re.DOTALL | re.IGNORECASE
)
_EMPHASIS = re.compile(r"[*`]|\b_|_\b")
_FIRST = re.compile(r"\s*(?P<what>status|check[ -]?in)\s*:\s*(?P<rest>.*)", re.IGNORECASE)
_FIELD = re.compile(r"\s*(?P<what>owner|first[ -]step)\s*:\s*(?P<rest>.*)", re.IGNORECASE)
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


def _split(words: str, known: list[str]) -> tuple[str | None, str]:
    """The known word with which this begins, written with blanks or hyphens, and what follows it."""
    folded = re.sub(r"[\s_-]", "-", words.strip().casefold())
    for word in sorted(known, key=len, reverse=True):
        after = folded[len(word) :]
        if folded.startswith(word) and not after[:1].isalnum():
            rest = words.strip()[len(word) :]
            between = _BETWEEN.match(rest)
            return word, rest[between.end() :] if between else rest
    return None, ""


def _joined(first: str, below: str) -> str:
    words = " ".join(f"{first} {below}".split())
    reason = _BECAUSE.match(words)
    words = words[reason.end() :] if reason else words
    return words[:1].upper() + words[1:]
