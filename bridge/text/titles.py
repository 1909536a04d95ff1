"""Titles for ideas that came without one: the first sentence or clause, cut where a reader would."""

from __future__ import annotations

import re

from bridge.domain.language import gettext as _
from bridge.text.gazetteer import words_in

SHORTEST = 15
"""The forum refuses shorter titles (its setting `min_topic_title_length`)."""

LONGEST = 100
"""Longer ones are cut off in the forum's lists; it allows 255."""

_GREETING = re.compile(
    r"\A(?:(?:hi|hello|hiya|hey|dear|good (?:morning|afternoon|evening)|to whom it may concern)\b"
    r"[^.!?\n,]{0,40}[,.!\n]+\s*)+",
    re.I,
)
_BULLET = re.compile(r"\A(?:[#>*•–—-]+|\(?[0-9]{1,2}[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9]|\[)|\n+")
_SHORT_FORM = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|dr|mr|mrs|ms|prof|st|inc)|\b[A-Z])\.\Z", re.I)
_GAP = re.compile(r"[^\S\n]|[\x00-\x08\x0e-\x1f\x7f-\x9f]")
"""What is no letter and no line's end: spaces of every kind, and signs that control."""
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,30}\]")
_CLAUSE = re.compile(r"[,;:–—(]|\s-\s|\s(?=(?:because|so that|which|but|although|when|if|where|while)\b)")
_LOOKED_AT = 2_000
_KEPT_SPACE = "\u00a0"
_WEAK_ENDS = words_in(
    "a an the and or but if of to in on at for from with by as than that this these those its their our my "
    "your is are was were be been has have had will would can could should so because which who when where "
    "while not"
)
_TRAILING = " \t\n.,;:!?-–—\"'“‘(*_…"


def derive_title(text: str) -> str:
    """A title of 15 to 100 characters without closing punctuation; the same text gives the same title.

    Placeholders such as [name] are never cut through. A very short text gets a few words before it, in the
    language that is spoken.
    """
    body = _GAP.sub(" ", text.strip()[:_LOOKED_AT]).strip()
    body = _PLACEHOLDER.sub(lambda found: found.group().replace(" ", _KEPT_SPACE), body)
    body = _BULLET.sub("", _GREETING.sub("", body)).strip() or body
    sentences = _sentences(body)
    title = ""
    for sentence in sentences:
        title = _tidy(f"{title}. {sentence}" if title else sentence)
        if len(title) >= SHORTEST:
            break
    if len(title) > LONGEST:
        title = _shortened(title)
    if title.count('"') % 2:
        # The cut fell into quoted words.
        title = _tidy(title.replace('"', ""))
    title = _quiet(title)
    if len(title) < SHORTEST:
        title = (
            _("An idea in short: %(text)s", text=title[:1].lower() + title[1:])
            if title
            else _("An idea without words")
        )
    return title.replace(_KEPT_SPACE, " ")


def _sentences(body: str) -> list[str]:
    whole: list[str] = []
    for piece in _SENTENCE.split(body):
        part = " ".join(piece.split(" ")).strip()
        if whole and _SHORT_FORM.search(whole[-1][-10:]):
            whole[-1] = f"{whole[-1]} {part}"
        elif part:
            whole.append(part)
    return whole


def _tidy(title: str) -> str:
    return " ".join(part for part in re.split(r"[ \t\r\f\v]+", title) if part).rstrip(_TRAILING)


def _shortened(title: str) -> str:
    """Cut at the last clause that leaves enough, else at the last word that fits and can end a title."""
    clauses = [found.start() for found in _CLAUSE.finditer(title) if 40 <= found.start() <= LONGEST]
    if clauses:
        clause = _tidy(title[: clauses[-1]])
        if clause.rsplit(" ", 1)[-1].casefold() not in _WEAK_ENDS:
            return clause
    words = title[: LONGEST + 1].split(" ")[:-1] or [title[:LONGEST]]
    while len(words) > 4 and words[-1].casefold().strip(_TRAILING) in _WEAK_ENDS:
        words.pop()
    return _tidy(" ".join(words))


def _quiet(title: str) -> str:
    """Capitals throughout read as shouting, and the forum refuses them; the first letter is a capital."""
    if title.isupper() and len(title) > SHORTEST:
        title = title.lower()
    return title[:1].upper() + title[1:]
