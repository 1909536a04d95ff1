"""Parameters as Rails reads them: nested keys in forms and queries, JSON bodies, values of any type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from bridge.sandbox.refusals import bad_request, invalid_parameters

_PART = re.compile(r"\[([^\[\]]*)\]")
_TRUE = frozenset({"true", "t", "1", "on", "yes"})


def nest(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Build the object that keys such as ``post[raw]``, ``tags[]`` and ``options[0][rank]`` describe."""
    result: dict[str, Any] = {}
    for name, value in pairs:
        head, _, rest = name.partition("[")
        parts = [head, *_PART.findall("[" + rest)] if rest else [name]
        _place(result, parts, value)
    return result


def _place(target: dict[str, Any], parts: list[str], value: Any) -> None:
    head, *rest = parts
    if not rest:
        target[head] = value
    elif rest[0] == "":
        items = target.setdefault(head, [])
        if isinstance(items, list):
            items.append(value if len(rest) == 1 else nest([(rest[1], value)]))
    else:
        inner = target.setdefault(head, {})
        if isinstance(inner, dict):
            _place(inner, rest, value)


def read_query(query: str) -> dict[str, Any]:
    """Parameters of a query string."""
    return nest(parse_qsl(query, keep_blank_values=True)) if query else {}


def read_form(body: bytes) -> dict[str, Any]:
    """Parameters of a form body."""
    return nest(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def read_json(body: bytes) -> dict[str, Any]:
    """Parameters of a JSON body.

    Raises:
        SandboxRefusal: 400, the body is not JSON.
    """
    try:
        found = json.loads(body)
    except ValueError as error:
        raise bad_request() from error
    return _clean(found) if isinstance(found, dict) else {"_json": _clean(found)}


def _clean(value: Any) -> Any:
    """Lone surrogates, which JSON can write and UTF-8 cannot, become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {str(key): _clean(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return value


def text(params: Mapping[str, Any], name: str) -> str | None:
    """A parameter as text; None where it is absent or null."""
    value = params.get(name)
    if value is None or isinstance(value, dict | list):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def integer(params: Mapping[str, Any], name: str, default: int | None = None) -> int | None:
    """A parameter as a whole number.

    Raises:
        SandboxRefusal: 400, it is there and is no number.
    """
    value = text(params, name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except ValueError as error:
        raise invalid_parameters(name) from error


def flag(params: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    """A parameter as yes or no."""
    value = text(params, name)
    return default if value is None else value.lower() in _TRUE


def strings(value: Any) -> list[str]:
    """A list parameter as texts; a comma-separated string is split."""
    if isinstance(value, str):
        return [part for part in value.split(",") if part]
    if isinstance(value, list):
        return [str(part) for part in value]
    return []
