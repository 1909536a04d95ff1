"""Titles as the forum rewrites them, their slugs, and their form in HTML.

Order of the rewriting as observed on Discourse 3.5 (``title_prettify`` and
``title_remove_extraneous_space`` on).
"""

from __future__ import annotations

import html
import re
import unicodedata

_SPACES = re.compile("[\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]+")
_FOLDS = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "SS",
        "æ": "ae",
        "Æ": "AE",
        "ø": "o",
        "Ø": "O",
        "œ": "oe",
        "Œ": "OE",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "Ł": "L",
        "ı": "i",
    }
)


def prettify(title: str) -> str:
    """The title that the forum stores for the one that was sent."""
    text = re.sub("!+", "!", title)
    text = re.sub(r"\?+", "?", text)
    if text == text.upper():
        text = text.lower()
    text = _capitalise(text)
    text = re.sub(r"\.+\Z", "", text)
    text = re.sub(r"\s+([!?])\s*\Z", r"\1", text)
    text = _SPACES.sub(" ", text)
    text = re.sub(" +", " ", text)
    return text.strip().replace("\u200b", "")


def _capitalise(text: str) -> str:
    """Upper-case the first letter of the first word, when all of that word is lower case."""
    words = re.match(r"\s*(\S+)(\s*)(.*)\Z", text, re.DOTALL)
    if not words:
        return text
    first, gap, rest = words.groups()
    if first != first.lower():
        return text
    separator = gap if gap in ("\t", "\n") else " " if gap else ""
    return first[0].title() + first[1:] + separator + rest


def slugify(title: str, default: str = "topic") -> str:
    """The slug of a title: ASCII letters, digits and hyphens; ``default`` where nothing is left."""
    text = re.sub(r":[a-z0-9_+-]+:", " ", title.translate(_FOLDS))
    text = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"['\u2019]", "", text)
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:255].strip("-")
    return default if not slug or slug.isdigit() else slug


def fancy(title: str) -> str:
    """The title in HTML, with typographic quotes, dashes and ellipses."""
    text = html.escape(title, quote=False)
    text = text.replace("...", "&hellip;").replace("---", "&mdash;").replace("--", "&ndash;")
    text = re.sub(r'(^|[\s(\[{-])"', r"\1&ldquo;", text).replace('"', "&rdquo;")
    return re.sub(r"(^|[\s(\[{-])'", r"\1&lsquo;", text).replace("'", "&rsquo;")
