"""Make untrusted text inert in the forum's Markdown, and keep it pleasant to read.

The forum's engine works in three steps, and each needs its own answer (CONTRACT section 11, OBSERVED
section 11):

* Blocks are found by how a line starts: the first sign of such a line is escaped, indentation goes.
* Inline markup, HTML and bare addresses are found in the line as typed: a backslash (or `&lt;`) stops them.
* Mentions, hashtags, emoji, dates and check boxes are found in the *final* text, after escapes have gone:
  only a sign that is really there helps. A word joiner (U+2060) is invisible and breaks no line; it goes
  where one of these could start, and nowhere else, so that prose stays searchable.
"""

from __future__ import annotations

import re
import unicodedata

WORD_JOINER = "\u2060"

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")

# Joiners that build emoji families and that some scripts need stay, but only between signs beyond ASCII.
_JOINERS = re.compile("(?<=[^\x00-\x7f])([\u200c\u200d])[\u200c\u200d]*(?=[^\x00-\x7f])|[\u200c\u200d]")
_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control signs
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # unseen, bidi
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
    "\U000e0000-\U000e007f"  # tags, which can carry a hidden message
    "]"
)

_INLINE = re.compile(
    r"""
      (?P<word>\[(?=[A-Za-z][A-Za-z ]+\]))    # [name]: a placeholder, needs no joiner
    | (?P<bracket>\[)
    | (?P<face>\^(?=_)|8(?=-\))|;(?=-?[)pP])) # emoticons that do not start with a colon
    | (?P<markup>[\\`*_~|^$\]])
    | (?P<tag><)
    | (?P<entity>&(?=\#?\w+;))
    | (?P<sign>[@\#](?=\S))
    | (?P<clock>(?<=\d):(?=\d{1,2}(?!\w)))    # 10:30 and 1:4 cannot start an emoji
    | (?P<colon>:(?=\S))
    | (?P<slash>(?<=/)/)
    | (?P<dot>(?<=\S)\.(?=[^\W\d_][^\s.,;:!?'")]))
    | (?P<address>(?<=\d)\.(?=\d+\.\d+\.\d))    # 127.0.0.1
    | (?P<abbreviation>\((?=(?:c|r|p|tm|pa)\)))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_LINE_SIGNS = re.compile(r"[-+=>]|#(?=[ ]|$)")

_EMOJI_CODE = re.compile(r"(?!(?<=\d):\d\d?:):(?=[\w+-]+:)")
_EMOTICON = re.compile(
    r"(?<!\w)(?::'?-?[()pPOD|/$]|:-'\(|;-?[)pP]|8-\)|\^_{1,2}\^)(?=\s|$)",
)


def clean(text: str) -> str:
    """The text in NFC with unified line ends and without anything that cannot be seen."""
    unified = _LINE_ENDS.sub("\n", text)
    seen = _JOINERS.sub(lambda found: found[1] or "", _HIDDEN.sub("", unified))
    return unicodedata.normalize("NFC", seen)


def inert(text: str) -> str:
    """Untrusted text as Markdown that shows just these words: paragraphs and typed lists, nothing live.

    Lines stay lines (the forum breaks where the author broke), runs of blank lines become one, lists keep
    their "-" and "1." as text.
    """
    lines: list[str] = []
    for raw in clean(text).split("\n"):
        line = _line(raw)
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).rstrip("\n")


def fitting(text: str, room: int) -> str:
    """The text made inert, cut at a word where that would be longer than `room` characters."""
    shown = inert(text)
    while len(shown) > room:
        text = shortened(text, len(text) * room // len(shown) - 1)
        shown = inert(text)
    return shown


def inert_line(text: str) -> str:
    """Untrusted text for use inside a line, a link's label or a table cell: as `inert`, on one line."""
    return _line(clean(text).replace("\n", " "))


def inert_title(text: str, limit: int = 255) -> str:
    """Untrusted text as a topic title: plain words on one line, at most `limit` characters.

    Titles know no Markdown, but emoji codes and emoticons, and the forum takes zero-width signs out of them;
    so codes are taken apart with a space, emoticons go. What is too long ends at a word with an ellipsis.
    """
    words = _SPACES.sub(" ", clean(text).replace("\n", " "))
    plain = _EMOJI_CODE.sub(": ", _EMOTICON.sub("", words))
    return shortened(_SPACES.sub(" ", plain).strip(), limit)


def shortened(text: str, limit: int) -> str:
    """The text if it fits into `limit` characters, else its beginning up to a whole word and an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        cut = max(head.rfind(" "), head.rfind("\n"))
        # A cut that would lose more than half of the room means one endless word: cut inside it.
        if cut >= limit // 2:
            head = head[:cut]
    return head.rstrip(" \n,;:.-–—") + "…"


def _line(raw: str) -> str:
    line = _SPACES.sub(" ", raw).strip()
    if numbered := _NUMBERED.match(line):
        return f"{numbered[1]}\\{numbered[2]}{_inline(line, numbered.end())}"
    if _LINE_SIGNS.match(line):
        return f"\\{line[0]}{_inline(line, 1)}"
    return _inline(line, 0)


def _inline(line: str, start: int) -> str:
    """Escape the line from `start` on; what stands before it is seen as context only."""
    pieces: list[str] = []
    for found in _INLINE.finditer(line, start):
        pieces.append(line[start : found.start()])
        pieces.append(_replacement(found))
        start = found.end()
    return "".join((*pieces, line[start:]))


def _replacement(found: re.Match[str]) -> str:
    sign = found[0]
    match found.lastgroup:
        case "tag":
            return "&lt;"
        case "entity":
            return "&amp;"
        case "clock":
            return sign
        case "sign" | "colon":
            return sign + WORD_JOINER
        case "face":
            return ("\\^" if sign == "^" else sign) + WORD_JOINER
        case "bracket":
            return "\\[" + WORD_JOINER
        case _:
            return "\\" + sign
