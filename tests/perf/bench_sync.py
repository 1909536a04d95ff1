"""A campaign of realistic size through the whole main job, and its pull beside a naive one on the same forum.

The forum runs in this process, every part of the bridge in a process of its own; they speak HTTP on loopback.
"""

from __future__ import annotations

import csv
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bridge.clock import SimulatedClock
from bridge.declare.loader import load
from bridge.domain.identity import Kind
from bridge.examples import example_campaign
from bridge.forum.pacing import Pacer
from bridge.forum.settings import ForumSettings
from bridge.sandbox import Keys, Limits, Sandbox
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from tests.perf.material import Deed, deeds, idea_texts
from tests.perf.stages import Job, Result, Stage
from tests.perf.table import Table, duration, ratio

PEOPLE, IDEAS, CONTRIBUTIONS = 1_500, 300, 7_500
PER_MINUTE = 30.0
"""Half of what the forum allows to all keys of a site together: the bridge's own default."""

_ROOT = Path(__file__).resolve().parents[2]
_PUBLISHED = datetime(2015, 1, 14, 10, 0, tzinfo=UTC)
_SPAN = timedelta(days=6)


def run(*, quick: bool = False) -> list[Table]:
    """1,500 people, 300 ideas, 7,500 contributions: intake, publish, pull, rank, digest; then pulls compared.

    Pulls are repeated three times, each from a ledger that knows nothing yet, and the median is shown.
    """
    share = 10 if quick else 1
    people, ideas, number = PEOPLE // share, IDEAS // share, CONTRIBUTIONS // share
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ib-bench-")))
        scene = _Scene(folder)
        stack.callback(scene.sandbox.stop)
        idle = scene.part("idle", scene.copy())
        home = scene.new_home(idea_texts(ideas))
        published = scene.part("publish", home)
        done = deeds(people, ideas, number)
        scene.perform(done, people, home)
        scene.job = replace(scene.job, category=published.saw["category"], account=published.saw["account"])
        repeats = 1 if quick else 3
        naive = [scene.part("naive", scene.copy(home)) for _ in range(repeats)]
        lists = [scene.part("pull", scene.copy(home)) for _ in range(repeats)]
        scene.provision(home)
        query = [scene.part("pull", scene.copy(home)) for _ in range(repeats)]
        week = scene.part("week", home)
    for result in (*naive, *lists, *query, week):
        _check(result, done)
    title = f"{people:,} people, {ideas} ideas, {number:,} contributions, SQLite, loopback"
    return [_stages(title, idle, published, week), _pulls(naive, lists, query)]


class _Scene:
    """A forum, and parts of the bridge that come and go."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._homes = 0
        self.clock = SimulatedClock(_PUBLISHED)
        # The parts have clocks of their own that run ahead when they wait, so the pace is theirs to keep.
        self.sandbox = Sandbox(clock=self.clock.now, limits=Limits.relaxed())
        self.sandbox.start()
        self._keys: Keys = self.sandbox.seed()
        self.job = Job(
            self.sandbox.base_url,
            self._keys.bridge,
            self._keys.bridge_username,
            self._keys.admin,
            self._keys.admin_username,
            folder="",
            now="",
        )

    def copy(self, home: Path | None = None) -> Path:
        """A new folder for a bridge: empty, or with the data that another one has now."""
        self._homes += 1
        new = self._folder / f"home-{self._homes}"
        if home is None:
            new.mkdir()
        else:
            shutil.copytree(home, new)
        return new

    def new_home(self, texts: Sequence[str]) -> Path:
        """A folder with a file of ideas."""
        home = self.copy()
        phase = load(example_campaign()).phase_at(_PUBLISHED)
        assert phase is not None
        questions = phase.questions
        with (home / "ideas.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("text", "question"))
            writer.writerows((text, questions[at % len(questions)]) for at, text in enumerate(texts))
        return home

    def part(self, name: str, home: Path) -> Result:
        """Run one part to its end; the forum's clock follows."""
        job = replace(self.job, folder=str(home), now=self.clock.now().isoformat())
        done = subprocess.run(
            [sys.executable, "-m", "tests.perf.stages", name],
            input=json.dumps(asdict(job)),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            cwd=_ROOT,
        )
        said = json.loads(done.stdout)
        self.clock.move_to(datetime.fromisoformat(said["now"]))
        return Result(**{**said, "stages": [Stage(**stage) for stage in said["stages"]]})

    def provision(self, home: Path) -> None:
        """Install the stored query: from now on pulls go by it."""
        self.part("provision", self.copy(home))

    def perform(self, done: Sequence[Deed], people: int, home: Path) -> None:
        """Let members do all this, spread over some days."""
        campaign = load(example_campaign())
        store = SqlStore(f"sqlite:///{home}/bridge.sqlite3", FileKeyRing(home / "bridge.keys.json"))
        with store.begin() as unit:
            links = [link for link in unit.links.all(campaign.slug) if link.key.kind is Kind.IDEA]
        store.close()
        members = [self.sandbox.create_user(f"member_{number}", trust_level=2) for number in range(people)]
        labels = (campaign.voting.up, campaign.voting.down, campaign.voting.unsure)
        for deed in done:
            self.clock.advance(_SPAN / len(done))
            link, member = links[deed.idea], members[deed.person]
            assert link.topic_id is not None
            assert link.post_id is not None
            member.read(link.topic_id, [1])
            if deed.kind == "vote":
                member.vote(link.post_id, labels[deed.vote], poll_name="vote")
            elif deed.kind == "like":
                member.like(link.post_id)
            else:
                member.reply(link.topic_id, deed.text)


