"""What waits stands in topics of a category of its own, and nothing of it stays there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bridge.domain.campaign import Placement
from bridge.domain.document import Facet
from bridge.domain.idea import SubmissionState
from bridge.domain.identity import Kind
from bridge.pipeline import moderate
from bridge.pipeline.receive import Doors
from bridge.pipeline.synchronise import synchronise
from bridge.sandbox.refusals import SandboxRefusal
from bridge.settings import Settings
from bridge.sync.lease import hold
from bridge.wiring import open_bridge
from tests.pipeline.review.room import ACCEPT, NAMED, OTHER, PLAIN, Room, settled


def test_nothing_to_review_costs_nothing(room: Room) -> None:
    assert room.sync().reviewed is None
    with room.town.sandbox.site.lock:
        assert room.town.sandbox.site.column("SELECT slug FROM categories WHERE slug LIKE 'review%'") == []


def test_what_waits_stands_in_a_category_that_only_reviewers_see(room: Room) -> None:
    names = sorted([room.comes(PLAIN), room.comes(NAMED, "q1"), room.comes(OTHER)])

    done = room.reviewed()

    assert done.problem == ""
    assert [room.topic(name) for name in names] == sorted(room.topic(name) for name in names)
    for name in names:
        topic = room.town.topic(room.topic(name))
        assert topic["title"] == f"An idea for question 1 ({name[:8]})"
        assert topic["created_at"].startswith("2015-01-14T00:00:00")
        assert room.submission(name).text.split(".")[0][:20] in room.body(name).replace("\\", "")
        with pytest.raises(SandboxRefusal, match="404"):
            room.town.member("heron").read(topic["id"])
    site = room.town.sandbox.site
    with site.lock:
        category = site.one("SELECT * FROM categories WHERE slug = 'review-kettles'")
        assert category is not None
        groups = site.all(
            "SELECT name, permission_type FROM category_groups JOIN groups ON groups.id = group_id "
            "WHERE category_id = ?",
            category["id"],
        )
    assert {(row["name"], row["permission_type"]) for row in groups} == {("staff", 1), ("ideabridge", 1)}
    settled(room)


def test_a_topic_says_all_that_a_decision_needs_and_no_word_that_was_masked(room: Room) -> None:
    name = room.comes(NAMED)
    room.sync()

    body = room.body(name)

    assert "Siobhan" not in body
    assert "Fitzgerald" not in body
    assert "Ask \\[name\\] to fill the urn" in body
    assert "What keeps tea cold?" in body
    for command in ("`accept this idea as", "`return this idea:`", "`ask the author:`", "`personal-data`"):
        assert command in body


def test_after_a_decision_the_topic_says_only_what_was_decided(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, ACCEPT)
    room.sync()

    topic = room.town.topic(room.topic(name))

    assert room.body(name) == "Decided: this was **accepted**. What it said is not kept here."
    assert (topic["closed"], topic["visible"]) == (1, 0)
    site = room.town.sandbox.site
    with site.lock:
        hidden = site.column("SELECT hidden FROM post_revisions WHERE post_id = ?", room.link(name).post_id)
        texts = site.column("SELECT raw FROM posts WHERE topic_id = ?", topic["id"])
    assert hidden
    assert all(hidden)
    (idea,) = room.ideas()
    for text in (*texts, topic["title"]):
        assert idea.id not in text
        assert "kettle on the ward" not in text


def test_where_the_forum_allows_it_nothing_is_left_even_for_staff(room: Room) -> None:
    site = room.town.sandbox.site
    site.change_limits(can_permanently_delete=True)
    name = room.comes()
    room.sync()
    room.replies(name, "accept this idea\nKeep kettles on every ward, with a tap beside them.")
    room.replies(name, "accept this idea\n\ntext: Keep kettles on every ward.")
    room.replies(name, "Glad that this came in, colleagues.")
    room.sync()

    with site.lock:
        posts = site.column("SELECT raw FROM posts WHERE topic_id = ?", room.topic(name))
        versions = site.value(
            "SELECT count(*) FROM post_revisions WHERE post_id = ?", room.link(name).post_id
        )
    assert versions == 0
    assert [raw for raw in posts if "every ward" in raw] == []
    assert room.standing(name) == ["Glad that this came in, colleagues."]
    settled(room)


def test_a_decision_at_the_command_line_closes_the_topic(room: Room) -> None:
    name = room.comes()
    room.sync()
    moderate.reject(room.bridge.store, room.bridge.redactor, "kettles", name, "advert", room.now, by="shell")
    room.sync()

    assert "**rejected**" in room.body(name)
    assert room.answers(name) == []
    settled(room)


def test_what_waits_again_opens_its_topic_again(room: Room) -> None:
    name = room.comes()
    room.sync()
    found = room.submission(name)
    room.replies(name, "return this idea: no-idea")
    room.sync()
    with room.bridge.store.begin() as unit:
        unit.submissions.replace(found)
    room.sync()
    topic = room.town.topic(room.topic(name))
    assert (topic["closed"], topic["visible"]) == (0, 1)
    assert "kettle on the ward" in topic["raw"]

    room.replies(name, ACCEPT, by="calm_heron")
    room.sync()
    assert "**accepted**" in room.body(name)
    with room.town.sandbox.site.lock:
        hidden = room.town.sandbox.site.column(
            "SELECT hidden FROM post_revisions WHERE post_id = ?", room.link(name).post_id
        )
    assert len(hidden) == 3
    assert all(hidden)
    settled(room)


def test_a_text_that_a_moderator_edited_in_the_topic_does_not_stay(room: Room) -> None:
    name = room.comes()
    room.sync()
    link = room.link(name)
    assert link.post_id is not None
    raw = room.town.sandbox.post_raw(link.post_id)
    room.moderator().edit(link.post_id, f"Seen by me, looks fine.\n\n{raw}")
    room.replies(name, ACCEPT)
    room.sync()

    assert room.body(name) == "Decided: this was **accepted**. What it said is not kept here."


def test_a_topic_that_a_moderator_removed_stays_away(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.moderator().delete_topic(room.topic(name))
    room.sync()
    settled(room)
    moderate.reject(room.bridge.store, room.bridge.redactor, "kettles", name, "advert", room.now, by="shell")
    settled(room)


def test_the_review_can_be_switched_off(room: Room) -> None:
    off = replace(room.campaign, placement=Placement(review=False))
    name = room.comes()
    assert room.sync(off).reviewed is None
    room.sync()
    room.sync(off)

    assert room.body(name) == "This is no longer reviewed here."
    assert room.sync(off).reviewed is None
    assert room.submission(name).state is SubmissionState.WAITING


def test_a_category_that_was_opened_to_everybody_gets_no_more_texts(room: Room) -> None:
    room.comes(PLAIN)
    room.sync()
    category = room.link("category", Kind.CATEGORY).category_id
    assert category is not None
    with room.town.sandbox.site.transaction():
        room.town.sandbox.site.run("DELETE FROM category_groups WHERE category_id = ?", category)
        room.town.sandbox.site.update("categories", category, read_restricted=0)
    room.comes(OTHER)

    done = room.reviewed()

    assert done.problem.startswith("The category for the review is open to everybody")
    assert len(room.town.topics("<!-- ib:kettles--review/review/")) == 1


def test_the_database_keeps_no_text_of_a_topic(room: Room, tmp_path: Path) -> None:
    """Submissions are sealed; the engine must not keep beside that what it shows of them in the forum."""
    name = room.comes()
    room.sync()
    room.replies(name, "ask: who would carry the lantern?")
    room.sync()
    room.sync()

    dump = "\n".join(sqlite3.connect(tmp_path / "bridge.sqlite3").iterdump())
    assert room.link(name).base[Facet.BODY] != room.body(name)
    for words in ("three doors down", "carry the lantern", "wise_owl", "heron"):
        assert words not in dump


@pytest.mark.parametrize(("query", "most"), [(True, 1), (False, 2)])
def test_a_quiet_review_costs_one_or_two_requests(room: Room, query: bool, most: int) -> None:
    room.comes()
    room.sync()
    if query:
        room.bridge.forum.provision_query()
    for _ in range(3):
        room.sync()

    def cost(doors: Doors | None) -> int:
        before = room.bridge.forum.requests
        with hold(room.bridge.store, room.bridge.clock, "kettles", "test") as lease:
            done = synchronise(room.bridge.desk, room.bridge.pseudonyms, room.campaign, lease, doors=doors)
        assert done.plan.operations == ()
        return room.bridge.forum.requests - before

    assert cost(room.bridge.doors) - cost(None) == most


def test_without_the_right_to_make_the_category_all_else_goes_on(room: Room, tmp_path: Path) -> None:
    """Told once a day in plain words; moderators decide at the command line meanwhile."""
    room.sync()
    keys = room.town.keys
    settings = Settings(
        forum_url=room.town.sandbox.base_url,
        api_key=SecretStr(keys.bridge),
        api_username=keys.bridge_username,
        database_url=f"sqlite:///{tmp_path}/bridge.sqlite3",
        requests_per_minute=6000,
    )
    with closing(open_bridge(settings, clock=room.town.clock)) as bridge:
        poor = Room(room.town, bridge, room.campaign)
        name = poor.comes()
        done = poor.sync()

        assert done.reviewed is not None
        assert "Only an admin's key may do this" in done.reviewed.problem
        assert done.applied is not None
        assert poor.sync().reviewed is None
        moderate.accept(bridge.store, bridge.redactor, "kettles", name, poor.now, by="shell")
        created = poor.sync().applied
        assert created is not None
        assert [key.kind for key in created.created] == [Kind.IDEA]
        poor.comes(OTHER)
        assert room.town.clock is not None
        room.town.clock.move_to(poor.now + timedelta(days=1, minutes=1))
        again = poor.sync().reviewed
        assert again is not None
        assert again.problem
