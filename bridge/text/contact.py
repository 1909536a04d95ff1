"""Ways to reach a person: e-mail, phone, extension, link, account name, network address."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from bridge.text.finding import Find, digits_of, matches

_EMAIL = re.compile(r"[\w.+%'’-]{1,64}@(?:[\w-]{1,63}\.){1,6}\w{2,24}")
_EMAIL_BROKEN = re.compile(
    r"[\w.+%-]{1,64}[ ]?[\[(](?:at|@)[\])][ ]?(?:[\w-]{1,63}(?:\.|[ ]?[\[(]dot[\])][ ]?)?){1,6}", re.I
)
_EMAIL_SPOKEN = re.compile(
    r"\b[\w-]{1,40}(?: dot [\w-]{1,40}){0,3} at [\w-]{1,40}(?: dot [\w-]{1,40}){1,4}\b(?! (?:at|dot)\b)", re.I
)

# A UK number: +44, 0044 or 0, then nine or ten digits with at most two separating signs between them.
_UK_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)[ ]?44[ .-]?(?:\(0\))?[ .-]{0,2}|\(\+?44\)[ .-]?(?:\(0\))?[ .-]{0,2}"
    r"|\(?0(?=[1-9]))"
    r"\(?[1-9](?:[ .()-]{0,2}[0-9]){8,9}(?![0-9])"
)
_BARE_MOBILE = re.compile(r"(?<![\w+])7[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}(?![0-9])")
_ABROAD = re.compile(r"(?<![\w+])\+[1-9](?:[ .()-]{0,2}[0-9]){7,14}(?![0-9])")
_LOCAL = re.compile(
    r"\b(?:tel|telephone|phone|mob|mobile|ring|call|fax|whatsapp|number is)\b[^\w\n]{0,4}(?:me |us )?(?:on )?"
    r"(?P<number>[0-9][0-9 -]{3,16}[0-9])",
    re.I,
)
_EXTENSION = re.compile(
    r"\b(?:ext(?:ension|n)?|bleeps?|blp|pager|dect)\b\.?[ ]?(?:no\b\.?|num(?:ber)?\b|is\b)?"
    r"[ ]?[:#.]{0,2}[ ]?#?[0-9]{3,6}\b",
    re.I,
)
_SHORT_EXTENSION = re.compile(r"(?<![\w.])(?:x[ ]?[0-9]{4,6}|(?:ext|extn|bleep|blp|dect)[0-9]{3,6})\b", re.I)

_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\]]{2,500}", re.I)
_BARE_URL = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9-]{2,40}\.){1,4}(?:[a-z]{2,6}/[^\s<>\"')\]]{1,300}|(?:com|org|net|uk|io|info|ie)\b)",
    re.I,
)
# Pages that belong to a person, a team or an account, and shortened links, which hide where they lead.
_PERSONAL_URL = re.compile(
    r"linkedin|facebook|twitter\.com|//x\.com|instagram|tiktok|youtube|youtu\.be|bit\.ly|tinyurl|goo\.gl|t\.co/|ow\.ly"
    r"|intranet|sharepoint|onedrive|dropbox|docs\.google|drive\.google|forms\.|/~|/users?/|/people/|/staff/|/profile"
    r"|/in/|/groups/|@",
    re.I,
)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z][\w.]{2,30}\b(?!@)")
_HANDLE_NAMED = re.compile(
    r"\b(?:insta(?:gram)?|twitter|snap(?:chat)?|tiktok|skype|reddit|facebook|fb|discord)"
    r"(?:[ ]?:[ ]?@?|[ ]{1,2}@?(?=[\w-]{1,20}[._][\w.-]))(?P<name>[\w.-]{3,40})",
    re.I,
)
_REDDIT = re.compile(r"(?<![\w/])u/[\w-]{3,30}", re.I)

_IPV4 = re.compile(r"(?<![\w.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?!\.?\w)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f]{1,4}(?:::?[0-9a-f]{1,4}){1,7}(?![\w:])", re.I)


def find_contact(text: str) -> Iterator[Find]:
    """Everything by which a person can be reached or an account be found."""
    yield from _emails(text)
    yield from _phones(text)
    yield from _links(text)
    yield from _addresses(text)


def _emails(text: str) -> Iterator[Find]:
    if "@" in text:
        yield from matches(_EMAIL, text, "EMAIL", 0.98)
    if "(" in text or "[" in text:
        yield from matches(_EMAIL_BROKEN, text, "EMAIL", 0.90)
    for found in _EMAIL_SPOKEN.finditer(text) if " dot " in text.lower() else ():
        # "meet at noon dot" is rare; a known last part makes it certain.
        ending = found.group().rsplit(" ", 1)[-1].lower()
        known = ending in {"com", "uk", "org", "net", "nhs", "co", "eu", "info", "ie"}
        yield Find(*found.span(), "EMAIL", 0.90 if known else 0.60)


def _phones(text: str) -> Iterator[Find]:
    yield from matches(_UK_PHONE, text, "PHONE", 0.93)
    yield from matches(_BARE_MOBILE, text, "PHONE", 0.60)
    yield from matches(_ABROAD, text, "PHONE", 0.88)
    for found in _LOCAL.finditer(text):
        if 5 <= len(digits_of(found["number"])) <= 15:
            yield Find(*found.span("number"), "PHONE", 0.82)
    yield from matches(_EXTENSION, text, "EXT", 0.90)
    yield from matches(_SHORT_EXTENSION, text, "EXT", 0.82)


def _links(text: str) -> Iterator[Find]:
    # Looking for one sign first spares most texts the patterns.
    for pattern in (_URL, _BARE_URL) if "." in text else ():
        for found in pattern.finditer(text):
            link = found.group().rstrip(".,;:!?")
            personal = _PERSONAL_URL.search(link) is not None
            yield Find(found.start(), found.start() + len(link), "URL", 0.86 if personal else 0.55)
    for found in _HANDLE.finditer(text) if "@" in text else ():
        name = found.group().rstrip(".")
        marked = any(sign.isdigit() or sign in "_." for sign in name)
        yield Find(found.start(), found.start() + len(name), "HANDLE", 0.88 if marked else 0.70)
    yield from matches(_HANDLE_NAMED, text, "HANDLE", 0.86)
    if "/" in text:
        yield from matches(_REDDIT, text, "HANDLE", 0.88)


def _addresses(text: str) -> Iterator[Find]:
    for pattern, sign in ((_IPV4, "."), (_IPV6, ":")):
        for found in pattern.finditer(text) if sign in text else ():
            try:
                ipaddress.ip_address(found.group())
            except ValueError:
                continue
            yield Find(*found.span(), "IP", 0.86)
