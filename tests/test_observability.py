"""Logs reach stderr as one line an event, and hold no key, no address and nobody's words."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bridge.observability import LOGGER, configure


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    """Leave logging as it was for the tests that follow."""
    yield
    logger = logging.getLogger(LOGGER)
    logger.handlers, logger.propagate = [], True
    logger.setLevel(logging.NOTSET)


def debug_log() -> logging.Logger:
    configure(debug=True)
    return logging.getLogger(f"{LOGGER}.forum.adapter")


def test_an_event_is_one_line_with_time_and_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    debug_log().warning("the query cannot be used: %s", "gone")

    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1
    assert "level=warning" in written.err
    assert "logger=bridge.forum.adapter" in written.err
    assert "the query cannot be used: gone" in written.err


@pytest.mark.parametrize(
    "secret",
    ["someone@example.org", "0447765c707c76d9f0799df46fc79aab" * 2, "9F86D081884C7D659A2FEAA0C55AD015"],
)
def test_what_looks_like_an_address_or_a_key_is_blanked(
    capsys: pytest.CaptureFixture[str], secret: str
) -> None:
    debug_log().warning("it said %s and more", secret)

    written = capsys.readouterr().err
    assert secret not in written
    assert "***" in written


def test_only_warnings_are_told_unless_asked_for_more(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    logger = logging.getLogger(f"{LOGGER}.anything")
    logger.info("quiet")
    logger.warning("loud")

    assert "quiet" not in (written := capsys.readouterr().err)
    assert "loud" in written
