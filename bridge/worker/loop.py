"""The loop: looks every few seconds whether something is due, does it, and stops when asked to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial

import schedule

from bridge.domain.errors import BridgeError, LostLease
from bridge.domain.identity import SETTINGS_SCOPE
from bridge.domain.job import Job, Work
from bridge.domain.language import speaking
from bridge.holder import gone, holder
from bridge.meters import BUDGET, FORUM_REQUESTS, JOBS
from bridge.observability import LOGGER
from bridge.pipeline.hint import hinted
from bridge.pipeline.occur import SYNC_EVERY, Claim, claim, done, failed, jobs_of, put_off, settings_jobs
from bridge.settings import Settings
from bridge.wiring import Bridge, place_of
from bridge.worker.campaigns import Campaigns
from bridge.worker.doing import configure_now, do
from bridge.worker.guide import guide_now

_log = logging.getLogger(f"{LOGGER}.worker")

TICK_SECONDS = 5
_PAUSE = 0.2
"""So long at most until a wish to stop is seen while nothing is done."""


class Worker:
    """Does what is due for these campaigns.

    Several may run on one database: each occurrence is claimed by one, and what writes takes the campaign's
    lease. `tell` is given a sentence for whoever watches; `stopping` is set from outside.
    """

    def __init__(
        self,
        bridge: Bridge,
        settings: Settings,
        campaigns: Campaigns,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._bridge = bridge
        self._settings = settings
        self._campaigns = campaigns
        self._place = place_of(settings)
        self._tell = tell
        self.stopping = threading.Event()
        self.reload = threading.Event()

    def run(self) -> None:
        """Go on until `stopping` is set; the operation at work is finished first."""
        ticker = schedule.Scheduler()
        ticker.every(TICK_SECONDS).seconds.do(self.tick)
        self.tick()
        while not self.stopping.wait(_PAUSE):
            ticker.run_pending()

    def tick(self) -> int:
        """Do everything that is due now; gives how many occurrences that were."""
        for sentence in self._campaigns.look(anyway=self.reload.is_set()):
            self._tell(sentence)
        self.reload.clear()
        count = 0
        if self._place is not None:
            count += self._all_due(SETTINGS_SCOPE, settings_jobs)
            for sentence in self._campaigns.look():
                self._tell(sentence)
        for campaign in self._campaigns.campaigns:
            count += self._all_due(campaign.slug, partial(jobs_of, campaign, SYNC_EVERY))
        return count

    def _all_due(self, scope: str, jobs: Callable[[datetime | None], tuple[Job, ...]]) -> int:
        """Do what is due in one scope, as long as anything is; gives how many occurrences that were."""
        store, count = self._bridge.store, 0
        while not self.stopping.is_set():
            try:
                due = jobs(hinted(store, scope))
                ours = claim(store, scope, due, holder(), self._bridge.clock.now(), gone=gone)
            except BridgeError as problem:
                # A database that restarts is back at a later tick; nothing was begun.
                _log.warning("no job could be claimed: %s", problem.what)
                break
            if ours is None:
                break
            self._carry_out(ours)
            count += 1
        return count

    def _carry_out(self, ours: Claim) -> None:
        bridge, now, scope = self._bridge, self._bridge.clock.now, ours.run.campaign
        try:
            if ours.job.work is Work.RETAIN:
                note = self._do(bridge, ours)
            else:
                with_forum = bridge.with_forum(self._settings)
                try:
                    note = self._do(with_forum, ours)
                finally:
                    for (endpoint, answer), number in with_forum.forum.traffic.answers().items():
                        FORUM_REQUESTS.labels(scope, endpoint, answer).inc(number)
                    for kind, left in with_forum.forum.traffic.budget.left.items():
                        BUDGET.labels(scope, kind).set(left)
                    with_forum.forum.close()
            done(bridge.store, ours.run, now(), note)
            JOBS.labels(scope, ours.job.name, "done").inc()
            self._tell(f"{_named(scope)}: {ours.job.name} done, {note}")
        except LostLease as problem:
            # Somebody else is at work on it at this moment, or was when this one had fallen asleep.
            self._put_off(ours, problem.what)
        except BridgeError as problem:
            self._write_down(ours, problem.what, getattr(problem, "delay", None))
            _log.warning("job %s failed: %s", ours.job.name, problem.what)
        except Exception as failure:  # noqa: BLE001 - one job that breaks must not end the others
            self._write_down(ours, f"unexpected {type(failure).__name__}", None)
            _log.exception("job %s failed unexpectedly", ours.job.name)

    def _do(self, bridge: Bridge, ours: Claim) -> str:
        if ours.job.work is Work.CONFIGURE:
            assert self._place is not None
            with speaking(self._settings.language):
                return configure_now(bridge, self._place, self._campaigns.files.by_slug, self.stopping.is_set)
        campaign = self._campaigns.by_slug[ours.run.campaign]
        with speaking(campaign.language):
            if ours.job.work is Work.GUIDE:
                folder = self._campaigns.folder_of(campaign.slug)
                return guide_now(bridge, campaign, self._settings, folder)
            return do(bridge, campaign, ours.job.work, self.stopping.is_set)

    def _put_off(self, ours: Claim, note: str) -> None:
        self._tell(f"{_named(ours.run.campaign)}: {ours.job.name} put off, {note}")
        JOBS.labels(ours.run.campaign, ours.job.name, "put-off").inc()
        try:
            put_off(self._bridge.store, ours.run, self._bridge.clock.now(), note)
        except BridgeError:
            _log.warning("that a job is put off could not be written down; the occurrence counts as begun")

    def _write_down(self, ours: Claim, note: str, after: float | None) -> None:
        self._tell(f"{_named(ours.run.campaign)}: {ours.job.name} failed, {note}")
        JOBS.labels(ours.run.campaign, ours.job.name, "failed").inc()
        try:
            failed(self._bridge.store, ours.run, self._bridge.clock.now(), note, after=after)
        except BridgeError:
            _log.warning("the failure could not be written down; the occurrence counts as begun")


def _named(scope: str) -> str:
    return "campaign settings" if scope == SETTINGS_SCOPE else scope
