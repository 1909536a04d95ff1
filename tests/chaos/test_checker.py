"""The matrix proves something only if it sees what is wrong: each fault is planted, and has to be found."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.domain.identity import Key, Kind
from bridge.domain.journal import Action
from bridge.domain.participation import Direction, Method, Vote
from tests.chaos import __main__ as command
from tests.chaos.matrix import KILLS, Row
from tests.chaos.photo import Photo, Verdict, judge, take
from tests.chaos.scenario import SLUG, open_store
from tests.chaos.stage import Case, Outcome, Stage


@pytest.fixture(scope="module")
def played(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forum and store after the second act, in which nothing went wrong."""
    assert stage.play(Case("edit", 10_000)).verdict.fine
    return Path(shutil.copytree(stage.forum_folder.parent, tmp_path_factory.mktemp("played") / "now"))


@pytest.fixture
def scene(stage: Stage, played: Path, tmp_path: Path) -> tuple[Photo, Path, Path]:
    """What should stand after the second act, and files in which it does, to be spoiled."""
    now = Path(shutil.copytree(played, tmp_path / "now"))
    return stage.rehearsed["edit"].photo, now / "forum", now / "desk"


def spoiled(scene: tuple[Photo, Path, Path], *statements: str) -> Verdict:
    """The verdict after these statements on the forum's database."""
    expected, forum, desk = scene
    with closing(sqlite3.connect(forum / "forum.sqlite3")) as db, db:
        for statement in statements:
            assert db.execute(statement).rowcount == 1, statement
    return judge(expected, take(forum, desk))


IDEA = "(SELECT id FROM topics WHERE external_id LIKE 'ib-idea-%' AND posts_count = 1 ORDER BY id LIMIT 1)"
NOTICE = "(SELECT id FROM posts WHERE raw LIKE '%<!-- ib:night-round/notice/%')"
COLUMNS = "user_id, topic_id, raw, cooked, last_version_at, created_at, updated_at"
REPLY = "(SELECT id FROM posts WHERE raw LIKE 'We tried%' ORDER BY id LIMIT 1)"


def test_a_second_notice_is_a_duplicate(scene: tuple[Photo, Path, Path]) -> None:
    verdict = spoiled(
        scene,
        f"INSERT INTO posts (post_number, {COLUMNS}) SELECT 999, {COLUMNS} FROM posts WHERE id = {NOTICE}",
    )
    assert (verdict.duplicates, verdict.lost, verdict.wrong) == (1, 0, 0)


def test_a_second_topic_is_a_duplicate_also_without_an_external_id(scene: tuple[Photo, Path, Path]) -> None:
    topic = "title, user_id, category_id, bumped_at, created_at, updated_at"
    verdict = spoiled(
        scene,
        f"INSERT INTO topics ({topic}) SELECT {topic} FROM topics WHERE id = {IDEA}",
        f"INSERT INTO posts (post_number, {COLUMNS}) SELECT 999, {COLUMNS} FROM posts"
        f" WHERE topic_id = {IDEA} AND post_number = 1",
        "UPDATE posts SET post_number = 1, topic_id = (SELECT max(id) FROM topics)"
        " WHERE id = (SELECT max(id) FROM posts)",
    )
    assert (verdict.duplicates, verdict.lost) == (1, 0)


def test_a_topic_that_is_gone_is_lost(scene: tuple[Photo, Path, Path]) -> None:
    verdict = spoiled(scene, f"UPDATE topics SET deleted_at = '2015-01-17' WHERE id = {IDEA}")
    assert (verdict.duplicates, verdict.lost) == (0, 1)


