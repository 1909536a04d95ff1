"""A form on loopback before a real store, real doors and the real rules; only the clock is moved by hand."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
import requests
from pydantic import SecretStr

from bridge.clock import SimulatedClock
from bridge.declare.loader import load_text
from bridge.domain.campaign import Anonymity, Campaign, FormAccess, GuideRule, Intake
from bridge.settings import Settings
from bridge.web.app import build
from bridge.web.opening import open_site
from bridge.web.server import WebServer
from bridge.web.site import Site
from bridge.wiring import Bridge, open_admission, open_bridge
from tests.e2e.conftest import town
from tests.e2e.small_campaign import SLUG, at, campaign_text
from tests.e2e.staging import Town

__all__ = ["town"]
SECRET = "a secret that both sides know"
FORUM = "http://forum.example"
INVITED, PROVED, QUIET = "by-invitation", "with-proof", "one-a-day"
_GROUPS = "groups:\n  - {id: nurse, title: Nurse}\n  - {id: carer, title: Carer}\n"
_hosts = itertools.count(1)


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden":
            self.found.append((values["name"] or "", values.get("value") or ""))


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page, the last of each name."""
    parser = _Inputs()
    parser.feed(page)
    return dict(parser.found)


@dataclass
class Door:
    """The form's site as people reach it. Each has a network address of its own, told by the proxy."""

    url: str
    site: Site
    bridge: Bridge
    clock: SimulatedClock
    folder: Path

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.move()

    def move(self) -> None:
        """Come from another network address."""
        number = next(_hosts)
        self.session.headers["X-Forwarded-For"] = f"198.51.{number // 250}.{number % 250 + 1}"

    def get(self, path: str, **wishes: object) -> requests.Response:
        """Ask for a page."""
        return self.session.get(f"{self.url}{path}", allow_redirects=False, timeout=20, **wishes)  # type: ignore[arg-type]

    def post(self, path: str, fields: object = None, **wishes: object) -> requests.Response:
        """Send a form, or whatever the wishes say."""
        return self.session.post(
            f"{self.url}{path}",
            fields,  # type: ignore[arg-type]
            allow_redirects=False,
            timeout=20,
            **wishes,  # type: ignore[arg-type]
        )

    def form(self, slug: str = SLUG, **fields: object) -> dict[str, object]:
        """What a person would send a while after opening the form."""
        token = hidden(self.get(f"/c/{slug}").text)["token"]
        self.clock.advance(timedelta(seconds=30))
        return {"token": token, "question": "q1", "experience": "would-like", **fields}

    def send(self, text: str, slug: str = SLUG, **fields: object) -> str:
        """An idea from the form to its receipt; gives the code."""
        answer = self.post(f"/c/{slug}/send", self.form(slug, text=text, **fields))
        assert answer.status_code == 200, answer.text
        return code_on(answer.text)

    def rows(self) -> dict[str, int]:
        """How many rows every table of every database has, where it has any."""
        counts = {}
        for path in sorted(self.folder.rglob("*.sqlite3")):
            with sqlite3.connect(path) as base:
                names = [
                    row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                ]
                for name in names:
                    (counts[f"{path.name}/{name}"],) = base.execute(f"SELECT count(*) FROM {name}").fetchone()
            base.close()
        return {name: number for name, number in counts.items() if number}


def code_on(page: str) -> str:
    """The receipt that a page shows."""
    import re

    return "-".join(re.findall(r"<b>([0-9A-Z]{4})</b>", page))


def campaigns() -> list[Campaign]:
    """The small campaign in four kinds: open to all, by invitation, with a proof, and two ideas a day."""
    plain = load_text(campaign_text() + _GROUPS, "campaign.yaml")
    plain = replace(
        plain,
        intake=Intake(per_day=1000),
        anonymity=Anonymity(batch_size=1, longest_wait=timedelta(hours=1), least=1),
        guide=GuideRule(published=at(30).date()),
    )
    return [
        plain,
        replace(
            plain,
            slug=INVITED,
            title="By invitation",
            intake=Intake(form=FormAccess.INVITED, longest_words=500),
        ),
        replace(plain, slug=PROVED, title="With a proof", intake=Intake(proof_of_work=True)),
        replace(plain, slug=QUIET, title="Two a day", intake=Intake(per_day=2)),
    ]


@contextmanager
def serving(settings: Settings, clock: SimulatedClock, folder: Path) -> Iterator[Door]:
    """The form by these settings, behind a proxy on this machine."""
    bridge = open_bridge(settings, forum=False, clock=clock)
    admission = open_admission(settings)
    site = open_site(bridge, admission, {one.slug: one for one in campaigns()}, settings)
    server = WebServer(build(site), ("127.0.0.1",))
    try:
        yield Door(server.start(), site, bridge, clock, folder)
    finally:
        server.stop()
        admission.close()
        bridge.close()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The form at noon of the small campaign's second day."""
    folder = tmp_path_factory.mktemp("door")
    settings = Settings(
        database_url=f"sqlite:///{folder}/bridge.sqlite3",
        forum_url=FORUM,
        metrics_key=SecretStr("a key for figures"),
        ner="off",
    )
    with serving(settings, SimulatedClock(at(1)), folder) as found:
        yield found


@pytest.fixture
def reviewed(town: Town, tmp_path: Path) -> Iterator[Door]:
    """The form of the embedded forum, through which moderators sign in; the forum has vera, max and ana."""
    site = town.sandbox.site
    site.store_setting("enable_discourse_connect_provider", value=True)
    site.store_setting("discourse_connect_provider_secrets", f"127.0.0.1|{SECRET}")
    town.member("vera", moderator=True)
    town.member("max", admin=True)
    town.member("ana")
    assert town.clock is not None
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/bridge.sqlite3",
        forum_url=town.sandbox.base_url,
        connect_secret=SecretStr(SECRET),
        ner="off",
    )
    with serving(settings, town.clock, tmp_path) as door:
        door.clock.advance(timedelta(hours=1))
        yield door


@pytest.fixture(autouse=True)
def _elsewhere(request: pytest.FixtureRequest) -> None:
    """Each test comes from a network address of its own, so that none uses up another's tries."""
    if "door" in request.fixturenames:
        request.getfixturevalue("door").move()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no chromium here; as root: apt-get install chromium")
    return found
