"""A campaign that is moderated wholly inside the forum, and an idea that comes by private message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import requests

from bridge.declare.loader import load
from bridge.domain.idea import SubmissionState
from bridge.domain.identity import Kind, review_scope, split_marker
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import receive
from bridge.sandbox import Member
from bridge.settings import Settings
from bridge.wiring import open_bridge
from tests.e2e.small_campaign import SLUG, TEXTS, campaign_text, ideas_text
from tests.e2e.staging import Operator, Town

SCOPE = review_scope(SLUG)
NAMED = "Ask Siobhan Fitzgerald to turn the telephone of the ward down before she goes home at ten."
GROUP = "night-ideas"


@dataclass
class Desk:
    """The operator with the timer, and moderators who never leave the forum."""

    town: Town
    operator: Operator

    def comes(self, *texts: str) -> None:
        """Ideas arrive from people who hold receipts, and wait."""
        settings = Settings(database_url=f"sqlite:///{self.operator.database}", ner="off")
        bridge = open_bridge(settings, forum=False, clock=self.town.clock)
        campaign = load(self.operator.folder / "campaign.yaml")
        for text in texts:
            receive(bridge.doors, campaign, RawIdea(text, "q1"), bridge.clock.now())
        bridge.close()

    def sync(self) -> Any:
        """The timer rings; gives what the sync told."""
        return self.operator.run("sync", "--yes", "--format", "json").fine().data

    def topics(self) -> dict[str, int]:
        """The topics of the review by submission."""
        with self.operator.store() as store, store.begin() as unit:
            links = unit.links.all(SCOPE)
        return {
            link.key.name: link.topic_id
            for link in links
            if link.key.kind is Kind.REVIEW and link.topic_id is not None
        }

    def topic(self, words: str) -> int:
        """The topic in which these words wait."""
        (found,) = (topic for topic in self.topics().values() if words in self.town.topic(topic)["raw"])
        return found

    def moderator(self, name: str) -> Member:
        return self.town.member(name, trust_level=4, moderator=True)

    def states(self) -> list[SubmissionState]:
        names = sorted(self.topics())
        with self.operator.store() as store, store.begin() as unit:
            found = [unit.submissions.get(SLUG, name) for name in names]
        return [one.state for one in found if one is not None]

    def answers(self, topic: int) -> list[str]:
        site = self.town.sandbox.site
        with site.lock:
            raws: Sequence[str] = site.column(
                "SELECT raw FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? AND post_type = 1 "
                "AND post_number > 1 AND username = ? AND deleted_at IS NULL ORDER BY posts.id",
                topic,
                self.town.keys.bridge_username,
            )
        return [split_marker(raw)[0] for raw in raws]

    def published(self) -> set[str]:
        """Texts of ideas that stand in the forum."""
        ideas = self.operator.ideas()
        return {text for text, name in ideas.items() if self.town.topics(f"<!-- ib:{SLUG}/idea/{name} ")}


@pytest.fixture
def desk(town: Town, operator: Operator) -> Desk:
    operator.run("sync", "--yes").fine()
    return Desk(town, operator)


def test_a_campaign_is_moderated_without_leaving_the_forum(town: Town, desk: Desk) -> None:
    desk.comes(*TEXTS, NAMED)
    told = desk.sync()
    assert told["review"] == {"answered": 0, "opened": 7, "failed": [], "problem": None}
    trolley, lights, volume, bins, pressure, weigh = (desk.topic(text.split(".")[0][:20]) for text in TEXTS)
    telephone = desk.topic("turn the telephone")
    owl, heron = desk.moderator("wise_owl"), desk.moderator("calm_heron")

    owl.reply(trolley, "Accept this idea as it stands, please.")
    owl.reply(
        lights, "accept\n\ntitle: A desk lamp instead of the ceiling\ntext: A desk lamp does for a chart."
    )
    heron.reply(volume, "Return this idea: unclear")
    heron.reply(bins, "Reject this idea: not-ours")
    heron.reply(pressure, "Ask the author: who should decide that?")
    owl.reply(weigh, "I think I know who this is")
    owl.reply(telephone, f"accept this idea\ntext: {NAMED}")
    assert desk.sync()["review"]["answered"] == 7

    heron.reply(weigh, "accept this idea as it stands")
    heron.reply(telephone, "accept this idea as it stands")
    heron.reply(pressure, "accept this idea as it stands")
    desk.sync()
    assert town.clock is not None
    town.clock.advance(timedelta(days=4))
    desk.sync()

    assert desk.published() == {TEXTS[0], "A desk lamp does for a chart.", NAMED, TEXTS[4], TEXTS[5]}
    for topic, first in (
        (trolley, "**Accepted.**"),
        (lights, "**Accepted.**"),
        (volume, "**Returned.**"),
        (bins, "**Rejected.**"),
        (pressure, "**Asked.**"),
        (weigh, "**Handed on.**"),
        (telephone, "**You have agreed; a second person has to accept it as well**"),
    ):
        assert desk.answers(topic)[0].startswith(first)
        shown = town.topic(topic)
        assert shown["raw"].startswith("Decided:")
        assert (shown["closed"], shown["visible"]) == (1, 0)
    assert SubmissionState.WAITING not in desk.states()

    # One more says the same: it is merged into what is published, by its link.
    name = desk.operator.ideas()[TEXTS[0]]
    link = desk.operator.link(f"idea/{name}")
    desk.comes("Somebody should oil the wheels of the drugs trolley, they squeal at every single door.")
    desk.sync()
    owl.reply(
        desk.topic("every single door"), f"Merge this idea with {town.sandbox.base_url}/t/x/{link.topic_id}"
    )
    desk.sync()
    assert desk.states().count(SubmissionState.MERGED) == 1
    assert desk.sync()["review"] is None


def test_the_command_line_and_the_forum_work_side_by_side(town: Town, desk: Desk) -> None:
    desk.comes(*TEXTS[:2])
    desk.sync()
    first, second = (desk.topic(text.split(".")[0][:20]) for text in TEXTS[:2])
    waiting = desk.operator.run("ideas", "review", "--format", "json").fine().data["waiting"]
    name = next(row["id"] for row in waiting if row["text"] == TEXTS[0])

    desk.operator.run("ideas", "review", "--accept", name).fine()
    desk.moderator("wise_owl").reply(second, "reject this idea: advert")
    desk.sync()

    assert "**accepted**" in town.topic(first)["raw"]
    assert "**rejected**" in town.topic(second)["raw"]
    assert desk.operator.run("ideas", "review", "--format", "json").fine().data["waiting"] == []


def test_processes_do_it_as_well(town: Town, operator: Operator) -> None:
    """The same by `python -m bridge`, each run a process of its own."""
    operator.run("sync", "--yes").fine()
    operator.write("ideas.csv", ideas_text(TEXTS[:1], ("q1",)))
    operator.run("ideas", "import", "ideas.csv").fine()
    operator.process("sync", "--yes").fine()
    desk = Desk(town, operator)
    topic = desk.topic("Oil the wheels")
    desk.moderator("wise_owl").reply(topic, "accept this idea as it stands")

    told = operator.process("sync", "--yes").fine()

    assert "review in the forum: 1 reply answered, 0 topics opened" in told.out
    assert len(desk.answers(topic)) == 1
    assert set(operator.ideas()) == {TEXTS[0]}


@pytest.fixture
def post_box(town: Town, tmp_path: Any) -> Desk:
    """A campaign that takes ideas by private message."""

    def does(method: str, path: str, **body: Any) -> Any:
        headers = {"Api-Key": town.keys.admin, "Api-Username": town.keys.admin_username}
        answer = requests.request(
            method, town.sandbox.base_url + path, json=body, headers=headers, timeout=30
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    number = does("POST", "/admin/groups.json", group={"name": GROUP})["basic_group"]["id"]
    does("PUT", f"/groups/{number}.json", group={"messageable_level": 99})
    does("PUT", f"/groups/{number}/members.json", usernames=town.keys.bridge_username)
    text = campaign_text() + f"intake:\n  message_group: {GROUP}\n"
    operator = town.operator(tmp_path / "desk", text)
    operator.run("sync", "--yes").fine()
    return Desk(town, operator)


def test_an_idea_by_private_message_is_published_and_its_message_deleted(town: Town, post_box: Desk) -> None:
    town.sandbox.site.change_limits(can_permanently_delete=True)
    town.member("night_nurse")
    sent = requests.post(
        f"{town.sandbox.base_url}/posts.json",
        json={
            "title": "For the question q2",
            "raw": "Stop printing the lists of the day after midnight; the printer stands beside bed four.",
            "archetype": "private_message",
            "target_recipients": GROUP,
        },
        headers={"Api-Key": town.keys.anyone, "Api-Username": "night_nurse"},
        timeout=30,
    )
    assert sent.status_code == 200, sent.text

    told = post_box.sync()
    assert told["messages"]["taken"] == 1
    assert told["review"]["opened"] == 1
    (answer,) = post_box.answers(sent.json()["topic_id"])
    assert "Your receipt code is **" in answer
    assert "confidential, not anonymous" in answer

    topic = post_box.topic("Stop printing")
    post_box.moderator("wise_owl").reply(topic, "accept this idea as it stands")
    post_box.sync()
    assert town.clock is not None
    town.clock.advance(timedelta(days=22))
    told = post_box.sync()

    assert told["messages"]["gone"] == 1
    assert any("Stop printing" in text for text in post_box.published())
    headers = {"Api-Key": town.keys.admin, "Api-Username": town.keys.admin_username}
    gone = requests.get(
        f"{town.sandbox.base_url}/t/{sent.json()['topic_id']}.json", headers=headers, timeout=30
    )
    assert gone.status_code == 404
