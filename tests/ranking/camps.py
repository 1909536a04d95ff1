"""Two camps with known opinions, for tests: votes as rows, drawn with a fixed seed."""

from __future__ import annotations

import numpy as np

from bridge.ranking.ballots import Ballots

Row = tuple[str, str, int, int]


def idea(number: int) -> str:
    return f"idea{number:03}"


def person(number: int) -> str:
    return f"person{number:04}"


def camp(number: int) -> int:
    """0 or 1: two people are of one camp, the next two of the other, and so on."""
    return number // 2 % 2


def camps(people: int, ideas: int, *, seen: float = 1.0, luck: int = 1) -> list[Row]:
    """Votes of two camps.

    Of every four ideas one is liked by both, one by the first, one by the second, one by neither; liked means
    by nine of ten. A person sees the share `seen` of the ideas.
    """
    draw = np.random.default_rng(luck)
    rows = []
    for who in range(people):
        for what in range(ideas):
            if draw.random() >= seen:
                continue
            likes = (True, camp(who) == 0, camp(who) == 1, False)[what % 4]
            liked = likes if draw.random() < 0.9 else not likes
            rows.append((idea(what), person(who), 1 if liked else -1, 100 * who + what))
    return rows


def ballots(rows: list[Row], ideas: int) -> Ballots:
    return Ballots.of([idea(number) for number in range(ideas)], rows)


def eight_people() -> Ballots:
    """Four people like ideas 0 and 1, four like 2 and 3, all like 4; everybody saw everything."""
    rows = []
    for who in range(8):
        liked = {0, 1, 4} if who < 4 else {2, 3, 4}
        rows += [(idea(what), person(who), 1 if what in liked else 0, 0) for what in range(5)]
    return ballots(rows, 5)
