"""The choices of an idea's poll, as they stand in its text: what was published once stays as it is.

The forum changes no poll that has votes and is older than a few minutes (its setting
`poll_edit_window_mins`), and votes are cast by a choice's words. So an idea keeps the words under which
people voted, whatever the campaign's labels or its language are by now.
"""

from __future__ import annotations

import re

from bridge.domain.document import POLL_NAME

_POLL = re.compile(
    rf"(?P<head>\[poll name={POLL_NAME}\b[^\]\n]*\]\n)(?P<choices>(?:\* .*\n)+)(?P<end>\[/poll\])"
)


def choices_of(body: str) -> tuple[str, ...]:
    """The choices of the idea's poll in a text of ours: up, down, unsure; empty without a poll."""
    found = _last(body)
    return tuple(line.removeprefix("* ") for line in found["choices"].splitlines()) if found else ()


def with_choices_of(body: str, published: str) -> str:
    """The text with the choices that its published form gives; as it is where either has no poll."""
    new, old = _last(body), _last(published)
    if new is None or old is None:
        return body
    return body[: new.start("choices")] + old["choices"] + body[new.end("choices") :]


def _last(body: str) -> re.Match[str] | None:
    # What people wrote stands before the poll and is inert; the last one is ours in any case.
    found = list(_POLL.finditer(body))
    return found[-1] if found else None
