"""An idea at the door: what any way in hands over, already without a word on who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.idea import Experience


@dataclass(frozen=True, slots=True)
class RawIdea:
    """Text as received, never stored or logged in this form.

    `question`, `role` and `lenses` are ids that the campaign declares; `submitted_at` is aware, or None for
    "now". `source` names the way in ("import"), never a file, a person or an address.
    """

    text: str
    question: str
    title: str = ""
    role: str | None = None
    lenses: tuple[str, ...] = ()
    experience: Experience = Experience.WOULD_LIKE
    submitted_at: datetime | None = None
    source: str = "import"
