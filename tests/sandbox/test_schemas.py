"""As a server of 2026 the forum's answers have the types and the needed keys of the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from bridge.sandbox import Limits
from tests.sandbox.conftest import Forum, open_forum
from tests.sandbox.replay import SHARED
from tests.sandbox.test_uploads import upload

pytestmark = pytest.mark.skipif(
    not (SHARED / "schemas").is_dir(), reason="the schemas at ../shared are not here"
)

EXAMPLES_ONLY = {"excerpt", "can_delete", "moderator", "link_counts"}
"""Keys that the schemas need because their example had them; a real answer has them or not."""

STAFF_ONLY = {"reviewable_id", "reviewable_score_count", "reviewable_score_pending_count"}


@pytest.fixture(scope="module")
def modern() -> Iterator[Forum]:
    yield from open_forum(Limits.relaxed(tag_style="objects"))


@pytest.fixture(scope="module")
def answers(modern: Forum) -> dict[str, Any]:
    admin, ana = modern.admin, modern.speaking_as("ana")
    made = modern.topic(admin, tags=[{"name": "alpha"}], external_id="e-1")
    topic, post, place = made["topic_id"], made["id"], modern.category
    admin.make(title="A word", raw="A private text.", archetype="private_message", target_recipients="ana")
    body = {"name": "Other", "color": "0088CC", "text_color": "FFFFFF"}
    return {
        "topic_create_response": made,
        "category_create_response": admin.ask("POST", "/categories.json", body).json(),
        "category_update_response": admin.ask("PUT", f"/categories/{place}.json", {"color": "AA0000"}).json(),
        "category_show_response": admin.get(f"/c/{place}/show.json"),
        "category_list_response": admin.get("/categories.json"),
        "category_topics_response": admin.get(f"/c/ideas/{place}/l/latest.json"),
        "latest_topics_response": admin.get("/latest.json"),
        "latest_posts_response": admin.get("/posts.json"),
        "topic_show_response": admin.get(f"/t/{topic}.json"),
        "topic_posts_response": admin.get(f"/t/{topic}/posts.json?post_ids[]={post}"),
        "post_show_response": admin.get(f"/posts/{post}.json"),
        "post_replies_response": admin.get(f"/posts/{post}/replies.json"),
        "post_update_response": admin.ask(
            "PUT", f"/posts/{post}.json", {"post": {"raw": "Another text that is long enough."}}
        ).json(),
        "post_lock_response": admin.ask("PUT", f"/posts/{post}/locked.json", {"locked": "true"}).json(),
        "post_action_response": ana.ask(
            "POST", "/post_actions.json", {"id": post, "post_action_type_id": 2}
        ).json(),
        "topic_update_response": admin.ask(
            "PUT", f"/t/-/{topic}.json", {"title": "Another title that is long enough"}
        ).json(),
        "topic_status_response": admin.ask(
            "PUT", f"/t/{topic}/status.json", {"status": "closed", "enabled": "true"}
        ).json(),
        "topic_timer_response": admin.ask(
            "POST", f"/t/{topic}/timer.json", {"status_type": "open", "time": "2030-01-01 10:00"}
        ).json(),
        "tags_list_response": admin.get("/tags.json"),
        "tag_show_response": admin.get("/tag/alpha.json"),
        "tag_group_create_response": admin.ask(
            "POST", "/tag_groups.json", {"name": "g", "tag_names": ["alpha"]}
        ).json(),
        "tag_groups_list_response": admin.get("/tag_groups.json"),
        "upload_create_response": upload(admin).json(),
        "private_messages_response": admin.get("/topics/private-messages-sent/admin.json"),
    }


NAMES = (
    "topic_create_response category_create_response category_update_response category_show_response"
    " category_list_response category_topics_response latest_topics_response latest_posts_response"
    " topic_show_response"
    " topic_posts_response post_show_response post_replies_response post_update_response post_lock_response"
    " post_action_response topic_update_response topic_status_response topic_timer_response"
    " tags_list_response"
    " tag_show_response tag_group_create_response tag_groups_list_response upload_create_response"
    " private_messages_response"
)


@pytest.mark.parametrize("name", NAMES.split())
def test_schema(answers: dict[str, Any], name: str) -> None:
    schema = json.loads((SHARED / "schemas" / f"{name}.json").read_text())["schema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    faults = [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message}"
        for error in jsonschema.Draft202012Validator(schema).iter_errors(answers[name])
        if not _example_only(error)
    ]
    assert faults == []


def _example_only(error: jsonschema.ValidationError) -> bool:
    """Faults of the schemas rather than of an answer: made from one example, they know only that."""
    if error.validator == "additionalProperties":
        return True
    if error.validator == "required":
        return error.message.split("'")[1] in EXAMPLES_ONLY | STAFF_ONLY
    return error.instance is None or error.absolute_path[-1] in ("bookmarked", "liked")
