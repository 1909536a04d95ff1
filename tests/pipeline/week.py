"""A campaign in its fifth week, and what people did in it, written into a real ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Week
from bridge.domain.document import Link
from bridge.domain.idea import Experience, Idea
from bridge.domain.identity import Key, Kind
from bridge.domain.participation import Direction, Exposure, Method, Reply, Vote, VoteCount
from bridge.domain.phase import Phase, Right
from bridge.domain.question import Framing, Question
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

WEEK = Week(2015, 6)
BEFORE = datetime(2015, 2, 1, 18, tzinfo=UTC)
MONDAY = datetime(2015, 2, 2, tzinfo=UTC)
FRIDAY = datetime(2015, 2, 6, 12, tzinfo=UTC)
SUNDAY = datetime(2015, 2, 8, 23, tzinfo=UTC)
AFTER = datetime(2015, 2, 9, 9, 30, tzinfo=UTC)
UP, DOWN, UNSURE = Direction.UP, Direction.DOWN, Direction.UNSURE


def question(name: str) -> Question:
    return Question(name, f"What about {name}?", "", Framing("", "", "", "us"), f"tag-{name}")


def winter() -> Campaign:
    """Ten weeks; one question can be voted on, the other not."""
    return Campaign(
        slug="winter",
        title="Winter ideas",
        summary="",
        purpose="",
        timezone="Europe/London",
        starts=date(2015, 1, 9),
        ends=date(2015, 3, 13),
        phases=(
            Phase(
                "all",
                "All",
                datetime(2015, 1, 9, tzinfo=UTC),
                datetime(2015, 3, 14, tzinfo=UTC),
                frozenset(Right),
                questions=("q1",),
            ),
        ),
        questions=(question("q1"), question("q2")),
    )


@pytest.fixture
def campaign() -> Campaign:
    return winter()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(f"sqlite:///{tmp_path / 'bridge.db'}", FileKeyRing(tmp_path / "keys.json"))
    store.upgrade()
    yield store
    store.close()


def publish(store: SqlStore, *names: str, at: datetime = BEFORE, asked: str = "q1") -> None:
    with store.begin() as unit:
        for name in names:
            unit.ideas.put(
                Idea(
                    id=name,
                    campaign="winter",
                    question=asked,
                    title=f"An idea about {name}",
                    text="Text.",
                    role=None,
                    lenses=(),
                    experience=Experience.WOULD_LIKE,
                    accepted=at,
                    batch=1,
                    published=at,
                )
            )
            unit.links.put(
                Link(Key("winter", Kind.IDEA, name), 1, {}, topic_id=topic(name), post_id=topic(name))
            )


def topic(name: str) -> int:
    return 100 + sum(name.encode())


def vote(
    store: SqlStore, name: str, *people: str, at: datetime, way: Direction = UP, counted: bool = True
) -> None:
    with store.begin() as unit:
        known = list(unit.ledger.votes("winter", name))
        fresh = [Vote(name, person, Method.POLL, way, at, counted, told=True) for person in people]
        unit.ledger.replace_votes(
            "winter", name, [*known, *fresh], methods=frozenset({Method.POLL.value}), at=at
        )


def reply(store: SqlStore, kind: Kind, name: str, *people: str, at: datetime, removed: bool = False) -> None:
    with store.begin() as unit:
        first = len(unit.ledger.replies("winter")) + 1
        unit.ledger.put_replies(
            "winter",
            [
                Reply(first + step, str(Key("winter", kind, name)), person, "Yes.", at, removed=removed)
                for step, person in enumerate(people)
            ],
        )


def read(store: SqlStore, **readers: int) -> None:
    with store.begin() as unit:
        unit.ledger.put_exposures(
            "winter",
            [Exposure(str(Key("winter", Kind.IDEA, name)), count, SUNDAY) for name, count in readers.items()],
        )


def counts(store: SqlStore, name: str, up: int, down: int, at: datetime) -> None:
    with store.begin() as unit:
        unit.ledger.replace_counts(
            "winter",
            name,
            [VoteCount(name, Method.POLL, UP, up, at), VoteCount(name, Method.POLL, DOWN, down, at)],
        )
