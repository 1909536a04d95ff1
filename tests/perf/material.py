"""Texts and deeds for benchmarks: made from the example's sentences and one seed, the same in every run."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bridge.examples import example_ideas

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def idea_texts(number: int, seed: int = 2015) -> list[str]:
    """So many different texts of three to six sentences, about as long as what people hand in."""
    with example_ideas().open(newline="", encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    sentences = sorted({part for text in texts for part in _SENTENCE.split(text) if len(part) > 20})
    luck = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < number:
        made[" ".join(luck.sample(sentences, luck.randint(3, 6)))] = None
    return list(made)


@dataclass(frozen=True, slots=True)
class Deed:
    """One contribution: a person votes for an idea (`vote` 0 to 2 says how), likes it or answers it."""

    kind: str
    person: int
    idea: int
    vote: int = 0
    text: str = ""


def deeds(people: int, ideas: int, number: int, seed: int = 2015) -> list[Deed]:
    """So many contributions in random order: eight of ten are votes, one is a like, one a reply.

    Everybody takes part. Popular ideas get more, a person votes on an idea once and likes it once.
    """
    luck = random.Random(seed)
    weights = [luck.paretovariate(1.3) for _ in range(ideas)]
    remarks = idea_texts(number // 10, seed + 1)
    made: list[Deed] = []
    for kind, wanted in (("vote", number - 2 * (number // 10)), ("like", number // 10)):
        pairs: dict[tuple[int, int], None] = {}
        persons = iter(range(people if kind == "vote" else 0))
        while len(pairs) < wanted:
            person = next(persons, None)
            chosen = luck.randrange(people) if person is None else person
            pairs[chosen, _pick(luck, weights)] = None
        made += [Deed(kind, person, idea, luck.choice((0, 0, 0, 1, 2))) for person, idea in pairs]
    made += [Deed("reply", luck.randrange(people), _pick(luck, weights), text=remark) for remark in remarks]
    luck.shuffle(made)
    return made


def _pick(luck: random.Random, weights: Sequence[float]) -> int:
    return luck.choices(range(len(weights)), weights)[0]
