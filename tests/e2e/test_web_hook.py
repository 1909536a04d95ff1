"""The forum tells that something has changed, and the bridge looks sooner: by real deliveries over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import requests

from bridge.clock import SimulatedClock
from bridge.doctor.hook import hook
from bridge.domain.checkup import Checked, Verdict
from bridge.domain.identity import Kind
from bridge.pipeline.hint import PING
from bridge.ports import Clock
from bridge.settings import HOOK_PATH, Settings
from bridge.wiring import SystemClock, open_bridge
from bridge.worker.campaigns import Campaigns
from bridge.worker.files import CampaignFiles
from bridge.worker.loop import Worker
from tests.e2e.serving import settings_of
from tests.e2e.small_campaign import SLUG
from tests.e2e.staging import Operator, Town
from tests.web.conftest import Door, serving


@dataclass
class Hooked:
    """A campaign in the forum, the web side that hears it, and the operator who set the hook up."""

    town: Town
    operator: Operator
    door: Door

    def hint(self, about: str = SLUG) -> bool:
        """Whether there is a hint, once the forum has nothing more to deliver."""
        site, pause = self.town.sandbox.site, threading.Event()
        for _ in range(1000):
            if site.value("SELECT count(*) FROM web_hook_deliveries") == 0:
                break
            pause.wait(0.01)
        with self.door.bridge.store.begin() as unit:
            return unit.hints.since(about) is not None

    @property
    def secret(self) -> str:
        return self.operator.database.with_suffix(".hook.key").read_text().strip()

    def deliver(self, body: bytes, signature: str | None = None, **headers: str) -> requests.Response:
        """Send what the forum might have sent."""
        made = "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        given = {
            "Content-Type": "application/json",
            "X-Discourse-Event-Type": "post",
            "X-Discourse-Event": "post_created",
            "X-Discourse-Event-Signature": made if signature is None else signature,
        }
        return requests.post(f"{self.door.url}{HOOK_PATH}", body, headers=given | headers, timeout=10)


def idea_post(operator: Operator) -> tuple[int, int]:
    """Topic and first post of one idea."""
    idea = sorted(operator.ideas().values())[0]
    link = operator.link(f"idea/{idea}")
    assert link.topic_id is not None
    assert link.post_id is not None
    return link.topic_id, link.post_id


@pytest.fixture
def hooked(town: Town, running: Operator) -> Iterator[Hooked]:
    assert town.clock is not None
    settings = Settings(database_url=f"sqlite:///{running.database}", ner="off")
    with serving(settings, town.clock, running.folder) as door:
        operator = running.wears(IDEABRIDGE_WEB_URL=door.url)
        operator.run("forum", "hook").fine()
        yield Hooked(town, operator, door)


def test_a_vote_in_the_forum_is_counted_within_minutes_and_costs_one_look(hooked: Hooked) -> None:
    town, operator = hooked.town, hooked.operator
    settings = settings_of(town, operator)
    bridge = open_bridge(settings, forum=False, clock=town.clock)
    said: list[str] = []
    files = CampaignFiles([operator.folder / "campaign.yaml"])
    worker = Worker(bridge, settings, Campaigns(files, bridge.store, bridge.declarer), said.append)
    worker.tick()
    said.clear()
    assert worker.tick() == 0
    topic, post = idea_post(operator)
    for name in ("heron", "otter", "egret"):
        town.member(name).like(post)
        town.member(name).reply(topic, f"I have seen this work, says {name} of the night shift.")

    assert hooked.hint()
    assert town.clock is not None
    town.clock.advance(timedelta(minutes=1))
    assert worker.tick() == 1
    assert said[0].startswith(f"{SLUG}: hint done")
    with bridge.store.begin() as unit:
        assert len(unit.ledger.replies(SLUG)) == 3
    assert not hooked.hint()
    town.clock.advance(timedelta(minutes=1))
    assert worker.tick() == 0
    bridge.close()


def test_a_hint_that_comes_while_the_bridge_looks_stays(hooked: Hooked) -> None:
    assert hooked.town.clock is not None
    now = hooked.town.clock.now()
    with hooked.door.bridge.store.begin() as unit:
        unit.hints.give(SLUG, now)
        unit.hints.clear(SLUG, now - timedelta(seconds=1))
        assert unit.hints.since(SLUG) == now
        unit.hints.give(SLUG, now + timedelta(hours=1))
        assert unit.hints.since(SLUG) == now
        unit.hints.clear(SLUG, now)
        assert unit.hints.since(SLUG) is None


def test_private_messages_and_other_categories_are_not_even_sent(hooked: Hooked) -> None:
    town = hooked.town
    town.member("heron")
    message = {
        "title": "Something between the two of us",
        "raw": "A message that is nobody's business but theirs.",
        "archetype": "private_message",
        "target_recipients": "heron",
    }
    other = town.sandbox.create_category("Elsewhere")
    site, headers = town.sandbox.site, {"Api-Key": town.keys.admin, "Api-Username": town.keys.admin_username}
    for words in (
        message,
        {
            "title": "A topic in no category of ours",
            "raw": "Something else altogether, said at length.",
            "category": other,
        },
    ):
        answer = requests.post(f"{town.sandbox.base_url}/posts.json", json=words, headers=headers, timeout=10)
        assert answer.status_code == 200, answer.text
    assert not hooked.hint()
    assert site.value("SELECT count(*) FROM web_hook_events") == 0


def test_what_the_secret_did_not_sign_is_turned_away(hooked: Hooked) -> None:
    topic, _ = idea_post(hooked.operator)
    body = json.dumps({"post": {"topic_id": topic, "category_id": 1, "topic_archetype": "regular"}}).encode()
    assert hooked.deliver(body, signature="sha256=" + "0" * 64).status_code == 403
    assert hooked.deliver(body, signature="").status_code == 403
    assert hooked.deliver(b"x" * 1_048_577).status_code == 413
    assert hooked.deliver(body, **{"Content-Type": "text/plain"}).status_code == 415
    assert requests.get(f"{hooked.door.url}{HOOK_PATH}", timeout=10).status_code == 405
    assert not hooked.hint()
    assert hooked.deliver(body).text == "stale\n"
    assert hooked.hint()
    # A topic that is none of ours is passed over, and a body larger than a form may be is taken.
    far = json.dumps(
        {"post": {"topic_id": 99_999, "category_id": 9, "topic_archetype": "regular", "raw": "x" * 200_000}}
    )
    assert hooked.deliver(far.encode()).text == "ignored\n"


def test_nothing_but_campaign_and_time_is_kept(hooked: Hooked) -> None:
    topic, post = idea_post(hooked.operator)
    hooked.town.member("heron").like(post)
    hooked.town.member("heron").reply(topic, "The word halcyon stands in this reply and nowhere else.")
    assert hooked.hint()
    with hooked.door.bridge.store.begin() as unit:
        assert unit.hints.since(SLUG) is not None
    hooked.door.bridge.store.close()
    for path in hooked.operator.database.parent.glob("*"):
        raw = path.read_bytes()
        assert b"halcyon" not in raw
        assert b"heron" not in raw


def test_the_hook_is_made_once_mended_and_taken_away(hooked: Hooked, town: Town) -> None:
    told = hooked.operator.run("forum", "hook", "--format", "json").fine().data
    assert told["written"] is False
    before = hooked.secret
    site = town.sandbox.site
    site.run("UPDATE web_hooks SET active = 0, wildcard_web_hook = 1")
    assert hooked.operator.run("forum", "hook", "--format", "json").fine().data["written"] is True
    assert site.value("SELECT count(*) FROM web_hooks WHERE active = 1 AND wildcard_web_hook = 0") == 1
    hooked.operator.run("forum", "hook", "--new-secret").fine()
    assert hooked.secret != before
    assert all(hooked.secret not in words and before not in words for words in hooked.operator.heard)
    # The web side goes on with the new secret without being started again.
    assert (
        hooked.deliver(b"{}", **{"X-Discourse-Event": "ping", "X-Discourse-Event-Type": "ping"}).text
        == "ping\n"
    )
    assert hooked.hint(PING)

    hooked.operator.run("forum", "hook", "--remove").fine()
    assert site.value("SELECT count(*) FROM web_hooks") == 0
    assert hooked.operator.run("forum", "hook", "--remove").fine().out == "the forum has no such web hook\n"


def test_it_says_what_is_missing(town: Town, operator: Operator) -> None:
    told = operator.run("forum", "hook")
    assert (told.code, "IDEABRIDGE_WEB_URL is not set" in told.err) == (2, True)
    told = operator.wears(IDEABRIDGE_WEB_URL="https://ideas.example").run("forum", "hook")
    assert told.code == 2
    assert "no campaign has a category in the forum yet" in told.err
    assert town.topics(f"ib:{SLUG}/{Kind.IDEA}") == []


def test_doctor_tries_it_and_says_what_is_wrong(hooked: Hooked) -> None:
    settings = settings_of(hooked.town, hooked.operator, web_url=hooked.door.url)

    def examined(clock: Clock) -> dict[str, Checked]:
        return {line.what: line for line in hook(settings, hooked.door.bridge.store, clock)}

    told = examined(SystemClock())
    assert {line.verdict for line in told.values()} == {Verdict.OK}
    assert "a ping arrived" in told["round trip"].told

    site = hooked.town.sandbox.site
    site.run("UPDATE web_hooks SET secret = 'another secret of somebody'")
    site.run("DELETE FROM categories_web_hooks")
    told = examined(SimulatedClock(SystemClock().now()))
    assert told["web hook"].told == "its secret is another one; it listens to other categories"
    assert told["round trip"].verdict is Verdict.FAIL
    assert "forum hook --new-secret" in told["round trip"].fix

    site.run("DELETE FROM web_hooks")
    told = examined(SystemClock())
    assert told["web hook"].told == f"the forum has none that sends to {hooked.door.url}{HOOK_PATH}"
    assert "round trip" not in told
    hooked.operator.run("forum", "hook", "--remove").fine()
    assert "none: the forum is read at intervals" in examined(SystemClock())["web hook"].told
