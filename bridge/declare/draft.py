"""The parts of a campaign file that can be read, so that faults between parts show beside faults in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, TypeAdapter, ValidationError

from bridge.declare import fields
from bridge.declare.models.content import LensModel, StoryModel
from bridge.declare.models.phases import PhaseModel, QuestionModel
from bridge.declare.source import Node, Place, Source

_T = TypeVar("_T")
_M = TypeVar("_M", bound=BaseModel)

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

    def count(self, name: str) -> int:
        """How many entries a list has, faulty ones included."""
        node = self.node((name,))
        return len(node.items or ()) if node is not None else 0

    def phases(self) -> list[tuple[int, PhaseModel]]:
        """Phases that can be read, with their index."""
        return list(self._entries("phases", PhaseModel))

    def questions(self) -> list[tuple[int, QuestionModel]]:
        """Questions that can be read, with their index."""
        return list(self._entries("questions", QuestionModel))

    def stories(self) -> list[tuple[int, StoryModel]]:
        """Stories that can be read, with their index."""
        return list(self._entries("stories", StoryModel))

    def own_lenses(self) -> list[tuple[int, LensModel]]:
        """Lenses that the file declares itself and that can be read, with their index."""
        return list(self._entries("lenses", LensModel))

    def ids(self, name: str) -> Iterator[tuple[Place, str]]:
        """The ids written in a list, of entries that are a word or have a key `id`."""
        for index in range(self.count(name)):
            for place in ((name, index, "id"), (name, index)):
                value = self.text(*place)
                if value is not None:
                    yield place, value
                    break

    def _entries(self, name: str, model: type[_M]) -> Iterable[tuple[int, _M]]:
        adapter = TypeAdapter(model)
        for index in range(self.count(name)):
            value = _valid(adapter, self.node((name, index)))
            if value is not None:
                yield index, value


def _valid(adapter: TypeAdapter[_T], node: Node | None) -> _T | None:
    if node is None:
        return None
    try:
        return adapter.validate_python(node.plain())
    except ValidationError:
        return None
