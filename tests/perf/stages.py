"""One part of a campaign's life in a process of its own, so that its memory can be told from the forum's.

`python -m tests.perf.stages PART` reads a Job as JSON from standard input and prints a Result as JSON. The
clock is simulated: waiting for the pace that a forum allows is counted and takes no time.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from bridge.clock import SimulatedClock
from bridge.declare.loader import load
from bridge.domain.campaign import Campaign
from bridge.domain.participation import Method
from bridge.examples import example_campaign
from bridge.pipeline.announce import due_document
from bridge.pipeline.collect import collect
from bridge.pipeline.intake import submit
from bridge.pipeline.publish import apply
from bridge.pipeline.rank import rank
from bridge.pipeline.synchronise import synchronise
from bridge.settings import Settings
from bridge.sync.lease import hold
from bridge.text.rows import read_ideas
from bridge.wiring import Bridge, open_bridge
from tests.perf.naive import Naive


@dataclass(frozen=True, slots=True)
class Job:
    """Where the forum and the data are, and when it is."""

    url: str
    key: str
    username: str
    admin_key: str
    admin_username: str
    folder: str
    now: str
    category: int = 0
    account: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stage took: seconds of work, requests, and seconds that the pace made it wait."""

    name: str
    seconds: float
    requests: int
    waited: float


@dataclass(slots=True)
class Result:
    """What a part took and saw; `peak` in MB, `now` the clock at its end."""

    stages: list[Stage] = field(default_factory=list)
    saw: dict[str, int] = field(default_factory=dict)
    peak: float = 0.0
    now: str = ""


class Part:
    """A bridge at work, watched."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.result = Result()
        self.clock = SimulatedClock(datetime.fromisoformat(job.now))
        self.campaign: Campaign = load(example_campaign())
        settings = Settings(
            forum_url=job.url,
            api_key=job.key,
            api_username=job.username,
            provision_key=job.admin_key,
            provision_username=job.admin_username,
            database_url=f"sqlite:///{job.folder}/bridge.sqlite3",
        )
        self.bridge: Bridge = open_bridge(settings, clock=self.clock)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a block as one stage."""
        forum, before = self.bridge.forum, self.clock.now()
        sent, begin = forum.requests, time.perf_counter()
        yield
        seconds = time.perf_counter() - begin
        waited = (self.clock.now() - before).total_seconds()
        self.result.stages.append(Stage(name, seconds, forum.requests - sent, waited))

    def ledger(self) -> dict[str, int]:
        """How much of each kind the ledger holds now."""
        with self.bridge.store.begin() as unit:
            votes = unit.ledger.votes(self.campaign.slug)
            counts = unit.ledger.counts(self.campaign.slug)
            replies = unit.ledger.replies(self.campaign.slug)
        return {
            "votes": sum(1 for vote in votes if vote.method is Method.POLL) + sum(c.count for c in counts),
            "likes": sum(1 for vote in votes if vote.method is Method.LIKE),
            "replies": len(replies),
        }


def idle(_: Part) -> None:
    """Nothing: what a started bridge needs."""


def publish(part: Part) -> None:
    """Take ideas in from a file and publish the campaign with all of them."""
    bridge, campaign = part.bridge, part.campaign
    with part.stage("intake"):
        submit(
            bridge.store,
            bridge.redactor,
            bridge.similarity,
            campaign,
            read_ideas(Path(part.job.folder) / "ideas.csv", campaign).ideas,
            bridge.clock.now(),
            title_of=bridge.title_of,
            pseudonyms=bridge.pseudonyms,
            reviewed=True,
        )
    with part.stage("publish"), hold(bridge.store, part.clock, campaign.slug, "bench") as lease:
        _, applied = apply(bridge.desk, campaign, lease)
    assert applied is not None
    assert applied.failed == []
    with bridge.store.begin() as unit:
        link = next(link for link in unit.links.all(campaign.slug) if link.category_id is not None)
    part.result.saw = {"category": link.category_id or 0, "account": bridge.forum.facts().account_id}


def provision(part: Part) -> None:
    """Install the stored query."""
    part.bridge.forum.provision_query()


def pull(part: Part) -> None:
    """A first pull, by whatever way the forum offers."""
    with part.stage("meet the forum"):
        part.bridge.forum.facts()
    with part.stage("pull"):
        _, pulled = collect(part.bridge.desk, part.bridge.pseudonyms, part.campaign)
    assert pulled is not None
    part.result.saw = part.ledger()


def week(part: Part) -> None:
    """A first pull, the ranking and the week's digest; then a whole sync with nothing new to find."""
    bridge, campaign = part.bridge, part.campaign
    with part.stage("meet the forum"):
        bridge.forum.facts()
    with hold(bridge.store, part.clock, campaign.slug, "bench") as lease:
        with part.stage("pull"):
            view, pulled = collect(bridge.desk, bridge.pseudonyms, campaign)
        assert pulled is not None
        with part.stage("rank"):
            rank(bridge.store, campaign, bridge.clock.now())
        with part.stage("digest"):
            now = bridge.clock.now()
            document = due_document(bridge.store, bridge.documents, campaign, now, bridge.forum.topic_url)
            assert document is not None
            apply(bridge.desk, campaign, lease, view=view, extra=(document,))
        part.result.saw = part.ledger()
        synchronise(bridge.desk, bridge.pseudonyms, campaign, lease)
        with part.stage("sync again"):
            done = synchronise(bridge.desk, bridge.pseudonyms, campaign, lease)
        assert done.plan.changes == 0


def naive(part: Part) -> None:
    """The pull that asks for one thing after the other."""
    job = part.job
    script = Naive(job.url, job.key, job.username)
    begin = time.perf_counter()
    script.pull(f"{part.campaign.slug}/{job.category}", job.account)
    seconds = time.perf_counter() - begin
    part.result.stages.append(Stage("pull", seconds, script.sent, 0.0))
    part.result.saw = {"votes": script.votes.total(), "likes": script.likes, "replies": script.replies}


PARTS: dict[str, Callable[[Part], None]] = {
    part.__name__: part for part in (idle, publish, provision, pull, week, naive)
}


def main() -> None:
    """Do the part that the command line names."""
    part = Part(Job(**json.load(sys.stdin)))
    try:
        PARTS[sys.argv[1]](part)
    finally:
        part.bridge.close()
    part.result.peak, part.result.now = _peak(), part.clock.now().isoformat()
    json.dump(asdict(part.result), sys.stdout)


def _peak() -> float:
    """The most memory that this process ever had in use, in MB.

    Linux lets a new process begin with the peak of the one that started it as far as getrusage tells, so the
    process's own line is read where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main()
