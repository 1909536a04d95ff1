"""What people read under a score. The texts are kept whole, so that a change of wording is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bridge.domain.participation import Basis, Tally
from bridge.domain.ranking import Ranking
from bridge.domain.wording import counted, listed, share
from bridge.ranking.explain import explain

Ranked = Callable[..., Ranking]


def text(ranking: Ranking, idea: str) -> str:
    found = ranking.find(idea)
    assert found is not None
    return explain(found, ranking).text


def test_explanation_in_full(ranked: Ranked, crowd: list[Tally]) -> None:
    ranking = ranked(*crowd)
    found = ranking.find("handover")
    assert found is not None

    explanation = explain(found, ranking)

    lines = [*explanation.sentences]
    lines += [f"{term.name}: {term.value}, {term.meaning}" for term in explanation.terms]
    assert lines == [
        (
            "Of 40 people who read this idea, 26 are for it, 5 are against it, 3 are not sure and 6 did not "
            "vote; with the average of all ideas (43%) added as if 6 more people had seen it, its support "
            "comes to 62% (likely 44% to 79%)."
        ),
        "That makes place 2 of 12; 34 people voted, enough to say that it is above the average of all ideas.",
        "place: 2, of 12",
        "score: 0.6207, (for + a) / (saw it + a + b) = (26 + 2.5622) / (40 + 2.5622 + 3.4511)",
        (
            "interval: 0.4363 to 0.7906, 90% bounds, every 3 people counted as one, since later people may "
            "think otherwise"
        ),
        "for: 26, people for the idea",
        "likes only: 0, of those, people who liked it and did not vote in the poll",
        "against: 5, people against it: they saw it and are not for it",
        "not sure: 3, people who chose that: they saw it and are not for it",
        "voters: 34, for, against and not sure together",
        "readers: 40, distinct readers, as the forum counts them",
        "saw it: 40, distinct readers, as the forum counts them",
        (
            "counted: 26 of 40, for, of those who saw it, once confirmed rings count as one and newcomers "
            "are capped (they are)"
        ),
        "rests on: people, each person's own vote is known and counted once",
        "likes apart: 0, likes that may be from people who voted: not counted",
        "uncounted: 0, votes outside a voting phase: recorded, not counted",
        "replies: 4, by 3 people; not in the score",
        "merges: 0, ideas that went into this one",
        "across: -, too few people voted on enough ideas to tell sides apart",
        "placed: 0, people who voted on enough ideas to stand on a side",
        "split: 0.5564, 1 where as many are for it as against it; not in the score",
        "polarised: no, whether the two sides see it very differently, beyond chance; not in the score",
        "discussion: 0.0704, people who replied, of those who saw it; not in the score",
        "average: 0.4261, share of people for an idea, over all ideas together",
        "strength: 6.0132, people that the average weighs as much as; fitted to 11 ideas",
        "a: 2.5622, average x strength: people for it that are blended in",
        "b: 3.4511, (1 - average) x strength: people not for it that are blended in",
        "badge: confirmed, enough people voted, and even the lower bound is above the average",
        "formula: support-2+across-2, version of the formulas",
    ]


def test_the_shown_terms_give_the_shown_score(ranked: Ranked, crowd: list[Tally]) -> None:
    ranking = ranked(*crowd)

    for entry in ranking.ideas:
        terms = {term.name: term.value for term in explain(entry, ranking).terms}
        a, b = float(terms["a"]), float(terms["b"])
        by_hand = (int(terms["for"]) + a) / (int(terms["saw it"]) + a + b)
        assert by_hand == pytest.approx(float(terms["score"]), abs=1e-4)


def test_an_idea_nobody_saw(ranked: Ranked, crowd: list[Tally]) -> None:
    assert text(ranked(*crowd), "shadowing") == (
        "Nobody is known to have seen this idea yet, so it stands at the average of all ideas, 43% "
        "(likely 13% to 75%). That makes place 6 of 12, which is likely to change: more people "
        "need to see this idea."
    )


def test_voters_without_a_count_of_readers(ranked: Ranked, crowd: list[Tally]) -> None:
    assert text(ranked(*crowd), "phones").startswith(
        "Of 3 people who voted on this idea, 2 are for it and 1 is against it; with the average"
    )


@pytest.mark.parametrize(
    ("readers", "likes", "start"),
    [
        (9, 3, "Of 9 people who read this idea, 3 liked it and 6 did not; "),
        (0, 3, "Of 3 people who are known to have seen this idea, 3 liked it; "),
        (0, 1, "Of 1 person who is known to have seen this idea, 1 liked it; "),
        (1, 0, "Of 1 person who read this idea, 0 are for it and 1 did not vote; "),
    ],
)
def test_likes_alone(ranked: Ranked, readers: int, likes: int, start: str) -> None:
    basis = Basis.LIKES if likes else Basis.NOTHING
    ranking = ranked(Tally("garden", up=likes, likes_only=likes, readers=readers, basis=basis))

    assert text(ranking, "garden").startswith(start)


def test_ties_and_places_without_a_badge_are_told(ranked: Ranked) -> None:
    """Many read both ideas and few voted: the interval is narrow, and nothing is confirmed."""
    idea = Tally("a", up=3, readers=900, basis=Basis.PEOPLE)

    assert text(ranked(idea, replace(idea, idea="b")), "b").endswith(
        "That makes place 1 of 2, shared with ideas of the same score."
    )


def test_shares_counts_and_lists_in_words() -> None:
    assert [share(value) for value in (0.0, 0.001, 0.009, 0.01, 0.426, 0.99, 0.9901, 1.0)] == [
        "0%",
        "under 1%",
        "under 1%",
        "1%",
        "43%",
        "99%",
        "over 99%",
        "100%",
    ]
    assert [counted(number, "reply") for number in (0, 1, 1200)] == [
        "0 replies",
        "1 reply",
        "1,200 replies",
    ]
    assert [listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
