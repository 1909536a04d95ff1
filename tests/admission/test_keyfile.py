"""The key of the doors: made once, for its owner alone, never shown, never replaced by itself."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bridge.admission.keyfile import DoorKeys, KeyUse
from bridge.domain.errors import UserProblem


def test_each_use_has_its_own_key_for_ever(key_path: Path) -> None:
    keys = {use: DoorKeys(key_path).of(use) for use in KeyUse}
    assert len(set(keys.values())) == len(KeyUse)
    assert {use: DoorKeys(key_path).of(use) for use in KeyUse} == keys


def test_nothing_is_made_before_the_first_use(key_path: Path) -> None:
    DoorKeys(key_path)
    assert not key_path.parent.exists()


def test_file_and_folder_are_for_the_owner_alone(key_path: Path) -> None:
    DoorKeys(key_path).of(KeyUse.FORM)
    assert key_path.stat().st_mode & 0o777 == 0o600
    assert key_path.parent.stat().st_mode & 0o777 == 0o700
    assert list(key_path.parent.iterdir()) == [key_path]


def test_threads_that_come_first_at_the_same_time_have_one_key(key_path: Path) -> None:
    start, found = threading.Barrier(8), list[bytes]()

    def work() -> None:
        start.wait(10)
        found.append(DoorKeys(key_path).of(KeyUse.FORM))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize("content", ["", "zz", "abcd", "0" * 62, "é" * 64])
def test_a_damaged_file_is_told_and_left_alone(key_path: Path, content: str) -> None:
    key_path.parent.mkdir()
    key_path.write_text(content)
    key_path.chmod(0o600)
    with pytest.raises(UserProblem, match="is damaged"):
        DoorKeys(key_path).of(KeyUse.FORM)
    assert key_path.read_text() == content


def test_a_file_that_others_can_read_is_refused(key_path: Path) -> None:
    DoorKeys(key_path).of(KeyUse.FORM)
    key_path.chmod(0o640)
    with pytest.raises(UserProblem, match="can be read by others"):
        DoorKeys(key_path).of(KeyUse.FORM)


def test_neither_print_nor_problem_shows_it(key_path: Path) -> None:
    keys = DoorKeys(key_path)
    keys.of(KeyUse.FORM)
    written = key_path.read_text().strip()
    key_path.write_text(written[:-2])
    with pytest.raises(UserProblem) as raised:
        DoorKeys(key_path).of(KeyUse.FORM)
    assert written[:-2] not in f"{keys!r} {raised.value.what} {raised.value.hint}"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserProblem, match="cannot be used"):
        DoorKeys(tmp_path / "file" / "doors.key").of(KeyUse.FORM)
