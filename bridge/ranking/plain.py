"""The fields of a frozen record as a plain mapping, for what is hashed, stored or printed."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any


def plain(record: Any) -> dict[str, Any]:
    """Field by field, values as they are: they have to be plain themselves.

    `dataclasses.asdict` copies every value deeply, which takes most of the time of a guide's data.
    """
    return {name: getattr(record, name) for name in _names(type(record))}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
