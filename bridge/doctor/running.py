"""How it went lately: jobs of the worker, the last look at the forum, what waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.checkup import Checked, broken, doubtful, fine
from bridge.domain.document import LinkState
from bridge.domain.identity import review_scope
from bridge.domain.job import LEFT_CONFLICTS, JobRun, RunState
from bridge.pipeline.occur import STUCK, jobs_of
from bridge.ports import Store

AREA = "service"

_LATE = timedelta(hours=1)
_LONG = timedelta(days=1)
_START = "Start `ideabridge serve` or `worker`, or run `ideabridge sync --yes` on a timer."


def jobs(store: Store, campaign: Campaign, now: datetime) -> Iterator[Checked]:
    """The last run of each job."""
    with store.begin() as unit:
        runs = {job.name: unit.runs.latest(campaign.slug, job.name) for job in jobs_of(campaign)}
    if not any(runs.values()):
        yield fine(AREA, "jobs", "no worker has run for this campaign yet")
        return
    for name, run in runs.items():
        if run is not None:
            yield _job(campaign, name, run, now)


def _job(campaign: Campaign, name: str, run: JobRun, now: datetime) -> Checked:
    what = f"job {name}"
    at = campaign.local(run.ended or run.started)
    told = f"{run.state} at {at:%Y-%m-%d %H:%M}{f': {run.note}' if run.note else ''}"
    if run.state is RunState.FAILED:
        again = f", and is tried again at {campaign.local(run.again):%H:%M}" if run.again else ""
        told = f"{told} (try {run.tries}{again})"
        return doubtful(AREA, what, told, "Mend what the note names; the next try shows whether it helped.")
    if run.state is RunState.RUNNING and now - run.started >= STUCK:
        return doubtful(AREA, what, f"begun at {at:%Y-%m-%d %H:%M} and not ended", _START)
    if LEFT_CONFLICTS in run.note:
        fix = "`ideabridge plan --diff` shows both texts, `ideabridge resolve` decides."
        return doubtful(AREA, what, told, fix)
    return fine(AREA, what, told)


def pulled(store: Store, campaign: Campaign, now: datetime) -> Iterator[Checked]:
    """How long ago the forum was read; it matters while the campaign runs."""
    with store.begin() as unit:
        last = unit.ledger.last_pull(campaign.slug)
    on = campaign.starts <= campaign.local(now).date() <= campaign.ends
    if last is None:
        told = "the forum was never read for this campaign"
        yield doubtful(AREA, "last look", told, _START) if on else fine(AREA, "last look", told)
        return
    told = f"the forum was read at {campaign.local(last):%Y-%m-%d %H:%M}"
    age = now - last
    if on and age > _LONG:
        yield broken(AREA, "last look", f"{told}, more than a day ago", _START)
    elif on and age > _LATE:
        yield doubtful(AREA, "last look", f"{told}, more than an hour ago", _START)
    else:
        yield fine(AREA, "last look", told)


def left(store: Store, campaign: Campaign) -> Iterator[Checked]:
    """Requests whose outcome is not known, and what people removed."""
    with store.begin() as unit:
        scopes = (campaign.slug, review_scope(campaign.slug))
        unsettled = sum(len(unit.journal.unsettled(scope)) for scope in scopes)
        removed = [link.key for link in unit.links.all(campaign.slug) if link.state is LinkState.REMOVED]
    if unsettled:
        told = f"of {unsettled} requests it is not known yet whether they arrived"
        yield doubtful(AREA, "journal", told, "The next sync looks; nothing to do unless this stays.")
    else:
        yield fine(AREA, "journal", "nothing is unsettled")
    if removed:
        names = ", ".join(f"{key.kind}/{key.name}" for key in removed[:5])
        more = f" and {len(removed) - 5} more" if len(removed) > 5 else ""
        told = f"removed in the forum by a person: {names}{more}"
        yield doubtful(AREA, "removed", told, "Nothing to do if that was meant; else `ideabridge restore`.")
