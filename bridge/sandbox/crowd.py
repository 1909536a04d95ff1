"""Simulated members of the embedded forum: they read, vote, like, reply, and sometimes change their minds.

The demo and the benchmarks need a crowd that behaves somewhat like people: attention falls on new and on
popular ideas, people differ in outlook, few write and many only read. Everything is drawn from one seed.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bridge.sandbox.members import Member
from bridge.sandbox.refusals import SandboxRefusal
from bridge.sandbox.server import Sandbox

_FIRST = (
    *("amber", "birch", "cedar", "clover", "coral", "fern", "hazel", "heron", "ivy", "juniper", "larch"),
    *("linnet", "maple", "marten", "moss", "oak", "otter", "pebble", "plover", "poppy", "robin", "rowan"),
    *("sage", "sorrel", "swift", "teal", "thistle", "willow", "wren", "yarrow"),
)
_OPENINGS = (
    "We tried something close to this.",
    "This would help on my side too.",
    "I like it, with one worry.",
    "Good idea, and cheap to start.",
    "I am not sure this fits everywhere.",
    "Please do this first.",
    "It worked for a while where I was before.",
    "Half of this is already allowed.",
    "I would join a trial of this.",
    "Reading this from the patient's side:",
    "My first thought was no, my second was yes.",
    "This needs somebody who owns it.",
)
_MIDDLES = (
    "The hard part is finding ten quiet minutes on a busy shift.",
    "It stands or falls with whether somebody answers within a week.",
    "Start with one team, measure one thing, and show it to the next team.",
    "It has to work for nights and weekends, or it will die there.",
    "The people who clean and carry see this before anybody else does.",
    "Nobody should need a form longer than one page for it.",
    "The rule that stops it was made for something else.",
    "Ask the families too, they notice what we no longer see.",
    "Without a small budget it stays a poster on the wall.",
    "It must be fine to stop it if it does not help.",
    "Somebody senior has to say out loud that trying is allowed.",
    "A shared list on the wall did more for us than any system.",
)
_ENDINGS = (
    "What would the first step be?",
    "Who could say yes to that?",
    "I can tell more about how it went.",
    "That is what made the difference for us.",
    "Has anybody measured it?",
    "I would rather see it tried than discussed.",
    "Let us not wait for the perfect plan.",
    "Small is fine.",
)


@dataclass(frozen=True, slots=True)
class Target:
    """An idea to act on: its topic, its first post, and how many days it has been there."""

    topic_id: int
    post_id: int
    age_days: float


@dataclass(slots=True)
class Activity:
    """What a round of activity came to."""

    reads: int = 0
    votes: int = 0
    likes: int = 0
    unlikes: int = 0
    replies: int = 0
    refused: int = 0


@dataclass(slots=True)
class _Person:
    member: Member
    outlook: float
    activity: float
    voted: dict[int, str] = field(default_factory=dict)
    liked: set[int] = field(default_factory=set)
    written: set[int] = field(default_factory=set)


class Crowd:
    """A number of members with outlooks; `pass_time` is called with the seconds between two actions."""

    def __init__(
        self,
        sandbox: Sandbox,
        size: int,
        *,
        labels: tuple[str, str, str],
        poll: str = "vote",
        seed: int = 2015,
        pass_time: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._sandbox = sandbox
        self._labels = labels
        self._poll = poll
        self._random = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._pass_time = pass_time
        # Likes of replies are drawn apart, so that they change nothing of votes and replies.
        self._mood = random.Random(f"replies {seed}")  # noqa: S311 - a simulation, not a secret
        self._replies: dict[int, list[int]] = {}
        self._people = [self._enrol(number) for number in range(size)]

    def __len__(self) -> int:
        return len(self._people)

    def act(self, targets: Sequence[Target], turnout: float, *, reply: bool = True) -> Activity:
        """One round: each person comes with the chance `turnout` times their own activity."""
        activity = Activity()
        if not targets:
            return activity
        for person in self._people:
            if self._random.random() < turnout * person.activity:
                self._visit(person, targets, activity, reply=reply)
        return activity

    def _enrol(self, number: int) -> _Person:
        username = f"{_FIRST[number % len(_FIRST)]}_{number + 1}"
        level = self._random.choices((0, 1, 2, 3), (1, 5, 3, 1))[0]
        return _Person(
            member=self._sandbox.create_user(username, trust_level=level),
            outlook=self._random.choice((-1.0, 1.0)) * self._random.betavariate(4, 2),
            activity=min(1.0, self._random.paretovariate(1.6) / 4),
        )

    def _visit(self, person: _Person, targets: Sequence[Target], activity: Activity, *, reply: bool) -> None:
        weights = [1.0 / (1.0 + target.age_days) + 0.35 * self._appeal(target)[0] for target in targets]
        for target in set(self._random.choices(targets, weights, k=self._random.randint(2, 9))):
            self._pass_time(self._random.uniform(5, 90))
            try:
                self._meet(person, target, activity, reply=reply)
            except SandboxRefusal:
                # A limit, a closed topic or a closed poll: people run into those too.
                activity.refused += 1

    def _meet(self, person: _Person, target: Target, activity: Activity, *, reply: bool) -> None:
        person.member.read(target.topic_id, [1])
        activity.reads += 1
        quality, slant = self._appeal(target)
        favour = quality + 0.35 * slant * person.outlook + self._random.gauss(0, 0.12)
        up, down, unsure = self._labels
        chosen = up if favour > 0.5 else (down if favour < 0.3 else unsure)
        known = person.voted.get(target.post_id)
        eagerness = 0.62 if known is None else 0.2 if known != chosen else 0.0
        if self._random.random() < eagerness:
            person.member.vote(target.post_id, chosen, poll_name=self._poll)
            person.voted[target.post_id] = chosen
            activity.votes += 1
        if favour > 0.55 and target.post_id not in person.liked and self._random.random() < 0.3:
            person.member.like(target.post_id)
            person.liked.add(target.post_id)
            activity.likes += 1
            if self._random.random() < 0.06:
                person.member.unlike(target.post_id)
                activity.unlikes += 1
        self._like_replies(person, target, activity)
        if reply and self._random.random() < 0.06 + 0.1 * abs(slant):
            post = person.member.reply(target.topic_id, self._remark())
            person.written.add(post)
            self._replies.setdefault(target.topic_id, []).append(post)
            activity.replies += 1

    def _like_replies(self, person: _Person, target: Target, activity: Activity) -> None:
        """Some of what others have said is liked by some; never one's own words."""
        for post in self._replies.get(target.topic_id, [])[-5:]:
            if post in person.written or post in person.liked or self._mood.random() >= 0.15:
                continue
            person.member.like(post)
            person.liked.add(post)
            activity.likes += 1

    def _appeal(self, target: Target) -> tuple[float, float]:
        """How good an idea is (0..1) and how much it divides (-1..1): drawn from the topic's number."""
        digest = hashlib.sha256(f"appeal {target.topic_id}".encode()).digest()
        quality = 0.25 + 0.5 * (digest[0] + digest[1]) / 510
        slant = (digest[2] - 127.5) / 127.5 if digest[3] < 80 else 0.0
        return quality, slant

    def _remark(self) -> str:
        parts = [self._random.choice(_OPENINGS), self._random.choice(_MIDDLES)]
        if self._random.random() < 0.5:
            parts.append(self._random.choice(_ENDINGS))
        return " ".join(parts)
