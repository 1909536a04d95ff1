"""The nearest known word for one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

# Words that people use for these keys and values, however far apart the spelling is.
_MEANT = {
    "address": ("link", "url"),
    "allow": ("rights",),
    "allows": ("rights",),
    "begin": ("starts", "from"),
    "begins": ("starts", "from"),
    "blogs": ("stories",),
    "articles": ("stories",),
    "comment": ("reply",),
    "comments": ("reply",),
    "day": ("weekday", "date"),
    "days": ("follow_up_days",),
    "description": ("summary", "definition", "text"),
    "end": ("ends", "to"),
    "id": ("slug",),
    "ideas": ("idea",),
    "k": ("batch_size",),
    "like": ("vote",),
    "likes": ("vote",),
    "name": ("title",),
    "roles": ("groups",),
    "signup": ("sign_up",),
    "start": ("starts", "from"),
    "time": ("at",),
    "tz": ("timezone",),
    "until": ("to", "ends"),
    "url": ("link",),
    "zone": ("timezone",),
}
_LIKE_ENOUGH = 60.0


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like `word`, or None where none is like it.

    Likeness is rapidfuzz's ratio (0..100) without regard to case, cut off at 60; of two that are equally
    like, the first in alphabetical order.
    """
    words = sorted(set(known))
    folded = {choice: choice.casefold().replace("-", "_") for choice in words}
    wanted = word.strip().casefold().replace("-", "_").replace(" ", "_")
    if not wanted:
        return None
    for meant in _MEANT.get(wanted, ()):
        if meant in folded:
            return meant
    found = process.extractOne(wanted, folded, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return found[2] if found else None
