"""Equal votes give a ranking that is equal to the last bit, on either database and in whatever order."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from bridge.domain.campaign import Campaign, RankingRule
from bridge.domain.idea import Experience, Idea
from bridge.domain.participation import Direction, Exposure, Method, Vote, tally
from bridge.pipeline.rank import rank
from bridge.ranking.crowd import Crowd
from bridge.ranking.standings import standings
from bridge.store.unit_of_work import SqlStore

NOON = datetime(2015, 2, 2, 12, tzinfo=UTC)
IDEAS = [f"idea{number:02}" for number in range(14)]
CAMPAIGN = Campaign(
    slug="winter",
    title="Winter ideas",
    summary="",
    purpose="",
    timezone="Europe/London",
    starts=date(2015, 1, 9),
    ends=date(2015, 3, 13),
    phases=(),
    questions=(),
    ranking=RankingRule(confirmed_voters=3),
)


def test_a_store_changes_no_bit_of_a_ranking(store: SqlStore) -> None:
    luck = random.Random(2015)
    votes: dict[str, list[Vote]] = defaultdict(list)
    for person in range(95):
        for number, name in enumerate(luck.sample(IDEAS, 3 if person > 85 else 11)):
            liked = luck.random() < (0.8 if (person + number) % 3 else 0.3)
            way = Direction.UP if liked else luck.choice((Direction.DOWN, Direction.UNSURE))
            cast = NOON - timedelta(minutes=97 * person + number)
            votes[name].append(Vote(name, f"person{person:03}", Method.POLL, way, cast, told=True))
    shuffled = random.Random(1897)
    for name in shuffled.sample(IDEAS, len(IDEAS)):
        given = shuffled.sample(votes[name], len(votes[name]))
        with store.begin() as work:
            work.ideas.put(
                Idea(
                    id=name,
                    campaign="winter",
                    question="q1",
                    title=f"About {name}",
                    text="Text.",
                    role=None,
                    lenses=(),
                    experience=Experience.WOULD_LIKE,
                    accepted=NOON,
                    batch=1,
                    published=NOON,
                )
            )
            work.ledger.replace_votes("winter", name, given, methods=frozenset({"poll"}), at=NOON)
            work.ledger.put_exposures("winter", [Exposure(f"winter/idea/{name}", len(given) + 5, NOON)])
    with store.begin() as work:
        work.guards.put_trusted("winter", {"person090": True, "person001": False})

    made = rank(store, CAMPAIGN, NOON)
    every = [vote for name in IDEAS for vote in votes[name]]
    tallies = [tally(name, votes[name], (), (), Exposure(name, len(votes[name]) + 5, NOON)) for name in IDEAS]
    in_memory = standings(
        tallies,
        campaign="winter",
        taken=NOON,
        interval=CAMPAIGN.ranking.interval,
        confirmed_voters=3,
        crowd=Crowd.of(every, tallies, {"person090"}),
    )
    assert made == in_memory
    assert made.placed == 86
    assert any(entry.sides.score for entry in made.ideas)
    assert rank(store, CAMPAIGN, NOON + timedelta(days=1)) == made, "read back from the store"
