"""A timer that runs `sync` or `pull` when nothing happened costs the forum one request, or a few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.clock import SimulatedClock
from bridge.declare.loader import load
from bridge.domain.campaign import Campaign
from bridge.examples import example_campaign
from bridge.pipeline import publish
from bridge.pipeline.collect import collect
from bridge.pipeline.synchronise import synchronise
from bridge.sandbox import Keys, Limits, Sandbox
from bridge.settings import Settings
from bridge.sync.lease import hold
from bridge.wiring import Bridge, open_bridge


@dataclass(frozen=True, slots=True)
class Home:
    """A published campaign, and bridges that come and go, each a new process as far as it knows."""

    campaign: Campaign
    sandbox: Sandbox
    keys: Keys
    clock: SimulatedClock
    folder: Path

    def opened(self, pages: int = 40) -> Bridge:
        keys = self.keys
        settings = Settings(
            forum_url=self.sandbox.base_url,
            api_key=keys.bridge,
            api_username=keys.bridge_username,
            provision_key=keys.admin,
            provision_username=keys.admin_username,
            database_url=f"sqlite:///{self.folder}/bridge.sqlite3",
            feed_pages=pages,
        )
        return open_bridge(settings, clock=self.clock)

    def sync(self, pages: int = 40) -> dict[str, int]:
        """One sync; gives the requests that it made."""
        with closing(self.opened(pages)) as bridge:
            with hold(bridge.store, self.clock, self.campaign.slug, "sync") as lease:
                done = synchronise(bridge.desk, bridge.pseudonyms, self.campaign, lease, doors=bridge.doors)
            assert done.plan.operations == ()
            return bridge.forum.requests_by_endpoint

    def pull(self) -> dict[str, int]:
        """One pull; gives the requests that it made."""
        with closing(self.opened()) as bridge:
            collect(bridge.desk, bridge.pseudonyms, self.campaign)
            return bridge.forum.requests_by_endpoint


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    clock, campaign = SimulatedClock(datetime(2015, 1, 14, 10, 0, tzinfo=UTC)), load(example_campaign())
    with Sandbox(clock=clock.now, limits=Limits.relaxed()) as sandbox:
        made = Home(campaign, sandbox, sandbox.seed(), clock, tmp_path)
        with closing(made.opened()) as bridge, hold(bridge.store, clock, campaign.slug, "first") as lease:
            publish.apply(bridge.desk, campaign, lease)
        yield made


def test_with_the_pull_query_it_is_one_request(home: Home) -> None:
    with closing(home.opened()) as bridge:
        bridge.forum.provision_query()
    home.sync()
    once = {"POST /g/{group}/reports/{id}/run.json": 1}
    assert home.sync() == once
    assert home.pull() == once


def test_by_lists_it_is_the_category_and_the_list(home: Home) -> None:
    home.sync(pages=0)
    assert home.sync(pages=0) == {"GET /c/{id}/show.json": 1, "GET /latest.json": 1}
    assert home.sync() == {"GET /c/{id}/show.json": 1, "GET /latest.json": 1, "GET /posts.json": 1}


def test_a_query_that_was_just_installed_is_used_at_once(home: Home) -> None:
    home.sync()
    with closing(home.opened()) as bridge:
        bridge.forum.provision_query()
        with bridge.store.begin() as unit:
            unit.ledger.forget_forum()
    assert home.pull()["POST /g/{group}/reports/{id}/run.json"] == 1


def test_a_category_that_was_renamed_is_seen_by_the_one_request(home: Home) -> None:
    with closing(home.opened()) as bridge:
        bridge.forum.provision_query()
    home.sync()
    with home.sandbox.site.transaction():
        home.sandbox.site.run(
            "UPDATE categories SET name = 'Renamed by staff' WHERE slug = ?", home.campaign.slug
        )
    with closing(home.opened()) as bridge:
        made = publish.plan(bridge.desk, home.campaign)
        assert [str(item.key) for item in made.kept] == [f"{home.campaign.slug}/category/category"]
        assert bridge.forum.requests == 1
