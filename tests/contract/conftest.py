"""One suite for any forum: the embedded one by default, a real one by its address.

    pytest tests/contract --forum-url URL --api-key KEY --api-username NAME [--provision-key KEY]
        [--provision-username NAME] [--requests-per-minute N]

The key acts as the bridge's account. Making the category needs an admin: that key itself, or the provisioning
key. Members are made and played with the same admin's key, which has to be
valid for all users; where it is not, tests that need members are skipped and say so. Everything is done in a
category of its own, which is taken away at the end.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests

from bridge.clock import SimulatedClock, SystemClock
from bridge.domain.observation import NewCategory, NewTopic, ObservedCategory, Placed, PullMemory, Snapshot
from bridge.forum import snapshot_lists
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.ports import Clock

_NUMBERS = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the forum is and whom to be."""
    group = parser.getgroup("forum contract")
    group.addoption("--forum-url", help="run on this forum instead of the embedded one")
    group.addoption("--api-key", help="key of the bridge's account there")
    group.addoption("--api-username", help="name of that account")
    group.addoption("--provision-key", help="key of an admin there, valid for all users")
    group.addoption("--provision-username", help="name of that admin", default="system")
    group.addoption("--requests-per-minute", help="pace there, 30 if left out", type=float, default=30.0)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a bare request got."""

    status: int
    data: Any


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the forum, acting by bare requests: waits when told to, repeats nothing else."""

    url: str
    clock: Clock
    username: str
    key: str = field(repr=False)

    def ask(self, method: str, path: str, **body: Any) -> Answered:
        """Send a request; a 429 of less than two minutes is waited for."""
        headers = {"Api-Key": self.key, "Api-Username": self.username, "Accept": "application/json"}
        for _ in range(5):
            answer = requests.request(
                method, self.url + path, json=body or None, headers=headers, timeout=60, allow_redirects=False
            )
            if answer.status_code != 429 or not answer.headers.get("Content-Type", "").startswith(
                "application/json"
            ):
                break
            wait = answer.json()["extras"]["wait_seconds"]
            if wait > 120:
                break
            self.clock.sleep(wait + 1)
        try:
            return Answered(answer.status_code, answer.json())
        except ValueError:
            return Answered(answer.status_code, None)

    def does(self, method: str, path: str, **body: Any) -> Any:
        """Send a request that has to succeed; gives what came back."""
        answer = self.ask(method, path, **body)
        assert answer.status == 200, f"{method} {path}: {answer.status} {answer.data}"
        return answer.data

    def likes(self, post_id: int) -> None:
        self.does("POST", "/post_actions.json", id=post_id, post_action_type_id=2)

    def unlikes(self, post_id: int) -> None:
        self.does("DELETE", f"/post_actions/{post_id}.json?post_action_type_id=2")

    def replies(self, topic_id: int, raw: str) -> int:
        return int(self.does("POST", "/posts.json", topic_id=topic_id, raw=raw)["id"])

    def votes(self, post_id: int, *labels: str) -> Answered:
        """Vote in the poll named `vote`, by the texts of its options."""
        poll = self.does("GET", f"/posts/{post_id}.json")["polls"][0]
        options = [option["id"] for option in poll["options"] if option["html"] in labels]
        return self.ask("PUT", "/polls/vote.json", post_id=post_id, poll_name="vote", options=options)

    def reads(self, topic_id: int) -> None:
        self.does("POST", "/topics/timings.json", topic_id=topic_id, topic_time=5000, timings={"1": 5000})


