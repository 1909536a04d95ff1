"""The guide comes out on its day by itself: built, shown to moderators first, then to everybody."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser
from pydantic import SecretStr

from bridge.domain.identity import Kind
from bridge.web.app import build
from bridge.web.opening import open_site
from bridge.web.server import WebServer
from bridge.wiring import open_admission, open_bridge
from bridge.worker.campaigns import Campaigns
from bridge.worker.files import CampaignFiles
from bridge.worker.loop import Worker
from tests.e2e.serving import settings_of
from tests.e2e.small_campaign import SLUG, at, campaign_text, ideas_text
from tests.e2e.staging import Operator, Town
from tests.guide.conftest import browser

__all__ = ["browser"]

FILE = campaign_text() + f"guide:\n  solutions: 3\n  published: {at(50).date()}\n  lessons: lessons.md\n"


@dataclass
class Service:
    """Worker and web side of a campaign whose guide comes out ten days after its end."""

    town: Town
    worker: Worker
    url: str
    folder: Path

    def on(self, day: int, hour: int = 8) -> None:
        """Go to an hour of a day of the campaign, and do what is due."""
        assert self.town.clock is not None
        self.town.clock.move_to(at(day).replace(hour=hour))
        self.worker.tick()

    def get(self, path: str, **wishes: object) -> requests.Response:
        return requests.get(f"{self.url}{path}", allow_redirects=False, timeout=20, **wishes)  # type: ignore[arg-type]

    def ask(self, path: str) -> tuple[int, str]:
        """The same without a client that tidies addresses up."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=20)
        try:
            connection.putrequest("GET", path, skip_accept_encoding=True)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    @property
    def topics(self) -> int:
        return len(self.town.topics(f"<!-- ib:{SLUG}/{Kind.GUIDE}/"))


@pytest.fixture
def service(town: Town, tmp_path: Path) -> Iterator[Service]:
    operator: Operator = town.operator(tmp_path / "desk", FILE)
    operator.write("lessons.md", "We learned that **wheels** squeak.")
    operator.write("ideas.csv", ideas_text())
    operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()
    settings = settings_of(
        town,
        operator,
        guide_folder=tmp_path / "guides",
        connect_secret=SecretStr("a secret that both sides know"),
    )
    bridge = open_bridge(settings, forum=False, clock=town.clock)
    admission = open_admission(settings)
    campaigns = Campaigns(CampaignFiles([operator.folder / "campaign.yaml"]), bridge.store, bridge.declarer)
    server = WebServer(build(open_site(bridge, admission, campaigns.by_slug, settings)))
    worker = Worker(bridge, settings, campaigns)
    try:
        yield Service(town, worker, server.start(), tmp_path / "guides")
    finally:
        server.stop()
        admission.close()
        bridge.close()


def test_it_is_built_from_the_end_on_and_comes_out_on_its_day(service: Service) -> None:
    service.on(20)
    assert not service.folder.exists()
    service.on(42)
    assert (service.folder / SLUG / "index.html").is_file()
    assert service.topics == 0
    assert service.get(f"/guide/{SLUG}/").status_code == 404
    assert service.get(f"/review/guide/{SLUG}/").status_code == 403

    service.on(49)
    service.on(50, hour=6)
    assert service.topics == 0
    # The machine was off on the day itself: it is caught up, once.
    service.on(52)
    assert service.topics == 1
    page = service.get(f"/guide/{SLUG}/")
    assert page.status_code == 200
    assert "Quiet nights" in page.text
    assert service.get(f"/guide/{SLUG}").headers["location"] == f"/guide/{SLUG}/"
    assert "wheels" in service.get(f"/guide/{SLUG}/lessons.html").text
    service.on(53)
    service.on(54)
    assert service.topics == 1


def test_only_the_guides_own_files_are_shown(service: Service) -> None:
    service.on(51)
    (service.folder / "secret.txt").write_text("secret")
    (service.folder / SLUG / "notes.txt").write_text("secret")
    (service.folder / SLUG / "link.html").symlink_to(service.folder / "secret.txt")
    for path in (
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "notes.txt",
        "link.html",
        "guide.built",
        "data",
        "data/",
        "/etc/passwd",
        "index.html/../../secret.txt",
    ):
        status, text = service.ask(f"/guide/{SLUG}/{path}")
        assert status == 404, path
        assert "secret" not in text
    assert service.get("/guide/nobody/").status_code == 404
    found = service.get(f"/guide/{SLUG}/data/ideas.json")
    assert found.headers["content-type"] == "application/json"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["cache-control"] == "public, max-age=3600"


def test_it_works_under_the_strict_policy_of_the_form(service: Service, browser: Browser) -> None:
    """Search and filters are scripts of the guide's own; nothing that the browser refuses is on its pages."""
    service.on(51)
    troubles: list[str] = []
    asked: list[str] = []
    page = browser.new_page()
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: troubles.append(str(fault)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{service.url}/guide/{SLUG}/ideas.html")
    page.get_by_role("searchbox").fill("trolley")
    page.get_by_text(re.compile("1 of 6|1 idea")).first.wait_for()
    page.goto(f"{service.url}/guide/{SLUG}/")
    page.close()
    assert troubles == []
    assert all(url.startswith(service.url) for url in asked)
