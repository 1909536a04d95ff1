"""Announce a week: the digest as a Document, once per campaign and ISO week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Week
from bridge.domain.document import Document, LinkState
from bridge.domain.identity import Key, Kind
from bridge.domain.journal import JournalState
from bridge.pipeline.digest import build, due, last_day
from bridge.pipeline.illustrate import illustrate
from bridge.pipeline.publish import Desk, apply_only
from bridge.ports import Charts, Documents, Progress, Store, Uploads
from bridge.sync.lease import HeldLease

CORRECTED_EVERY = timedelta(days=1)
"""A digest that stands in the forum changes no more often than this."""

TopicUrl = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Studio:
    """What it takes to illustrate a digest. With `anew` the chart is drawn even if the forum has it."""

    charts: Charts
    uploads: Uploads
    anew: bool = False


def studio_of(desk: Desk) -> Studio | None:
    """The studio of a desk, if it has charts."""
    return Studio(desk.charts, desk.forum.uploads) if desk.charts is not None else None


def digest_document(
    store: Store,
    documents: Documents,
    campaign: Campaign,
    week: Week,
    now: datetime,
    topic_url: TopicUrl,
    studio: Studio | None = None,
) -> Document | None:
    """The digest of a week in words; None when nothing happened in it. With a studio it has its chart."""
    digest = build(store, campaign, week, now)
    if digest is None:
        return None
    if studio is None:
        return documents.digest(campaign, digest, topic_url)
    shown = illustrate(store, studio.charts, studio.uploads, campaign, digest, anew=studio.anew)
    if shown is None:
        return documents.digest(campaign, digest, topic_url)
    document = documents.digest(campaign, digest, topic_url, shown.address)
    return replace(document, attachments=(shown.picture,)) if shown.picture is not None else document


def due_document(
    store: Store,
    documents: Documents,
    campaign: Campaign,
    now: datetime,
    topic_url: TopicUrl,
    studio: Studio | None = None,
) -> Document | None:
    """The digest that has to stand there now; None when none is due, or nothing happened.

    One that was posted is made again until the next is due: what was found out late about its week is
    corrected by an edit, once a day at most. One that a person removed is left alone.
    """
    week = due(campaign, now, last_day(store, campaign))
    if week is None or removed(store, campaign, week) or _written_lately(store, campaign, week, now):
        return None
    return digest_document(store, documents, campaign, week, now, topic_url, studio)


@dataclass(frozen=True, slots=True)
class Posting:
    """What came of posting a digest. `topic` is None where nothing happened, or where it was removed.

    `now` says whether this run opened the topic, `corrected` whether it changed it; `failed` is the forum's
    reason for refusing that, `conflict` says that a person has changed the text as well.
    """

    week: Week
    topic: int | None
    now: bool
    failed: str | None = None
    corrected: bool = False
    conflict: bool = False


def post(
    desk: Desk,
    campaign: Campaign,
    lease: HeldLease,
    week: Week,
    progress: Progress | None = None,
) -> Posting | None:
    """Post the digest of a week, once however often it is asked for; None when nothing happened in it.

    One that stands there already is corrected where more is known of its week now.
    """
    key = Key(campaign.slug, Kind.DIGEST, week.name)
    if removed(desk.store, campaign, week):
        return Posting(week, None, now=False)
    document = digest_document(
        desk.store,
        desk.documents,
        campaign,
        week,
        desk.clock.now(),
        desk.forum.topic_url,
        studio_of(desk),
    )
    if document is None:
        return None
    made, applied = apply_only(desk, campaign, lease, [document], progress=progress)
    failed = next((reason for _, reason in applied.failed), None)
    return Posting(
        week,
        _topic(desk.store, key),
        now=bool(applied.created),
        failed=failed,
        corrected=bool(applied.updated),
        conflict=bool(made.conflicts or applied.conflicts),
    )


def over(campaign: Campaign, week: Week, now: datetime) -> bool:
    """Whether a week has ended on the campaign's calendar."""
    return now >= week.bounds(campaign.zone)[1]


def posted(store: Store, campaign: Campaign, week: Week) -> bool:
    """Whether the digest of a week was posted, even if a person removed it since."""
    with store.begin() as unit:
        return unit.links.get(Key(campaign.slug, Kind.DIGEST, week.name)) is not None


def removed(store: Store, campaign: Campaign, week: Week) -> bool:
    """Whether a person took the digest of a week away."""
    with store.begin() as unit:
        link = unit.links.get(Key(campaign.slug, Kind.DIGEST, week.name))
    return link is not None and link.state is LinkState.REMOVED


def _written_lately(store: Store, campaign: Campaign, week: Week, now: datetime) -> bool:
    """Whether the text went out less than a day ago: people who change their votes would change it hourly."""
    key = Key(campaign.slug, Kind.DIGEST, week.name)
    with store.begin() as unit:
        rows = unit.journal.recent(campaign.slug, 1000)
    return any(
        row.key == key and row.state is JournalState.DONE and now - row.started < CORRECTED_EVERY
        for row in rows
    )


def last_full_week(campaign: Campaign, now: datetime) -> Week:
    """The ISO week that ended last on the campaign's calendar."""
    return Week.of(campaign.local(now).date()).previous


def _topic(store: Store, key: Key) -> int | None:
    with store.begin() as unit:
        link = unit.links.get(key)
    return link.topic_id if link is not None and link.state is LinkState.ACTIVE else None
