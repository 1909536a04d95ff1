"""The text of a campaign file as a tree in which every key and value knows its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.domain.errors import Problem

Step = str | int
Place = tuple[Step, ...]
Scalar = str | int | float | bool | None

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(slots=True)
class Node:
    """One value: a scalar, a mapping (`entries`) or a list (`items`).

    `line` and `column` count from 1 and point at the value; `key_at` at the key before it, where there is
    one. `written` is a scalar as it stands in the file.
    """

    line: int
    column: int
    value: Scalar = None
    written: str = ""
    entries: dict[str, Node] | None = None
    items: list[Node] | None = None
    key_at: tuple[int, int] | None = None

    def plain(self) -> object:
        """The same as plain dicts, lists and scalars."""
        if self.entries is not None:
            return {key: node.plain() for key, node in self.entries.items()}
        if self.items is not None:
            return [node.plain() for node in self.items]
        return self.value

    def child(self, step: Step) -> Node | None:
        """The value under a key or at an index, if there is one."""
        if isinstance(step, str):
            return (self.entries or {}).get(step)
        items = self.items or []
        return items[step] if 0 <= step < len(items) else None

    def walk(self, place: Place = ()) -> Iterator[tuple[Place, Node]]:
        """This value and everything below it, in the order of the file."""
        yield place, self
        for key, node in (self.entries or {}).items():
            yield from node.walk((*place, key))
        for index, node in enumerate(self.items or []):
            yield from node.walk((*place, index))


@dataclass(slots=True)
class Source:
    """A file under examination: its name, its lines, its tree, and what was found wrong so far."""

    path: str
    lines: list[str]
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, text: str, path: str) -> Source:
        """Cut a text into lines as YAML counts them."""
        return cls(path, _LINE_END.split(text))

    def at(self, line: int, column: int, key: str, message: str, suggestion: str | None = None) -> None:
        """Note a problem at a position; positions past the end are drawn back into the file."""
        line = min(max(line, 1), len(self.lines))
        text = self.lines[line - 1]
        column = min(max(column, 1), len(text) + 1)
        self.keys.add(key)
        self.problems.append(Problem(self.path, line, column, key, message, text, suggestion))

    def note(
        self, place: Place, message: str, suggestion: str | None = None, *, at_key: bool = False
    ) -> None:
        """Note a problem with the value at a place, or with its key.

        Where the place does not exist in the file, the nearest parent's key (or first key) is pointed at.
        """
        assert self.root is not None
        node, found = self.root, 0
        for step in place:
            below = node.child(step)
            if below is None:
                break
            node, found = below, found + 1
        line, column = node.line, node.column
        if node.key_at is not None and (at_key or found < len(place)):
            line, column = node.key_at
        self.at(line, column, key_path(place), message, suggestion)

    def told(self, place: Place) -> bool:
        """Whether a problem at this place is known already."""
        return key_path(place) in self.keys


def key_path(place: Place) -> str:
    """`phases[1].from` for ("phases", 1, "from"); indexes count from 0."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
    return text
