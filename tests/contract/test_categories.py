"""The campaign's category: made, found again, and its rights."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from bridge.domain.errors import Rejected
from bridge.domain.observation import NewCategory, ObservedCategory
from bridge.forum.adapter import DiscourseForum

from .conftest import OpenTopic, Target


def test_a_category_is_what_was_asked_for(target: Target, category: ObservedCategory) -> None:
    assert category.name == f"Contract {target.run}"
    assert category.slug == f"contract-{target.run}"
    assert category.permissions == ("everyone:2", "moderators:1")
    assert category.marker == f"contract-{target.run}/category/contract"
    assert category.about_topic is not None


def test_it_is_found_by_slug_and_by_marker(
    target: Target, forum: DiscourseForum, category: ObservedCategory
) -> None:
    assert forum.find_category(slug=category.slug) == category
    assert forum.find_category(marker=category.marker) == category
    assert forum.find_category(slug=f"no-such-{target.run}") is None
    assert forum.find_category(slug=category.slug, marker="other/category/other") is None


def test_without_an_admins_key_its_rights_are_shown_or_left_out_never_wrong(
    target: Target, category: ObservedCategory
) -> None:
    """Only who may edit a category is shown its permissions; no category has none, so none means hidden."""
    with closing(target.adapter(replace(target.settings, provision_key=None))) as moderator:
        seen = moderator.find_category(marker=category.marker)
    assert seen is not None
    assert seen in (category, replace(category, permissions=()))


def test_its_description_stands_in_the_topic_about_it(
    forum: DiscourseForum, category: ObservedCategory
) -> None:
    assert category.about_topic is not None
    about = forum.topic(category.about_topic)
    assert about is not None
    assert about.first is not None
    assert about.first.raw == "Made by a test of the bridge, and taken away by it."


def test_a_name_that_is_taken_is_rejected_with_the_reason(
    target: Target, forum: DiscourseForum, category: ObservedCategory
) -> None:
    again = NewCategory(
        category.name, f"{category.slug}-2", "", "0F6B8F", category.permissions, f"{category.marker}-2"
    )
    with pytest.raises(Rejected) as caught:
        forum.create_category(again)
    assert caught.value.reasons


def test_rights_are_replaced_and_the_rest_stays(forum: DiscourseForum, category: ObservedCategory) -> None:
    stricter = ("everyone:3", "moderators:1")
    forum.set_permissions(category.category_id, category.name, stricter)
    try:
        assert forum.find_category(slug=category.slug) == replace(category, permissions=stricter)
    finally:
        forum.set_permissions(category.category_id, category.name, category.permissions)
    assert forum.find_category(slug=category.slug) == category


def test_members_reply_but_only_the_bridge_opens_topics(
    target: Target, category: ObservedCategory, open_topic: OpenTopic
) -> None:
    member = target.member("rita")
    topic = open_topic()
    refused = member.ask(
        "POST",
        "/posts.json",
        title="A topic that a member would like to open",
        raw="It is long enough, but members may not open topics here.",
        category=category.category_id,
    )
    assert refused.status == 403
    assert member.replies(topic.topic_id, "A member replies to the topic of the bridge.") > topic.post_id


def test_a_description_is_written_once_and_never_over_a_persons_words(
    forum: DiscourseForum, category: ObservedCategory
) -> None:
    """A lost answer makes the bridge try again; what a moderator wrote there meanwhile stays."""
    assert category.about_topic is not None
    ours = "Made by a test of the bridge, and taken away by it."
    forum.describe_category(category.category_id, ours)
    about = forum.topic(category.about_topic)
    assert about is not None
    assert about.first is not None
    assert about.first.raw == ours
    theirs = forum.edit_body(about.first.post_id, "A moderator says what it is for.", original=ours)
    try:
        forum.describe_category(category.category_id, ours)
        after = forum.topic(category.about_topic)
        assert after is not None
        assert after.first is not None
        assert after.first.raw == theirs
    finally:
        forum.edit_body(about.first.post_id, ours, original=theirs)
