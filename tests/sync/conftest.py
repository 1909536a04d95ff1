"""A real forum on loopback and a real SQLite store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.clock import SimulatedClock
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.sandbox.limits import Limits
from bridge.sandbox.server import Sandbox
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from tests.sync.staging import START, Stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    clock = SimulatedClock(START)
    holder: list[Stage] = []
    sandbox = Sandbox(
        tmp_path_factory.mktemp("forum"),
        clock=clock.now,
        limits=Limits.relaxed(),
        faults=lambda request: holder[0].fault(request) if holder else None,
    )
    with sandbox:
        keys = sandbox.seed()
        sandbox.create_user("forum_reader")
        sandbox.create_user("forum_moderator", trust_level=4, moderator=True)
        settings = ForumSettings(
            url=sandbox.base_url,
            api_key=keys.bridge,
            api_username=keys.bridge_username,
            provision_key=keys.admin,
            provision_username=keys.admin_username,
            requests_per_minute=100_000,
        )
        forum = DiscourseForum(settings, clock, jitter=lambda: 0.0)
        holder.append(Stage(sandbox, forum, clock))
        yield holder[0]
        forum.close()


@pytest.fixture
def new_store(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(f"sqlite:///{tmp_path}/bridge.sqlite3", FileKeyRing(tmp_path / "keys.json"))
    store.upgrade()
    yield store
    store.close()
