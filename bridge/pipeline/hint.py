"""Take a hint that something has changed in the forum, so that the worker looks sooner than it would.

A hint names a campaign and an instant: never who did what. What has changed is for the pull to read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bridge.domain.identity import campaign_of
from bridge.ports import Store

PING = "--ping"
"""A sign of life of the forum's web hook is kept like a hint; no slug has two hyphens in a row."""

_MINUTE = timedelta(minutes=1)


def take_hint(store: Store, topic_id: int, category_id: int | None, now: datetime) -> frozenset[str]:
    """Note that this topic has changed; gives the campaigns that it concerns, often none."""
    with store.begin() as unit:
        concerned = frozenset(campaign_of(scope) for scope in unit.links.scopes_at(topic_id, category_id))
        for campaign in concerned:
            unit.hints.give(campaign, now)
    return concerned


def hinted(store: Store, campaign: str) -> datetime | None:
    """When a hint makes the next look due: at the next full minute, so that many hints make one look."""
    with store.begin() as unit:
        since = unit.hints.since(campaign)
    return None if since is None else since.replace(second=0, microsecond=0) + _MINUTE


def looked(store: Store, campaign: str, began: datetime) -> None:
    """What was hinted before a look began has been seen by it."""
    with store.begin() as unit:
        unit.hints.clear(campaign, began)
