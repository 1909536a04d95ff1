"""Numbers that stand for one person or thing: health, work, money, vehicles; with their checksums."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridge.text.finding import Find, digits_of, matches

_TEN = re.compile(r"(?<![\w+])[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{4}(?![ .-]?[0-9])")
_MID_NUMBER = re.compile(r"(?<![\w/.-])[0-9]{1,8}[ .-]$")
_NHS_CUE = re.compile(
    r"\bNHS\b[^\w\n]{0,3}(?:no\b|num(?:ber)?\b|#)?[^\w\n]{0,3}(?:is|was)?[^\w\n]{0,3}$", re.I
)

_NINO = re.compile(r"(?<!\w)[A-Z]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D](?!\w)", re.I)
_NMC_PIN = re.compile(r"(?<!\w)[0-9]{2}[A-L][0-9]{4}[A-Z](?!\w)", re.I)
_REGISTERED = re.compile(
    r"\b(?:GMC|GDC|GPhC|NMC|HCPC|GOC|GOsC|GCC|SWE|Social Work England|PIN|registration|reg)\b"
    r"[^\w\n]{0,3}(?:no\b|num(?:ber)?\b|PIN\b|registration\b|reg\b|ref\b)?[^\w\n]{0,3}(?:is|was)?[^\w\n]{0,3}"
    r"(?P<number>[A-Z]{0,3}[0-9]{4,8}[A-Z]?)(?!\w)",
    re.I,
)
_HOSPITAL = re.compile(
    r"\b(?:hosp(?:ital)?|unit|patient|case ?notes?|record|clinic|staff|payroll|employee|assignment)"
    r"(?:[ ](?:no|num(?:ber)?|id|ref(?:erence)?))?\b[^\w\n]{0,3}(?:is|was)?[^\w\n]{0,3}"
    r"(?P<number>(?:MRN[ ]?)?[A-Z]{0,3}[0-9][0-9A-Z-]{3,11})(?!\w)",
    re.I,
)
_MRN = re.compile(r"\bMRN\b[^\w\n]{0,3}[A-Z]{0,3}[0-9][0-9-]{3,11}[A-Z]?(?!\w)", re.I)

_IBAN = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?(?!\w)", re.I)
_CARD = re.compile(r"(?<![\w-])[0-9]{4}(?:[ -]?[0-9]{4}){2}[ -]?[0-9]{3,4}(?![ -]?[0-9])")
_SORT_CODE = re.compile(r"(?<![\w-])[0-9]{2}-[0-9]{2}-[0-9]{2}(?![\w-])")
_SORT_AND_ACCOUNT = re.compile(
    r"(?<![\w-])[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ ,;/]{1,3}"
    r"(?:(?:and )?(?:account|acc?t?)[ ]?(?:no|number)?[ .:]{0,2})?[0-9]{8}(?!\w)",
    re.I,
)
_SORT_CUE = re.compile(
    r"\bsort[ -]?code\b[^\w\n]{0,3}(?:is)?[^\w\n]{0,3}(?P<number>[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2})(?!\w)",
    re.I,
)
_ACCOUNT_CUE = re.compile(
    r"\b(?:account|acct?)\b[^\w\n]{0,3}(?:no\b|number\b)?[^\w\n]{0,3}(?:is)?[^\w\n]{0,3}(?P<number>[0-9]{6,10})(?!\w)",
    re.I,
)

_VEHICLE = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}[ ]?[A-Z]{3}(?!\w)")
_VEHICLE_ANY = re.compile(r"(?<!\w)[a-z]{2}[0-9]{2}[ ]?[a-z]{3}(?!\w)")
_VEHICLE_OLD = re.compile(r"(?<!\w)(?:[A-Z][0-9]{1,3}[ ]?[A-Z]{3}|[A-Z]{3}[ ]?[0-9]{1,3}[A-Z])(?!\w)")
_CODE = re.compile(r"(?<![\w£$€.,/-])(?:[A-Z]{1,3}-?[0-9]{5,9}[A-Z]?|[A-Z][0-9]{2}-[0-9]{4,6})(?![\w/-])")
_LONG_NUMBER = re.compile(r"(?<![\w£$€.,/-])[0-9]{6,12}(?![\w%/-]|[.,][0-9])")


def is_nhs_number(text: str) -> bool:
    """Whether ten digits carry a right check digit (modulus 11, NHS Data Dictionary: NHS NUMBER)."""
    digits = digits_of(text)
    if len(digits) != 10:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    check = (11 - total % 11) % 11
    return check == int(digits[9])


def is_iban(text: str) -> bool:
    """Whether an account number passes the check of ISO 13616 (modulus 97)."""
    plain = text.replace(" ", "").upper()
    if not (15 <= len(plain) <= 34 and plain.isascii() and plain.isalnum()):
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_card(text: str) -> bool:
    """Whether a card number passes the Luhn check (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(digits_of(text))]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return len(digits) >= 13 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def find_identifiers(text: str) -> Iterator[Find]:
    """Numbers and codes that stand for one person, account or vehicle."""
    yield from _health(text)
    yield from _work(text)
    yield from _money(text)
    yield from matches(_VEHICLE, text, "VEHICLE", 0.84)
    yield from matches(_VEHICLE_ANY, text, "VEHICLE", 0.60)
    yield from matches(_VEHICLE_OLD, text, "VEHICLE", 0.45)
    yield from matches(_CODE, text, "NUMBER", 0.60)
    yield from matches(_LONG_NUMBER, text, "NUMBER", 0.55)


def _health(text: str) -> Iterator[Find]:
    for found in _TEN.finditer(text):
        cued = _NHS_CUE.search(text, max(0, found.start() - 30), found.start()) is not None
        if is_nhs_number(found.group()):
            yield Find(*found.span(), "NHS_NUMBER", 0.97)
        elif cued or not _MID_NUMBER.search(text, max(0, found.start() - 10), found.start()):
            # A slip of the pen breaks the check digit, and still points at one person.
            yield Find(*found.span(), "NHS_NUMBER", 0.90 if cued else 0.60)
    yield from matches(_MRN, text, "MRN", 0.90)
    for found in _HOSPITAL.finditer(text):
        enough = len(digits_of(found["number"])) >= 5
        yield Find(*found.span("number"), "MRN", 0.86 if enough else 0.50)


def _work(text: str) -> Iterator[Find]:
    yield from matches(_NINO, text, "NINO", 0.92)
    yield from matches(_NMC_PIN, text, "PROF_REG", 0.90)
    yield from matches(_REGISTERED, text, "PROF_REG", 0.88, "number")


def _money(text: str) -> Iterator[Find]:
    for found in _IBAN.finditer(text):
        if digits_of(found.group()[4:]):
            yield Find(*found.span(), "BANK", 0.97 if is_iban(found.group()) else 0.45)
    for found in _CARD.finditer(text):
        yield Find(*found.span(), "BANK", 0.95 if is_card(found.group()) else 0.60)
    yield from matches(_SORT_AND_ACCOUNT, text, "BANK", 0.90)
    yield from matches(_SORT_CUE, text, "BANK", 0.92, "number")
    yield from matches(_ACCOUNT_CUE, text, "BANK", 0.85, "number")
    yield from matches(_SORT_CODE, text, "BANK", 0.60)
