"""The kinds of values that a campaign file holds, each with its check and its words for an editor."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from bridge.declare.nearest import nearest
from bridge.declare.when import Unreadable, parse_clock, parse_day, parse_when
from bridge.domain.errors import UserProblem
from bridge.domain.idea import IdeaStatus
from bridge.domain.language import language_of

TAG_LENGTH = 20
_TAG = r"[a-z0-9]+(-[a-z0-9]+)*"
_ID = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_STATUS_PREFIX = "status-"
_RESERVED_TAGS = frozenset({"none", "constructor"})


class Declared(BaseModel):
    """A mapping of a campaign file: unknown keys are refused, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_default=False)


def refusal(message: str, suggestion: str | None = None) -> PydanticCustomError:
    """The error that a check raises: what is wrong, and what was probably meant."""
    return PydanticCustomError("declared", "{message}", {"message": message, "suggestion": suggestion or ""})


def to_id(text: str) -> str:
    """Lower-case letters and digits with single hyphens, nearest to a text; may be empty."""
    folded = re.sub(r"[^a-z0-9]+", "-", text.strip().casefold())
    return folded.strip("-")


def clean_tag(text: str) -> str:
    """A forum tag nearest to a text: lower case, hyphens, at most 20 characters; may be empty."""
    return to_id(text)[:TAG_LENGTH].strip("-")


def _line(value: str) -> str:
    if not value.strip():
        raise refusal("this must not be empty")
    if "\n" in value.strip():
        raise refusal("this must be one line; a text with several lines belongs into another key")
    return value.strip()


def _text(value: str) -> str:
    if not value.strip():
        raise refusal("this must not be empty")
    return value.strip()


def _identifier(value: str) -> str:
    if not re.fullmatch(_ID, value):
        guess = to_id(value).lstrip("0123456789-")
        raise refusal("lower-case letters, digits and single hyphens only, a letter first", guess or None)
    return value


def _tag(value: str) -> str:
    guess = clean_tag(value)
    if not re.fullmatch(_TAG, value):
        raise refusal("a tag has lower-case letters, digits and single hyphens only", guess or None)
    if len(value) > TAG_LENGTH:
        raise refusal(f"this tag has {len(value)} characters; the forum cuts tags after {TAG_LENGTH}", guess)
    if value.isdigit():
        raise refusal("a tag of digits alone is taken for a number by the forum", clean_tag(f"no-{value}"))
    if value in _RESERVED_TAGS:
        raise refusal("the forum keeps this tag for itself")
    if value.startswith(_STATUS_PREFIX):
        known = ", ".join(str(status) for status in IdeaStatus)
        raise refusal(f'tags that begin with "{_STATUS_PREFIX}" say where an idea stands ({known})')
    return value


def _hashtag(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", value):
        guess = re.sub(r"[^A-Za-z0-9]", "", value).lstrip("0123456789")
        raise refusal("a hashtag has letters and digits only, a letter first, and no # here", guess or None)
    _tag(value.lower())
    return value


def _link(value: str) -> str:
    if re.search(r"[\s<>\"'`\\\x00-\x1f]", value):
        raise refusal("a link has no spaces, quotes or angle brackets")
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        raise refusal("this is not a link that a browser could open") from None
    if not parts.scheme and value.startswith("www."):
        raise refusal("a link begins with https:// or http://", f"https://{value}")
    if parts.scheme.lower() not in {"https", "http"}:
        scheme = nearest(parts.scheme, ("https", "http"))
        mended = f"{scheme}{value[len(parts.scheme) :]}" if scheme and "://" in value else None
        raise refusal("a link begins with https:// or http://", mended)
    if parts.username is not None or parts.password is not None:
        raise refusal("a link must not carry a name or password; everybody could read it")
    if not host:
        raise refusal("this link names no site, as in https://example.org/join")
    return value


def _language(value: str) -> str:
    try:
        language_of(value)
    except UserProblem as problem:
        raise refusal(f"there is no catalogue for this language. {problem.hint}".rstrip(".")) from None
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        zones = available_timezones()
        cities = {zone.rsplit("/", 1)[-1]: zone for zone in sorted(zones)}
        city = cities.get(value.strip().replace(" ", "_").title())
        raise refusal("this time zone is not known", city or nearest(value, zones)) from None
    return value


def _day(value: object) -> object:
    if not isinstance(value, str):
        raise refusal("a day is written as year-month-day, such as 2015-01-09")
    try:
        return parse_day(value)
    except Unreadable as error:
        raise refusal(str(error), error.suggestion) from None


def _when(value: object) -> object:
    if not isinstance(value, str):
        raise refusal("a day is written as year-month-day, such as 2015-01-09")
    try:
        return parse_when(value)
    except Unreadable as error:
        raise refusal(str(error), error.suggestion) from None


def _clock(value: object) -> object:
    try:
        return parse_clock(value if isinstance(value, str) else str(value))
    except Unreadable as error:
        raise refusal(str(error), error.suggestion) from None


def _color(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", value):
        guess = value.lstrip("#")
        raise refusal(
            "a colour is written as six hexadecimal digits, such as 0F6B8F",
            guess if re.fullmatch(r"[0-9A-Fa-f]{6}", guess) else None,
        )
    return value.upper()


def _pattern(pattern: str, longest: int) -> object:
    return Field(json_schema_extra={"pattern": f"^{pattern}$", "minLength": 1, "maxLength": longest})


Line = Annotated[str, Field(max_length=255, json_schema_extra={"minLength": 1}), AfterValidator(_line)]
Topic = Annotated[str, Field(min_length=15, max_length=255), AfterValidator(_line)]
Label = Annotated[str, Field(max_length=50, json_schema_extra={"minLength": 1}), AfterValidator(_line)]
Text = Annotated[str, Field(max_length=20_000, json_schema_extra={"minLength": 1}), AfterValidator(_text)]
Identifier = Annotated[str, Field(max_length=40), _pattern(_ID, 40), AfterValidator(_identifier)]
Tag = Annotated[str, _pattern(_TAG, TAG_LENGTH), AfterValidator(_tag)]
Hashtag = Annotated[str, _pattern("[A-Za-z][A-Za-z0-9]*", TAG_LENGTH), AfterValidator(_hashtag)]
Link = Annotated[
    str,
    Field(max_length=2000, json_schema_extra={"pattern": "^https?://[^\\s]+$"}),
    AfterValidator(_link),
]
TimeZone = Annotated[str, AfterValidator(_timezone)]
LanguageCode = Annotated[
    str, _pattern("[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", 11), AfterValidator(_language)
]
Color = Annotated[str, _pattern("[0-9A-Fa-f]{6}", 6), AfterValidator(_color)]
Day = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
When = Annotated[
    date | datetime,
    BeforeValidator(_when),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?( ?(Z|[+-]\d{2}:?\d{2}))?)?$",
        }
    ),
]
Clock = Annotated[
    time, BeforeValidator(_clock), WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$"})
]
RightName = Literal["idea", "reply", "vote"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