@dataclass(frozen=True, slots=True)
class Target:
    """The forum under test.

    `admin` can do everything, `anyone` is a key that speaks for all users, `embedded` is None for a real one,
    `run` makes names that no other run has used.
    """

    url: str
    settings: ForumSettings
    clock: Clock
    admin: Person
    anyone: str = field(repr=False)
    embedded: Any
    run: str

    def adapter(self, settings: ForumSettings | None = None) -> DiscourseForum:
        """A new adapter on this forum."""
        return DiscourseForum(settings or self.settings, self.clock)

    def member(self, name: str) -> Person:
        """A member of this name, made when new."""
        username = f"{name}_{self.run}"
        person = Person(self.url, self.clock, username, self.anyone)
        if self.embedded is not None:
            if person.ask("GET", "/session/current.json").status != 200:
                self.embedded.create_user(username, trust_level=1)
            return person
        if person.ask("GET", "/session/current.json").status != 200:
            self.admin.ask(
                "POST",
                "/users.json",
                name=username,
                username=username,
                email=f"{username}@example.com",
                password=uuid.uuid4().hex,
                active=True,
                approved=True,
            )
        if person.ask("GET", "/session/current.json").status != 200:
            pytest.skip("the key does not speak for members, so nobody can like, vote or reply")
        return person


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The forum that the options name, else a new embedded one whose clock moves when somebody waits."""
    option = request.config.getoption
    url = option("forum_url", default=None)
    if url is None:
        with embedded(tmp_path_factory.mktemp("forum")) as forum_of_our_own:
            yield forum_of_our_own
    else:
        yield real(option, url)


def real(option: Callable[[str], Any], url: str) -> Target:
    """The forum that the options name."""
    key, username = option("api_key"), option("api_username")
    if not key or not username:
        raise pytest.UsageError("--forum-url needs --api-key and --api-username")
    admin_key = option("provision_key")
    settings = ForumSettings(
        url,
        key,
        username,
        admin_key,
        option("provision_username"),
        requests_per_minute=option("requests_per_minute"),
    )
    admin = settings.admin or settings.own
    clock = SystemClock()
    person = Person(settings.base, clock, admin.username or "", admin.key)
    return Target(settings.base, settings, clock, person, admin.key, None, uuid.uuid4().hex[:8])


@contextmanager
def embedded(folder: Path) -> Iterator[Target]:
    """A forum of our own with all limits as a real one has them."""
    from bridge.sandbox import Limits, Sandbox

    clock = SimulatedClock(datetime(2015, 2, 2, 9, 0, tzinfo=UTC))
    with Sandbox(folder, clock=clock.now, limits=Limits()) as sandbox:
        keys = sandbox.seed()
        settings = ForumSettings(
            sandbox.base_url, keys.bridge, keys.bridge_username, keys.admin, keys.admin_username
        )
        admin = Person(sandbox.base_url, clock, keys.admin_username, keys.admin)
        yield Target(sandbox.base_url, settings, clock, admin, keys.anyone, sandbox, "run")


@pytest.fixture(scope="session")
def forum(target: Target) -> Iterator[DiscourseForum]:
    """The adapter as the bridge uses it."""
    with closing(target.adapter()) as adapter:
        yield adapter


@pytest.fixture(scope="session")
def category(target: Target, forum: DiscourseForum) -> Iterator[ObservedCategory]:
    """A category of our own, with the rights that a campaign gives; taken away at the end."""
    name = f"Contract {target.run}"
    made = forum.create_category(
        NewCategory(
            name=name,
            slug=f"contract-{target.run}",
            description="Made by a test of the bridge, and taken away by it.",
            color="0F6B8F",
            permissions=("everyone:2", "moderators:1"),
            marker=f"contract-{target.run}/category/contract",
        )
    )
    yield made
    for topic in forum.snapshot(made.category_id, PullMemory()).topics:
        if topic.topic_id != made.about_topic and not topic.removed:
            target.admin.ask("DELETE", f"/t/{topic.topic_id}.json")
    target.admin.ask("DELETE", f"/categories/{made.category_id}.json")


@dataclass(frozen=True, slots=True)
class Opened:
    """A topic as it was sent and where it ended up."""

    new: NewTopic
    placed: Placed

    @property
    def topic_id(self) -> int:
        return self.placed.topic_id

    @property
    def post_id(self) -> int:
        return self.placed.post_id


OpenTopic = Callable[..., Opened]


@pytest.fixture
def open_topic(target: Target, forum: DiscourseForum, category: ObservedCategory) -> OpenTopic:
    """Opens a topic with a title, a text and an external id of its own; any of it may be given."""

    def make(**wishes: Any) -> Opened:
        number = next(_NUMBERS)
        wanted = {
            "external_id": f"contract-{target.run}-{number}",
            "category_id": category.category_id,
            "title": f"Contract topic {number} of run {target.run}",
            "raw": f"The text of contract topic {number}, run {target.run}.",
            "tags": (),
        }
        new = NewTopic(**{**wanted, **wishes})
        return Opened(new, forum.create_topic(new))

    return make


def by_lists(
    target: Target,
    category: ObservedCategory,
    memory: PullMemory | None = None,
    *,
    budget: int = 40,
    category_id: int | None = None,
) -> Snapshot:
    """A look that does not use the stored query, with an adapter of its own."""
    with closing(target.adapter()) as forum:
        return snapshot_lists.look(
            forum._client,
            category.category_id if category_id is None else category_id,
            forum.facts().account_id,
            memory or PullMemory(),
            budget,
            target.clock.now(),
        )
