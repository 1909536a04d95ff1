"""What a job does, in one call that may fail, and what it says of it in a few words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bridge.domain.campaign import Campaign
from bridge.domain.identity import SETTINGS_SCOPE
from bridge.domain.job import LEFT_CONFLICTS, Work
from bridge.holder import gone, holder
from bridge.meters import CONFLICTS, REFUSED
from bridge.pipeline.configure import Place, configure
from bridge.pipeline.hint import looked
from bridge.pipeline.retain import retain
from bridge.pipeline.synchronise import Synchronised, synchronise
from bridge.sync.lease import hold
from bridge.wiring import Bridge


def do(bridge: Bridge, campaign: Campaign, work: Work, stop: Callable[[], bool]) -> str:
    """Do it; gives what was done. Whatever the forum or the store raises is passed on."""
    if work is Work.SYNC:
        with hold(bridge.store, bridge.clock, campaign.slug, holder(), gone=gone) as lease:
            began = bridge.clock.now()
            done = synchronise(bridge.desk, bridge.pseudonyms, campaign, lease, doors=bridge.doors, stop=stop)
            looked(bridge.store, campaign.slug, began)
        CONFLICTS.labels(campaign.slug).set(len(done.plan.conflicts))
        REFUSED.labels(campaign.slug).set(len(done.applied.failed) if done.applied is not None else 0)
        return _told(done, bridge.forum.requests)
    records = retain(bridge.store, bridge.pseudonyms, campaign, bridge.clock.now())
    return f"{len(records)} destroyed" if records else "nothing past its date"


def configure_now(
    bridge: Bridge, place: Place, files: Mapping[str, Campaign], stop: Callable[[], bool]
) -> str:
    """Read the settings topics and do what was approved there; gives what was done."""
    with hold(bridge.store, bridge.clock, SETTINGS_SCOPE, holder(), gone=gone) as lease:
        began = bridge.clock.now()
        done = configure(bridge.desk, bridge.declarer, place, lease, files, gone=gone, stop=stop)
        looked(bridge.store, SETTINGS_SCOPE, began)
    parts = [f"{bridge.forum.requests} requests", f"{done.answered} answered"]
    parts += [f"{slug} approved" for slug in done.approved]
    if done.problem:
        parts.append(done.problem)
    return ", ".join(parts)


def _told(done: Synchronised, requests: int) -> str:
    parts = [f"{requests} requests"]
    if done.applied is not None:
        parts.append(f"{done.applied.done} written")
        if done.applied.failed:
            parts.append(f"{len(done.applied.failed)} refused")
    if done.plan.conflicts:
        parts.append(f"{len(done.plan.conflicts)} {LEFT_CONFLICTS}")
    if done.digest is not None:
        parts.append(f"digest of {done.digest}")
    told = (done.reviewed, done.corresponded)
    parts += [part.problem for part in told if part is not None and part.problem]
    return ", ".join(parts)