def test_a_members_reply_that_is_gone_is_lost(scene: tuple[Photo, Path, Path]) -> None:
    verdict = spoiled(scene, f"UPDATE posts SET deleted_at = '2015-01-17' WHERE id = {REPLY}")
    assert (verdict.duplicates, verdict.lost) == (0, 1)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE posts SET raw = 'Other words. ' || raw WHERE topic_id = {IDEA} AND post_number = 1",
        f"UPDATE posts SET raw = 'Other words. ' || raw WHERE id = {NOTICE}",
        f"UPDATE topics SET title = 'Another title for it' WHERE id = {IDEA}",
        f"UPDATE topics SET closed = 1 WHERE id = {IDEA}",
        f"UPDATE topics SET visible = 0 WHERE id = {IDEA}",
        f"UPDATE topics SET created_at = '2015-01-14T12:07:00.000Z' WHERE id = {IDEA}",
        f"UPDATE topics SET bumped_at = '2015-01-18T00:00:00.000Z' WHERE id = {IDEA}",
        f"UPDATE topics SET external_id = NULL WHERE id = {IDEA}",
        "UPDATE topics SET pinned_at = NULL WHERE external_id LIKE 'ib-start-%'",
        "UPDATE tags SET name = 'other' WHERE name = 'means-money'",
        f"UPDATE polls SET status = 1 WHERE post_id = (SELECT id FROM posts WHERE topic_id = {IDEA} LIMIT 1)",
        "UPDATE categories SET name = 'Other' WHERE slug = 'night-round'",
    ],
)
def test_what_is_overwritten_is_wrong(scene: tuple[Photo, Path, Path], statement: str) -> None:
    verdict = spoiled(scene, statement)
    assert (verdict.duplicates, verdict.lost) == (0, 0)
    assert verdict.wrong >= 1


def _open_row(desk: Path) -> None:
    store = open_store(desk)
    with store.begin() as unit:
        key = Key(SLUG, Kind.IDEA, "any")
        unit.journal.open(key, Action.UPDATE, "body", 1, "0" * 16, 1, datetime(2015, 1, 17, tzinfo=UTC))
    store.close()


def _other_vote(desk: Path) -> None:
    store = open_store(desk)
    with store.begin() as unit:
        idea = unit.ideas.all(SLUG)[0].id
        moment = datetime(2015, 1, 17, tzinfo=UTC)
        vote = Vote(idea, "nobody", Method.LIKE, Direction.UP, moment, counted=True, told=False)
        unit.ledger.replace_votes(SLUG, idea, [vote], methods=frozenset({"like"}), at=moment)
    store.close()


def _wrong_link(desk: Path) -> None:
    store = open_store(desk)
    with store.begin() as unit:
        first, second = [link for link in unit.links.all(SLUG) if link.key.kind is Kind.IDEA][:2]
        unit.links.put(replace(first, topic_id=second.topic_id, post_id=second.post_id))
    store.close()


@pytest.mark.parametrize(
    ("spoil", "unsettled", "ledger"), [(_open_row, 1, False), (_other_vote, 0, True), (_wrong_link, 0, True)]
)
def test_what_is_wrong_in_the_store_is_seen(
    scene: tuple[Photo, Path, Path], spoil: Callable[[Path], None], unsettled: int, ledger: bool
) -> None:
    expected, forum, desk = scene
    spoil(desk)
    verdict = judge(expected, take(forum, desk))
    assert (verdict.unsettled, verdict.ledger > 0, verdict.fine) == (unsettled, ledger, False)


@pytest.mark.parametrize(
    ("verdict", "rested"),
    [
        (Verdict(duplicates=1), True),
        (Verdict(lost=1), True),
        (Verdict(wrong=1), True),
        (Verdict(unsettled=1), True),
        (Verdict(ledger=1), True),
        (Verdict(), False),
    ],
)
def test_anything_that_is_wrong_shows_in_the_sums(verdict: Verdict, rested: bool) -> None:
    good, bad = Row(KILLS, 1), Row(KILLS, 1)
    good.add(Outcome(Case("edit", 1), 2, True, Verdict()), 0.5)
    bad.add(Outcome(Case("edit", 1), 2, True, Verdict()), 0.5)
    bad.add(Outcome(Case("edit", 1), 2, rested, verdict), 0.5)
    assert (good.fine, bad.fine) == (True, False)
    assert (bad.tried, bad.runs) == (2, 4)


def test_nothing_tried_is_nothing_proven() -> None:
    assert not Row(KILLS, 1).fine


def test_the_command_fails_where_something_stands_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = Verdict(duplicates=1, words=("it stands 2 times",))
    monkeypatch.setattr("tests.chaos.stage.judge", lambda _expected, _found: twice)
    options = ["--act", "digest", "--matrix", "twice", "--every", "1000"]
    assert command.main(options, stage) == 1
    text = capsys.readouterr().out
    assert "duplicates" in text
    assert "! twice: digest" in text


def test_the_command_tells_its_sums_as_json_and_ends_with_0(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--act", "digest", "--matrix", "503 read-only", "--every", "1000"]
    assert command.main([*options, "--format", "json"], stage) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["fine"] is True
    assert told["all"]["tried"] >= 4
    assert [row["matrix"] for row in told["rows"]] == ["503 read-only"]
