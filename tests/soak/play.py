"""A whole campaign on two workers: people take part, things break, and in the end nothing may be missing."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from bridge.declare.loader import load
from bridge.domain.campaign import Campaign
from bridge.domain.document import LinkState
from bridge.domain.identity import Kind
from bridge.domain.job import RunState
from bridge.domain.phase import Right
from bridge.pipeline import moderate, reopen
from bridge.pipeline.publish import plan
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import receive
from bridge.sandbox import Limits, Sandbox
from bridge.sandbox.crowd import Crowd, Target
from bridge.settings import Settings
from bridge.wiring import Bridge, open_bridge
from tests.soak.shared_clock import SharedClock
from tests.soak.storm import Storm

ROOT = Path(__file__).resolve().parents[2]
_WORKERS = 2
_PATIENCE = 120.0


@dataclass(slots=True)
class Figures:
    """What happened, and what was wrong in the end."""

    days: int
    people: int
    ideas: int = 0
    votes: int = 0
    likes: int = 0
    replies: int = 0
    steps: int = 0
    kills: int = 0
    restarts: int = 0
    cuts: int = 0
    jumps: int = 0
    edits: int = 0
    removals: int = 0
    seconds: float = 0.0
    requests: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    memory: dict[str, list[int]] = field(default_factory=dict)
    duplicates: int = 0
    lost: int = 0
    differences: int = 0
    receipts_lost: int = 0

    @property
    def contributions(self) -> int:
        """Ideas, votes, likes and replies together."""
        return self.ideas + self.votes + self.likes + self.replies


class Play:
    """One run; `url` is an empty database, PostgreSQL for several machines."""

    def __init__(
        self,
        folder: Path,
        url: str,
        days: int,
        people: int,
        ideas: int,
        seed: int,
        tell: Callable[[str], None],
    ) -> None:
        self._folder, self._url, self._tell = folder, url, tell
        self._ideas = ideas
        self._random = random.Random(seed)
        self._cut_every = 9
        self._storm = Storm(seed)
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._codes: list[str] = []
        self.figures = Figures(days, people)

    def run(self, campaign_text: str, start: datetime, steps_a_day: int) -> Figures:
        """Play it from the day before the start to the day after the end."""
        began = time.monotonic()
        clock = SharedClock(self._folder / "clock")
        clock.set(start)
        (self._folder / "campaign.yaml").write_text(campaign_text, encoding="utf-8")
        campaign = load(self._folder / "campaign.yaml")
        with Sandbox(clock=clock.now, limits=Limits.relaxed()) as sandbox:
            keys = sandbox.seed()
            self._storm.forum = int(sandbox.base_url.rpartition(":")[2])
            values = json.dumps(
                {
                    "forum_url": self._storm.url,
                    "api_key": keys.bridge,
                    "api_username": keys.bridge_username,
                    "provision_key": keys.admin,
                    "provision_username": keys.admin_username,
                    "database_url": self._url,
                    "key_file": str(self._folder / "keys.json"),
                    "requests_per_minute": 6000,
                    "ner": "off",
                }
            )
            (self._folder / "settings.json").write_text(values, encoding="utf-8")
            settings = Settings(**json.loads(values))
            bridge = open_bridge(settings, clock=clock)
            voting = campaign.voting
            crowd = Crowd(sandbox, self.figures.people, labels=(voting.up, voting.down, voting.unsure))
            moderator = sandbox.create_user("forum_moderator", trust_level=4, moderator=True)
            bridge.forum.provision_query()
            try:
                for number in range(_WORKERS):
                    self._start(number)
                total = (self.figures.days + 2) * steps_a_day
                for step in range(total):
                    self._storm.rate = self._weather(step)
                    self._move(clock, start + timedelta(days=step / steps_a_day))
                    self._cut(step)
                    self._take_part(bridge, campaign, crowd, total)
                    self._moderators(bridge, campaign, moderator)
                    self._break()
                    self._wait(bridge, campaign)
                    self.figures.steps += 1
                    self._weigh(keep=False)
                    if step % (7 * steps_a_day) == 0:
                        self._weigh()
                        self._tell(f"day {step // steps_a_day}: {self.figures.contributions:,} contributions")
                self._settle(bridge, campaign, clock, start + timedelta(days=self.figures.days + 3))
                self._weigh()
                self._judge(bridge, campaign, sandbox)
            finally:
                for process in self._processes.values():
                    process.kill()
                    process.wait()
                bridge.close()
                self._storm.close()
        self.figures.seconds = time.monotonic() - began
        self.figures.faults = {str(name): number for name, number in self._storm.happened.items()}
        return self.figures

    def _weather(self, step: int) -> float:
        """Calm on most days, one request in twelve lost on some, and a storm of refusals now and then."""
        if step % 23 == 0:
            return 0.25
        return 0.08 if step % 4 == 0 else 0.0

    def _move(self, clock: SharedClock, instant: datetime) -> None:
        if self._random.random() < 0.04:
            # A machine's clock is set: ahead, then back to where it should be.
            clock.set(instant + timedelta(hours=self._random.choice((-3, 3))))
            time.sleep(0.2)
            self.figures.jumps += 1
        clock.set(instant)

    def _take_part(self, bridge: Bridge, campaign: Campaign, crowd: Crowd, total: int) -> None:
        now = bridge.clock.now()
        asked = [
            question.id
            for question in campaign.questions
            if campaign.allows_for(Right.IDEA, question.id, now)
        ]
        share = self._ideas / total * 2.5
        for _ in range(int(share + self._random.random()) if asked else 0):
            if self.figures.ideas >= self._ideas:
                break
            self.figures.ideas += 1
            words = f"Idea number {self.figures.ideas}: " + " ".join(self._random.choices(_WORDS, k=14)) + "."
            raw = RawIdea(words, self._random.choice(asked), source="form")
            self._codes.append(receive(bridge.doors, campaign, raw, now).code)
        for submission in moderate.waiting(bridge.store, campaign.slug):
            moderate.accept(
                bridge.store, bridge.redactor, campaign.slug, submission.id, now, by="m", alone=True
            )
        if not campaign.rights_at(now) & {Right.VOTE, Right.REPLY}:
            return
        with bridge.store.begin() as unit:
            published = {idea.id: idea.published for idea in unit.ideas.all(campaign.slug)}
            links = unit.links.all(campaign.slug)
        targets = [
            Target(link.topic_id, link.post_id, max(0.0, (now - appeared).total_seconds() / 86400))
            for link in links
            if link.key.kind is Kind.IDEA
            and link.topic_id is not None
            and link.post_id is not None
            and (appeared := published.get(link.key.name)) is not None
        ]
        done = crowd.act(targets, 0.045, reply=campaign.allows(Right.REPLY, now))
        self.figures.votes += done.votes
        self.figures.likes += done.likes
        self.figures.replies += done.replies

    def _moderators(self, bridge: Bridge, campaign: Campaign, moderator: object) -> None:
        from bridge.sandbox.members import Member

        assert isinstance(moderator, Member)
        if self._random.random() > 0.06:
            return
        with bridge.store.begin() as unit:
            links = [
                link
                for link in unit.links.all(campaign.slug)
                if link.key.kind is Kind.IDEA and link.topic_id and link.state is LinkState.ACTIVE
            ]
        if not links:
            return
        link = self._random.choice(links)
        assert link.topic_id is not None
        assert link.post_id is not None
        topic = bridge.forum.topic(link.topic_id) if self._storm.rate == 0 else None
        if topic is None or topic.removed or topic.first is None:
            return
        if self._random.random() < 0.3:
            moderator.delete_topic(link.topic_id)
            self.figures.removals += 1
        else:
            remark = f"A moderator's remark, number {self.figures.edits}.\n\n[poll"
            moderator.edit(link.post_id, topic.first.raw.replace("[poll", remark, 1))
            self.figures.edits += 1

    def _break(self) -> None:
        if self._random.random() < 0.12:
            number = self._random.randrange(_WORKERS)
            time.sleep(self._random.random() * 0.4)
            self._processes[number].kill()
            self._processes[number].wait()
            self._start(number)
            self.figures.kills += 1

    def _cut(self, step: int) -> None:
        """What a restart of the database is for those who work with it: every connection ends."""
        if step % self._cut_every or not self._url.startswith("postgresql"):
            return
        time.sleep(self._random.random() * 0.6)
        plain = self._url.replace("postgresql+psycopg:", "postgresql:")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        self.figures.cuts += 1

    def _wait(self, bridge: Bridge, campaign: Campaign) -> None:
        """Until the newest sync is done, or has failed and waits."""
        until = time.monotonic() + _PATIENCE
        now = bridge.clock.now()
        while time.monotonic() < until:
            self._weigh(keep=False)
            try:
                with bridge.store.begin() as unit:
                    run = unit.runs.latest(campaign.slug, "sync")
            except Exception:  # noqa: BLE001 - the connection was just cut
                time.sleep(0.05)
                continue
            if (
                run is not None
                and now - run.due < timedelta(minutes=15)
                and run.state is not RunState.RUNNING
            ):
                return
            time.sleep(0.02)
        raise RuntimeError(f"no sync came to an end within {_PATIENCE:.0f} seconds")

    def _settle(self, bridge: Bridge, campaign: Campaign, clock: SharedClock, instant: datetime) -> None:
        self._storm.rate = 0.0
        for _ in range(6):
            instant += timedelta(hours=1)
            clock.set(instant)
            self._wait(bridge, campaign)
            if plan(bridge.desk, campaign).changes == 0:
                return

    def _judge(self, bridge: Bridge, campaign: Campaign, sandbox: Sandbox) -> None:
        site, figures = sandbox.site, self.figures
        made = plan(bridge.desk, campaign)
        with bridge.store.begin() as unit:
            ideas = [idea for idea in unit.ideas.all(campaign.slug) if idea.batch is not None]
            links = {link.key: link for link in unit.links.all(campaign.slug)}
            votes = Counter(
                (vote.idea, vote.direction.value)
                for vote in unit.ledger.votes(campaign.slug)
                if vote.method == "poll"
            )
            replies = Counter(
                reply.document for reply in unit.ledger.replies(campaign.slug) if not reply.removed
            )
            runs = unit.runs.recent(campaign.slug, 1_000_000)
        with site.lock:
            markers = Counter(
                row["raw"].rpartition("<!-- ib:")[2].split(" ")[0]
                for row in site.all(
                    "SELECT raw FROM posts WHERE deleted_at IS NULL AND instr(raw, '<!-- ib:') > 0"
                )
            )
            figures.duplicates = sum(number - 1 for number in markers.values())
            topics = {
                row["external_id"]: row["id"]
                for row in site.all("SELECT id, external_id FROM topics WHERE external_id LIKE 'ib-idea-%'")
            }
            by_name = {key.split("-")[2]: number for key, number in topics.items()}
            figures.lost = sum(1 for idea in ideas if idea.id not in by_name)
            differences = made.changes + len(made.conflicts)
            labels = {
                campaign.voting.up: "up",
                campaign.voting.down: "down",
                campaign.voting.unsure: "unsure",
            }
            for idea in ideas:
                key = next(key for key in links if key.kind is Kind.IDEA and key.name == idea.id)
                if links[key].state is not LinkState.ACTIVE:
                    continue
                rows = site.all(
                    "SELECT poll_options.html AS label, count(*) AS number FROM poll_votes "
                    "JOIN poll_options ON poll_options.id = poll_votes.poll_option_id "
                    "JOIN polls ON polls.id = poll_options.poll_id WHERE polls.post_id = ? GROUP BY 1",
                    links[key].post_id,
                )
                told = {labels[row["label"]]: row["number"] for row in rows}
                ours = {way: votes[idea.id, way] for way in labels.values() if votes[idea.id, way]}
                differences += told != ours
                said = site.value(
                    "SELECT count(*) FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? "
                    "AND post_number > 1 AND posts.deleted_at IS NULL AND username <> 'ideabridge'",
                    links[key].topic_id,
                )
                differences += said != replies[str(key)]
            figures.differences = differences
            figures.requests = sandbox.requests.total()
        figures.runs = dict(Counter(f"{run.job} {run.state.value}" for run in runs))
        for code in self._codes[:: max(1, len(self._codes) // 50)]:
            figures.receipts_lost += reopen.find(bridge.doors, campaign, code, bridge.clock.now()) is None

    def _weigh(self, *, keep: bool = True) -> None:
        """How much memory each worker has; one that ended by itself is started again, and counted."""
        for number, process in list(self._processes.items()):
            if process.poll() is not None:
                # As whatever looks after it would: a worker that starts while the database restarts gives up.
                said = (self._folder / f"worker-{number}.err").read_text(encoding="utf-8").splitlines()
                self._tell(f"worker {number} ended by itself: {said[-1] if said else process.returncode}")
                self.figures.restarts += 1
                self._start(number)
                continue
            try:
                text = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            except OSError:
                continue
            sizes = [int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")]
            # One that ended a moment ago has no memory any more; the next look finds it gone.
            if not keep or not sizes:
                continue
            kilobytes = sizes[0]
            self.figures.memory.setdefault(f"worker {number}", []).append(kilobytes // 1024)

    def _start(self, number: int) -> None:
        self._processes[number] = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.hand", str(self._folder), str(number)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=(self._folder / f"worker-{number}.err").open("ab"),
        )


_WORDS = (
    *(
        "trolley",
        "lamp",
        "handover",
        "kettle",
        "porter",
        "window",
        "ward",
        "list",
        "morning",
        "ribbon",
        "chair",
    ),
    *("quiet", "early", "shared", "spare", "plain", "warm", "printed", "open", "weekly", "simple", "broken"),
    *("carry", "label", "move", "count", "mend", "ask", "paint", "borrow", "close", "ring", "fold"),
)
