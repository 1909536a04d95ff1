"""A rise is called real only where chance, a moved crowd and bursts of newcomers do not explain it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bridge.domain.participation import Direction, Method, Vote, tally
from bridge.domain.ranking import Ranking
from bridge.pipeline.follow import Trend, trend
from bridge.ranking.crowd import Crowd
from bridge.ranking.standings import standings

START = datetime(2015, 2, 2, tzinfo=UTC)
END = START + timedelta(days=7)
IDEAS = [f"idea{number:02}" for number in range(12)]


def vote(idea: str, voter: str, liked: bool, at: datetime) -> Vote:
    return Vote(idea, voter, Method.POLL, Direction.UP if liked else Direction.DOWN, at, told=True)


def weeks(shares: dict[str, float]) -> list[Vote]:
    """Fifty people before the week, fifty in it; half of them like each idea, but for these in the week."""
    luck = random.Random(2015)
    votes = []
    for person in range(100):
        late = person >= 50
        begin = (
            START + timedelta(hours=3 * (person - 50) + 1) if late else START - timedelta(hours=person + 5)
        )
        for number, idea in enumerate(IDEAS):
            liked = luck.random() < (shares.get(idea, 0.5) if late else 0.5)
            votes.append(vote(idea, f"p{person:03}", liked, begin + timedelta(minutes=number)))
    return votes


def ranking(votes: Sequence[Vote]) -> Ranking:
    tallies = [tally(idea, [one for one in votes if one.idea == idea], (), (), None) for idea in IDEAS]
    return standings(
        tallies, campaign="c", taken=END, interval=0.9, confirmed_voters=5, crowd=Crowd.of(votes, tallies)
    )


def found(votes: Sequence[Vote]) -> Trend:
    return trend(votes, frozenset(), ranking(votes), START, END)


def test_a_real_rise_is_told_with_both_shares() -> None:
    told = found(weeks({"idea03": 0.95}))
    assert not told.others_voted
    assert list(told.rising) == ["idea03"]
    assert told.rising["idea03"].startswith("a real rise, 9")
    assert told.rising["idea03"].endswith(" of those before")


def test_nothing_rises_by_chance() -> None:
    assert found(weeks({})) == Trend()


def test_a_crowd_that_changed_is_told_instead() -> None:
    told = found(weeks({idea: 0.95 if number % 2 else 0.05 for number, idea in enumerate(IDEAS)}))
    assert told.others_voted
    assert told.rising == {}


def test_a_burst_of_newcomers_freezes_the_word() -> None:
    """Thirty accounts that do nothing else like one idea within an evening."""
    honest = weeks({"idea03": 0.95})
    evening = START + timedelta(days=5, hours=20)
    burst = [
        vote("idea05", f"new{number}", True, evening + timedelta(minutes=number)) for number in range(30)
    ]
    assert "idea05" not in found([*honest, *burst]).rising
    calm = [vote("idea05", f"new{number}", True, START + timedelta(hours=5 * number)) for number in range(30)]
    assert "idea03" in found([*honest, *calm]).rising


def test_what_came_after_the_week_does_not_count() -> None:
    votes = weeks({"idea03": 0.95})
    later = [vote("idea03", f"late{number}", False, END + timedelta(hours=number)) for number in range(80)]
    assert trend([*votes, *later], frozenset(), ranking(votes), START, END) == found(votes)


def test_without_ranking_or_votes_by_person_nothing_is_said() -> None:
    assert trend(weeks({}), frozenset(), None, START, END) == Trend()
    assert trend([], frozenset(), ranking(weeks({})), START, END) == Trend()
