"""Time left is told in words, and only when it is worth reading."""

from __future__ import annotations

import pytest

from bridge.domain.duration import time_left


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ""),
        (19, ""),
        (44, "about 40 seconds left"),
        (95, "about 2 minutes left"),
        (540, "about 9 minutes left"),
        (9_000, "about 2.5 hours left"),
    ],
)
def test_time_left(seconds: float, words: str) -> None:
    assert time_left(seconds) == words
