"""Quote what people said of an idea: the best replies, short, without names and masked once more."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bridge.domain.guide import Quote
from bridge.domain.participation import Reply
from bridge.ports.services import Redactor

MOST = 3
"""So many replies are quoted at an idea."""

LONGEST = 420
"""In characters, as written: who says more is read in the forum."""

SHORTEST = 25
"""In characters: "+1" is a vote and no reason."""

MOST_MASKED = 2
"""With more places masked a reply is about persons, and is left where it stands."""

# Quotations of others, polls, pictures, code, tables and HTML: such replies are not short and plain.
_NOT_PLAIN = re.compile(r"\[/?(?:quote|poll|details|date|spoiler)\b|!\[|```|~~~|^\s*\||<[a-z!/]", re.I | re.M)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\]\(", re.I)
_MENTION = re.compile(r"(?<![\w/])@[\w.-]*\w")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1")
_LINE_MARK = re.compile(r"^\s*(?:>+|#{1,6}|[-*+])\s+", re.M)
_EMOJI_CODE = re.compile(r":[a-z0-9_+-]+:(?::t[2-6]:)?")
_MASKED = re.compile(r"\[[a-z][a-z ]+\]")


def best_quotes(replies: Iterable[Reply], redactor: Redactor) -> tuple[Quote, ...]:
    """At most `MOST` replies that somebody liked, most liked first, then the earlier one.

    Removed replies are never quoted, nor those that link somewhere, quote others or hold more than words.
    """
    liked = [reply for reply in replies if reply.likes > 0 and not reply.removed and _is_plain(reply.text)]
    quotes: list[Quote] = []
    for reply in sorted(liked, key=lambda reply: (-reply.likes, reply.post_id)):
        words = redactor.redact(_plain(reply.text)).text
        if len(words) >= SHORTEST and len(_MASKED.findall(words)) <= MOST_MASKED:
            quotes.append(Quote(words, reply.likes))
        if len(quotes) == MOST:
            break
    return tuple(quotes)


def _is_plain(text: str) -> bool:
    return len(text) <= LONGEST and not _NOT_PLAIN.search(text) and not _ADDRESS.search(text)


def _plain(text: str) -> str:
    """The words without the forum's marks; names of members become a placeholder."""
    named = _MENTION.sub("[name]", _EMOJI_CODE.sub("", text))
    lines = _EMPHASIS.sub(r"\2", _LINE_MARK.sub("", named)).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())
