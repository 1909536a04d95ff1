"""What a campaign asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Framing:
    """How a question is framed, so that answers fit the problem."""

    problem: str
    affected: str
    good_answer: str
    owner: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a pinned topic and a tag. `id` is short and lower case, such as `q1`."""

    id: str
    title: str
    text: str
    framing: Framing
    tag: str
