"""Illustrate a digest: one chart, drawn only where the forum does not have it yet."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Digest, Section
from bridge.domain.document import Attachment
from bridge.domain.language import spoken
from bridge.domain.picture import SupportChart, SupportRow
from bridge.ports import Charts, Store, Uploads

FEWEST = 2
"""A chart of a single idea says no more than its line in the table."""


@dataclass(frozen=True, slots=True)
class Illustration:
    """What a text calls its picture, and the picture itself where it has to be uploaded first."""

    address: str
    picture: Attachment | None = None


def chart_of(campaign: Campaign, digest: Digest) -> SupportChart | None:
    """The chart of a digest: the ideas in the lead with their support; None where there is none."""
    if len(digest.leading) < FEWEST or Section.LEADING in campaign.digest.leave_out:
        return None
    rows = [
        SupportRow(line.place, line.title, round(line.support, 4), round(line.low, 4), round(line.high, 4))
        for line in digest.leading
    ]
    return SupportChart(tuple(rows), digest.interval, spoken().code)


def illustrate(
    store: Store, charts: Charts, uploads: Uploads, campaign: Campaign, digest: Digest, *, anew: bool = False
) -> Illustration | None:
    """The picture of a digest; None where there is nothing to draw or the forum takes no pictures.

    With `anew` it is drawn even if the forum has it.
    """
    chart = chart_of(campaign, digest)
    if chart is None:
        return None
    with store.begin() as unit:
        known = unit.pictures.get(campaign.slug, chart.content)
    if known == "":
        return None
    if known is not None and not anew:
        return Illustration(known)
    name = f"support-{digest.week.name}.png"
    data = charts.support(chart)
    address = known or uploads.address(name, data)
    return Illustration(address, Attachment(name, data, chart.content, address))
