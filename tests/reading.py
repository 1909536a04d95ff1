"""How hard a text is to read: the school grade of Flesch and Kincaid.

Grade = 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid, Fishburne, Rogers, Chissom 1975). A
grade of 7 is read at the age of 12. Syllables are counted twice, by hyphenation and by groups of vowels, and
the higher count is taken, so that a text is not thought easier than it is.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pyphen

READING_AGE_12 = 7.0
FEWEST_WORDS = 40
"""Of a shorter text the formula says nothing: one long word decides."""

_HYPHENS = pyphen.Pyphen(lang="en_GB", left=1, right=1)
_BLOCK = re.compile(
    r"^(`{3,}).*?^\1`*\s*$|\[poll.*?\[/poll\]|^\|[^\n]*$"
    r"|^(?:title|tags|key|slug|color|permissions): [^\n]*$|^description: ",
    re.M | re.S,
)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"\[/?[a-z][^\]]*\]|<[^>]+>|[*_#>]")
_CODE = re.compile(r"`[^`]*`")
_ITEM = re.compile(r"^\s*(?:-|\d+\.)\s+(.*?)[.!?:]?$", re.M)
_PART = re.compile(r"<(p|li|h[1-6]|legend|label)\b[^>]*>(.*?)</\1>", re.S)
_STOP = re.compile(r"[.!?:;]+(?:\s|$)|\n\s*\n")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def from_markdown(text: str) -> str:
    """The sentences of a Markdown text: no code, no tables, no markup."""
    plain = _CODE.sub("code", _LINK.sub(r"\1", _BLOCK.sub("", text)))
    return _ITEM.sub(r"\1.", _MARKUP.sub("", plain))


def from_html(page: str) -> str:
    """The sentences of a page's paragraphs and list items."""
    parts = _PART.findall(page)
    return "\n\n".join(unescape(re.sub(r"<[^>]+>", " ", part)) for _, part in parts)


def grade(text: str) -> float | None:
    """The school grade of a text; None where it is too short to tell."""
    sentences = [part for part in _STOP.split(text) if _WORD.search(part)]
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    syllables = sum(max(len(_HYPHENS.positions(word)) + 1, _by_vowels(word)) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _by_vowels(word: str) -> int:
    folded = word.lower()
    groups = len(re.findall(r"[aeiouy]+", folded))
    ends = ("e", "es", "ed")
    silent = folded.endswith(ends) and not folded.endswith(("le", "les", "ted", "ded", "ses", "ces"))
    return max(groups - silent, 1)


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.said += [value or "" for name, value in attrs if name in ("aria-label", "alt", "title")]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


_SILENT = frozenset({"style", "script", "code"})


def read_out(page: str) -> str:
    """What a page shows or has read out, a piece a line; code is neither."""
    seen = _Seen()
    seen.feed(page)
    return "\n".join(line for piece in seen.said if (line := " ".join(piece.split())))
