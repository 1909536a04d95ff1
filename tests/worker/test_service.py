"""`serve` and `worker` as processes: they work, answer signals, and stop within seconds."""

from __future__ import annotations

import re
import signal
import time
from datetime import UTC, datetime, timedelta

import requests

from tests.e2e.small_campaign import campaign_text
from tests.e2e.staging import Operator, Town


def current(operator: Operator) -> Operator:
    """The campaign runs now: a process has the machine's own clock."""
    today = datetime.now(UTC).date()
    operator.write("campaign.yaml", campaign_text(starts=today - timedelta(days=1)))
    return operator


def test_serve_publishes_answers_and_stops_in_good_order(town: Town, operator: Operator) -> None:
    with current(operator).started("serve", "--port", "0") as at_work:
        at_work.says("http://", at_work.out)
        match = re.search(r"http://[0-9.:]+", at_work.out.read_text())
        assert match is not None
        assert "What wakes people up at night?" in requests.get(f"{match[0]}/c/quiet-nights", timeout=20).text
        at_work.says("quiet-nights: retain done", at_work.err)
        assert operator.link("start/start").topic_id is not None

        operator.write("campaign.yaml", operator.folder.joinpath("campaign.yaml").read_text() + "\n")
        at_work.process.send_signal(signal.SIGHUP)
        at_work.says("read again", at_work.err)

        began = time.monotonic()
        at_work.process.send_signal(signal.SIGTERM)
        told = at_work.end()
        assert time.monotonic() - began < 10
    assert told.code == 0
    assert told.err.endswith("stopped\n")


def test_a_killed_worker_is_followed_by_another(town: Town, operator: Operator) -> None:
    current(operator)
    with operator.started("worker") as first:
        first.says("Worker for", first.out)
        first.process.kill()
        first.process.wait(20)
    with operator.started("worker") as second:
        second.says("quiet-nights: sync done", second.err)
        second.interrupt()
        assert second.end().code == 0


def test_without_a_forum_it_says_what_is_missing(operator: Operator) -> None:
    told = operator.wears(IDEABRIDGE_API_KEY=None).run("worker")
    assert (told.code, "IDEABRIDGE_API_KEY is not set" in told.err) == (2, True)
