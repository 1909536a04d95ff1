"""People's words as a picture can show them: short, on so many lines, in letters that the font has."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import wrap

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

from bridge.domain.language import gettext as _
from bridge.domain.picture import PicturedIdea
from bridge.render.inert import clean, shortened

_MOST_MISSING = 0.3
_STANDS_FOR_NONE = "\N{WHITE SQUARE}"


def label(idea: PicturedIdea, limit: int) -> str:
    """The idea's words on one line of at most `limit` characters; its id where they cannot be shown.

    A letter that the font lacks is shown as a square. Where that happens to more than three in ten the words
    would tell nobody anything, and the id is more use.
    """
    return shortened(_words(idea), limit)


def label_lines(idea: PicturedIdea, width: int, lines: int) -> str:
    """The same on up to so many lines of at most `width` characters each."""
    words = _words(idea)
    # Lines end at words, so that not all of the room can be used: try less until it fits.
    for room in range(width * lines, 0, -1):
        cut = wrap(shortened(words, room), width)
        if len(cut) <= lines:
            return "\n".join(cut)
    raise ValueError(f"There is no room on {lines} lines of {width} characters.")


def plain(words: str) -> str:
    """The words with a square for each letter that the font lacks."""
    return "".join(sign if ord(sign) in _letters() else _STANDS_FOR_NONE for sign in words)


def _words(idea: PicturedIdea) -> str:
    words = " ".join(clean(idea.words).split())
    missing = sum(ord(sign) not in _letters() for sign in words)
    return plain(words) if words and missing <= _MOST_MISSING * len(words) else _("idea %(id)s", id=idea.id)


@cache
def _letters() -> frozenset[int]:
    """Every sign of the font that comes with matplotlib."""
    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return frozenset(FT2Font(str(path)).get_charmap())
