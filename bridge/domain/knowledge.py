"""What somebody can work out from published counts: how far a hidden one may be from what it is.

Counts and their sums are written as a network: an edge carries a count, what flows into a node flows out of
it, and an edge has the bounds that are known of it. The true counts are one flow. Another flow within the
bounds is another truth that looks the same from outside, so a count can be anything that it has in one of
these. All such flows are found by pushing along paths that have room (Ford and Fulkerson 1956); with whole
bounds their ends are whole numbers, so linear programming finds no more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

UNKNOWN = 1 << 60
"""An upper bound where none is known."""


class Network:
    """A flow with bounds. Nodes are any names; an edge is known by the number that `add` gave."""

    def __init__(self) -> None:
        self._ends: list[tuple[Hashable, Hashable]] = []
        self._bounds: list[tuple[int, int]] = []
        self._flow: list[int] = []
        self._at: dict[Hashable, list[int]] = {}

    def add(self, tail: Hashable, head: Hashable, flow: int, low: int, high: int) -> int:
        """Add an edge that carries `flow` and of which `low` to `high` is known; ValueError where it lies."""
        if not low <= flow <= high:
            raise ValueError("what is told of a count does not hold for it")
        edge = len(self._ends)
        self._ends.append((tail, head))
        self._bounds.append((low, high))
        self._flow.append(flow)
        self._at.setdefault(tail, []).append(edge)
        self._at.setdefault(head, []).append(edge)
        return edge

    def could_be(self, edge: int, value: int) -> bool:
        """Whether all that is known would also hold if this edge carried `value`."""
        kept = list(self._flow)
        self.push(edge, value)
        reached = self._flow[edge] == value
        self._flow = kept
        return reached

    def push(self, edge: int, value: int) -> None:
        """Change the flow so that this edge carries `value`, or comes as near to it as is possible."""
        low, high = self._bounds[edge]
        lack = min(max(value, low), high) - self._flow[edge]
        tail, head = self._ends[edge]
        start, goal, way = (head, tail, 1) if lack > 0 else (tail, head, -1)
        lack = abs(lack)
        while lack and (path := self._path(start, goal, edge)) is not None:
            much = min(lack, min(self._room(step, along) for step, along in path))
            for step, along in path:
                self._flow[step] += much * along
            self._flow[edge] += much * way
            lack -= much

    def flow(self, edge: int) -> int:
        """What this edge carries."""
        return self._flow[edge]

    def _path(self, start: Hashable, goal: Hashable, without: int) -> list[tuple[int, int]] | None:
        """The shortest way on which one more can be pushed: edges, each with 1 (along) or -1 (against)."""
        came: dict[Hashable, tuple[Hashable, int, int]] = {}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            for edge in self._at[node]:
                tail, head = self._ends[edge]
                way = 1 if tail == node else -1
                there = head if way == 1 else tail
                if edge == without or there in came or there == start or not self._room(edge, way):
                    continue
                came[there] = node, edge, way
                if there == goal:
                    return _back(came, start, goal)
                waiting.append(there)
        return None

    def _room(self, edge: int, way: int) -> int:
        low, high = self._bounds[edge]
        return high - self._flow[edge] if way == 1 else self._flow[edge] - low


def _back(
    came: dict[Hashable, tuple[Hashable, int, int]], start: Hashable, goal: Hashable
) -> list[tuple[int, int]]:
    path = []
    while goal != start:
        goal, edge, way = came[goal]
        path.append((edge, way))
    return path
