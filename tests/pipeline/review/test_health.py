"""How the campaign is: told to moderators once a day, in a topic of the review's category."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bridge.domain.job import JobRun, RunState
from bridge.render.keys import health_key
from tests.pipeline.review.room import Room


def told(room: Room) -> dict[str, Any]:
    with room.bridge.store.begin() as unit:
        link = unit.links.get(health_key("kettles"))
    assert link is not None
    return dict(room.town.topic(link.topic_id))


def later(room: Room, **span: float) -> None:
    assert room.town.clock is not None
    room.town.clock.advance(timedelta(**span))


def test_it_is_written_with_the_first_topic_and_stays_all_day(room: Room) -> None:
    room.comes()
    room.reviewed()
    first = told(room)
    assert first["title"] == "How the campaign is doing"
    assert first["raw"].startswith("As of Wednesday 14 January 2015.")
    assert "All is well." in first["raw"]
    assert (first["closed"], bool(first["pinned_at"])) == (1, True)

    later(room, hours=2)
    room.comes("Hang hooks for cups beside every bed, so that they are not taken away.")
    room.reviewed()
    assert told(room)["raw"] == first["raw"]


def test_the_next_day_it_is_new_even_if_nothing_waits(room: Room) -> None:
    name = room.comes()
    room.reviewed()
    room.replies(name, "accept this idea as it stands")
    room.reviewed()
    later(room, days=1)
    done = room.sync()
    assert done.reviewed is not None
    assert told(room)["raw"].startswith("As of Thursday 15 January 2015.")
    assert room.sync().reviewed is None


def test_what_somebody_has_to_look_at_is_said(room: Room) -> None:
    room.comes()
    room.reviewed()
    later(room, days=5)
    with room.bridge.store.begin() as unit:
        unit.runs.claim(
            JobRun("kettles", "retain", room.now, RunState.FAILED, "m:1", room.now, note="no key *here*")
        )
    room.reviewed()
    raw = told(room)["raw"]
    assert "Somebody has to look at this:" in raw
    assert "1 idea waits for a decision, the oldest for 5 days." in raw
    assert "Retain failed: no key \\*here\\*." in raw


def test_a_moderator_may_take_it_away(room: Room) -> None:
    room.comes()
    room.reviewed()
    topic = told(room)["id"]
    room.moderator("owl").delete_topic(topic)
    later(room, days=1)
    room.reviewed()
    later(room, days=1)
    assert room.town.topic(topic)["deleted_at"] is not None
    assert len(room.town.topics("As of ")) == 1
