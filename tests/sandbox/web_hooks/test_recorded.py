"""Bodies of web hooks beside recorded ones."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.sandbox.conftest import Forum
from tests.sandbox.replay import SHARED, compare
from tests.sandbox.web_hooks.receiver import MakeHook, Receiver, settled

RECORDED = r"(?:webhook-delivery|fact-webhook-(?:run|extid)|(?:react|vote)-webhook\w*)"
FROM_PLUGINS = {
    "reactions",
    "current_user_reaction",
    "reaction_users_count",
    "current_user_used_main_reaction",
    "can_vote",
    "vote_count",
    "user_voted",
    "valid_reactions",
    "pending_posts",
    "queued_posts_count",
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the recordings at ../shared are not here")
@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("recordings", r"webhook-delivery-\d+-(topic_created|post_\w+|topic_edited|topic_\w+ed|ping)"),
        ("recordings-plugins", r"fact-webhook-run-\d+-(post|topic)_\w+"),
    ],
)
def test_bodies_have_the_keys_of_recorded_ones(
    forum: Forum, receiver: Receiver, hook: MakeHook, folder: str, pattern: str
) -> None:
    recorded: dict[str, Any] = {}
    for path in sorted((SHARED / folder).glob("*.json")):
        if re.fullmatch(pattern, path.stem):
            found = json.loads(path.read_text())
            name = found["headers"]["X-Discourse-Event"]
            if found["json"].get("topic", {}).get("archetype") != "private_message":
                recorded.setdefault(name, found["json"])
    assert len(recorded) > 5
    hook_id = hook()
    admin, ana = forum.admin, forum.speaking_as("ana")
    topic = forum.topic(admin)
    place = f"/t/{topic['topic_id']}"
    reply = ana.make(topic_id=topic["topic_id"], raw="A reply that will be changed and deleted.")
    ana.ask(
        "PUT", f"/posts/{reply['id']}.json", {"post": {"raw": "A reply that was changed, a second text."}}
    )
    ana.ask("POST", "/post_actions.json", {"id": topic["id"], "post_action_type_id": 2})
    admin.ask("PUT", f"/t/-/{topic['topic_id']}.json", {"title": "A title that is another one"})
    for status in ("closed", "pinned", "visible", "archived"):
        on = "false" if status == "visible" else "true"
        admin.ask("PUT", f"{place}/status.json", {"status": status, "enabled": on})
    admin.ask("DELETE", f"/posts/{reply['id']}.json")
    admin.ask("PUT", f"/posts/{reply['id']}/recover.json")
    admin.ask("DELETE", f"{place}.json")
    admin.ask("PUT", f"{place}/recover.json")
    admin.ask("POST", f"/admin/api/web_hooks/{hook_id}/ping.json")
    count = len(settled(forum, hook_id))
    given: dict[str, Any] = {}
    for delivery in receiver.take(count):
        given.setdefault(delivery.event, delivery.body)
    for name, body in recorded.items():
        differences = list(compare(body, given[name], name))
        unexpected = [text for text in differences if text.split(".")[-1].split(" ")[0] not in FROM_PLUGINS]
        allowed = (".deleted_by", ".action_code", ".visibility_reason_id is not in")
        assert [text for text in unexpected if not any(part in text for part in allowed)] == []
