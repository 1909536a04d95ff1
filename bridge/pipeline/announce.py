"""Announce a week: the digest as a Document, once per campaign and ISO week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Week
from bridge.domain.document import Document, LinkState
from bridge.domain.identity import Key, Kind
from bridge.pipeline.digest import build, due
from bridge.pipeline.publish import Desk, apply_only
from bridge.ports import Documents, Progress, Store
from bridge.sync.lease import HeldLease

TopicUrl = Callable[[int], str]


def digest_document(
    store: Store, documents: Documents, campaign: Campaign, week: Week, now: datetime, topic_url: TopicUrl
) -> Document | None:
    """The digest of a week in words; None when nothing happened in it."""
    digest = build(store, campaign, week, now)
    return documents.digest(campaign, digest, topic_url) if digest is not None else None


def due_document(
    store: Store, documents: Documents, campaign: Campaign, now: datetime, topic_url: TopicUrl
) -> Document | None:
    """The digest that has to go out now; None when none is due, it was posted, or nothing happened."""
    week = due(campaign, now)
    if week is None or posted(store, campaign, week):
        return None
    return digest_document(store, documents, campaign, week, now, topic_url)


@dataclass(frozen=True, slots=True)
class Posting:
    """What came of posting a digest. `topic` is None where nothing happened, or where it was removed.

    `now` says whether this run opened the topic; `failed` is the forum's reason for refusing it.
    """

    week: Week
    topic: int | None
    now: bool
    failed: str | None = None


def post(
    desk: Desk,
    campaign: Campaign,
    lease: HeldLease,
    week: Week,
    progress: Progress | None = None,
) -> Posting | None:
    """Post the digest of a week, once however often it is asked for; None when nothing happened in it."""
    key = Key(campaign.slug, Kind.DIGEST, week.name)
    if posted(desk.store, campaign, week):
        return Posting(week, _topic(desk.store, key), now=False)
    document = digest_document(
        desk.store, desk.documents, campaign, week, desk.clock.now(), desk.forum.topic_url
    )
    if document is None:
        return None
    _, applied = apply_only(desk, campaign, lease, [document], progress=progress)
    failed = next((reason for _, reason in applied.failed), None)
    return Posting(week, _topic(desk.store, key), now=bool(applied.created), failed=failed)


def over(campaign: Campaign, week: Week, now: datetime) -> bool:
    """Whether a week has ended on the campaign's calendar."""
    return now >= week.bounds(campaign.zone)[1]


def posted(store: Store, campaign: Campaign, week: Week) -> bool:
    """Whether the digest of a week was posted, even if a person removed it since."""
    with store.begin() as unit:
        return unit.links.get(Key(campaign.slug, Kind.DIGEST, week.name)) is not None


def last_full_week(campaign: Campaign, now: datetime) -> Week:
    """The ISO week that ended last on the campaign's calendar."""
    return Week.of(campaign.local(now).date()).previous


def _topic(store: Store, key: Key) -> int | None:
    with store.begin() as unit:
        link = unit.links.get(key)
    return link.topic_id if link is not None and link.state is LinkState.ACTIVE else None
