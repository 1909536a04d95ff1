"""The list of used tickets goes along to another database, and what was used stays used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bridge.admission.keyfile import DoorKeys
from bridge.admission.moving import move
from bridge.admission.refusals import Refused
from bridge.admission.spent import SpentTickets
from bridge.admission.ticket import Door, Ticket
from bridge.domain.errors import UserProblem
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

UNTIL = date(2015, 2, 1)
USED = [Ticket(door, bytes([number]) * 8, UNTIL) for door in Door for number in range(5)]


def test_what_was_used_stays_used(empty_url: str, tmp_path: Path) -> None:
    keys = DoorKeys(tmp_path / "doors.key")
    before = SpentTickets(f"sqlite:///{tmp_path}/doors.sqlite3", keys)
    for ticket in USED:
        before.spend([ticket])
    before.close()
    assert move(f"sqlite:///{tmp_path}/doors.sqlite3", empty_url) == len(USED)
    after = SpentTickets(empty_url, keys)
    for ticket in USED:
        with pytest.raises(Refused):
            after.spend([ticket])
    after.spend([Ticket(Door.FORM, b"a new one", UNTIL)])
    after.close()


def test_never_into_the_database_of_ideas(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/bridge.sqlite3", FileKeyRing(tmp_path / "keys.json"))
    store.upgrade()
    store.close()
    before = SpentTickets(f"sqlite:///{tmp_path}/doors.sqlite3", DoorKeys(tmp_path / "doors.key"))
    before.spend(USED[:1])
    before.close()
    with pytest.raises(UserProblem, match="is not empty"):
        move(f"sqlite:///{tmp_path}/doors.sqlite3", f"sqlite:///{tmp_path}/bridge.sqlite3")
    with pytest.raises(UserProblem, match="There is no"):
        move(f"sqlite:///{tmp_path}/none.sqlite3", f"sqlite:///{tmp_path}/new.sqlite3")
