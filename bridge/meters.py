"""What this process counts of itself, for Prometheus: requests to the forum, jobs, conflicts.

Nothing here tells when somebody sent an idea: there is no counter of visits or of forms.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY = CollectorRegistry()
"""Apart from the library's own, so that tests and several runs in one process do not meet."""

FORUM_REQUESTS = Counter(
    "ideabridge_forum_requests",
    "Requests to the forum that went out, by what came back.",
    ["campaign", "endpoint", "answer"],
    registry=REGISTRY,
)
BUDGET = Gauge(
    "ideabridge_budget_left",
    "Requests that the last run had left, where they are bounded.",
    ["campaign", "kind"],
    registry=REGISTRY,
)
JOBS = Counter(
    "ideabridge_jobs", "Jobs by what came of them.", ["campaign", "job_name", "state"], registry=REGISTRY
)
EVENTS = Counter(
    "ideabridge_events",
    "Deliveries of the forum's web hook by what became of them.",
    ["verdict"],
    registry=REGISTRY,
)
CONFLICTS = Gauge(
    "ideabridge_conflicts",
    "Documents that both sides changed, as of the last sync; a person decides.",
    ["campaign"],
    registry=REGISTRY,
)
REFUSED = Gauge(
    "ideabridge_refused_operations",
    "Operations that the forum refused in the last sync.",
    ["campaign"],
    registry=REGISTRY,
)
