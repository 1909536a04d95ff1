"""Days that point at a person: dates of birth, exact dates, ages over 89."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridge.text.finding import Find, matches

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:18|19|20)[0-9]{2}|[’'][0-9]{2})"
_NUMERIC = r"(?:[12][0-9]|3[01]|0?[1-9])(?P<{0}>[/.-])(?:1[0-2]|0?[1-9])(?P={0})(?:(?:18|19|20)?[0-9]{{2}})"
_ISO = r"(?:18|19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_SHORT = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)"
_WORDED = (
    rf"(?:{_ORDINAL}[-/]{_SHORT}[-/](?:20)?[0-9]{{2}}|{_ORDINAL}[ -](?:of )?{_MONTH}[ ,-]{{0,2}}{_YEAR}"
    rf"|{_MONTH}[ ]{_ORDINAL},?[ ]{{1,2}}{_YEAR})"
)

_BIRTH = re.compile(
    r"(?:\bd\.?[ ]?o\.?[ ]?b\b\.?|\bdate of birth\b|\bb\.(?=[ ]?[0-9])|\bborn\b|\bbirth ?(?:day|date)\b)"
    r"[^\w\n]{0,4}(?:(?:is|was|on|in)\b[ ])?(?:the )?"
    rf"(?P<date>{_ISO}|{_NUMERIC.format('b')}|{_WORDED}|{_ORDINAL}[ ](?:of )?{_MONTH}|{_MONTH}[ ]{_YEAR}"
    r"|(?:18|19|20)[0-9]{2}|[0-9]{6}|[0-9]{8})(?![0-9])",
    re.I,
)
_FULL = re.compile(rf"(?<![\w/.-])(?:{_ISO}|(?:{_ORDINAL}[ ]?[-–][ ]?)?{_WORDED})(?![0-9])", re.I)
_SLASHED = re.compile(rf"(?<![\w/.-]){_NUMERIC.format('s')}(?![\w/-]|\.[0-9])")
_VERSION = re.compile(r"(?:\b(?:v|version|release|section|paragraph|para|policy|no)\b\.?|§)[ ]?$", re.I)
_DAY_AND_MONTH = re.compile(
    rf"(?<![\w/.-])(?:{_ORDINAL}[ ](?:of )?{_MONTH}|{_MONTH}[ ]{_ORDINAL})(?![\w:])", re.I
)

_OLD = r"(?:9[0-9]|1[01][0-9]|12[0-2])"
_NINETY = (
    r"(?:ninety|(?:one|a) hundred)"
    r"(?:[ -](?:and[ -])?(?:one|two|three|four|five|six|seven|eight|nine|ten))?"
)
_AGE = re.compile(
    rf"(?:\baged?[ ]?(?:of )?:?[ ]?{_OLD}(?![\w%])"
    rf"|(?<![\w£$€.,]){_OLD}[ -]?(?:years?[ -]?olds?|yrs?[ -]?olds?|y[ ./-]?o|years? of age)\b"
    rf"|\b(?:turned|turns|turning)[ ]{_OLD}(?![\w%])"
    rf"|\b(?:she|he|who|mum|dad|nan|gran|grandad|mother|father)(?:[’']s|[ ]is|[ ]was)[ ]{_OLD}(?=[.,;!?)]"
    rf"|[ ]and\b|$)"
    rf"|\b{_NINETY}[ -]years?[ -]olds?\b|\baged?[ ]{_NINETY}\b)",
    re.I,
)


def find_moments(text: str) -> Iterator[Find]:
    """Dates of birth and full dates (certain); days without a year, ages over 89 (for a person to judge)."""
    yield from matches(_BIRTH, text, "DOB", 0.95, "date")
    yield from matches(_FULL, text, "DATE", 0.86)
    for found in _SLASHED.finditer(text):
        dotted = found["s"] == "."
        version = _VERSION.search(text, max(0, found.start() - 12), found.start()) is not None
        yield Find(*found.span(), "DATE", 0.40 if version else 0.82 if dotted else 0.86)
    yield from matches(_DAY_AND_MONTH, text, "DATE", 0.60)
    yield from matches(_AGE, text, "AGE_90", 0.70)
