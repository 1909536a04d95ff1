"""A forum on which surprises can be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from bridge.clock import SimulatedClock
from bridge.domain.observation import NewCategory, NewTopic, ObservedCategory
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.sandbox import Keys, Limits, Sandbox

POLL = "\n\n[poll name=vote type=regular results=on_vote public=false]\n* For\n* Against\n[/poll]"


@dataclass(frozen=True, slots=True)
class Stage:
    """An embedded forum, the bridge on it, and a category."""

    sandbox: Sandbox
    keys: Keys
    settings: ForumSettings
    forum: DiscourseForum
    category: ObservedCategory
    clock: SimulatedClock

    def new(self, number: int = 1, **wishes: Any) -> NewTopic:
        wanted: dict[str, Any] = {
            "external_id": f"ib-idea-{number}",
            "category_id": self.category.category_id,
            "title": f"An idea with the number {number}",
            "raw": f"The text of the idea with the number {number}.",
            "tags": (),
        }
        return NewTopic(**(wanted | wishes))

    def ask(self, method: str, path: str, username: str | None = None, **body: Any) -> requests.Response:
        """A bare request as somebody; as a stranger without a name."""
        headers = {"Accept": "application/json"}
        if username is not None:
            headers |= {"Api-Key": self.keys.anyone, "Api-Username": username}
        return requests.request(
            method, self.sandbox.base_url + path, json=body or None, headers=headers, timeout=30
        )


NewStage = Callable[..., Stage]


@pytest.fixture
def new_stage(clock: SimulatedClock) -> Iterator[NewStage]:
    """Starts a forum with the limits that are given."""
    with ExitStack() as stack:

        def start(**limits: Any) -> Stage:
            sandbox = stack.enter_context(Sandbox(clock=clock.now, limits=Limits.relaxed(**limits)))
            keys = sandbox.seed()
            settings = ForumSettings(
                sandbox.base_url, keys.bridge, keys.bridge_username, keys.admin, keys.admin_username
            )
            forum = stack.enter_context(closing(DiscourseForum(settings, clock)))
            category = forum.create_category(
                NewCategory("Ideas", "ideas", "", "0F6B8F", ("everyone:1",), "c/category/c")
            )
            return Stage(sandbox, keys, settings, forum, category, clock)

        yield start


@pytest.fixture
def stage(new_stage: NewStage) -> Stage:
    """A forum as it is out of the box, without limits of pace."""
    return new_stage()
