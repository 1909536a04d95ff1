"""Replies without the names that the forum puts into them."""

from __future__ import annotations

import re

_QUOTE = re.compile(r"\[quote=[^\]\n]*\]", re.IGNORECASE)
# An @ after a letter, a dot or a slash belongs to an address, which is no mention.
_MENTION = re.compile(r"(?<![\w./@-])@[^\W_][\w.-]*|(?<![\w./@-])@_[\w.-]+")


def nameless(raw: str) -> str:
    """A reply's text with quotes that name nobody and with every mention as `@someone`.

    Replies carry their author's name in the forum, and people quote and call each other by it. What the
    bridge keeps knows people by pseudonym only, so names would tell whose pseudonym is whose.
    """
    return _MENTION.sub("@someone", _QUOTE.sub("[quote]", raw))
