"""Announce a week: the digest as a Document, once per campaign and ISO week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Week
from bridge.domain.document import Document
from bridge.domain.identity import Key, Kind
from bridge.pipeline.digest import build, due
from bridge.ports import Documents, Store

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


def posted(store: Store, campaign: Campaign, week: Week) -> bool:
    """Whether the digest of a week was posted, even if a person removed it since."""
    with store.begin() as unit:
        return unit.links.get(Key(campaign.slug, Kind.DIGEST, week.name)) is not None


def last_full_week(campaign: Campaign, now: datetime) -> Week:
    """The ISO week that ended last on the campaign's calendar."""
    return Week.of(campaign.local(now).date()).previous
