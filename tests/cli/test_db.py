"""`db`: what it says, what it refuses, and that a password never shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.store import schema
from tests.e2e.small_campaign import TEXTS
from tests.e2e.staging import Operator
from tests.store.conftest import new_postgresql, postgresql

__all__ = ["new_postgresql", "postgresql"]


@pytest.fixture
def alone(alone: Operator) -> Operator:
    """Somebody with a database and nothing else."""
    return alone.wears(IDEABRIDGE_DATABASE_URL=f"sqlite:///{alone.folder}/data/bridge.sqlite3")


def test_upgrading_tells_the_layout_before_and_after(alone: Operator) -> None:
    assert alone.run("db", "upgrade").fine().out == f"the layout was none and is {schema.NEWEST} now\n"
    assert "already" in alone.run("db", "upgrade").fine().out
    data = alone.run("db", "upgrade", "--format", "json").fine().data
    assert (data["before"], data["after"]) == (schema.NEWEST, schema.NEWEST)


def test_a_check_makes_nothing_where_nothing_is(alone: Operator) -> None:
    told = alone.run("db", "check").fine()
    assert "try: Run `ideabridge db upgrade`." in told.out
    assert list(alone.folder.iterdir()) == []


def test_a_lost_database_comes_back_with_all_that_waited(running: Operator) -> None:
    running.run("ideas", "import", running.write("more.csv", f'text,question\n"{TEXTS[0]} At once.",q1\n'))
    before = running.run("status", "--format", "json").fine().data
    told = running.run("db", "backup", "backup.sqlite3").fine()
    assert "sha256" in told.out
    assert "never beside a backup" in told.err
    for path in running.database.parent.glob("bridge.sqlite3*"):
        path.unlink()
    data = running.run("db", "restore", "backup.sqlite3", "--format", "json").fine().data
    assert data["rows"] == sum(data["tables"].values()) > 10
    assert "a sealed submission opens" in running.run("db", "check").fine().out
    assert running.run("status", "--format", "json").fine().data == before
    # The forum holds what the backup knows of: nothing has to be done again.
    assert running.run("plan", "--exit-code").code == 0


def test_what_is_there_is_replaced_only_by_force_and_with_a_yes(running: Operator) -> None:
    running.run("db", "backup", "backup.sqlite3").fine()
    refused = running.run("db", "restore", "backup.sqlite3")
    assert refused.code == 2
    assert "is not empty" in refused.err
    assert "--force" in refused.err
    assert running.run("db", "restore", "backup.sqlite3", "--force").code == 2
    running.run("db", "restore", "backup.sqlite3", "--force", "--yes").fine()
    assert running.run("db", "backup", "backup.sqlite3").code == 2


def test_moving_takes_its_address_from_the_environment(running: Operator, tmp_path: Path) -> None:
    moving = running.wears(IDEABRIDGE_MOVE_TO=f"sqlite:///{tmp_path}/new/bridge.sqlite3")
    told = moving.run("db", "move").fine()
    assert "copied and compared" in told.out
    again = moving.run("db", "move")
    assert again.code == 2
    assert "is not empty" in again.err


def test_a_campaign_goes_on_in_postgresql_and_comes_back(
    running: Operator, new_postgresql: Callable[[], str]
) -> None:
    running.run("ideas", "import", running.write("more.csv", f'text,question\n"{TEXTS[0]} At once.",q1\n'))
    before = running.run("status", "--format", "json").fine().data
    url, keys = new_postgresql(), str(running.database.with_suffix(".keys.json"))
    running.run("db", "move", "--to", url).fine()
    moved = running.wears(IDEABRIDGE_DATABASE_URL=url, IDEABRIDGE_KEY_FILE=keys)
    assert moved.run("status", "--format", "json").fine().data == before
    assert "a sealed submission opens" in moved.run("db", "check").fine().out
    assert moved.run("plan", "--exit-code").code == 0
    moved.run("sync", "--yes").fine()
    moved.run("doctor", "--quick").fine()
    after = moved.run("status", "--format", "json").fine().data
    moved.run("db", "backup", "moved.sqlite3").fine()
    back = running.wears(
        IDEABRIDGE_DATABASE_URL=f"sqlite:///{running.folder}/back/bridge.sqlite3", IDEABRIDGE_KEY_FILE=keys
    )
    back.run("db", "restore", "moved.sqlite3").fine()
    assert back.run("status", "--format", "json").fine().data == after
    back.run("sync", "--yes").fine()
    assert back.run("plan", "--exit-code").code == 0


def test_no_password_shows_in_what_it_says(alone: Operator) -> None:
    alone.run("db", "upgrade").fine()
    told = alone.run("db", "move", "--to", "postgresql://bridge:hushhush@127.0.0.1:1/ideas")
    assert told.code == 5
    assert "PostgreSQL database ideas on 127.0.0.1, port 1" in told.err
    assert "hushhush" not in told.out + told.err
    told = alone.wears(IDEABRIDGE_DATABASE_URL="postgresql://bridge:hushhush@127.0.0.1:1/ideas").run(
        "db", "check"
    )
    assert told.code == 3
    assert "hushhush" not in told.out + told.err
    assert "hushhush" not in alone.run("db", "move", "--help").out
