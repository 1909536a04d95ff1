"""Counts, shares and lists as people write them, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from bridge.domain.language import ngettext, pgettext, spoken

# Welsh, Italian and others have another "and" before a vowel.
_VOWELS = frozenset("aeiouwyâêîôûŵŷáéíóúàèìòùäëïöü")

# Each noun in a call of its own, so that a catalogue has all its plural forms.
_NOUNS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "day": lambda number: ngettext("%(num)s day", "%(num)s days", number),
        "group": lambda number: ngettext("%(num)s group", "%(num)s groups", number),
        "hour": lambda number: ngettext("%(num)s hour", "%(num)s hours", number),
        "idea": lambda number: ngettext("%(num)s idea", "%(num)s ideas", number),
        "minute": lambda number: ngettext("%(num)s minute", "%(num)s minutes", number),
        "person": lambda number: ngettext("%(num)s person", "%(num)s people", number),
        "place": lambda number: ngettext("%(num)s place", "%(num)s places", number),
        "question": lambda number: ngettext("%(num)s question", "%(num)s questions", number),
        "reply": lambda number: ngettext("%(num)s reply", "%(num)s replies", number),
        "vote": lambda number: ngettext("%(num)s vote", "%(num)s votes", number),
        "week": lambda number: ngettext("%(num)s week", "%(num)s weeks", number),
    }
)


def counted(number: int, noun: str, many: str | None = None) -> str:
    """A count with its noun: `1 idea`, `1,204 ideas`.

    A noun that the catalogues do not know, in a template of an operator's own, stands as it is: `many` is its
    plural where that does not just take an s.
    """
    if known := _NOUNS.get(noun):
        return known(number)
    return f"{spoken().number(number)} {noun if number == 1 else many or noun + 's'}"


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    first, last = ", ".join(parts[:-1]), parts[-1]
    if last.lstrip("*_`[“‘\"'(")[:1].casefold() in _VOWELS:
        return pgettext(
            "list whose last part begins with a vowel", "%(first)s and %(last)s", first=first, last=last
        )
    return pgettext("list", "%(first)s and %(last)s", first=first, last=last)


def either(parts: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(parts) < 2:
        return "".join(parts)
    first, last = ", ".join(parts[:-1]), parts[-1]
    return pgettext("list", "%(first)s or %(last)s", first=first, last=last)


def share(value: float) -> str:
    """A share in 0..1 as a whole percentage; never "0%" or "100%" for something in between."""
    if 0.0 < value < 0.01:
        return pgettext("share", "under %(share)s", share=spoken().percent(0.01))
    if 0.99 < value < 1.0:
        return pgettext("share", "over %(share)s", share=spoken().percent(0.99))
    return spoken().percent(value)


def level(value: float) -> str:
    """A level in 0..1, such as that of an interval, as exactly as it was set: `95%`, `97.5%`."""
    decimals = f"{100 * value:.6f}".rstrip("0").partition(".")[2]
    return spoken().percent(value, len(decimals))


def amount(value: float) -> str:
    """A number of people of whom some count as less than one: `12`, `9.5`."""
    tenths = round(value, 1)
    return spoken().number(tenths, 0 if tenths == int(tenths) else 1)


def sentence(text: str) -> str:
    """The text with a capital letter at its start."""
    return text[:1].upper() + text[1:]
