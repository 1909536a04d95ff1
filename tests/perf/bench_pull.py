"""Requests and seconds of a pull by size: both strategies, first and with nothing new, beside a naive one.

The forum runs in this process and is filled by rows in its tables, copied from one idea that was published
as usual: through the front door 10,000 ideas would take most of an hour, and a pull would find the same.
Waiting for the pace is counted on a simulated clock.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bridge.clock import SimulatedClock
from bridge.domain.observation import NewCategory, NewTopic, PullMemory, Snapshot
from bridge.domain.participation import Method
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.sandbox import Limits, Sandbox
from tests.perf.material import idea_texts
from tests.perf.naive import Naive
from tests.perf.table import Table, duration, ratio

SIZES = (100, 1_000, 10_000)
PEOPLE = 400
START = datetime(2015, 2, 2, 9, 0, tzinfo=UTC)
_POLL = (
    "\n\n[poll name=vote type=regular results=on_vote public=false]\n* For\n* Against\n* Not sure\n[/poll]"
)


def run(*, quick: bool = False) -> list[Table]:
    """For each number of ideas: a fifth as many replies, two votes an idea, likes on every tenth."""
    return [_measure(size) for size in (SIZES[:2] if quick else SIZES)]


@dataclass(frozen=True, slots=True)
class _Taken:
    """One pull: what it saw, requests, seconds of work, and seconds with the waiting for the pace."""

    seen: Snapshot
    requests: int
    seconds: float
    paced: float


@dataclass(slots=True)
class _Scene:
    """A filled forum."""

    sandbox: Sandbox
    settings: ForumSettings
    clock: SimulatedClock
    category: int

    def pull(self, memory: PullMemory, pages: int = 40) -> _Taken:
        """A look by a bridge that has just started."""
        with closing(DiscourseForum(replace(self.settings, feed_pages=pages), self.clock)) as forum:
            before, begin = self.clock.now(), time.perf_counter()
            seen = forum.snapshot(self.category, memory)
            seconds = time.perf_counter() - begin
            waited = (self.clock.now() - before).total_seconds()
            return _Taken(seen, forum.requests, seconds, waited + seconds)


def _measure(ideas: int) -> Table:
    with _scene(ideas) as scene:
        naive, naive_seconds = _naive(scene)
        naive_paced = (naive.sent - scene.settings.burst) * 60 / scene.settings.requests_per_minute
        rows: list[tuple[str, int, float, str, str, str]] = [
            (
                "naive script, every time",
                naive.sent,
                naive_seconds,
                duration(max(naive_paced, 0) + naive_seconds),
                "-",
                "all counts",
            )
        ]

        def add(name: str, taken: _Taken) -> None:
            told = sum(1 for post in taken.seen.posts if post.number == 1 and post.polls)
            rows.append(
                (
                    name,
                    taken.requests,
                    taken.seconds,
                    duration(taken.paced),
                    ratio(naive.sent, taken.requests),
                    f"{told:,} polls read",
                )
            )

        first = scene.pull(PullMemory())
        _check(first.seen, ideas, naive)
        add("plain lists, first", first)
        add("plain lists, nothing new, no rolling look", scene.pull(first.seen.memory, pages=0))
        add("plain lists, nothing new, 40 pages", scene.pull(first.seen.memory))
        with closing(DiscourseForum(scene.settings, scene.clock)) as forum:
            forum.provision_query()
        first = scene.pull(PullMemory())
        _check(first.seen, ideas, naive)
        add("stored query, first", first)
        add("stored query, nothing new", scene.pull(first.seen.memory))
    return Table(
        f"{ideas:,} ideas, {ideas // 5:,} replies, {2 * ideas:,} votes, likes on {ideas // 10:,} ideas",
        ("way", "requests", "seconds", "at 30 a minute", "fewer requests", "sees"),
        rows,
        (
            "the forum's tables were filled directly; requests, answers and rules are as always.",
            "first: the bridge meets the forum too; nothing new: a new process with the memory of the first.",
            "seconds on loopback, with the forum in the same process.",
        ),
    )


def _naive(scene: _Scene) -> tuple[Naive, float]:
    with closing(DiscourseForum(scene.settings, scene.clock)) as forum:
        account = forum.facts().account_id
    script = Naive(scene.settings.url, scene.settings.api_key, scene.settings.api_username)
    begin = time.perf_counter()
    script.pull(f"ideas/{scene.category}", account)
    return script, time.perf_counter() - begin


def _check(seen: Snapshot, ideas: int, naive: Naive) -> None:
    """Both ways have to see what the script saw; a pull that missed something is no pull to measure."""
    replies = sum(1 for post in seen.posts if post.number > 1)
    likes = sum(1 for vote in seen.votes if vote.method is Method.LIKE)
    votes = sum(option.votes or 0 for post in seen.posts for poll in post.polls for option in poll.options)
    wanted = (naive.replies, naive.likes, naive.votes.total())
    if (replies, likes, votes) != wanted or votes != 2 * ideas or not seen.complete:
        raise AssertionError(f"a pull saw {(replies, likes, votes)}, there were {wanted}")


@contextmanager
def _scene(ideas: int) -> Iterator[_Scene]:
    clock = SimulatedClock(START)
    sandbox = Sandbox(clock=clock.now, limits=Limits.relaxed())
    sandbox.start()
    try:
        keys = sandbox.seed()
        settings = ForumSettings(
            sandbox.base_url, keys.bridge, keys.bridge_username, keys.admin, keys.admin_username
        )
        with closing(DiscourseForum(settings, clock)) as forum:
            made = forum.create_category(
                NewCategory("Ideas", "ideas", "", "0F6B8F", ("everyone:2", "ideabridge:1"), "c/category/c")
            )
            text = idea_texts(1)[0] + _POLL
            new = NewTopic("ib-bench-0", made.category_id, "The idea that all are copied from", text, ())
            placed = forum.create_topic(new)
        _fill(sandbox, placed.topic_id, placed.post_id, ideas)
        yield _Scene(sandbox, settings, clock, made.category_id)
    finally:
        sandbox.stop()


def _fill(sandbox: Sandbox, topic: int, post: int, ideas: int) -> None:
    """Copy one published idea until there are enough, then let people vote, like and answer."""
    site, luck = sandbox.site, random.Random(2015)
    people = [sandbox.create_user(f"member_{number}", trust_level=2).id for number in range(PEOPLE)]
    with site.transaction():
        poll = site.value("SELECT id FROM polls WHERE post_id = ?", post)
        options = [
            row["id"] for row in site.all("SELECT id FROM poll_options WHERE poll_id = ? ORDER BY id", poll)
        ]
        span = max(site.value("SELECT max(id) FROM topics"), site.value("SELECT max(id) FROM posts")) + 1
        copies = range(1, ideas)
        titles = {"title": "title || ' ' || :n", "external_id": "'ib-bench-' || :n"}
        _copy(sandbox, "topics", topic, copies, {"id": f":n + {span}", **titles})
        _copy(sandbox, "posts", post, copies, {"id": f":n + {span}", "topic_id": f":n + {span}"})
        _copy(sandbox, "polls", poll, copies, {"id": f":n + {span}", "post_id": f":n + {span}"})
        for place, option in enumerate(options):
            new = {"id": f":n * 3 + {span + place}", "poll_id": f":n + {span}"}
            _copy(sandbox, "poll_options", option, copies, new)
        stamp = site.stamp()
        votes, likes, replies = [], [], []
        for number in range(ideas):
            where = topic, post, poll, options
            if number:
                own = number + span
                where = own, own, own, [number * 3 + span + place for place in range(3)]
            voters = luck.sample(people, 2)
            votes += [(where[2], luck.choice(where[3]), person, stamp, stamp) for person in voters]
            if number % 10 == 0:
                likes += [(where[1], person, 2, stamp, stamp) for person in luck.sample(people, 3)]
            if number % 5 == 0:
                replies.append(
                    (where[0], luck.choice(people), f"An answer to idea {number}, in a few words.")
                )
        site.db.executemany(
            "INSERT INTO poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?)",
            votes,
        )
        site.db.executemany(
            "INSERT INTO post_actions (post_id, user_id, post_action_type_id, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?)",
            likes,
        )
        site.db.executemany(
            "INSERT INTO posts (topic_id, user_id, post_number, raw, cooked, last_version_at, created_at,"
            f" updated_at) VALUES (?, ?, 2, ?, '', '{stamp}', '{stamp}', '{stamp}')",
            replies,
        )
        site.db.execute("UPDATE posts SET sort_order = post_number WHERE sort_order IS NULL")
        site.db.execute(
            "UPDATE posts SET like_count = (SELECT count(*) FROM post_actions a WHERE a.post_id = posts.id)"
        )
        site.db.execute(
            "UPDATE topics SET (posts_count, like_count, highest_post_number) = (SELECT count(*),"
            " sum(p.like_count), max(p.post_number) FROM posts p WHERE p.topic_id = topics.id)"
        )


def _copy(sandbox: Sandbox, table: str, row: int, copies: Sequence[int], changed: dict[str, str]) -> None:
    """Copy a row so many times, some columns by an expression of the copy's number `:n`."""
    site = sandbox.site
    columns = [column["name"] for column in site.all(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(column, column) for column in columns)
    site.db.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE id = :row",
        [{"n": number, "row": row} for number in copies],
    )
