"""The published list of reasons for which an idea is returned or rejected."""

from __future__ import annotations

from collections.abc import Mapping

from bridge.domain.language import gettext, gettext_noop

REASONS: Mapping[str, str] = {
    "personal-data": gettext_noop("Somebody could be recognised in it, and masking the words is not enough."),
    "other-question": gettext_noop("It answers another question than the one it was sent for."),
    "no-idea": gettext_noop("It says what is wrong, but not what could be done."),
    "unclear": gettext_noop("We could not tell what is proposed."),
    "duplicate": gettext_noop("The same idea is there already."),
    "harm": gettext_noop("It attacks people, or doing it could hurt somebody."),
    "concern": gettext_noop("It is a concern about safety or conduct, which has its own way to be raised."),
    "advert": gettext_noop("It advertises something."),
    "not-ours": gettext_noop("It lies outside what this campaign can change."),
}
"""Code -> sentence for the author and the public, to be translated; a moderator may add own words."""


def in_words(given: str) -> str:
    """The sentence for a reason as a moderator gave it: a code alone, a code with words after it, or words.

    Words that begin with no code stay as they are. The sentence is kept in the language that is spoken.
    """
    words = " ".join(given.split())
    head, _, rest = words.partition(" ")
    known = REASONS.get(head.strip(" :;,.").casefold())
    if known is None:
        return words
    sentence = gettext(known)
    rest = rest.strip(" :;,-")
    return f"{sentence} {rest}" if rest else sentence


def code_of(sentence: str) -> str | None:
    """The code of a reason that was kept in words; None for words of a moderator's own."""
    return next(
        (code for code, words in REASONS.items() if sentence.startswith((words, gettext(words)))), None
    )
