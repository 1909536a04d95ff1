"""The desk as a whole: what fails is given back, and nothing at the doors leads to an idea or a person."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bridge.admission.desk import Admission
from bridge.admission.refusals import FormUsed, InvitationUsed
from bridge.admission.spent import METADATA as DOORS
from bridge.domain.campaign import Campaign, FormAccess, Intake
from bridge.domain.errors import UserProblem
from bridge.pipeline.intake import submit
from bridge.pipeline.raw import RawIdea
from bridge.settings import Settings
from bridge.store.keyring import FileKeyRing
from bridge.store.tables import METADATA as CONTENT
from bridge.store.unit_of_work import SqlStore
from bridge.text.redactor import RuleRedactor
from bridge.text.similarity import NearDuplicates
from bridge.text.titles import derive_title
from tests.admission.test_proofs import solve, written

MINUTE = timedelta(minutes=1)
ADDRESS = "203.0.113.77"


def test_a_failed_intake_gives_everything_back(desk: Admission, invited: Campaign, noon: datetime) -> None:
    token, (code,) = desk.form_token(invited, noon), desk.invitations(invited, 1)
    later = noon + MINUTE
    with (
        pytest.raises(RuntimeError, match="disk"),
        desk.check_and_spend(invited, token=token, invitation=code, address=ADDRESS, now=later),
    ):
        raise RuntimeError("disk")
    with desk.check_and_spend(invited, token=token, invitation=code, address=ADDRESS, now=later):
        pass
    with pytest.raises(FormUsed):
        desk.check_and_spend(invited, token=token, invitation=code, address=ADDRESS, now=later)
    with pytest.raises(InvitationUsed):
        desk.check_and_spend(
            invited, token=desk.form_token(invited, noon), invitation=code, address=ADDRESS, now=later
        )


def test_it_can_be_given_back_by_hand(desk: Admission, kettles: Campaign, noon: datetime) -> None:
    token = desk.form_token(kettles, noon)
    desk.check_and_spend(kettles, token=token, address=ADDRESS, now=noon + MINUTE).give_back()
    desk.check_and_spend(kettles, token=token, address=ADDRESS, now=noon + MINUTE)


def test_the_two_stores_have_no_column_in_common() -> None:
    content = {column.name for table in CONTENT.tables.values() for column in table.columns}
    doors = {column.name for table in DOORS.tables.values() for column in table.columns}
    assert doors
    assert not content & doors
    assert not set(CONTENT.tables) & set(DOORS.tables)
    assert not [key for table in DOORS.tables.values() for key in table.foreign_keys]


@pytest.fixture
def everything(kettles: Campaign) -> Campaign:
    """A campaign that asks for all there is."""
    return replace(kettles, intake=Intake(form=FormAccess.INVITED, proof_of_work=True))


def _values(path: Path) -> Iterator[object]:
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                yield from row


def test_after_a_run_nothing_leads_from_an_idea_to_its_ticket(
    everything: Campaign, noon: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    content, doors = tmp_path / "bridge.sqlite3", tmp_path / "doors.sqlite3"
    key_ring = FileKeyRing(tmp_path / "keys.json")
    store = SqlStore(f"sqlite:///{content}", key_ring)
    store.upgrade()
    desk = Admission(f"sqlite:///{doors}", tmp_path / "doors.key")
    later = noon + MINUTE
    brought = []
    for number, code in enumerate(desk.invitations(everything, 3)):
        token = desk.form_token(everything, noon)
        proof = written(solve(desk.challenge(everything, noon)))
        with desk.check_and_spend(
            everything, token=token, proof=proof, invitation=code, address=ADDRESS, now=later
        ):
            idea = RawIdea(f"Put the kettle number {number} where the cups are.", "q1", source="form")
            submit(
                store,
                RuleRedactor(),
                NearDuplicates(),
                everything,
                [idea],
                later,
                title_of=derive_title,
                pseudonyms=key_ring,
                reviewed=number != 1,
            )
        brought += [token, proof, code, code.replace("-", "")]
    store.close()
    desk.close()

    kept = {value for value in _values(content) if value is not None}
    used = list(_values(doors))
    assert len(used) == 3 * 3 * 3
    assert not kept & set(used)
    files = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for name, raw in files.items():
        assert ADDRESS.encode() not in raw, name
        for ticket in brought:
            assert ticket.encode() not in raw, name
    secret = files["doors.key"].strip()
    assert secret not in b"".join(raw for name, raw in files.items() if name != "doors.key")
    assert ADDRESS not in caplog.text
    assert f"{desk!r}" == f"Admission(SpentTickets('SQLite file {doors}'))"


def test_the_doors_lie_beside_the_database_and_never_in_it(tmp_path: Path) -> None:
    beside = Settings(database_url=f"sqlite:///{tmp_path}/a/bridge.sqlite3")
    assert beside.doors_database() == f"sqlite:///{tmp_path}/a/bridge.doors.sqlite3"
    assert beside.doors_key_path() == tmp_path / "a" / "bridge.doors.key"
    assert beside.doors_key_path() != beside.key_path()
    elsewhere = Settings(database_url="postgresql://host/bridge")
    assert elsewhere.doors_database() == "sqlite:///.ideabridge/ideabridge.doors.sqlite3"


@pytest.mark.parametrize(
    ("main", "doors"),
    [
        ("sqlite:///a/b.sqlite3", "sqlite:///a/b.sqlite3"),
        ("sqlite:///a/b.sqlite3", "sqlite+pysqlite:///a/../a/b.sqlite3"),
        ("postgresql://host/bridge", "postgresql+psycopg://host/bridge?application_name=doors"),
    ],
)
def test_the_main_database_is_refused_for_the_doors(main: str, doors: str) -> None:
    with pytest.raises(UserProblem, match="names the main database"):
        Settings(database_url=main, doors_url=doors).doors_database()
