"""Web hooks: who hears of what, in which order, signed, once."""

from __future__ import annotations

import hashlib
import hmac

from tests.sandbox.conftest import Forum
from tests.sandbox.web_hooks.receiver import SECRET, MakeHook, Receiver, noted, settled


def test_a_delivery_is_signed_over_its_raw_body(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook(201)
    made = forum.topic(raw="A text with ümlauts & <b>signs</b> of its own.")
    (delivery,) = receiver.take(1)
    expected = hmac.new(SECRET.encode(), delivery.raw, hashlib.sha256).hexdigest()
    assert delivery.headers["X-Discourse-Event-Signature"] == f"sha256={expected}"
    assert delivery.headers["X-Discourse-Event-Type"] == "post"
    assert delivery.headers["X-Discourse-Instance"] == forum.sandbox.base_url
    assert delivery.headers["Content-Type"] == "application/json"
    assert delivery.body["post"]["id"] == made["id"]
    assert delivery.body["post"]["raw"] == "A text with ümlauts & <b>signs</b> of its own."
    assert "actions_summary" not in delivery.body["post"]


def test_without_a_secret_there_is_no_signature(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook(201, secret="", content_type="2")
    forum.topic()
    (delivery,) = receiver.take(1)
    assert "X-Discourse-Event-Signature" not in delivery.headers
    assert delivery.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert set(delivery.body) == {"post"}


def test_the_order_of_events(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook()
    admin, ana = forum.admin, forum.speaking_as("ana")
    topic = forum.topic(admin)
    assert receiver.events(2) == ["topic_created", "post_created"]
    reply = ana.make(topic_id=topic["topic_id"], raw="A reply that will be changed and deleted.")
    assert receiver.events(1) == ["post_created"]
    path = f"/posts/{reply['id']}.json"
    assert ana.ask("PUT", path, {"post": {"raw": "A reply that was changed, a second text."}}).ok
    assert receiver.events(1) == ["post_edited"]
    assert ana.ask("POST", "/post_actions.json", {"id": topic["id"], "post_action_type_id": 2}).ok
    (liked,) = receiver.take(1)
    assert (liked.event, set(liked.body["like"])) == ("post_liked", {"post", "user"})
    assert liked.body["like"]["user"]["username"] == "ana"
    assert ana.ask("DELETE", path).ok
    edited, destroyed = receiver.take(2)
    assert (edited.event, destroyed.event) == ("post_edited", "post_destroyed")
    assert edited.body["post"]["raw"] == "(post deleted by author)"
    place = f"/t/{topic['topic_id']}"
    assert admin.ask("PUT", f"/t/-/{topic['topic_id']}.json", {"title": "A title that is another one"}).ok
    assert receiver.events(1) == ["topic_edited"]
    assert admin.ask("PUT", f"{place}/status.json", {"status": "closed", "enabled": "true"}).ok
    small, status = receiver.take(2)
    assert (small.event, status.event) == ("post_created", "topic_closed_status_updated")
    assert (small.body["post"]["action_code"], small.body["post"]["raw"]) == ("closed.enabled", "")
    assert admin.ask("DELETE", f"{place}.json").ok
    assert receiver.events(2) == ["post_destroyed", "topic_destroyed"]
    assert admin.ask("PUT", f"{place}/recover.json").ok
    assert receiver.events(3) == ["topic_recovered", "post_recovered", "topic_recovered"]


def test_text_and_title_together_are_one_event(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    topic = forum.topic()
    hook()
    change = {
        "post": {"raw": "Another text for this topic, long enough."},
        "title": "Another title, long enough",
    }
    assert forum.bot.ask("PUT", f"/posts/{topic['id']}.json", change).ok
    assert forum.bot.ask(
        "PUT", f"/posts/{topic['id']}.json", {"post": {"raw": "The text on its own now."}}
    ).ok
    assert receiver.events(2) == ["topic_edited", "post_edited"]


def test_an_unlike_and_a_poll_vote_are_silent(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    poll = forum.poll()
    ana = forum.sandbox.member("ana")
    ana.like(poll["id"])
    hook_id = hook()
    ana.unlike(poll["id"])
    ana.vote(poll["id"], "For", poll_name="vote")
    ana.read(poll["topic_id"])
    forum.topic()
    assert receiver.events(2) == ["topic_created", "post_created"]
    assert len(settled(forum, hook_id)) == 2


def test_reactions_are_told_as_likes(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    """Each change of emoji is told again; what is excluded from likes, and what is taken back, is not."""
    names = "clap|laughing|-1"
    forum.sandbox.site.change_limits(
        discourse_reactions_enabled=True, discourse_reactions_enabled_reactions=names
    )
    post_id = forum.topic()["id"]
    hook_id = hook()
    ana = forum.speaking_as("ana")
    for name in ("clap", "laughing", "-1", "-1"):
        path = f"/discourse-reactions/posts/{post_id}/custom-reactions/{name}/toggle.json"
        assert ana.ask("PUT", path).ok
    seen = receiver.take(2)
    assert [delivery.event for delivery in seen] == ["post_liked"] * 2
    given = [delivery.body["like"]["post"]["reactions"][0]["id"] for delivery in seen]
    assert given == ["clap", "laughing"]
    assert len(settled(forum, hook_id)) == 2


def test_a_refused_vote_for_a_topic_is_told(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    forum.sandbox.site.change_limits(topic_voting_enabled=True, topic_voting_tl1_vote_limit=0)
    fields = {"custom_fields": {"enable_topic_voting": "true"}}
    assert forum.admin.ask("PUT", f"/categories/{forum.category}.json", fields).ok
    topic = forum.topic()
    hook(1701, 1702)
    sent = {"topic_id": topic["topic_id"]}
    assert forum.speaking_as("ben").ask("POST", "/voting/vote.json", sent).status_code == 403
    (delivery,) = receiver.take(1)
    assert (delivery.event, delivery.headers["X-Discourse-Event-Type"]) == ("topic_upvote", "topic_voting")
    vote = delivery.body["topic_voting"]
    assert (vote["topic_id"], vote["vote_count"]) == (topic["topic_id"], 0)


def test_private_messages_are_told_with_their_text(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook(101, 201)
    hook(101, 201, category_ids=[forum.category])
    sent = {"archetype": "private_message", "target_recipients": "ben"}
    forum.speaking_as("ana").make(title="A word", raw="A private text.", **sent)
    topic, post = receiver.take(2)
    assert topic.body["topic"]["archetype"] == "private_message"
    assert (post.body["post"]["raw"], post.body["post"]["topic_archetype"]) == (
        "A private text.",
        "private_message",
    )
    noted(forum)
    assert receiver.got == []


def test_a_category_filter_is_exact(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    below = forum.sandbox.create_category("Below", parent=forum.category)
    hook(201, category_ids=[forum.category])
    forum.topic(category=below)
    inside = forum.topic()
    (delivery,) = receiver.take(1)
    assert delivery.body["post"]["id"] == inside["id"]


def test_a_deed_that_was_taken_back_is_not_told(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook(201)
    assert forum.bot.ask("POST", "/posts.json", {"raw": "x", "topic_id": 1}).status_code == 422
    forum.topic()
    assert receiver.events(1) == ["post_created"]
