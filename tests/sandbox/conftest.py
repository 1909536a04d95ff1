"""A running forum, a clock that tests move, and people who talk to it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from bridge.sandbox import Keys, Limits, Sandbox

BODY = "This text is long enough to be a post of the forum."


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


@dataclass
class Person:
    """Somebody with a key."""

    url: str
    key: str | None = None
    username: str | None = None
    web: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        headers = {"Accept": "application/json", **more.pop("headers", {})}
        if self.key is not None:
            headers["Api-Key"] = self.key
        if self.username is not None:
            headers["Api-Username"] = self.username
        return self.web.request(
            method, self.url + path, json=body, headers=headers, allow_redirects=False, **more
        )

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def make(self, **body: Any) -> Any:
        answer = self.ask("POST", "/posts.json", body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, list[str]]:
        answer = self.ask(method, path, body, **more)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json().get("errors", [])


@dataclass
class Forum:
    """A forum with a category "Ideas" and the people of a campaign."""

    sandbox: Sandbox
    clock: Clock
    keys: Keys
    category: int = 0
    opened: list[Person] = field(default_factory=list)
    count: int = 0

    def person(self, key: str | None = None, username: str | None = None) -> Person:
        person = Person(self.sandbox.base_url, key, username)
        person.web.trust_env = False
        self.opened.append(person)
        return person

    def speaking_as(self, username: str) -> Person:
        return self.person(self.keys.anyone, username)

    @property
    def bot(self) -> Person:
        return self.person(self.keys.bridge)

    @property
    def admin(self) -> Person:
        return self.person(self.keys.admin)

    @property
    def anonymous(self) -> Person:
        return self.person()

    def topic(self, who: Person | None = None, **more: Any) -> Any:
        """A new topic; the answer of the forum."""
        self.count += 1
        body = {"title": f"An idea about topic number {self.count}", "raw": BODY, "category": self.category}
        return (who or self.bot).make(**{**body, **more})

    def poll(self, results: str = "on_vote", **more: Any) -> Any:
        raw = f"{BODY}\n\n[poll name=vote results={results}]\n* For\n* Against\n* Not sure\n[/poll]"
        return self.topic(raw=raw, **more)


def open_forum(limits: Limits) -> Iterator[Forum]:
    clock = Clock()
    with Sandbox(clock=clock, limits=limits) as sandbox:
        forum = Forum(sandbox, clock, sandbox.seed())
        forum.category = sandbox.create_category("Ideas")
        for name, level in (("ana", 2), ("ben", 1), ("nils", 0)):
            sandbox.create_user(name, level)
        yield forum
        for person in forum.opened:
            person.web.close()


@pytest.fixture
def forum() -> Iterator[Forum]:
    """A forum without rate limits."""
    yield from open_forum(Limits.relaxed())


@pytest.fixture
def strict_forum() -> Iterator[Forum]:
    """A forum with the limits of a new Discourse."""
    yield from open_forum(Limits())
