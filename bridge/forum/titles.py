"""What the forum makes of a title, foretold, so that a title is never edited for ever.

Discourse tidies titles as it stores them (`title_prettify`); comparing what was written with what is shown
would find a difference in every run. The rules and their order are those of OBSERVED, section 3.
"""

from __future__ import annotations

import re
import unicodedata

_EXCLAMATIONS = re.compile("!+")
_QUESTIONS = re.compile(r"\?+")
_FINAL_DOTS = re.compile(r"(?<=[^.])\.+(?=\s*\Z)")
_SPACE_BEFORE_MARK = re.compile(r"\s+(?=[!?]\s*\Z)")
_SPACES = re.compile(" +")
# Blanks in the narrow sense: an unusual space such as U+00A0 does not end the first word.
_BLANKS = " \t\n\v\f\r\0"
_FIRST_WORD = re.compile(f"[{_BLANKS}]*(?P<word>[^{_BLANKS}]+)(?:[{_BLANKS}]+(?P<rest>.*))?", re.DOTALL)
_LINE_SEPARATORS = "\u180e\u2028\u2029"


def prettify(title: str, *, close_up_marks: bool = True) -> str:
    """The title as the forum stores it.

    `close_up_marks` says whether a space before a final `!` or `?` goes away, which depends on the forum's
    language (English: yes).
    """
    text = _QUESTIONS.sub("?", _EXCLAMATIONS.sub("!", title))
    if text == text.upper():
        text = text.lower()
    text = _capitalised(text)
    text = _FINAL_DOTS.sub("", text)
    if close_up_marks:
        text = _SPACE_BEFORE_MARK.sub("", text)
    text = _SPACES.sub(" ", text)
    text = "".join(" " if _unusual_space(sign) else sign for sign in text)
    return text.strip(_BLANKS).replace("\u200b", "")


def _capitalised(text: str) -> str:
    """The first word with a capital, if it is all in lower case; the separator after it becomes one space."""
    found = _FIRST_WORD.match(text)
    if found is None or found["word"] != found["word"].lower():
        return text
    word = found["word"]
    return f"{word[0].capitalize()}{word[1:]} {found['rest'] or ''}"


def _unusual_space(sign: str) -> bool:
    return sign != " " and (unicodedata.category(sign) == "Zs" or sign in _LINE_SEPARATORS)
