"""The language in which the bridge writes to people: sentences, plural forms, numbers.

English stands in the code and in the templates; a catalogue (gettext) gives each sentence in another
language. Which one is spoken is a matter of the context, like the locale of a process but of one task alone:
nearly every function that makes a sentence would otherwise have to hand it on. An entry (a command, a job, a
request) says `with speaking(campaign.language)`, and everything below it speaks that.

What people write, what the campaign file says, names, tags and commands are never translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from bridge.domain.errors import UserProblem

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Language:
    """English, as the sentences stand in the code; other languages override everything.

    `code` is an IETF language tag. Messages take their values by name in the form `%(name)s`; an actual per
    cent sign is doubled, as gettext has it for such messages.
    """

    code = "en"

    def gettext(self, message: str) -> str:
        """The message in this language; the message itself where nobody translated it."""
        return message

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The same for a message that counts, in the plural form that belongs to the number."""
        return one if number == 1 else many

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - English has one word for all
        """The same for a message that is told from others of the same words by its context."""
        return message

    def day(self, value: date) -> str:
        """`Friday 9 January 2015`."""
        # Own names instead of strftime: that follows the locale of the process.
        return f"{_WEEKDAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"

    def number(self, value: float, decimals: int = 0) -> str:
        """`1,204`; with decimals `9.5`."""
        return f"{value:,.{decimals}f}"

    def percent(self, value: float, decimals: int = 0) -> str:
        """A share in 0..1 as `45%`."""
        return f"{value:.{decimals}%}"


ENGLISH = Language()

_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def _only_english(code: str) -> Language:
    if code == ENGLISH.code:
        return ENGLISH
    raise UserProblem(f"no catalogue gives {code!r}", hint="Catalogues have not been opened.")


_find: Callable[[str], Language] = _only_english


def open_catalogues(find: Callable[[str], Language]) -> None:
    """Say from where languages come; `find` raises UserProblem for one that it does not have."""
    global _find
    _find = find


def language_of(code: str) -> Language:
    """The language with this code, own words for English included; UserProblem where there is none."""
    return _find(code)


def spoken() -> Language:
    """The language that is spoken here."""
    return _spoken.get()


def speak(code: str) -> None:
    """Speak this language for the rest of this context: a command or a request has one of its own."""
    _spoken.set(language_of(code))


@contextmanager
def speaking(code: str) -> Iterator[Language]:
    """Speak this language within; UserProblem where no catalogue gives it."""
    language = language_of(code)
    before = _spoken.set(language)
    try:
        yield language
    finally:
        _spoken.reset(before)


def gettext(message: str, /, **values: object) -> str:
    """The message in the spoken language, with its values."""
    return spoken().gettext(message) % values


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The message in the plural form of `number`; `%(num)s` stands for that number as people write it."""
    language = spoken()
    return language.ngettext(one, many, number) % {"num": language.number(number), **values}


def pgettext(context: str, message: str, /, **values: object) -> str:
    """The message that has this context, in the spoken language."""
    return spoken().pgettext(context, message) % values


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogue that is translated later, where it is used."""
    return message
