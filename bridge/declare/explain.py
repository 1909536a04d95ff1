"""What the models refuse, in words, at its place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bridge.declare.nearest import nearest
from bridge.declare.source import Node, Place, Source, Step

_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "dict_type": "keys with values",
}


def explain(error: ValidationError, source: Source, model: type[BaseModel]) -> None:
    """Note every fault that the model found, unless its place is known to be faulty already."""
    root = source.root
    assert root is not None
    missing: list[Place] = []
    misspelt: set[Place] = set()
    for detail in error.errors(include_url=False):
        place = _place(detail["loc"], root)
        if source.told(place):
            continue
        if detail["type"] == "extra_forbidden":
            guess = _known_key(model, place, root)
            misspelt |= {(*place[:-1], guess)} if guess else set()
            source.note(place, "this key is not known here", guess, at_key=True)
        elif detail["type"] == "missing":
            missing.append(place)
        else:
            message, suggestion = _worded(detail, _node(root, place))
            source.note(place, message, suggestion)
    for place in missing:
        # A misspelt key is one fault, not one for the word written and one for the word meant.
        if place not in misspelt:
            source.note(place, f"this key is missing{_what_for(model, place)}")


def _worded(detail: ErrorDetails, node: Node | None) -> tuple[str, str | None]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "declared":
        return str(context["message"]), str(context["suggestion"]) or None
    if kind in _KINDS:
        wanted = _KINDS[kind]
        found = _found(node)
        if kind == "string_type" and node is not None and node.written:
            return f"this must be text, not {found}; put it in quotes", f'"{node.written}"'
        if kind == "bool_type" and node is not None and isinstance(node.value, str):
            return f"this must be {wanted}, not {found}", _boolean(node.value)
        if kind == "list_type" and node is not None and isinstance(node.value, str):
            return f"this must be {wanted}, not {found}", f"[{node.value}]"
        return f"this must be {wanted}, not {found}", None
    if kind == "literal_error":
        choices = _choices(str(context["expected"]))
        written = node.value if node is not None and isinstance(node.value, str) else ""
        return f"this must be one of {', '.join(choices)}", nearest(written, choices)
    if kind in {"string_too_long", "too_long"}:
        return f"this is longer than {context['max_length']} characters", None
    if kind == "string_too_short" or (kind == "too_short" and node is not None and node.items is None):
        return f"this is shorter than {context['min_length']} characters", None
    if kind == "too_short":
        count = context["min_length"]
        return f"this list needs at least {count} {'entry' if count == 1 else 'entries'}", None
    if kind == "greater_than_equal":
        return f"this must be {context['ge']} or more", None
    if kind == "less_than_equal":
        return f"this must be {context['le']} or less", None
    if kind == "finite_number":
        return "this must be a number", None
    return detail["msg"], None


def _found(node: Node | None) -> str:
    if node is None:
        return "nothing"
    if node.entries is not None:
        return "keys with values"
    if node.items is not None:
        return "a list"
    if isinstance(node.value, bool):
        return "true or false"
    if isinstance(node.value, float):
        return "a number with decimals"
    if isinstance(node.value, int):
        return "a number"
    return "nothing" if node.value is None else "text"


def _boolean(text: str) -> str | None:
    word = text.casefold()
    if word in {"yes", "on", "y", "1", "true"}:
        return "true"
    return "false" if word in {"no", "off", "n", "0", "false"} else None


def _choices(expected: str) -> list[str]:
    """Pydantic words them as `'a', 'b' or 'c'`."""
    return [part.strip().strip("'") for part in expected.replace(" or ", ",").split(",")]


def _place(loc: Sequence[Step], root: Node) -> Place:
    """The location without the names of union branches, which stand in no file."""
    place: list[Step] = []
    node: Node | None = root
    for index, step in enumerate(loc):
        below = node.child(step) if node is not None else None
        if below is None and node is not None and node.entries is None and isinstance(step, str):
            continue
        if below is None and step in {"own", "name"} and index + 1 < len(loc) and _in_union(place):
            continue
        place.append(step)
        node = below
    return tuple(place)


def _in_union(place: Sequence[Step]) -> bool:
    return len(place) == 2 and place[0] in {"groups", "lenses"}


def _node(root: Node, place: Place) -> Node | None:
    node: Node | None = root
    for step in place:
        node = node.child(step) if node is not None else None
    return node


def _known_key(model: type[BaseModel], place: Place, root: Node) -> str | None:
    """The key that was probably meant, one that is not written yet before one that is."""
    found = _model_at(model, place[:-1])
    if found is None:
        return None
    node = _node(root, place[:-1])
    present = set(node.entries or {}) if node is not None else set()
    known = {field.alias or name for name, field in found.model_fields.items()}
    return nearest(str(place[-1]), known - present) or nearest(str(place[-1]), known)


def _what_for(model: type[BaseModel], place: Place) -> str:
    found = _model_at(model, place[:-1])
    for name, field in (found.model_fields if found else {}).items():
        if (field.alias or name) == place[-1] and field.description:
            first = field.description.split(". ")[0].rstrip(".")
            return f": {first[0].lower()}{first[1:]}"
    return ""


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    current: type[BaseModel] | None = model
    for step in place:
        if isinstance(step, int):
            continue
        fields = current.model_fields.items() if current else ()
        field = next((field for name, field in fields if (field.alias or name) == step), None)
        current = _model_in(field.annotation) if field else None
    return current


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The one model inside list[...], unions and annotations."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        found = _model_in(part)
        if found is not None:
            return found
    return None
