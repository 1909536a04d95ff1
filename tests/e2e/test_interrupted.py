"""Ctrl-C while publishing: the operation at hand is finished, and the next run goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.sandbox import RequestInfo
from tests.e2e.small_campaign import campaign_text, ideas_text
from tests.e2e.staging import Operator, Town, open_town


@pytest.fixture
def now_town() -> Iterator[Town]:
    """A forum that goes by the machine's clock."""
    with open_town() as found:
        yield found


@pytest.fixture
def ready(now_town: Town, tmp_path: Path) -> Operator:
    """A campaign with six accepted ideas, not published yet."""
    started = datetime.now(UTC).date() - timedelta(days=2)
    operator = now_town.operator(tmp_path / "desk", campaign_text(starts=started))
    operator.write("ideas.csv", ideas_text())
    operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()
    return operator


def on_topic(number: int, deed: Callable[[], None]) -> Callable[[RequestInfo], None]:
    """A script that does something while the request for the n-th topic is on its way."""
    seen = 0

    def watch(request: RequestInfo) -> None:
        nonlocal seen
        if (request.method, request.route) == ("POST", "/posts"):
            seen += 1
            if seen == number:
                deed()

    return watch


def test_ctrl_c_finishes_the_operation_and_the_next_run_goes_on(now_town: Town, ready: Operator) -> None:
    with ready.started("apply", "--yes") as running:
        now_town.sandbox.faults = on_topic(5, running.interrupt)
        told = running.end()
    now_town.sandbox.faults = None

    assert told.code == 1
    assert told.out == ""
    assert "stopping after the current operation" in told.err
    assert "error: stopped after 6 of 14 operations; nothing is lost" in told.err
    assert "try: Run the same command again to go on from here." in told.err
    assert "Traceback" not in told.err
    assert len(now_town.topics("<!-- ib:quiet-nights/")) == 5
    assert ready.run("status", "--format", "json").fine().data["unsettled"] == 0

    assert ready.run("apply", "--yes", "--format", "json").fine().data["done"] == 8
    assert len(now_town.topics("<!-- ib:quiet-nights/")) == 4 + 6
    assert ready.run("plan", "--exit-code").fine().out.startswith("0 changes")


def test_a_second_ctrl_c_stops_at_once_and_still_nothing_is_there_twice(
    now_town: Town, ready: Operator
) -> None:
    with ready.started("apply", "--yes") as running:

        def twice() -> None:
            # Signals of one kind that wait together are one: the second has to find the first one taken.
            running.interrupt()
            running.says("stopping", running.err)
            running.interrupt()

        now_town.sandbox.faults = on_topic(5, twice)
        told = running.end()
    now_town.sandbox.faults = None

    assert told.code == 130
    assert "run the same command again to go on" in told.err
    assert told.err.endswith("\nstopped\n")
    assert "Traceback" not in told.err
    assert ready.run("status", "--format", "json").fine().data["unsettled"] == 1

    ready.run("apply", "--yes").fine()
    assert len(now_town.topics("<!-- ib:quiet-nights/")) == 4 + 6
    assert ready.run("plan", "--exit-code").fine().out.startswith("0 changes")
