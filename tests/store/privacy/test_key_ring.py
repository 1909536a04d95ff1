"""The key ring: pseudonyms that hold, keys that can be destroyed, a file that nobody else reads."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.domain.errors import UserProblem
from bridge.domain.idea import essence, idea_id
from bridge.ports import Pseudonyms
from bridge.store.keyring import FileKeyRing, KeyUse
from bridge.store.sealing import Sealer

CODE = "K7QM-2D9X-0123-4567-89AB"
HOUR = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "keys.json"


def test_a_pseudonym_is_the_hmac_of_the_user_id_under_the_campaigns_key(path: Path) -> None:
    ring: Pseudonyms = FileKeyRing(path)
    found = ring.of("north", 1234)
    key = base64.b64decode(json.loads(path.read_text())["campaigns"]["north"]["pseudonym"])
    assert len(key) == 32
    assert found == hmac.new(key, b"user:1234", hashlib.sha256).hexdigest()[:32]


def test_the_same_person_keeps_a_pseudonym_in_one_campaign_and_has_another_in_the_next(path: Path) -> None:
    first = FileKeyRing(path)
    names = {(campaign, user): first.of(campaign, user) for campaign in ("north", "south") for user in (1, 2)}
    assert len(set(names.values())) == 4
    again = FileKeyRing(path)
    assert {(campaign, user): again.of(campaign, user) for campaign, user in names} == names


def test_file_and_folder_are_for_the_owner_alone(path: Path) -> None:
    FileKeyRing(path).of("north", 1)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_made_before_the_first_use(path: Path) -> None:
    FileKeyRing(path)
    assert not path.parent.exists()


def test_sealing_and_opening(path: Path) -> None:
    ring: Sealer = FileKeyRing(path)
    sealed = ring.seal("north", b"words", HOUR)
    assert b"words" not in sealed
    assert FileKeyRing(path).unseal("north", sealed) == b"words"
    with pytest.raises(UserProblem, match="does not open"):
        ring.unseal("south", sealed)


def test_neither_print_nor_problem_shows_a_key(path: Path) -> None:
    ring = FileKeyRing(path)
    ring.of("north", 1)
    keys = [str(key) for key in json.loads(path.read_text())["campaigns"]["north"].values()]
    with pytest.raises(UserProblem) as raised:
        ring.unseal("north", b"not a token")
    told = f"{ring!r} {raised.value!r} {raised.value.what} {raised.value.hint}"
    assert not [key for key in keys if key in told]


@pytest.mark.parametrize("use", list(KeyUse))
def test_a_destroyed_key_is_never_made_again(path: Path, use: KeyUse) -> None:
    ring = FileKeyRing(path)
    pseudonym, sealed = ring.of("north", 1), ring.seal("north", b"words", HOUR)
    elsewhere = ring.of("south", 1)
    ring.destroy("north", use)
    for holder in (ring, FileKeyRing(path)):
        if use is KeyUse.RECEIPT:
            with pytest.raises(UserProblem, match="receipt key of campaign north was destroyed"):
                holder.mark("north", CODE)
        elif use is KeyUse.RECORD:
            with pytest.raises(UserProblem, match="record key of campaign north was destroyed"):
                holder.sign("north", b"words")
        elif use is KeyUse.NAME:
            with pytest.raises(UserProblem, match="name key of campaign north was destroyed"):
                holder.digest("north", b"words")
        elif use is KeyUse.PSEUDONYM:
            with pytest.raises(UserProblem, match="pseudonym key of campaign north was destroyed"):
                holder.of("north", 1)
            assert holder.unseal("north", sealed) == b"words"
        else:
            with pytest.raises(UserProblem, match="submission key of campaign north was destroyed"):
                holder.unseal("north", sealed)
            with pytest.raises(UserProblem, match="submission key of campaign north was destroyed"):
                holder.seal("north", b"more", HOUR)
            assert holder.of("north", 1) == pseudonym
        assert holder.of("south", 1) == elsewhere


def test_the_id_of_an_idea_cannot_be_computed_without_the_key(path: Path) -> None:
    """It outlives the words: a guess of a name that was taken out must not be confirmed by it."""
    words = essence("q1", "Ask  Imogen for the spare key.")
    first = idea_id(FileKeyRing(path).digest("north", words))
    again = idea_id(FileKeyRing(path).digest("north", essence("q1", "ask imogen for the spare key. ")))
    others = {
        idea_id(FileKeyRing(path.with_name("other.json")).digest("north", words)),
        idea_id(FileKeyRing(path).digest("south", words)),
        idea_id(FileKeyRing(path).digest("north", essence("q2", "Ask Imogen for the spare key."))),
        idea_id(hashlib.sha256(words).digest()),
        idea_id(hashlib.sha256(b"north\x00" + words).digest()),
    }
    assert again == first
    assert len(others - {first}) == 5


def test_destroying_is_possible_twice_and_before_first_use(path: Path) -> None:
    ring = FileKeyRing(path)
    ring.destroy("north", "pseudonym")
    ring.destroy("north", "pseudonym")
    with pytest.raises(UserProblem, match="was destroyed"):
        ring.of("north", 1)
    with pytest.raises(ValueError, match="handle"):
        ring.destroy("north", "handle")


def test_a_destroyed_key_is_gone_from_every_file_and_from_the_old_content(path: Path) -> None:
    """A hard link stands for what lies on the disk after the file has lost its name."""
    ring = FileKeyRing(path)
    ring.of("north", 1)
    key = json.loads(path.read_text())["campaigns"]["north"]["pseudonym"]
    remains = path.with_name("remains")
    os.link(path, remains)
    ring.destroy("north", KeyUse.PSEUDONYM)
    contents = [file.read_text() for file in path.parent.iterdir()]
    assert not [content for content in contents if key in content]
    assert set(remains.read_bytes()) == {0}


def test_a_backup_by_hard_link_outlives_a_new_campaign(path: Path) -> None:
    ring = FileKeyRing(path)
    ring.of("north", 1)
    backup = path.with_name("backup")
    os.link(path, backup)
    before = backup.read_text()
    ring.of("south", 1)
    assert backup.read_text() == before


def test_a_key_destroyed_by_another_process_is_not_used_here_any_more(path: Path) -> None:
    here, there = FileKeyRing(path), FileKeyRing(path)
    here.of("north", 1)
    there.destroy("north", KeyUse.PSEUDONYM)
    with pytest.raises(UserProblem, match="was destroyed"):
        here.of("north", 1)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_can_read_is_refused(path: Path, mode: int) -> None:
    FileKeyRing(path).of("north", 1)
    path.chmod(mode)
    with pytest.raises(UserProblem, match="can be read by others") as raised:
        FileKeyRing(path).of("north", 1)
    assert f"chmod 600 {path}" in raised.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"format": 2, "campaigns": {}}',
        b'{"format": 1, "campaigns": {"north": {"pseudonym": "?"}}}',
        b'{"format": 1, "campaigns": {"north": {"pseudonym": "c2hvcnQ="}}}',
        b'{"format": 1, "campaigns": {"north": 5}}',
        b"\xff\xfe",
    ],
)
def test_a_damaged_file_is_told_and_never_overwritten(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(UserProblem, match="is damaged"):
        FileKeyRing(path).of("north", 1)
    assert path.read_bytes() == content


def test_a_file_that_disappears_is_told_instead_of_naming_everybody_anew(path: Path) -> None:
    ring = FileKeyRing(path)
    ring.of("north", 1)
    path.unlink()
    with pytest.raises(UserProblem, match="has disappeared"):
        ring.of("north", 1)
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserProblem, match="cannot be"):
        FileKeyRing(tmp_path / "file" / "keys.json").of("north", 1)


def test_threads_that_come_first_at_the_same_time_get_one_key(path: Path) -> None:
    start, names = threading.Barrier(8), []

    def work() -> None:
        ring = FileKeyRing(path)
        start.wait(10)
        names.append(ring.of("north", 1))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not [thread for thread in threads if thread.is_alive()]
    assert len(names) == 8
    assert len(set(names)) == 1


def test_processes_that_come_first_at_the_same_time_lose_no_key(path: Path) -> None:
    """Each makes a campaign of its own and one that all share."""
    program = (
        "import sys\n"
        "from bridge.store.keyring import FileKeyRing\n"
        "ring = FileKeyRing(sys.argv[1])\n"
        "sys.stdin.readline()\n"
        "print(ring.of('shared', 1), ring.of(sys.argv[2], 1))\n"
    )
    command = [sys.executable, "-c", program, str(path)]
    running = [
        subprocess.Popen(
            [*command, f"own-{number}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for number in range(4)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    found = [process.communicate(timeout=60)[0].split() for process in running]
    ring = FileKeyRing(path)
    assert found == [[ring.of("shared", 1), ring.of(f"own-{number}", 1)] for number in range(4)]
