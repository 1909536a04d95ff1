"""Somebody who hears web hooks, and waiting until all of them are made."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.sandbox.conftest import Forum

SECRET = "a secret of the forum"
EVERYTHING = (101, 102, 103, 104, 105, 201, 202, 203, 204, 501, 502, 503, 1501, 1701, 1702)


@dataclass(frozen=True)
class Delivery:
    """One request that the receiver got."""

    headers: dict[str, str]
    raw: bytes

    @property
    def event(self) -> str:
        return self.headers["X-Discourse-Event"]

    @property
    def number(self) -> int:
        return int(self.headers["X-Discourse-Event-Id"])

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Receiver:
    """A server that notes deliveries and answers as it is told to."""

    status: int = 200
    got: list[Delivery] = field(default_factory=list)
    heard: threading.Condition = field(default_factory=threading.Condition)
    url: str = ""

    def take(self, count: int) -> list[Delivery]:
        """The next deliveries, in their order."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.got) >= count, 10), [one.event for one in self.got]
            taken, self.got = self.got[:count], self.got[count:]
        return taken

    def events(self, count: int) -> list[str]:
        return [delivery.event for delivery in self.take(count)]


MakeHook = Callable[..., int]


def settled(forum: Forum, hook_id: int) -> list[Any]:
    """The events of a hook once none is under way any more, oldest first."""
    admin = forum.admin
    path = f"/admin/api/web_hook_events/{hook_id}.json"
    for _ in range(2000):
        events = admin.get(path)["web_hook_events"]
        if all(event["headers"] is not None and not event["redelivering"] for event in events):
            return list(reversed(events))
    raise AssertionError(f"still under way: {events}")


def noted(forum: Forum) -> None:
    """Wait until nothing is due any more."""
    site = forum.sandbox.site
    due = "SELECT count(*) FROM web_hook_deliveries WHERE due_at <= ?"
    for _ in range(2000):
        forum.admin.get("/site/basic-info.json")
        with site.lock:
            if not site.value(due, site.stamp()):
                return
    raise AssertionError("something is still due")
