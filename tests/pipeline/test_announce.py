"""The digest of a week appears once, on its day, and not at all for a week without anything to tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Week
from bridge.domain.document import Document, Link, LinkState
from bridge.domain.idea import Experience, Idea
from bridge.domain.identity import Key, Kind
from bridge.pipeline.announce import digest_document, due_document, last_full_week, posted
from bridge.ports import Store
from bridge.render.documents import TemplateDocuments

THIRD = Week(2015, 3)
MONDAY = datetime(2015, 1, 19, 9, 0, tzinfo=UTC)
"""When the digest of the third week is due."""


def topic_url(topic: int) -> str:
    return f"https://forum.example.org/t/{topic}"


@pytest.fixture
def busy(sql_store: Store, noon: datetime) -> Store:
    """One idea was published in the third week."""
    hour = noon.replace(minute=0, second=0)
    with sql_store.begin() as unit:
        unit.ideas.put(
            Idea(
                id="abc",
                campaign="kettles",
                question="q1",
                title="A lid for every kettle",
                text="It stays warm twice as long.",
                role=None,
                lenses=(),
                experience=Experience.WE_DID,
                accepted=hour,
                batch=1,
                published=hour,
            )
        )
        unit.links.put(Link(Key("kettles", Kind.IDEA, "abc"), 1, {}, topic_id=7, post_id=7))
    return sql_store


def due(store: Store, campaign: Campaign, now: datetime) -> Document | None:
    return due_document(store, TemplateDocuments(), campaign, now, topic_url)


def test_it_is_due_from_its_hour_on_until_the_next(busy: Store, kettles: Campaign) -> None:
    assert due(busy, kettles, MONDAY - timedelta(seconds=1)) is None
    for later in (timedelta(0), timedelta(days=3), timedelta(days=7) - timedelta(seconds=1)):
        found = due(busy, kettles, MONDAY + later)
        assert found is not None
        assert found.key == Key("kettles", Kind.DIGEST, "2015-w03")
        assert "A lid for every kettle" in found.body
        assert topic_url(7) in found.body


@pytest.mark.parametrize(("state", "again"), [(LinkState.ACTIVE, True), (LinkState.REMOVED, False)])
def test_one_that_was_posted_is_made_again_unless_it_was_taken_away(
    busy: Store, kettles: Campaign, state: LinkState, again: bool
) -> None:
    """So that it can be corrected. What a moderator took away stays away."""
    assert not posted(busy, kettles, THIRD)
    with busy.begin() as unit:
        unit.links.put(
            Link(Key("kettles", Kind.DIGEST, "2015-w03"), 1, {}, topic_id=8, post_id=8, state=state)
        )

    assert posted(busy, kettles, THIRD)
    assert (due(busy, kettles, MONDAY) is not None) is again


def test_a_week_without_anything_has_none(sql_store: Store, busy: Store, kettles: Campaign) -> None:
    assert due(busy, kettles, MONDAY + timedelta(days=7)) is None
    assert digest_document(busy, TemplateDocuments(), kettles, Week(2015, 4), MONDAY, topic_url) is None


def test_the_same_week_gives_the_same_words(busy: Store, kettles: Campaign) -> None:
    first, second = (
        digest_document(busy, TemplateDocuments(), kettles, THIRD, MONDAY + later, topic_url)
        for later in (timedelta(0), timedelta(days=5))
    )

    assert first == second


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2015, 1, 18, 23, 59, tzinfo=UTC), Week(2015, 2)),
        (datetime(2015, 1, 19, 0, 0, tzinfo=UTC), THIRD),
        (datetime(2015, 7, 5, 23, 30, tzinfo=UTC), Week(2015, 27)),
        (datetime(2015, 12, 30, tzinfo=UTC), Week(2015, 52)),
        (datetime(2016, 1, 4, tzinfo=UTC), Week(2015, 53)),
    ],
)
def test_the_last_full_week_goes_by_the_campaigns_calendar(
    kettles: Campaign, now: datetime, week: Week
) -> None:
    assert last_full_week(kettles, now) == week
