"""Rankings for tests, built by the real functions from tallies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bridge.domain.participation import Basis, Tally
from bridge.domain.ranking import Ranking
from bridge.ranking.standings import standings


@pytest.fixture(scope="session")
def ranked() -> Callable[..., Ranking]:
    """Ranks tallies with plain settings."""

    def rank(*tallies: Tally, campaign: str = "winter", interval: float = 0.90, voters: int = 10) -> Ranking:
        return standings(
            tallies,
            campaign=campaign,
            taken=datetime(2015, 2, 2, 9, tzinfo=UTC),
            interval=interval,
            confirmed_voters=voters,
        )

    return rank


@pytest.fixture
def crowd() -> list[Tally]:
    """Twelve ideas of one campaign as it is in its second week: enough for a fitted prior."""
    people = Basis.PEOPLE
    return [
        Tally("handover", up=26, down=5, unsure=3, replies=4, repliers=3, readers=40, basis=people),
        Tally("huddle", up=30, down=2, unsure=1, likes_only=4, readers=44, basis=people),
        Tally("lockers", up=8, down=14, unsure=4, uncounted=2, readers=33, basis=people),
        Tally("rota", up=19, down=9, unsure=2, replies=11, repliers=6, readers=38, basis=people),
        Tally("signage", up=12, down=3, unsure=6, readers=35, basis=people),
        Tally("parking", up=4, down=22, unsure=1, replies=17, repliers=9, readers=41, basis=people),
        Tally("letters", up=15, down=6, unsure=3, readers=36, basis=people),
        Tally("volunteers", up=21, down=3, unsure=5, readers=37, basis=people),
        Tally("kitchen", up=7, down=7, unsure=7, readers=29, basis=people),
        Tally("phones", up=2, down=1, readers=0, basis=people),
        Tally("garden", up=3, likes_only=3, readers=9, basis=Basis.LIKES),
        Tally("shadowing"),
    ]
