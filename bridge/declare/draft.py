"""What can be read of a faulty file, so that faults between its parts show beside the faults in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from bridge.declare import fields
from bridge.declare.source import Node, Place, Source

_T = TypeVar("_T")

_SLUG: TypeAdapter[str] = TypeAdapter(fields.Identifier)
_ZONE: TypeAdapter[str] = TypeAdapter(fields.TimeZone)
_DAY: TypeAdapter[date] = TypeAdapter(fields.Day)
_WHEN: TypeAdapter[date | datetime] = TypeAdapter(fields.When)


@dataclass(frozen=True, slots=True)
class Draft:
    """A file under examination; every reader returns None for what is missing or faulty."""

    source: Source

    def node(self, place: Place) -> Node | None:
        """What stands at a place."""
        node = self.source.root
        for step in place:
            node = node.child(step) if node is not None else None
        return node

    def text(self, *place: str | int) -> str | None:
        """A text at a place."""
        node = self.node(place)
        return node.value if node is not None and isinstance(node.value, str) else None

    def number(self, *place: str | int) -> int | None:
        """A whole number at a place."""
        node = self.node(place)
        value = node.value if node is not None else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day(self, *place: str | int) -> date | None:
        """A day at a place."""
        return _valid(_DAY, self.node(place))

    def when(self, *place: str | int) -> date | datetime | None:
        """A day or a time at a place."""
        return _valid(_WHEN, self.node(place))

    @property
    def slug(self) -> str | None:
        """The campaign's slug."""
        return _valid(_SLUG, self.node(("slug",)))

    @property
    def zone(self) -> ZoneInfo | None:
        """The campaign's time zone."""
        name = _valid(_ZONE, self.node(("timezone",)))
        return ZoneInfo(name) if name else None

    def items(self, *place: str | int) -> list[tuple[Place, Node]]:
        """The entries of a list with their places; nothing where there is no list."""
        node = self.node(place)
        items = node.items if node is not None else None
        return [((*place, index), item) for index, item in enumerate(items or ())]

    def texts(self, name: str, key: str) -> Iterator[tuple[Place, str]]:
        """What stands under one key in the entries of a list, where it is text."""
        for place, _ in self.items(name):
            value = self.text(*place, key)
            if value is not None:
                yield (*place, key), value

    def ids(self, name: str) -> Iterator[tuple[Place, str]]:
        """The ids written in a list, of entries that are a word or have a key `id`."""
        for entry, _ in self.items(name):
            for place in ((*entry, "id"), entry):
                value = self.text(*place)
                if value is not None:
                    yield place, value
                    break


def _valid(adapter: TypeAdapter[_T], node: Node | None) -> _T | None:
    if node is None:
        return None
    try:
        return adapter.validate_python(node.plain())
    except ValidationError:
        return None
