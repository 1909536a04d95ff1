"""A small campaign, a real store on a file and the real text engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Anonymity, Campaign, Group, Lens, LensTag
from bridge.domain.phase import Phase, Right
from bridge.domain.question import Framing, Question
from bridge.pipeline.intake import IntakeReport, submit
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import Doors
from bridge.store.keyring import FileKeyRing
from bridge.store.locking import AgeLock
from bridge.store.unit_of_work import SqlStore
from bridge.text.redactor import RuleRedactor
from bridge.text.similarity import NearDuplicates
from bridge.text.titles import derive_title
from bridge.wiring import Bridge
from tests.e2e.staging import Town, open_town
from tests.same_names import fix_names

NOON = datetime(2015, 1, 14, 12, 34, 56, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    """A moment at which the first phase takes ideas, off the full hour."""
    return NOON


@pytest.fixture
def kettles() -> Campaign:
    """Two questions; ideas for both in the first phase, for the second only in the third."""
    framing = Framing("Tea is late", "Everyone", "Something one ward can try", "The catering lead")
    return Campaign(
        slug="kettles",
        title="Kettles",
        summary="Warm drinks",
        purpose="Warmer drinks on every ward",
        timezone="Europe/London",
        starts=date(2015, 1, 12),
        ends=date(2015, 3, 1),
        phases=(
            Phase(
                "collect",
                "Collect",
                datetime(2015, 1, 12, tzinfo=UTC),
                datetime(2015, 1, 26, tzinfo=UTC),
                frozenset({Right.IDEA, Right.VOTE, Right.REPLY}),
            ),
            Phase(
                "weigh",
                "Weigh",
                datetime(2015, 1, 26, tzinfo=UTC),
                datetime(2015, 2, 9, tzinfo=UTC),
                frozenset({Right.VOTE}),
            ),
            Phase(
                "add",
                "Add",
                datetime(2015, 2, 9, tzinfo=UTC),
                datetime(2015, 3, 2, tzinfo=UTC),
                frozenset({Right.IDEA}),
                questions=("q2",),
            ),
        ),
        questions=(
            Question("q1", "What keeps tea cold?", "What keeps tea cold?", framing, "cold"),
            Question("q2", "Who makes it?", "Who makes it?", framing, "who"),
        ),
        anonymity=Anonymity(batch_size=5, longest_wait=timedelta(hours=24), least=1),
        groups=(Group("nurse", "Nurse"), Group("porter", "Porter")),
        lenses=(
            Lens(
                "needs",
                "Needs",
                "What it needs",
                (
                    LensTag("need-money", "Money", "It costs something", "This test"),
                    LensTag("need-time", "Time", "It takes long", "This test"),
                ),
            ),
        ),
    )


@pytest.fixture
def campaign(kettles: Campaign) -> Campaign:
    """The campaign, whose ideas are published one by one."""
    return replace(kettles, anonymity=Anonymity(batch_size=1, longest_wait=timedelta(hours=1), least=1))


@pytest.fixture
def town(campaign: Campaign) -> Iterator[Town]:
    """A forum on the third day of the campaign, at noon."""
    with open_town(campaign.phases[0].opens + timedelta(days=2, hours=12)) as found:
        yield found


@pytest.fixture
def bridge(town: Town, tmp_path: Path) -> Iterator[Bridge]:
    """A bridge that talks to that forum."""
    with town.desk(tmp_path) as found:
        yield found


@pytest.fixture
def key_ring(tmp_path: Path) -> FileKeyRing:
    """Keys in a file of their own."""
    fix_names(tmp_path / "keys.json", "kettles")
    return FileKeyRing(tmp_path / "keys.json")


@pytest.fixture
def sql_store(tmp_path: Path, key_ring: FileKeyRing) -> Iterator[SqlStore]:
    """A new SQLite store."""
    store = SqlStore(f"sqlite:///{tmp_path / 'bridge.db'}", key_ring)
    store.upgrade()
    yield store
    store.close()


@pytest.fixture
def take_in(sql_store: SqlStore, key_ring: FileKeyRing, kettles: Campaign) -> Callable[..., IntakeReport]:
    """Hands ideas to the intake with the real engines."""

    def take(*ideas: RawIdea, reviewed: bool = False, now: datetime = NOON) -> IntakeReport:
        return submit(
            sql_store,
            RuleRedactor(),
            NearDuplicates(),
            kettles,
            ideas,
            now,
            title_of=derive_title,
            pseudonyms=key_ring,
            reviewed=reviewed,
        )

    return take


@pytest.fixture
def doors(sql_store: SqlStore, key_ring: FileKeyRing) -> Doors:
    """The real engines; no raw text is kept."""
    return Doors(sql_store, RuleRedactor(), NearDuplicates(), derive_title, key_ring, key_ring, AgeLock(None))
