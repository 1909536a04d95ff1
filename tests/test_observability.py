"""Logs reach stderr as one line an event, and hold no key, no address and nobody's words."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bridge.observability import LOGGER, RUN, configure


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
    assert f" run={RUN} " in written.err


@pytest.mark.parametrize(
    "secret",
    [
        "someone@example.org",
        "0447765c707c76d9f0799df46fc79aab" * 2,
        "9F86D081884C7D659A2FEAA0C55AD015",
        "203.0.113.77",
        "2001:db8:77:1::5",
        "K7QM-2D9X-0123-4567-89AB",
    ],
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


def test_of_an_exception_only_its_type_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    log = debug_log()
    try:
        int("Sister Oyelaran wrote this")
    except ValueError:
        log.exception("a page broke")

    written = capsys.readouterr().err
    assert "exception=ValueError" in written
    assert "Oyelaran" not in written
    assert written.count("\n") == 1


def test_names_that_are_not_on_the_list_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    debug_log().warning("received", extra={"idea": "Oil the trolley", "visitor": "somebody", "status": 200})

    written = capsys.readouterr().err
    assert "received" in written
    assert "trolley" not in written
    assert "somebody" not in written
