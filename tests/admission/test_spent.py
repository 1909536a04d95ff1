"""A ticket is used once, whoever else tries at the same moment, and is forgotten when nobody can use it."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from bridge.admission.keyfile import DoorKeys
from bridge.admission.refusals import FormUsed, InvitationUsed, ProofUsed, Refused
from bridge.admission.spent import SpentTickets
from bridge.admission.ticket import Door, Ticket
from bridge.domain.errors import UserProblem

DAY = date(2026, 3, 4)
NONCE = bytes(range(16))


def form(nonce: bytes = NONCE, until: date = DAY) -> Ticket:
    return Ticket(Door.FORM, nonce, until)


@pytest.mark.parametrize(
    ("door", "told"), [(Door.FORM, FormUsed), (Door.INVITATION, InvitationUsed), (Door.PROOF, ProofUsed)]
)
def test_a_second_use_is_told_by_kind(spent: SpentTickets, door: Door, told: type[Refused]) -> None:
    spent.spend([Ticket(door, NONCE, DAY)])
    with pytest.raises(told):
        spent.spend([Ticket(door, NONCE, DAY)])


def test_the_same_nonce_is_another_ticket_at_another_door(spent: SpentTickets) -> None:
    spent.spend([form()])
    spent.spend([Ticket(Door.PROOF, NONCE, DAY)])


def test_all_are_used_or_none(spent: SpentTickets) -> None:
    proof = Ticket(Door.PROOF, NONCE, DAY)
    spent.spend([proof])
    with pytest.raises(ProofUsed):
        spent.spend([form(), proof])
    spent.spend([form()])


def test_what_was_given_back_is_good_again(spent: SpentTickets) -> None:
    spent.spend([form(), form(b"other")])
    spent.give_back([form()])
    spent.give_back([form()])
    spent.give_back([])
    spent.spend([form()])
    with pytest.raises(FormUsed):
        spent.spend([form(b"other")])


def test_what_nobody_can_use_any_more_is_forgotten(spent: SpentTickets) -> None:
    spent.spend([form(b"a", date(2026, 3, 3)), form(b"b", DAY)])
    assert spent.sweep(datetime(2026, 3, 4, 23, 59, tzinfo=UTC)) == 1
    with pytest.raises(FormUsed):
        spent.spend([form(b"b", DAY)])
    assert spent.sweep(datetime(2026, 3, 5, tzinfo=UTC)) == 1


def test_of_many_threads_one_uses_it(spent: SpentTickets) -> None:
    for number in range(5):
        barrier, outcome = threading.Barrier(8), list[str]()
        ticket = form(number.to_bytes(2, "big"))

        def use(barrier: threading.Barrier, ticket: Ticket, outcome: list[str]) -> None:
            barrier.wait(30)
            try:
                spent.spend([ticket, Ticket(Door.PROOF, ticket.nonce, DAY)])
                outcome.append("used")
            except Refused:
                outcome.append("refused")

        threads = [threading.Thread(target=use, args=(barrier, ticket, outcome)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(outcome) == ["refused"] * 7 + ["used"]


_PROGRAM = """
import sys
from datetime import date
from bridge.admission.keyfile import DoorKeys
from bridge.admission.refusals import FormUsed
from bridge.admission.spent import SpentTickets
from bridge.admission.ticket import Door, Ticket

store = SpentTickets(sys.argv[1], DoorKeys(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(40):
    try:
        store.spend([Ticket(Door.FORM, number.to_bytes(2, "big"), date(2026, 3, 4))])
        print(number, flush=True)
    except FormUsed:
        pass
store.close()
"""


def test_of_several_processes_that_come_first_one_uses_each(doors_url: str, key_path: Path) -> None:
    """They begin without table and key file, too."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, doors_url, str(key_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    used = sorted(int(line) for answer in answers for line in answer.splitlines())
    assert used == list(range(40))


def test_the_list_gives_nobody_a_ticket_and_no_time_of_day(
    spent: SpentTickets, doors_url: str, key_path: Path
) -> None:
    spent.spend([form(until=DAY)])
    engine = create_engine(doors_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        ((door, ticket, until),) = connection.execute(text("SELECT door, ticket, until FROM spent")).all()
    assert [column["name"] for column in inspect(engine).get_columns("spent")] == ["door", "ticket", "until"]
    engine.dispose()
    assert door == "form"
    assert NONCE.hex() not in ticket
    assert str(until) == "2026-03-04"
    other = SpentTickets(doors_url, DoorKeys(key_path.with_name("other.key")))
    other.spend([form()])
    other.close()


def test_rows_lie_in_no_order_of_arrival(tmp_path: Path, key_path: Path) -> None:
    store = SpentTickets(f"sqlite:///{tmp_path}/doors.sqlite3", DoorKeys(key_path))
    store.spend([form()])
    store.close()
    engine = create_engine(f"sqlite:///{tmp_path}/doors.sqlite3")
    with engine.connect() as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'spent'")).scalar_one()
    engine.dispose()
    assert "WITHOUT ROWID" in made


def test_files_are_for_the_owner_alone(tmp_path: Path, key_path: Path) -> None:
    store = SpentTickets(f"sqlite:///{tmp_path}/doors/doors.sqlite3", DoorKeys(key_path))
    store.spend([form()])
    rights = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "doors").iterdir()}
    store.close()
    assert {"doors.key", "doors.sqlite3", "doors.sqlite3-wal"} <= set(rights)
    assert set(rights.values()) == {0o600}
    assert (tmp_path / "doors").stat().st_mode & 0o777 == 0o700


def test_an_unusable_database_is_told_by_its_own_setting(key_path: Path) -> None:
    with pytest.raises(UserProblem) as raised:
        SpentTickets("sqlite://", DoorKeys(key_path))
    assert "IDEABRIDGE_DOORS_URL" in raised.value.hint


def test_a_row_never_shows_in_an_error(tmp_path: Path, key_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE spent (door TEXT)"))
    engine.dispose()
    store = SpentTickets(f"sqlite:///{path}", DoorKeys(key_path))
    with pytest.raises(Exception, match="refused a statement") as raised:
        store.spend([form()])
    store.close()
    assert raised.value.__cause__ is None
    assert "form" not in str(raised.value)
