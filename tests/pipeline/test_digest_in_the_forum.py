"""The digest in the forum: one topic and one picture however often it runs, corrected where more is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Week
from bridge.domain.idea import IdeaStatus
from bridge.domain.identity import Kind
from bridge.pipeline.announce import post
from bridge.pipeline.answer import answer
from bridge.sandbox import Limits
from bridge.sync.lease import hold
from tests.pipeline.hall import Hall, open_hall

NAME = "2015-w03"
MONDAY = datetime(2015, 1, 19, 9, 0, tzinfo=UTC)
PICTURE = re.compile(r"!\[[^\]]*\|690x\d+\]\((upload://\w+\.png)\)")


@pytest.fixture
def hall(kettles: Campaign, tmp_path: Path) -> Iterator[Hall]:
    """Two ideas, and a vote on each in the third week."""
    with open_hall(kettles, tmp_path) as found:
        found.publish("abc", "def")
        found.bridge.forum.provision_query()
        for name, person in (("abc", "heron"), ("def", "plover")):
            vote(found, name, person)
        found.sync()
        yield found


def vote(hall: Hall, name: str, person: str) -> None:
    site = hall.town.sandbox.site
    with site.lock:
        post_id = site.value("SELECT id FROM posts WHERE topic_id = ? AND post_number = 1", hall.topic(name))
    hall.town.member(person).vote(post_id, "For", poll_name="vote")


def uploads(hall: Hall) -> int:
    site = hall.town.sandbox.site
    with site.lock:
        return int(site.value("SELECT COUNT(*) FROM uploads"))


def sent(hall: Hall) -> int:
    """Uploads sent since the counts were reset, whatever came of them."""
    return sum(number for (_, route), number in hall.town.writes().items() if route == "/uploads")


def test_it_has_one_picture_that_is_uploaded_once(hall: Hall) -> None:
    hall.move(MONDAY)
    assert hall.sync().digest == NAME
    body = hall.body(NAME, Kind.DIGEST)
    assert PICTURE.search(body)
    assert "| 1= | [The kettle of the idea abc]" in body
    site = hall.town.sandbox.site
    with site.lock:
        cooked = site.value(
            "SELECT cooked FROM posts WHERE topic_id = ? AND post_number = 1", hall.topic(NAME, Kind.DIGEST)
        )
    assert 'src="/uploads/default/original/1X/' in cooked
    assert 'alt="Chart of the 2 ideas in the lead' in cooked
    hall.town.sandbox.reset_requests()
    for _ in range(3):
        assert hall.sync().digest is None
    assert (uploads(hall), sent(hall)) == (1, 0)
    assert len(hall.town.topics("<!-- ib:kettles/digest/")) == 1


def test_what_is_found_out_late_corrects_it_by_an_edit_once_a_day(hall: Hall) -> None:
    """A reply of that week is taken away by a moderator after the digest went out."""
    reply = hall.town.member("heron").reply(hall.topic("abc"), "The lid of ours was lost in the move.")
    hall.sync()
    hall.move(MONDAY)
    hall.sync()
    assert "1 reply from 1 person" in hall.body(NAME, Kind.DIGEST)
    hall.moderator().delete_post(reply)
    hall.sync()
    assert "1 reply from 1 person" in hall.body(NAME, Kind.DIGEST)
    hall.wait(days=1)
    done = hall.sync()
    assert done.digest is None
    body = hall.body(NAME, Kind.DIGEST)
    assert "1 reply from 1 person" not in body
    assert PICTURE.search(body)
    assert uploads(hall) == 1
    hall.wait(days=1)
    hall.settled()


def test_where_a_person_has_changed_it_theirs_stays(hall: Hall) -> None:
    hall.move(MONDAY)
    hall.sync()
    site = hall.town.sandbox.site
    topic = hall.topic(NAME, Kind.DIGEST)
    with site.lock:
        post_id = site.value("SELECT id FROM posts WHERE topic_id = ? AND post_number = 1", topic)
        raw = site.value("SELECT raw FROM posts WHERE id = ?", post_id)
    hall.moderator().edit(post_id, raw.replace("Thank you.", "Thank you all."))
    hall.wait(days=1)
    assert hall.sync().plan.conflicts == ()
    assert "Thank you all." in hall.body(NAME, Kind.DIGEST)


def test_one_that_was_taken_away_stays_away(hall: Hall) -> None:
    hall.move(MONDAY)
    hall.sync()
    hall.moderator().delete_topic(hall.topic(NAME, Kind.DIGEST))
    hall.wait(days=2)
    hall.sync()
    hall.wait(days=2)
    assert hall.sync().plan.operations == ()
    assert len(hall.town.topics("<!-- ib:kettles/digest/")) == 1


def test_a_forum_that_takes_no_picture_gets_the_numbers_alone(hall: Hall) -> None:
    """And is not asked again."""
    hall.town.sandbox.site.limits = replace(Limits.relaxed(), authorized_extensions="txt")
    hall.move(MONDAY)
    assert hall.sync().digest == NAME
    body = hall.body(NAME, Kind.DIGEST)
    assert "upload://" not in body
    assert "| 1= | [The kettle of the idea abc]" in body
    hall.town.sandbox.reset_requests()
    hall.wait(days=1)
    hall.settled()
    assert sent(hall) == 0


def test_it_can_be_posted_and_corrected_by_hand_for_any_week(hall: Hall) -> None:
    bridge = hall.bridge
    with hold(bridge.store, bridge.clock, "kettles", "test") as lease:
        first = post(bridge.desk, hall.campaign, lease, Week(2015, 3))
        again = post(bridge.desk, hall.campaign, lease, Week(2015, 3))
    assert first is not None
    assert again is not None
    assert (first.now, first.corrected, again.now, again.corrected) == (True, False, False, False)
    answer(bridge.store, bridge.redactor, hall.campaign, "abc", IdeaStatus.CHOSEN, hall.now, reason="Cheap.")
    with hold(bridge.store, bridge.clock, "kettles", "test") as lease:
        corrected = post(bridge.desk, hall.campaign, lease, Week(2015, 3))
    assert corrected is not None
    assert (corrected.now, corrected.corrected, corrected.topic) == (False, True, first.topic)
    assert "**Chosen.** Cheap." in hall.body(NAME, Kind.DIGEST)
