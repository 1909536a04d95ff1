"""Languages from catalogues: an operator's own folder first, then those that ship with the templates.

A catalogue is a gettext file in text form, `languages/CODE.po`, beside the templates. It is read once per
process; plural forms, dates and numbers follow Unicode's CLDR for that code.
"""

from __future__ import annotations

import gettext
import re
from datetime import date
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal, format_percent

from bridge.domain.errors import UserProblem
from bridge.domain.language import ENGLISH, Language
from bridge.render.templating import shipped_templates

_NAME = re.compile(r"%\((\w+)\)s")
_NUMBERS = range(1000)

FOLDER = "languages"
"""Where catalogues lie in a folder of templates."""


class Translation(Language):
    """A language with the sentences of one catalogue or several, of which the first that has one counts."""

    def __init__(self, code: str, catalogues: list[Catalog]) -> None:
        self.code = code
        self._locale = Locale("en", "GB") if code == ENGLISH.code else Locale.parse(code, sep="-")
        self._words: gettext.NullTranslations = gettext.NullTranslations()
        for catalogue in reversed(catalogues):
            read = _compiled(catalogue)
            read.add_fallback(self._words)
            self._words = read

    def gettext(self, message: str) -> str:
        """The message in this language."""
        # Of the empty message a catalogue has its own head.
        return self._words.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The message in the plural form that the language has for this number."""
        return self._words.ngettext(one, many, number)

    def pgettext(self, context: str, message: str) -> str:
        """The message with this context."""
        return self._words.pgettext(context, message)

    def day(self, value: date) -> str:
        """The day with its weekday, as the catalogue has the order of its parts."""
        return format_date(value, self.pgettext("pattern of a date", "EEEE d MMMM y"), self._locale)

    def number(self, value: float, decimals: int = 0) -> str:
        """The number with the signs of this language."""
        return format_decimal(value, f"#,##0.{'0' * decimals}", self._locale)

    def percent(self, value: float, decimals: int = 0) -> str:
        """The share with the signs of this language."""
        pattern = self._locale.percent_formats[None].pattern
        if decimals:
            # Behind the last digit of the number, wherever the language has its sign.
            pattern = re.sub(r"0(?=[^0]*$)", f"0.{'0' * decimals}", pattern)
        return format_percent(value, pattern, self._locale)


class Catalogues:
    """The languages that can be spoken; `own` is the operator's folder of templates."""

    def __init__(self, own: Path | None = None) -> None:
        self._folders = [folder / FOLDER for folder in (own, shipped_templates()) if folder is not None]
        self._read: dict[str, Language] = {}

    def codes(self) -> list[str]:
        """The codes of all languages, English first."""
        found = {path.stem for folder in self._folders for path in folder.glob("*.po")}
        return [ENGLISH.code, *sorted(found - {ENGLISH.code})]

    def language(self, code: str) -> Language:
        """The language; UserProblem where there is no catalogue for it, or one that cannot be read."""
        if code not in self._read:
            paths = [path for folder in self._folders if (path := folder / f"{code}.po").is_file()]
            if code == ENGLISH.code and not paths:
                return ENGLISH
            if code not in self.codes() or not paths:
                raise UserProblem(
                    f"There is no catalogue for the language {code!r}.",
                    hint=f"There are: {', '.join(self.codes())}. "
                    f"Another one is a file {FOLDER}/{code}.po in the folder for own templates.",
                )
            self._read[code] = Translation(code, [read_catalogue(path, code) for path in paths])
        return self._read[code]


def read_catalogue(path: Path, code: str) -> Catalog:
    """A catalogue from its file; UserProblem, naming it, where it cannot be read."""
    try:
        with path.open("rb") as source:
            catalogue = read_po(source, locale=Locale.parse(code, sep="-"), abort_invalid=True)
        _check_plurals(catalogue)
    except (PoFileError, UnicodeDecodeError, UnknownLocaleError, ValueError) as fault:
        raise UserProblem(
            f"{path}: {fault}", hint="Correct the catalogue; tools for gettext show the line."
        ) from fault
    return catalogue


def strings(message: Message) -> tuple[str, ...]:
    """A message's translation with all its plural forms, empty where they are missing.

    One that is marked as fuzzy is a guess of a tool, which nobody has confirmed: it counts as missing.
    """
    if message.fuzzy:
        return ("",)
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (message.string or "",)


def names_in(text: str) -> set[str]:
    """The names of the values that a message takes."""
    return set(_NAME.findall(text))


def _check_plurals(catalogue: Catalog) -> None:
    """ValueError where the head's rule for plural forms is none, or asks for a form that there is not."""
    form = gettext.c2py(catalogue.plural_expr)
    forms = catalogue.num_plurals
    if wrong := [number for number in _NUMBERS if not 0 <= form(number) < forms]:
        raise ValueError(f"its Plural-Forms names {forms} forms and asks for another one at {wrong[0]}")


def _can_be_filled(message: Message) -> bool:
    """Whether every form of a translation takes the values of its message."""
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    values = dict.fromkeys(set().union(*map(names_in, ids)), "")
    try:
        for said in strings(message):
            said % values
    except (KeyError, TypeError, ValueError):
        return False
    return True


def _compiled(catalogue: Catalog) -> gettext.GNUTranslations:
    whole = Catalog(locale=catalogue.locale, charset="utf-8")
    # The file's own rule for plural forms, by which its forms are in order; CLDR's where it has none.
    whole.mime_headers = [("Plural-Forms", catalogue.plural_forms)]
    for message in catalogue:
        # One with a plural form that is missing would come out as nothing at all, one that names what nobody
        # gives as an error in the middle of a job: the sentence as shipped stands for both.
        if message.id and all(strings(message)) and _can_be_filled(message):
            whole.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
