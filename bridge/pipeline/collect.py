"""Collect what people did in the forum into the ledger."""

from __future__ import annotations

from typing import NamedTuple

from bridge.domain.campaign import Campaign
from bridge.pipeline.heed import Obeyed, heed
from bridge.pipeline.publish import Desk, desired_documents
from bridge.ports import Progress, Pseudonyms, Redactor
from bridge.sync.pull import Pulled, record
from bridge.sync.reconcile import View


class Collected(NamedTuple):
    """What a look brought: the view, what was written down, and what moderators asked for.

    The same view serves publishing. `pulled` is None while the campaign is not published.
    """

    view: View
    pulled: Pulled | None
    obeyed: Obeyed


def collect(
    desk: Desk,
    pseudonyms: Pseudonyms,
    campaign: Campaign,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> tuple[View, Pulled | None]:
    """Look at the campaign's category and write votes, replies and readers down; nobody is heeded."""
    view, pulled, _ = collect_and_heed(desk, pseudonyms, None, campaign, force=force, progress=progress)
    return view, pulled


def collect_and_heed(
    desk: Desk,
    pseudonyms: Pseudonyms,
    redactor: Redactor | None,
    campaign: Campaign,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> Collected:
    """The same, and carry out what moderators ask for in the topics of ideas; not without a redactor.

    Moderators go first: were a run cut off between the two, the next look would read their replies again.
    """
    documents = desired_documents(desk, campaign, desk.clock.now())
    view = desk.reconciler.look(campaign.slug, documents, force=force, progress=progress)
    if view.snapshot is None:
        return Collected(view, None, Obeyed())
    obeyed = Obeyed() if redactor is None else heed(desk.store, redactor, desk.clock, campaign, view)
    pulled = record(
        desk.store,
        pseudonyms,
        desk.clock,
        campaign,
        view.snapshot,
        desk.forum.facts().account_id,
        view.requests,
    )
    return Collected(view, pulled, obeyed)
