"""Tell moderators how the campaign is: a topic in the category of the review, new once a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.document import Document, Facet, Link, LinkState
from bridge.pipeline.measure import measure
from bridge.pipeline.publish import Desk


def health_document(
    desk: Desk, campaign: Campaign, link: Link | None, now: datetime
) -> tuple[Document, bool]:
    """The topic as it should stand now, and whether that is anything new.

    On the day on which it was written it stays as it is: its first line names the day. One that a person
    took away is not missed.
    """
    made = desk.documents.health(campaign, measure(desk.store, campaign, now), now)
    if link is None:
        return made, True
    agreed = str(link.base.get(Facet.BODY, ""))
    if agreed.partition("\n")[0] != made.body.partition("\n")[0]:
        return made, link.state is LinkState.ACTIVE
    return replace(made, facets={**made.facets, Facet.BODY: agreed}), False
