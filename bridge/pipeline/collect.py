"""Collect what people did in the forum into the ledger."""

from __future__ import annotations

from bridge.domain.campaign import Campaign
from bridge.pipeline.publish import Desk, desired_documents
from bridge.ports import Progress, Pseudonyms
from bridge.sync.pull import Pulled, record
from bridge.sync.reconcile import View


def collect(
    desk: Desk,
    pseudonyms: Pseudonyms,
    campaign: Campaign,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> tuple[View, Pulled | None]:
    """Look at the campaign's category and write votes, replies and readers down.

    Gives the view too, so that the same look serves publishing; the second result is None while the campaign
    is not published.
    """
    documents = desired_documents(desk, campaign, desk.clock.now())
    view = desk.reconciler.look(campaign.slug, documents, force=force, progress=progress)
    if view.snapshot is None:
        return view, None
    pulled = record(
        desk.store,
        pseudonyms,
        desk.clock,
        campaign,
        view.snapshot,
        desk.forum.facts().account_id,
        view.requests,
    )
    return view, pulled
