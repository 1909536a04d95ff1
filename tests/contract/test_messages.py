"""Private messages to a group: how people write to the bridge without being seen by others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bridge.domain.errors import Gone
from bridge.domain.observation import Erasure
from bridge.forum.adapter import DiscourseForum

from .conftest import OpenTopic, Person, Target
from .extras import bridge_account, switched_on

EVERYBODY = 99


@dataclass(frozen=True, slots=True)
class Inbox:
    """A group that everybody may write to, with the bridge's account as member."""

    group: str
    bridge: Person
    target: Target

    def path(self, kind: str = "") -> str:
        return f"/topics/private-messages-group/{self.bridge.username}/{self.group}{kind}.json"

    def topics(self, kind: str = "") -> list[int]:
        return [item["id"] for item in self.bridge.does("GET", self.path(kind))["topic_list"]["topics"]]

    def receives(self, sender: Person, raw: str, **more: Any) -> Any:
        return sender.does(
            "POST",
            "/posts.json",
            title=f"A word to {self.group}",
            raw=raw,
            archetype="private_message",
            target_recipients=self.group,
            **more,
        )


@pytest.fixture
def inbox(target: Target) -> Iterator[Inbox]:
    bridge = bridge_account(target)
    name = f"inbox_{target.run}"
    made = target.admin.ask("POST", "/admin/groups.json", group={"name": name})
    if made.status != 200:
        pytest.skip("the admin's key does not make groups here")
    number = made.data["basic_group"]["id"]
    target.admin.does("PUT", f"/groups/{number}.json", group={"messageable_level": EVERYBODY})
    target.admin.does("PUT", f"/groups/{number}/members.json", usernames=bridge.username)
    found = Inbox(name, bridge, target)
    yield found
    for topic_id in (*found.topics(), *found.topics("/archive")):
        target.admin.ask("DELETE", f"/t/{topic_id}.json")
    target.admin.does("DELETE", f"/admin/groups/{number}.json")


def test_a_message_to_the_group_is_read_with_its_text(target: Target, inbox: Inbox) -> None:
    raw = f"Something for the bridge alone, run {target.run}."
    sent = inbox.receives(target.member("ana"), raw, external_id=f"contract-{target.run}-message")
    assert inbox.topics() == [sent["topic_id"]]
    newest = inbox.bridge.does("GET", "/private-posts.json")["private_posts"][0]
    assert (newest["id"], newest["raw"]) == (sent["id"], raw)
    shown = inbox.bridge.does("GET", f"/t/{sent['topic_id']}.json?include_raw=1")
    assert (shown["archetype"], shown["category_id"]) == ("private_message", None)
    assert shown["post_stream"]["posts"][0]["raw"] == raw
    assert [group["name"] for group in shown["details"]["allowed_groups"]] == [inbox.group]
    found = inbox.bridge.ask("GET", f"/t/external_id/contract-{target.run}-message.json")
    assert found.status == 301


def test_others_see_nothing_of_it(target: Target, inbox: Inbox) -> None:
    external_id = f"contract-{target.run}-hidden"
    sent = inbox.receives(target.member("ana"), "Only the bridge should read this.", external_id=external_id)
    ben = target.member("ben")
    assert ben.ask("GET", f"/t/{sent['topic_id']}.json").status == 404
    assert ben.ask("GET", f"/posts/{sent['id']}.json").status == 403
    assert ben.ask("GET", f"/t/external_id/{external_id}.json").status == 403
    assert ben.ask("GET", inbox.path()).status == 404
    assert all(post["id"] != sent["id"] for post in ben.does("GET", "/posts.json")["latest_posts"])
    assert all(post["id"] != sent["id"] for post in ben.does("GET", "/private-posts.json")["private_posts"])


def test_archiving_is_undone_by_a_reply(target: Target, inbox: Inbox) -> None:
    ana = target.member("ana")
    topic = inbox.receives(ana, "To be put away for now.")["topic_id"]
    done = inbox.bridge.does("PUT", f"/t/{topic}/archive-message.json")
    assert done == {"group_name": inbox.group}
    assert (inbox.topics(), inbox.topics("/archive")) == ([], [topic])
    ana.replies(topic, f"One more thing, run {target.run}.")
    assert (inbox.topics(), inbox.topics("/archive")) == ([topic], [])
    inbox.bridge.does("PUT", f"/t/{topic}/archive-message.json")
    assert inbox.bridge.ask("PUT", f"/t/{topic}/move-to-inbox.json").status == 200
    assert inbox.topics() == [topic]


