"""What tests of the forum adapter share: a clock that is moved by hand, a forum on it, recorded answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bridge.clock import SimulatedClock
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings

URL = "https://forum.test"
KEY = "k3y-that-must-never-show"
ADMIN_KEY = "4dm1n-key-that-must-never-show"

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "discourse"

Recording = Callable[[str], Any]


@pytest.fixture
def clock() -> SimulatedClock:
    """A Monday morning that moves only when somebody sleeps."""
    return SimulatedClock(datetime(2015, 2, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def settings() -> ForumSettings:
    """The bridge's own key and an admin's; pace as shipped."""
    return ForumSettings(
        url=URL,
        api_key=KEY,
        api_username="ideabridge",
        provision_key=ADMIN_KEY,
        provision_username="admin",
    )


@pytest.fixture
def forum(settings: ForumSettings, clock: SimulatedClock) -> DiscourseForum:
    """The adapter with an even jitter, so that pauses can be told exactly."""
    return DiscourseForum(settings, clock, jitter=lambda: 0.5)


@pytest.fixture
def recording() -> Recording:
    """Loads what a real forum answered; skips where the recordings are absent."""

    def load(name: str) -> Any:
        for folder in ("recordings", "recordings-plugins"):
            path = SHARED / folder / f"{name}.json"
            if path.exists():
                return json.loads(path.read_text(encoding="utf-8"))
        if SHARED.exists():
            raise AssertionError(f"there is no recording {name}")
        pytest.skip("the recorded answers of a real forum are not here")

    return load
