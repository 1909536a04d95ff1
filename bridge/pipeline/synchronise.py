"""Everything that is due for a campaign, in one go: collect, rank, flag, digest, publish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bridge.domain.campaign import Campaign
from bridge.domain.ranking import Ranking
from bridge.pipeline.announce import due_document, studio_of
from bridge.pipeline.audit import flag
from bridge.pipeline.collect import collect_and_heed
from bridge.pipeline.correspond import Corresponded, correspond
from bridge.pipeline.heed import Obeyed
from bridge.pipeline.publish import Desk, apply
from bridge.pipeline.rank import rank
from bridge.pipeline.receive import Doors
from bridge.pipeline.review import Reviewed, review
from bridge.ports import Progress, Pseudonyms
from bridge.sync.apply import Applied
from bridge.sync.lease import HeldLease
from bridge.sync.plan import Plan
from bridge.sync.pull import Pulled


@dataclass(frozen=True, slots=True)
class Synchronised:
    """What one sync did; `digest` names the ISO week whose digest went out, if one did.

    `reviewed` is None where nothing waits for moderators in the forum, `corresponded` where the campaign
    takes no private messages.
    """

    settled: int
    pulled: Pulled | None
    ranking: Ranking | None
    digest: str | None
    plan: Plan
    applied: Applied | None
    reviewed: Reviewed | None = None
    corresponded: Corresponded | None = None
    obeyed: Obeyed = field(default_factory=Obeyed)


def synchronise(
    desk: Desk,
    pseudonyms: Pseudonyms,
    campaign: Campaign,
    lease: HeldLease,
    *,
    doors: Doors | None = None,
    force: bool = False,
    progress: Progress | None = None,
    confirm: Callable[[Plan], bool] = lambda _: True,
    stop: Callable[[], bool] = lambda: False,
) -> Synchronised:
    """Settle, look once, write the ledger, rank, build a due digest, and publish all of it by one plan.

    With `doors`, private messages and what moderators decided in the forum go before: what came in waits for
    them in the same run, and what they accepted may be due. What moderators say under ideas is heeded, too.
    """
    corresponded, reviewed = None, None
    if doors is not None:
        corresponded = correspond(desk, doors, campaign, lease, stop=stop)
        reviewed = review(desk, doors, campaign, lease, progress=progress, confirm=confirm, stop=stop)
    settled = desk.reconciler.settle(campaign.slug)
    redactor = doors.redactor if doors is not None else None
    view, pulled, obeyed = collect_and_heed(
        desk, pseudonyms, redactor, campaign, force=force, progress=progress
    )
    now = desk.clock.now()
    ranking = rank(desk.store, campaign, now) if pulled is not None else None
    if pulled is not None and pulled.votes_changed:
        flag(desk.store, campaign, now)
    document = due_document(desk.store, desk.documents, campaign, now, desk.forum.topic_url, studio_of(desk))
    made, applied = apply(
        desk,
        campaign,
        lease,
        view=view,
        extra=(document,) if document else (),
        force=force,
        progress=progress,
        confirm=confirm,
        stop=stop,
    )
    return Synchronised(
        settled,
        pulled,
        ranking,
        document.key.name if document and applied and document.key in applied.created else None,
        made,
        applied,
        reviewed,
        corresponded,
        obeyed,
    )
