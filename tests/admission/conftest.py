"""A campaign with a form, and the doors on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bridge.admission.desk import Admission
from bridge.admission.keyfile import DoorKeys
from bridge.admission.spent import SpentTickets
from bridge.domain.campaign import Campaign, FormAccess, Intake
from bridge.domain.phase import Phase, Right
from bridge.domain.question import Framing, Question
from tests.store.conftest import new_postgresql, postgresql

__all__ = ["new_postgresql", "postgresql"]

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    """When the form is opened."""
    return NOON


@pytest.fixture
def kettles() -> Campaign:
    """A campaign whose form is open to everybody."""
    return Campaign(
        slug="kettles",
        title="Kettles",
        summary="Warm drinks",
        purpose="Warmer drinks on every ward",
        timezone="Europe/London",
        starts=date(2026, 3, 2),
        ends=date(2026, 4, 30),
        phases=(
            Phase(
                "collect",
                "Collect",
                datetime(2026, 3, 2, tzinfo=UTC),
                datetime(2026, 5, 1, tzinfo=UTC),
                frozenset({Right.IDEA}),
            ),
        ),
        questions=(
            Question("q1", "What keeps tea cold?", "What?", Framing("Cold", "All", "Warm", "Lead"), "cold"),
        ),
    )


@pytest.fixture
def spoons(kettles: Campaign) -> Campaign:
    """Another campaign on the same bridge."""
    return replace(kettles, slug="spoons")


@pytest.fixture
def invited(kettles: Campaign) -> Campaign:
    """The campaign, by invitation only."""
    return replace(kettles, intake=Intake(form=FormAccess.INVITED))


@pytest.fixture
def working(kettles: Campaign) -> Campaign:
    """The campaign, with proof of work."""
    return replace(kettles, intake=Intake(proof_of_work=True))


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    return tmp_path / "doors" / "doors.key"


@pytest.fixture(params=["sqlite", "postgresql"])
def doors_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/doors/doors.sqlite3"
    url: str = request.getfixturevalue("new_postgresql")()
    return url


@pytest.fixture
def spent(doors_url: str, key_path: Path) -> Iterator[SpentTickets]:
    """The store of used tickets on each database."""
    store = SpentTickets(doors_url, DoorKeys(key_path))
    yield store
    store.close()


@pytest.fixture
def open_desk(tmp_path: Path, key_path: Path) -> Iterator[Callable[[], Admission]]:
    """Makes desks that share store and key, as several processes do."""
    made: list[Admission] = []

    def make() -> Admission:
        made.append(Admission(f"sqlite:///{tmp_path}/doors/doors.sqlite3", key_path))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[[], Admission]) -> Admission:
    """The desk on a SQLite file."""
    return open_desk()
