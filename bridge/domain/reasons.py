"""The published list of reasons for which an idea is returned or rejected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an idea was returned or rejected: a code of the list, a moderator's own words, or both."""

    code: str | None
    words: str

    def kept(self) -> str:
        """The reason as it is stored: the code and not its sentence, which comes in the reader's language."""
        return " ".join(part for part in (self.code, self.words) if part)

    def in_words(self) -> str:
        """The reason as people read it, in the language that is spoken."""
        sentence = gettext(REASONS[self.code]) if self.code else ""
        return " ".join(part for part in (sentence, self.words) if part)


def read_reason(given: str) -> Reason:
    """A reason as a moderator gave it or as it was stored: a code, a code with words after it, or words.

    Words that begin with no code stay as they are. The English sentence stands for its code: earlier versions
    stored it.
    """
    words = " ".join(given.split())
    head, _, rest = words.partition(" ")
    code = head.strip(" :;,.").casefold()
    if code in REASONS:
        return Reason(code, rest.strip(" :;,-"))
    for known, sentence in REASONS.items():
        if words.startswith(sentence):
            return Reason(known, words.removeprefix(sentence).strip())
    return Reason(None, words)
