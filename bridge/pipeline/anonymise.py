"""The step between the door and moderation: clean, mask, give a title, say why a person has to look.

Pure: the same raw idea and redactor give the same result; nothing is stored or logged here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bridge.domain.idea import Mask
from bridge.pipeline.raw import RawIdea
from bridge.ports import Redactor

TitleOf = Callable[[str], str]
"""Derives a title from a redacted text."""

SHORTEST_TITLE = 15
"""The forum refuses shorter titles (its setting `min_topic_title_length`)."""

LONGEST_TITLE = 200
"""Room is left below the forum's 255 for what it does to titles itself."""

_ONLY_PLACEHOLDERS = re.compile(r"(?:\[[^\[\]\n]{1,30}\]|[\W_])*")
_JOINER = "\u200d"
_JOINER_IN_WORD = re.compile(f"(?<=\\w){_JOINER}|{_JOINER}(?=\\w)")

_KINDS = {
    "ADDRESS": "an address",
    "AGE_90": "an age over 89",
    "BANK": "bank details",
    "DATE": "an exact date",
    "DOB": "a date of birth",
    "EMAIL": "an e-mail address",
    "EXT": "an extension or bleep",
    "HANDLE": "an account name",
    "IP": "a network address",
    "LOCATION": "a place",
    "MRN": "a hospital number",
    "NHS_NUMBER": "an NHS number",
    "NINO": "a National Insurance number",
    "NUMBER": "a number that may identify someone",
    "ORG": "an organisation",
    "PERSON": "a name",
    "PHONE": "a phone number",
    "POSTCODE": "a postcode",
    "PROF_REG": "a registration number",
    "ROLE_UNIQUE": "a role that singles someone out",
    "URL": "a link",
    "VEHICLE": "a vehicle registration",
}


@dataclass(frozen=True, slots=True)
class Anonymised:
    """A raw idea made fit for moderation. `reasons` say what a person has to judge, never the words.

    `masked` and `doubtful` count finds by label, title and text together: certain ones, and those that are
    masked as well but leave a question open.
    """

    title: str
    text: str
    reasons: tuple[str, ...]
    masked: Counter[str]
    doubtful: Counter[str]


def anonymise(raw: RawIdea, redactor: Redactor, title_of: TitleOf) -> Anonymised:
    """Redact title and text; derive a title where none was given or the given one is too short.

    Everything outside the redacted words is already fit to publish: role and lenses are declared values.
    """
    body = redactor.redact(clean(raw.text))
    masks = list(body.masks)
    title = ""
    if raw.title:
        head = redactor.redact(" ".join(clean(raw.title).split()))
        title = head.text.rstrip(" .,;:!")
        masks += head.masks
    if len(title) < SHORTEST_TITLE or _ONLY_PLACEHOLDERS.fullmatch(title):
        title = title_of(f"{title}: {body.text}" if title else body.text)
    title = title[:LONGEST_TITLE].rstrip()
    doubtful = _count(masks, asked=True)
    reasons = [
        f"masked, but may be harmless: {_KINDS.get(label, 'personal data')}" for label in sorted(doubtful)
    ]
    if _ONLY_PLACEHOLDERS.fullmatch(body.text):
        reasons.append("nothing is left of the text but placeholders")
    return Anonymised(title, body.text, tuple(reasons), _count(masks, asked=False), doubtful)


def clean(text: str) -> str:
    """Text without what nobody sees: control signs, direction marks, zero-width signs, ragged line ends.

    Invisible signs could hide a name from the redactor and from the moderator. Composed to NFC.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")
    whole = unicodedata.normalize("NFC", whole.replace("\r\n", "\n").replace("\r", "\n"))
    seen = "".join(
        sign for sign in whole if sign in f"\n\t{_JOINER}" or unicodedata.category(sign) not in _UNSEEN
    )
    seen = _JOINER_IN_WORD.sub("", seen)
    lines = "\n".join(line.rstrip() for line in seen.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def _count(masks: list[Mask], *, asked: bool) -> Counter[str]:
    return Counter(mask.label for mask in masks if mask.asked is asked)
