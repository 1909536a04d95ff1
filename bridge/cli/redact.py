"""`redact`: personal data out of texts from a pipe, without a campaign, a database or a forum."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bridge.cli.output import count, note, say
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.domain.idea import Redaction

_MOST_FAULTS = 20
_TOLD = {"NUMBER": "MRN"}
"""Programs know a fixed set of labels; a number of unknown kind is told as the record number it may be."""


def redact() -> None:
    """Read {"id", "text"} lines and write them with personal data masked; nothing where a line is wrong."""
    from bridge.settings import load_settings
    from bridge.wiring import open_engine

    redactor = open_engine(load_settings()).redactor
    ideas, faults = [], []
    for number, line in enumerate(_lines(), start=1):
        if not line.strip():
            continue
        idea = _read(line)
        if isinstance(idea, str):
            faults.append(f"line {number}: {idea}")
        else:
            ideas.append(idea)
    if faults:
        for fault in faults[:_MOST_FAULTS]:
            note(fault)
        raise UserProblem(
            f"{count(len(faults), 'line')} cannot be read, so nothing was written",
            hint='Each line holds one JSON object in UTF-8, such as {"id": "a1", "text": "..."}.',
        )
    for key, text in ideas:
        say(json.dumps(_written(key, redactor.redact(text)), ensure_ascii=False))


def _lines() -> Iterator[bytes | str]:
    """Standard input line by line; bytes where there are any, so that the locale changes nothing."""
    yield from getattr(sys.stdin, "buffer", sys.stdin)


def _read(line: bytes | str) -> tuple[str | int, str] | str:
    """Id and text of one line, or what is wrong with it, without its words."""
    try:
        value = json.loads(line if isinstance(line, str) else line.decode())
    except UnicodeDecodeError:
        return "not UTF-8"
    except (json.JSONDecodeError, RecursionError):
        return "not valid JSON"
    if not isinstance(value, dict):
        return "not an object"
    key, text = value.get("id"), value.get("text")
    if not isinstance(key, (str, int)) or isinstance(key, bool):
        return "no id; it is a string or a whole number"
    if not isinstance(text, str):
        return "no text; it is a string"
    try:
        f"{key}{text}".encode()
    except UnicodeEncodeError:
        return "half of a surrogate pair stands alone"
    return key, text


def _written(key: str | int, redaction: Redaction) -> dict[str, object]:
    spans = [
        {
            "start": mask.start,
            "end": mask.end,
            "label": _TOLD.get(mask.label, mask.label),
            "score": round(mask.score, 2),
            "action": "ask" if mask.asked else "mask",
        }
        for mask in redaction.masks
    ]
    return {"id": key, "text": redaction.text, "spans": spans, "review": redaction.needs_review}
