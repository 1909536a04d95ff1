"""Private messages: who may write to whom, who sees them, what archiving and replies do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Forum, Person

TEXT = "A private text."


@pytest.fixture
def inbox(forum: Forum) -> str:
    """A group that everybody may write to, with the bridge's account as member."""
    forum.sandbox.create_group("ideas")
    change = {"group": {"messageable_level": 99}}
    assert forum.admin.ask("PUT", "/groups/ideas.json", change).ok
    assert forum.admin.ask("PUT", "/groups/ideas/members.json", {"usernames": "ideabridge"}).ok
    return "/topics/private-messages-group/ideabridge/ideas.json"


def write(who: Person, to: str, raw: str = TEXT, **more: Any) -> Any:
    return who.make(title="A word", raw=raw, archetype="private_message", target_recipients=to, **more)


def titles(who: Person, path: str) -> list[int]:
    return [item["id"] for item in who.get(path)["topic_list"]["topics"]]


def test_newcomers_write_to_groups_only(forum: Forum, inbox: str) -> None:
    nils = forum.speaking_as("nils")
    sent = {"title": "A word", "raw": TEXT, "archetype": "private_message", "target_recipients": "ana"}
    assert nils.refused("POST", "/posts.json", sent) == (
        422,
        ["Sorry, you cannot send a personal message to that user."],
    )
    made = write(nils, "ideas")
    assert titles(forum.bot, inbox) == [made["topic_id"]]
    assert nils.get("/groups/ideas/messageable.json") == {"messageable": True}
    assert nils.get("/groups/ideabridge/messageable.json") == {"messageable": False}
    sent["target_recipients"] = "ideabridge,nobody"
    assert nils.refused("POST", "/posts.json", sent)[0] == 422


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("no_such_person", "One of the users you are sending this message to could not be found."),
        ("", "You must select a valid user."),
    ],
)
def test_recipients_are_needed(forum: Forum, to: str, message: str) -> None:
    sent = {"title": "A word", "raw": TEXT, "archetype": "private_message", "target_recipients": to}
    assert forum.speaking_as("ana").refused("POST", "/posts.json", sent) == (422, [message])


def test_messages_may_be_short_and_have_the_same_title(forum: Forum) -> None:
    ana = forum.speaking_as("ana")
    write(ana, "ben")
    write(ana, "ben", "Another one.")
    sent = {"title": "A word", "raw": "Too short", "archetype": "private_message", "target_recipients": "ben"}
    assert ana.refused("POST", "/posts.json", sent) == (422, ["Body is too short (minimum is 10 characters)"])


def test_others_do_not_see_a_message(forum: Forum) -> None:
    made = write(forum.speaking_as("ana"), "ben", external_id="secret-1")
    place, post = f"/t/{made['topic_id']}.json", f"/posts/{made['id']}.json"
    nils = forum.speaking_as("nils")
    for stranger in (nils, forum.bot):
        assert stranger.refused("GET", place)[0] == 404
        assert stranger.refused("GET", post)[0] == 403
        assert stranger.refused("GET", "/t/external_id/secret-1.json")[0] == 403
    assert nils.refused("GET", "/topics/private-messages/ana.json")[0] == 403
    assert forum.anonymous.refused("GET", place)[0] == 404
    assert forum.anonymous.refused("GET", "/private-posts.json")[0] == 403
    assert all(item["topic_id"] != made["topic_id"] for item in nils.get("/posts.json")["latest_posts"])
    assert made["topic_id"] not in titles(forum.admin, "/latest.json")
    assert forum.admin.get(place)["details"]["allowed_users"]
    reply = {"topic_id": made["topic_id"], "raw": "May I say something here too?"}
    assert nils.refused("POST", "/posts.json", reply)[0] == 422


def test_a_moderator_changes_what_it_cannot_see(forum: Forum) -> None:
    made = write(forum.speaking_as("ana"), "ben")
    answer = forum.bot.ask("PUT", f"/posts/{made['id']}.json", {"post": {"raw": "Changed unseen."}})
    assert answer.json()["post"]["cooked"] == "<p>Changed unseen.</p>"


def test_the_lists_of_a_person(forum: Forum) -> None:
    ana, ben = forum.speaking_as("ana"), forum.speaking_as("ben")
    topic = write(ana, "ben")["topic_id"]
    assert titles(ben, "/topics/private-messages/ben.json?per_page=100") == [topic]
    assert titles(ben, "/topics/private-messages-new/ben.json") == [topic]
    assert titles(ana, "/topics/private-messages/ana.json") == []
    assert titles(ana, "/topics/private-messages-sent/ana.json") == [topic]
    ben.ask("POST", "/topics/timings.json", {"topic_id": topic, "topic_time": 5000, "timings": {"1": 5000}})
    assert titles(ben, "/topics/private-messages-new/ben.json") == []
    ben.make(topic_id=topic, raw="An answer to you.")
    assert titles(ana, "/topics/private-messages/ana.json") == [topic]
    assert titles(ana, "/topics/private-messages-unread/ana.json") == [topic]
    assert ben.ask("PUT", f"/t/{topic}/archive-message.json").text == ""
    assert titles(ben, "/topics/private-messages/ben.json") == []
    assert titles(ben, "/topics/private-messages-archive/ben.json") == [topic]
    assert titles(ana, "/topics/private-messages/ana.json") == [topic]


def test_a_reply_brings_a_message_back_to_the_group(forum: Forum, inbox: str) -> None:
    nils, bot = forum.speaking_as("nils"), forum.bot
    topic = write(nils, "ideas")["topic_id"]
    archive = inbox.replace(".json", "/archive.json")
    path = f"/t/{topic}/archive-message.json"
    assert bot.ask("PUT", path).json() == {"group_name": "ideas"}
    assert (titles(bot, inbox), titles(bot, archive)) == ([], [topic])
    assert bot.get(f"/t/{topic}.json")["message_archived"] is True
    nils.make(topic_id=topic, raw="One more thing.")
    assert (titles(bot, inbox), titles(bot, archive)) == ([topic], [])
    bot.ask("PUT", path)
    assert bot.ask("PUT", f"/t/{topic}/move-to-inbox.json").text == ""
    assert (titles(bot, inbox), titles(bot, archive)) == ([topic], [])
    assert forum.speaking_as("ana").refused("GET", inbox)[0] == 404


def test_the_feed_of_private_posts(forum: Forum, inbox: str) -> None:
    first = write(forum.speaking_as("nils"), "ideas", "The first message.")
    second = write(forum.speaking_as("ana"), "ideas", "The second message.")
    write(forum.speaking_as("ana"), "ben", "Not for the group.")
    posts = forum.bot.get("/private-posts.json")["private_posts"]
    assert [(post["id"], post["raw"]) for post in posts] == [
        (second["id"], "The second message."),
        (first["id"], "The first message."),
    ]
    older = forum.bot.get(f"/private-posts.json?before={second['id']}")["private_posts"]
    assert [post["id"] for post in older] == [first["id"]]


def test_a_guest_sees_the_message(forum: Forum) -> None:
    ana, nils = forum.speaking_as("ana"), forum.speaking_as("nils")
    topic = write(ana, "ben")["topic_id"]
    assert ana.ask("POST", f"/t/{topic}/invite.json", {"user": "nils"}).json()["user"]["username"] == "nils"
    assert nils.get(f"/t/{topic}.json")["archetype"] == "private_message"
