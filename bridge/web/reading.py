"""Reading what a form sends: strictly, in memory, and without a word of it in any error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request

FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 80


class Unfit(Exception):
    """A request that cannot be read; the status says why, and nothing else of it is kept."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Fields:
    """The fields of a form: the first value of a name, or all of them."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    def one(self, name: str) -> str:
        """The value of a field, empty where it was not sent."""
        return (self._values.get(name) or [""])[0]

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a field, each once."""
        return tuple(dict.fromkeys(self._values.get(name, ())))


async def read_fields(request: Request) -> Fields:
    """The fields of a form.

    Raises:
        Unfit: 415 for files and other types, 400 for text that is not UTF-8 or far too many fields.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise Unfit(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        pairs = parse_qsl(
            (await request.body()).decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise Unfit(HTTPStatus.BAD_REQUEST) from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return Fields(values)
