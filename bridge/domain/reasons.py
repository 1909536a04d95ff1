"""The published list of reasons for which an idea is returned or rejected."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "personal-data": "Somebody could be recognised in it, and masking the words is not enough.",
    "other-question": "It answers another question than the one it was sent for.",
    "no-idea": "It says what is wrong, but not what could be done.",
    "unclear": "We could not tell what is proposed.",
    "duplicate": "The same idea is there already.",
    "harm": "It attacks people, or doing it could hurt somebody.",
    "concern": "It is a concern about safety or conduct, which has its own way to be raised.",
    "advert": "It advertises something.",
    "not-ours": "It lies outside what this campaign can change.",
}
"""Code -> sentence for the author and the public; a moderator may add words of their own."""


def in_words(given: str) -> str:
    """The sentence for a reason as a moderator gave it: a code alone, a code with words after it, or words.

    Words that begin with no code stay as they are.
    """
    words = " ".join(given.split())
    head, _, rest = words.partition(" ")
    sentence = REASONS.get(head.strip(" :;,.").casefold())
    if sentence is None:
        return words
    rest = rest.strip(" :;,-")
    return f"{sentence} {rest}" if rest else sentence


def code_of(sentence: str) -> str | None:
    """The code of a reason that was kept in words; None for words of a moderator's own."""
    return next((code for code, words in REASONS.items() if sentence.startswith(words)), None)
