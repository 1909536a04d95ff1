"""The step between the door and moderation: clean, mask, give a title, say why a person has to look.

Pure: the same raw idea and redactor give the same result in one language; nothing is stored or logged here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bridge.domain.idea import Mask, Masked, Redaction
from bridge.domain.language import ENGLISH, gettext_noop, spoken
from bridge.domain.language import gettext as _
from bridge.domain.wording import listed
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
    "ADDRESS": gettext_noop("an address"),
    "AGE_90": gettext_noop("an age over 89"),
    "BANK": gettext_noop("bank details"),
    "DATE": gettext_noop("an exact date"),
    "DOB": gettext_noop("a date of birth"),
    "EMAIL": gettext_noop("an e-mail address"),
    "EXT": gettext_noop("an extension or bleep"),
    "HANDLE": gettext_noop("an account name"),
    "IP": gettext_noop("a network address"),
    "LOCATION": gettext_noop("a place"),
    "MRN": gettext_noop("a hospital number"),
    "NHS_NUMBER": gettext_noop("an NHS number"),
    "NINO": gettext_noop("a National Insurance number"),
    "NUMBER": gettext_noop("a number that may identify someone"),
    "ORG": gettext_noop("an organisation"),
    "PERSON": gettext_noop("a name"),
    "PHONE": gettext_noop("a phone number"),
    "POSTCODE": gettext_noop("a postcode"),
    "PROF_REG": gettext_noop("a registration number"),
    "ROLE_UNIQUE": gettext_noop("a role that singles someone out"),
    "URL": gettext_noop("a link"),
    "VEHICLE": gettext_noop("a vehicle registration"),
}

_HINTS = frozenset({"ROLE_UNIQUE", "LOCATION", "ORG", "DATE", "DOB", "AGE_90"})
_AROUND = 40
_ENOUGH_LETTERS = 40
_FEWEST_CAPITALS, _MOST_CAPITALS = 0.008, 0.6
_LONG = 250


@dataclass(frozen=True, slots=True)
class Anonymised:
    """A raw idea made fit for moderation. `reasons` say what a person has to judge, never the words.

    `masked` and `doubtful` count finds by label, title and text together: certain ones, and those that are
    masked as well but leave a question open. `places` tells each placeholder, `second` why two people have
    to agree.
    """

    title: str
    text: str
    reasons: tuple[str, ...]
    masked: Counter[str]
    doubtful: Counter[str]
    places: tuple[Masked, ...] = ()
    second: tuple[str, ...] = ()


def anonymise(raw: RawIdea, redactor: Redactor, title_of: TitleOf) -> Anonymised:
    """Redact title and text; derive a title where none was given or the given one is too short.

    Everything outside the redacted words is already fit to publish: role and lenses are declared values.
    """
    body = redactor.redact(clean(raw.text))
    masks = list(body.masks)
    places = list(told(body))
    title = ""
    if raw.title:
        head = redactor.redact(" ".join(clean(raw.title).split()))
        title = head.text.rstrip(" .,;:!")
        masks += head.masks
        places = [*told(head), *places]
    if len(title) < SHORTEST_TITLE or _ONLY_PLACEHOLDERS.fullmatch(title):
        title = title_of(f"{title}: {body.text}" if title else body.text)
    title = title[:LONGEST_TITLE].rstrip()
    doubtful = _count(masks, asked=True)
    reasons = [_("masked, but may be harmless: %(kind)s", kind=_kind(label)) for label in sorted(doubtful)]
    if _ONLY_PLACEHOLDERS.fullmatch(body.text):
        reasons.append(_("nothing is left of the text but placeholders"))
    if spoken().code != ENGLISH.code:
        # In another language they take harmless words for names, and miss dates and places.
        reasons.append(
            _("the rules that mask know English best: read it for names, dates and places yourself")
        )
    second = singling_out({mask.label for mask in masks}, body.text)
    return Anonymised(
        title, body.text, tuple(reasons), _count(masks, asked=False), doubtful, tuple(places), second
    )


def _kind(label: str) -> str:
    """What a label stands for, in words."""
    return _(_KINDS.get(label, gettext_noop("personal data")))


def told(redaction: Redaction) -> tuple[Masked, ...]:
    """Each placeholder of a redacted text with what stands around it there."""
    text = redaction.text
    places = []
    shift = 0
    for mask in sorted(redaction.masks, key=lambda mask: mask.start):
        start = mask.start + shift
        end = text.index("]", start) + 1
        shift += (end - start) - (mask.end - mask.start)
        around = f"{text[max(0, start - _AROUND) : end + _AROUND]}"
        places.append(Masked(text[start:end], _kind(mask.label), mask.asked, " ".join(around.split())))
    return tuple(places)


def singling_out(labels: AbstractSet[str], text: str) -> tuple[str, ...]:
    """Why two people have to agree: what is left, taken together, may point at one person.

    The cases are those that the research on leaks names for a second person.
    """
    reasons = []
    if "ROLE_UNIQUE" in labels:
        reasons.append(_("a role that only one person may hold"))
    if "LOCATION" in labels:
        reasons.append(_("a place"))
    hints = labels & _HINTS
    if len(hints) > 1:
        kinds = listed(sorted(_kind(label) for label in hints))
        reasons.append(_("%(kinds)s in one idea", kinds=kinds))
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) >= _ENOUGH_LETTERS:
        capitals = sum(sign.isupper() for sign in letters) / len(letters)
        if capitals < _FEWEST_CAPITALS or capitals > _MOST_CAPITALS:
            reasons.append(_("names are hard to find where capitals are missing or everywhere"))
    if len(text.split()) > _LONG:
        reasons.append(_("more than %(most)s words", most=_LONG))
    return tuple(reasons)


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