@pytest.mark.parametrize("to", ["no_such_person_anywhere", ""])
def test_a_message_needs_somebody_to_go_to(target: Target, to: str) -> None:
    answer = target.member("ana").ask(
        "POST",
        "/posts.json",
        title="A word to nobody",
        raw="This goes nowhere at all.",
        archetype="private_message",
        target_recipients=to,
    )
    assert (answer.status, answer.data["action"]) == (422, "create_post")


def test_the_adapter_reads_answers_and_archives(target: Target, inbox: Inbox, forum: DiscourseForum) -> None:
    ana, messages = target.member("ana"), forum.messages
    sent = inbox.receives(ana, f"An idea for nobody else, run {target.run}.")
    topic = sent["topic_id"]
    assert [listed.topic_id for listed in messages.inbox(inbox.group)] == [topic]

    answered = messages.answer(topic, f"The bridge says thank you, run {target.run}.")
    shown = messages.read(topic)

    assert shown is not None
    assert (shown.title, shown.archived) == (f"A word to {inbox.group}", False)
    assert [(post.number, post.ours, post.raw) for post in shown.posts] == [
        (1, False, f"An idea for nobody else, run {target.run}."),
        (2, True, f"The bridge says thank you, run {target.run}."),
    ]
    assert shown.posts[1].post_id == answered.post_id
    assert shown.posts[0].author not in (0, shown.posts[1].author)
    for _ in range(2):
        messages.archive(topic)
        assert messages.inbox(inbox.group) == []
        assert [listed.topic_id for listed in messages.archived(inbox.group)] == [topic]
    put_away = messages.read(topic)
    assert put_away is not None
    assert put_away.archived

    later = ana.replies(topic, f"One word more, run {target.run}.")
    assert [listed.topic_id for listed in messages.inbox(inbox.group)] == [topic]
    again = messages.read(topic)
    assert again is not None
    assert (again.archived, again.posts[-1].post_id, again.posts[-1].author) == (
        False,
        later,
        shown.posts[0].author,
    )


def test_the_adapter_tells_a_group_that_is_not_there_and_what_is_no_message(
    target: Target, forum: DiscourseForum, open_topic: OpenTopic
) -> None:
    with pytest.raises(Gone):
        forum.messages.inbox("nobody_is_in_this_group")
    assert forum.messages.read(open_topic().topic_id) is None
    assert forum.messages.read(999_999_999) is None


@pytest.mark.parametrize("replies", [0, 1, 2])
def test_a_message_is_deleted_for_good_where_the_forum_allows_it(
    target: Target, inbox: Inbox, forum: DiscourseForum, replies: int
) -> None:
    ana = target.member("ana")
    with switched_on(target, can_permanently_delete=True):
        sent = inbox.receives(ana, f"To be forgotten with {replies} answers, run {target.run}.")
        for number in range(replies):
            forum.messages.answer(sent["topic_id"], f"Answer {number} to that, run {target.run}.")

        assert forum.messages.erase(sent["topic_id"]) is Erasure.GONE

    for path in (f"/t/{sent['topic_id']}.json", f"/posts/{sent['id']}.json"):
        assert target.admin.ask("GET", path).status == 404
    assert forum.messages.erase(sent["topic_id"]) is Erasure.GONE


def test_where_nothing_may_be_deleted_for_good_it_goes_into_the_trash(
    target: Target, inbox: Inbox, forum: DiscourseForum
) -> None:
    ana = target.member("ana")
    with switched_on(target, can_permanently_delete=False):
        topic = inbox.receives(ana, f"Only admins see this later, run {target.run}.")["topic_id"]
        forum.messages.answer(topic, f"An answer that goes as well, run {target.run}.")

        assert forum.messages.erase(topic) is Erasure.TRASHED
        assert forum.messages.erase(topic) is Erasure.TRASHED

    assert (inbox.topics(), inbox.topics("/archive")) == ([], [])
    assert ana.ask("GET", f"/t/{topic}.json").status == 404


def test_what_was_trashed_before_is_destroyed_once_that_is_allowed(
    target: Target, inbox: Inbox, forum: DiscourseForum
) -> None:
    """A run may be cut off after the replies went, and a setting may come later."""
    topic = inbox.receives(target.member("ana"), f"First trashed, then gone, run {target.run}.")["topic_id"]
    with switched_on(target, can_permanently_delete=False):
        forum.messages.answer(topic, f"An answer that stays in the trash, run {target.run}.")
        assert forum.messages.erase(topic) is Erasure.TRASHED
    with switched_on(target, can_permanently_delete=True):
        assert forum.messages.erase(topic) is Erasure.GONE
    assert target.admin.ask("GET", f"/t/{topic}.json").status == 404
