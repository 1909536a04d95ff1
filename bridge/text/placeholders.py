"""The fixed, typed words that stand where personal data stood: no numbering, no length kept."""

from __future__ import annotations

import re

PLACEHOLDERS = {
    "ADDRESS": "[address]",
    "AGE_90": "[90 or over]",
    "BANK": "[bank details]",
    "DATE": "[date]",
    "DOB": "[date]",
    "EMAIL": "[email]",
    "EXT": "[phone]",
    "HANDLE": "[account]",
    "IP": "[network address]",
    "LOCATION": "[place]",
    "MRN": "[hospital number]",
    "NHS_NUMBER": "[NHS number]",
    "NINO": "[NI number]",
    "NUMBER": "[number]",
    "ORG": "[organisation]",
    "PERSON": "[name]",
    "PHONE": "[phone]",
    "POSTCODE": "[postcode]",
    "PROF_REG": "[registration number]",
    "ROLE_UNIQUE": "[role]",
    "URL": "[link]",
    "VEHICLE": "[vehicle]",
}
"""Label -> placeholder."""

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

PLACEHOLDER = re.compile(
    "|".join(re.escape(word) for word in sorted(set(PLACEHOLDERS.values())))
    + rf"|\[(?:{'|'.join(_MONTHS)})(?: 20[0-9]{{2}})?\]"
)
"""Any placeholder; rules never reach into one."""

_WORDED_MONTH = re.compile(r"(?<![A-Za-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)
_ISO = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-][0-9]{1,2}")
_NUMERIC = re.compile(r"[0-9]{1,2}[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")
_YEAR = re.compile(r"(?<![0-9])(?:(20[0-9]{2})|(?:[’']|(?<=[a-z][-/]))([0-4][0-9]))(?![0-9])")


def placeholder(label: str, text: str) -> str:
    """What stands instead of a find: of a date its month and year from 2000 on, of anything else its kind.

    Earlier years are more likely births than events, so nothing is left of them, nor of a date of birth.
    """
    return (_month(text) if label == "DATE" else None) or PLACEHOLDERS[label]


def _month(text: str) -> str | None:
    if iso := _ISO.search(text):
        return _dated(int(iso[2]), iso[1])
    if numeric := _NUMERIC.search(text):
        return _dated(int(numeric[1]), numeric[2])
    found = _WORDED_MONTH.search(text)
    if found is None:
        return None
    number = 1 + [month[:3].lower() for month in _MONTHS].index(found[1].lower())
    year = _YEAR.search(text)
    if year is None:
        # A year that is none of ours makes the whole date suspect.
        return None if re.search(r"[0-9]{4}|[’'][0-9]|[a-z][-/][0-9]", text) else _dated(number, "")
    return _dated(number, year[1] or year[2])


def _dated(month: int, year: str) -> str | None:
    if len(year) == 2:
        year = f"20{year}" if year < "36" else f"19{year}"
    if not 1 <= month <= 12 or (year and not "2000" <= year <= "2099"):
        return None
    return f"[{_MONTHS[month - 1]}{f' {year}' if year else ''}]"
