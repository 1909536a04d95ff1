"""The fields of a frozen record as a plain mapping, for what is hashed, stored or printed."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

_NAMES: dict[type, tuple[str, ...]] = {}


def plain(record: Any) -> dict[str, Any]:
    """Field by field, values as they are: they have to be plain themselves.

    `dataclasses.asdict` copies every value deeply, which takes most of the time of a guide's data.
    """
    names = _NAMES.get(type(record))
    if names is None:
        names = _NAMES[type(record)] = tuple(field.name for field in fields(record))
    return {name: getattr(record, name) for name in names}
