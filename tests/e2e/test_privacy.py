"""After a whole run nothing of the bridge's says who took part: not its database, not what it printed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.small_campaign import ideas_text
from tests.e2e.staging import Operator, Town

PEOPLE = ("quillfeather_zz", "umberwood_zz", "thornapple_zz")
FIRST_NUMBER = 918_273_641
"""User ids that stand out, so that they can be looked for."""

WAITS = "The key of the linen room hangs behind the picture of the harbour, and only the day shift knows it."
AUTHOR = "Isolde Blackwater-Fenn"


@pytest.fixture
def crowd(town: Town) -> dict[str, int]:
    """Names and ids of people who are about to take part."""
    site = town.sandbox.site
    with site.transaction():
        site.insert(
            "users",
            id=FIRST_NUMBER - 1,
            username="nobody_at_all",
            username_lower="nobody_at_all",
            trust_level=1,
            created_at=site.stamp(),
            updated_at=site.stamp(),
        )
    return {name: town.member(name).id for name in PEOPLE}


@pytest.mark.parametrize("provisioned", [False, True], ids=["lists", "data-explorer"])
def test_nobody_is_named_anywhere(
    town: Town, crowd: dict[str, int], running: Operator, provisioned: bool
) -> None:
    if provisioned:
        running.run("--debug", "forum", "provision").fine()
    running.write("more.csv", f'text,question,name\n"{WAITS}",q1,{AUTHOR}\n')
    running.run("--debug", "ideas", "import", "more.csv").fine()
    _take_part(town, running)
    assert town.clock is not None
    for _ in range(2):
        running.run("--debug", "sync", "--yes", "--force").fine()
        town.clock.advance(timedelta(days=7))
    for words in (
        ("rank", "--format", "json"),
        ("status",),
        ("digest", "preview"),
        ("ideas", "list"),
        ("plan", "--diff"),
    ):
        running.run("--debug", *words).fine()
    assert running.run("status", "--format", "json").fine().data["replies"] == 3

    kept = {path: path.read_bytes() for path in (running.folder / "data").rglob("*") if path.is_file()}
    everything = b"".join(kept.values())
    heard = "".join(running.heard)
    assert b"We have oil in the lodge" in everything
    for name, number in crowd.items():
        assert number >= FIRST_NUMBER
        assert name not in heard
        assert str(number) not in heard
        assert name.encode() not in everything
        assert str(number).encode() not in everything
        assert number.to_bytes(4, "big") not in everything
    for text in (AUTHOR, WAITS):
        assert text.encode() not in everything
        assert text not in heard
    for key in (town.keys.bridge, town.keys.admin, town.keys.anyone):
        assert key.encode() not in everything
        assert key not in heard
    assert not _values(running.database) & {*crowd.values(), *crowd, AUTHOR, WAITS}


def _take_part(town: Town, operator: Operator) -> None:
    link = operator.link(f"idea/{next(iter(operator.ideas().values()))}")
    assert link.post_id is not None
    assert link.topic_id is not None
    people = [town.member(name) for name in PEOPLE]
    people[0].vote(link.post_id, "For", poll_name="vote")
    people[1].like(link.post_id)
    people[2].vote(link.post_id, "Against", poll_name="vote")
    for person in people[:2]:
        person.read(link.topic_id)
        person.reply(link.topic_id, f"We have oil in the lodge, on shelf {len(person.username)}, unused.")
    quote = f'[quote="{PEOPLE[0]}, post:2, topic:{link.topic_id}"]\nWe have oil in the lodge\n[/quote]'
    people[2].reply(link.topic_id, f"{quote}\n\nThen I shall fetch it, @{PEOPLE[0]}, if you have the key.")


def _values(database: Path) -> set[object]:
    """Every single value of the database."""
    found: set[object] = set()
    with closing(sqlite3.connect(database)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                found.update(row)
    return found


def test_files_are_for_their_owner_alone(running: Operator) -> None:
    for path in (running.folder / "data").rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0, path


def test_nothing_waits_in_the_clear(running: Operator, town: Town) -> None:
    """A submission that waits or was turned down is sealed; its text shows in review and nowhere else."""
    running.write("more.csv", ideas_text((WAITS,), ("q1",)))
    running.run("ideas", "import", "more.csv").fine()

    shown = running.run("ideas", "review", "--format", "json").fine().data["waiting"]

    assert [row["text"] for row in shown] == [WAITS]
    kept = b"".join(path.read_bytes() for path in (running.folder / "data").rglob("*") if path.is_file())
    assert WAITS.encode() not in kept
    assert WAITS.split(",", maxsplit=1)[0].encode() not in kept
