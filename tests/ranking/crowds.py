"""Ballots for tests: real conversations, made crowds with a known truth, and small ones for properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import strategies as st

from bridge.ranking.ballots import Ballots
from tests.ranking.test_conversations import load

Row = tuple[str, str, int, int]
"""Idea, person, value, seconds since 1970."""

CONVERSATIONS = ("bg2050-volunteers", "brexit-consensus", "scoop-hivemind.biodiversity")


def real(name: str) -> list[Row]:
    """All votes of a real conversation; skips where it is absent."""
    return [
        (f"{idea:06}", f"person{person:06}", vote, at // 1000) for at, idea, person, vote in load(name).votes
    ]


def made(
    seed: int, *, people: int = 300, ideas: int = 60, votes: float = 15.0
) -> tuple[list[Row], list[float]]:
    """A crowd of ten weeks that votes on `votes` ideas each on average, and each idea's true share for."""
    luck = np.random.default_rng(seed)
    liked = luck.beta(2.5, 2.5, ideas)
    attention = luck.gamma(2.0, 1.0, ideas)
    rows = []
    for person in range(people):
        number = min(ideas, int(luck.geometric(1.0 / votes)))
        at = int(luck.integers(0, 70 * 86_400))
        for idea in luck.choice(ideas, number, replace=False, p=attention / attention.sum()).tolist():
            draw = luck.random()
            value = 1 if draw < liked[idea] else -1 if draw < 0.9 else 0
            rows.append((f"{idea:06}", f"person{person:06}", value, at))
            at += int(luck.integers(5, 60))
    return rows, liked.tolist()


def ring(ideas: Sequence[str], *, accounts: int, begin: int, spread: int = 600, value: int = 1) -> list[Row]:
    """So many accounts that vote alike on each idea, one idea every two hours, within `spread` seconds."""
    return [
        (idea, f"ring{account:04}", value, begin + 7200 * number + (account * 37) % spread)
        for number, idea in enumerate(ideas)
        for account in range(accounts)
    ]


def ballots(rows: Sequence[Row]) -> Ballots:
    """Ballots over the ideas that were voted on."""
    return Ballots.of({row[0] for row in rows}, rows)


def renamed(rows: Sequence[Row], names: Mapping[str, str]) -> list[Row]:
    """The same votes under other names of people."""
    return [(idea, names[person], value, at) for idea, person, value, at in rows]


@st.composite
def small(draw: st.DrawFn, *, people: int = 12, ideas: int = 12, hours: int = 60) -> list[Row]:
    """Any votes of a few people on a few ideas, each pair at most once."""
    pairs = draw(
        st.lists(st.tuples(st.integers(0, ideas - 1), st.integers(0, people - 1)), max_size=80, unique=True)
    )
    return [
        (f"idea{idea:02}", f"p{person:02}", draw(st.integers(-1, 1)), 600 * draw(st.integers(0, hours * 6)))
        for idea, person in pairs
    ]


@st.composite
def shuffled(
    draw: st.DrawFn, rows: st.SearchStrategy[list[Row]]
) -> tuple[list[Row], list[Row], dict[str, str]]:
    """Rows, the same in another order under exchanged names, and who is called what there."""
    known = draw(rows)
    people = sorted({row[1] for row in known})
    names = dict(zip(people, draw(st.permutations(people)), strict=True))
    return known, renamed(draw(st.permutations(known)), names), names
