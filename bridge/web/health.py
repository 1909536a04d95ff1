"""How the service is: alive, ready, and in figures for Prometheus."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from http import HTTPStatus

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CollectorRegistry, GaugeMetricFamily, Metric
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bridge.domain.errors import BridgeError
from bridge.domain.health import Health
from bridge.meters import REGISTRY
from bridge.pipeline.measure import measure
from bridge.web.reading import Unfit
from bridge.web.site import Here, Site

router = APIRouter(include_in_schema=False)

_GAUGES = {
    "waiting": "Ideas that waited for moderators when the day began.",
    "waiting_days": "Age in days of the oldest of them.",
    "accepted": "Accepted ideas that wait for a batch.",
    "published": "Ideas in the forum.",
    "people": "People who voted or replied.",
    "votes": "Votes, each person's once for each idea.",
    "replies": "Replies.",
    "rings": "Groups of accounts that a moderator has to look at.",
    "unsettled": "Operations of which it is not known yet whether they reached the forum.",
}


@router.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(site: Here) -> Response:
    """The database answers as well and has the layout that this version needs."""
    try:
        with site.doors.store.begin() as unit:
            for slug in site.campaigns:
                unit.leases.current(slug)
    except BridgeError:
        return PlainTextResponse("the database is not ready\n", HTTPStatus.SERVICE_UNAVAILABLE)
    return PlainTextResponse("ready\n")


@router.get("/metrics")
def metrics(site: Here, request: Request) -> Response:
    """Figures, for whoever has the key of IDEABRIDGE_METRICS_KEY; without one there is no such page."""
    given = request.headers.get("authorization", "")
    wanted = f"Bearer {site.metrics_key}"
    if site.metrics_key is None or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Unfit(HTTPStatus.NOT_FOUND)
    registry = CollectorRegistry()
    registry.register(_Ledger(site))
    whole = generate_latest(registry) + generate_latest(REGISTRY)
    return Response(whole, media_type=CONTENT_TYPE_LATEST)


class _Ledger:
    """What the store says, read when asked."""

    def __init__(self, site: Site) -> None:
        self._found = [
            (slug, measure(site.doors.store, campaign, site.now()))
            for slug, campaign in site.campaigns.items()
        ]

    def collect(self) -> Iterator[Metric]:
        """One family for each figure, one sample for each campaign."""
        for name, words in _GAUGES.items():
            family = GaugeMetricFamily(f"ideabridge_{name}", words, labels=["campaign"])
            for slug, figures in self._found:
                family.add_metric([slug], getattr(figures, name))
            yield family
        pulled = GaugeMetricFamily(
            "ideabridge_last_pull_timestamp_seconds", "When the forum was read last.", labels=["campaign"]
        )
        for slug, figures in self._found:
            if figures.pulled is not None:
                pulled.add_metric([slug], figures.pulled.timestamp())
        yield pulled
        yield from _jobs(self._found)


def _jobs(found: Iterable[tuple[str, Health]]) -> Iterator[Metric]:
    due = GaugeMetricFamily(
        "ideabridge_job_due_timestamp_seconds", "When it was due.", labels=["campaign", "job_name"]
    )
    ended = GaugeMetricFamily(
        "ideabridge_job_ended_timestamp_seconds", "When it ended.", labels=["campaign", "job_name"]
    )
    fine = GaugeMetricFamily(
        "ideabridge_job_done", "1 where the last run was done.", labels=["campaign", "job_name"]
    )
    for slug, figures in found:
        for job, run in figures.jobs.items():
            due.add_metric([slug, job], run.due.timestamp())
            fine.add_metric([slug, job], float(run.done))
            if run.ended is not None:
                ended.add_metric([slug, job], run.ended.timestamp())
    yield from (due, ended, fine)
