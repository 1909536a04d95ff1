"""A long publication says first how long it takes, then what is left, and goes on after it was stopped."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.cli.describe import plan_text
from bridge.cli.progress import Watched
from bridge.clock import SimulatedClock
from bridge.declare.loader import load
from bridge.domain.errors import Interrupted
from bridge.examples import example_campaign
from bridge.forum.breaker import Spent
from bridge.pipeline import publish
from bridge.pipeline.intake import submit
from bridge.sandbox import Limits, Sandbox
from bridge.settings import Settings
from bridge.sync.lease import hold
from bridge.sync.plan import Plan
from bridge.text.rows import read_ideas
from bridge.wiring import Bridge, open_bridge

IDEAS = 300
NOW = datetime(2015, 1, 14, 10, 0, tzinfo=UTC)


def opened(sandbox: Sandbox, folder: Path, clock: SimulatedClock, **wishes: int) -> Bridge:
    keys = sandbox.seed()
    settings = Settings(
        forum_url=sandbox.base_url,
        api_key=keys.bridge,
        api_username=keys.bridge_username,
        provision_key=keys.admin,
        provision_username=keys.admin_username,
        database_url=f"sqlite:///{folder}/bridge.sqlite3",
        **wishes,  # type: ignore[arg-type] # numbers only
    )
    return open_bridge(settings, clock=clock)


def test_three_hundred_ideas(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock, campaign = SimulatedClock(NOW), load(example_campaign())
    phase = campaign.phase_at(NOW)
    assert phase is not None
    rows = "".join(
        f"Idea number {number}: let the {number}th bus of the day wait for those who change.,"
        f"{phase.questions[0]}\n"
        for number in range(IDEAS)
    )
    (tmp_path / "ideas.csv").write_text(f"text,question\n{rows}", encoding="utf-8")
    with Sandbox(clock=clock.now, limits=Limits.relaxed(max_admin_api_reqs_per_minute=60)) as sandbox:
        with closing(opened(sandbox, tmp_path, clock)) as bridge:
            ideas = read_ideas(tmp_path / "ideas.csv", campaign).ideas
            submit(
                bridge.store, bridge.redactor, bridge.similarity, campaign, ideas, NOW,
                title_of=bridge.title_of, pseudonyms=bridge.pseudonyms, reviewed=True,
            )  # fmt: skip
            made = publish.plan(bridge.desk, campaign)
            foretold = bridge.forum.seconds_for(made.requests)
            assert made.requests >= IDEAS
            told = re.search(r"(\d+) requests, about (\d+) minutes", plan_text(made, foretold))
            assert told is not None
            assert int(told[1]) == made.requests
            assert int(told[2]) == pytest.approx(made.requests / 30, abs=1)

            start, progress, done = clock.now(), Watched(bridge.forum), 0

            def begins(plan: Plan) -> bool:
                progress.begins(plan)
                return True

            def stop() -> bool:
                nonlocal done
                done += 1
                return done > 100

            with (
                hold(bridge.store, clock, campaign.slug, "one") as lease,
                pytest.raises(Interrupted, match="stopped after 100 of"),
            ):
                publish.apply(
                    bridge.desk,
                    campaign,
                    lease,
                    progress=progress,
                    confirm=begins,
                    stop=stop,
                )
        lines = capsys.readouterr().err.splitlines()
        assert re.search(r", about 1[01] minutes left$", lines[0])
        shown = [int(found[1]) for line in lines if (found := re.search(r"about (\d+) minutes left$", line))]
        assert shown == sorted(shown, reverse=True)

        with closing(opened(sandbox, tmp_path, clock, most_writes=50)) as bridge:
            with hold(bridge.store, clock, campaign.slug, "two") as lease, pytest.raises(Spent):
                publish.apply(bridge.desk, campaign, lease)
            assert sum(n for name, n in bridge.forum.requests_by_endpoint.items() if "GET" not in name) == 50
        with closing(opened(sandbox, tmp_path, clock)) as bridge:
            with hold(bridge.store, clock, campaign.slug, "three") as lease:
                publish.apply(bridge.desk, campaign, lease)
            assert publish.plan(bridge.desk, campaign).operations == ()
        took = (clock.now() - start).total_seconds()
        assert took == pytest.approx(foretold, rel=0.15)
        found = sandbox.site.value("SELECT count(*) FROM topics WHERE external_id LIKE '%idea%'")
        assert found == IDEAS