def _check(result: Result, done: Sequence[Deed]) -> None:
    """A pull that missed something is no pull to measure."""
    kinds = Counter(deed.kind for deed in done)
    wanted = {"votes": kinds["vote"], "likes": kinds["like"], "replies": kinds["reply"]}
    if result.saw != wanted:
        raise AssertionError(f"a pull saw {result.saw}, there were {wanted}")


def _stages(title: str, idle: Result, published: Result, week: Result) -> Table:
    rows = [
        (stage.name, stage.seconds, stage.requests, duration(stage.seconds + stage.waited), part.peak)
        for part in (published, week)
        for stage in part.stages
    ]
    return Table(
        title,
        ("stage", "seconds", "requests", f"at {PER_MINUTE:.0f} a minute", "peak MB"),
        [("(a bridge at rest)", 0.0, 0, duration(0), idle.peak), *rows],
        (
            "peak MB is that of a whole process: intake and publish are one, the rest another.",
            "sync again: everything that is due, when nothing is; its plan holds no change.",
        ),
    )


def _pulls(naive: Sequence[Result], lists: Sequence[Result], query: Sequence[Result]) -> Table:
    def row(name: str, results: Sequence[Result], sees: str) -> tuple[str | int | float, ...]:
        sent, seconds = _sent(results), _seconds(results)
        return (
            name,
            sent,
            seconds,
            duration(_paced(sent) + seconds),
            ratio(naive_sent, sent),
            ratio(naive_seconds, seconds),
            sees,
        )

    naive_sent, naive_seconds = _sent(naive), _seconds(naive)
    return Table(
        "A first pull of all of it, beside one that asks for one thing after the other",
        (
            "way",
            "requests",
            "seconds",
            f"at {PER_MINUTE:.0f} a minute",
            "fewer requests",
            "faster",
            "votes seen by",
        ),
        [
            row("naive script", naive, "count"),
            row("bridge, plain lists", lists, "count"),
            row("bridge, stored query", query, "person"),
        ],
        (
            "seconds on loopback, the forum's own included; the script stores nothing, the bridge does.",
            "the bridge's figures hold the requests by which it meets the forum, once a process.",
            "all three saw the same votes, likes and replies.",
        ),
    )


def _sent(results: Sequence[Result]) -> int:
    return sum(stage.requests for stage in results[0].stages)


def _seconds(results: Sequence[Result]) -> float:
    return statistics.median(sum(stage.seconds for stage in result.stages) for result in results)


def _paced(requests: int) -> float:
    burst = ForumSettings("http://forum.example", "key", "name").burst
    return Pacer(SimulatedClock(_PUBLISHED), per_minute=PER_MINUTE, burst=burst).seconds_for(requests)
