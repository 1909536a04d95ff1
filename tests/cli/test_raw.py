"""Raw text at the command line: keys, openings that are written down, and ideas typed in from paper."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.small_campaign import campaign_text
from tests.e2e.staging import Operator, Town

NAMED = "Ask Siobhan O'Neill on 07700 900123 to hang up a clock that does not tick."


@pytest.fixture
def keyed(operator: Operator) -> Operator:
    """An operator whose moderators have a pair of keys."""
    made = operator.run("ideas", "new-key", "mine.key").fine()
    assert re.fullmatch(r"age1[a-z0-9]{50,}\n", made.out)
    operator.write("recipients.txt", f"# ward\n{made.out}")
    return operator.wears(IDEABRIDGE_RAW_RECIPIENTS=str(operator.folder / "recipients.txt"))


def typed(operator: Operator, *keys: str) -> str:
    """What a person sees who types these lines at a terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        operator.command("ideas", "type"),
        cwd=operator.folder,
        env=operator.whole_environment(),
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    seen = b""
    for line in keys:
        os.write(leader, f"{line}\n".encode())
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            piece = os.read(leader, 4096)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    process.wait(20)
    os.close(leader)
    assert process.returncode == 0, seen.decode()
    return seen.decode()


def test_a_private_key_is_for_its_owner_alone_and_never_replaced(keyed: Operator) -> None:
    key = keyed.folder / "mine.key"
    assert key.stat().st_mode & 0o077 == 0
    before = key.read_bytes()
    again = keyed.run("ideas", "new-key", "mine.key")
    assert (again.code, "is there already" in again.err) == (2, True)
    assert key.read_bytes() == before
    assert "AGE-SECRET" not in "".join(keyed.heard)


def test_ideas_from_paper_get_receipts_and_open_with_the_private_key_alone(
    town: Town, keyed: Operator
) -> None:
    # Typed at a terminal, so by this machine's own clock.
    today: date = datetime.now(UTC).date()
    keyed.write("campaign.yaml", campaign_text(starts=today - timedelta(days=1)))
    screen = typed(keyed, NAMED, ".", "q1", "wizard", "nurse", "n", "y", ".")
    (code,) = re.findall(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}\b", screen)
    assert "[name]: a name" in screen
    assert "1 idea taken in" in screen

    (row,) = json.loads(keyed.run("ideas", "review", "--format", "json").fine().out)["waiting"]
    assert row["text"] == "Ask [name] on [phone] to hang up a clock that does not tick."
    short = row["id"][:8]
    kept = b"".join(path.read_bytes() for path in (keyed.folder / "data").rglob("*") if path.is_file())
    for words in ("Siobhan", "07700 900123", code, code.replace("-", "")):
        assert words.encode() not in kept

    opened = keyed.run("ideas", "open", short, "--identity", "mine.key", "--reason", "is it a name?").fine()
    assert opened.out == f"{NAMED}\n"
    keyed.run("ideas", "new-key", "other.key").fine()
    wrong = keyed.run("ideas", "open", short, "--identity", "other.key", "--reason", "is it a name?")
    assert (wrong.code, "does not open this text" in wrong.err) == (2, True)
    silent = keyed.run("ideas", "open", short, "--identity", "mine.key", "--reason", " ")
    assert (silent.code, "A reason is missing" in silent.err) == (2, True)
    with keyed.store() as store, store.begin() as unit:
        entries = [(entry.decision.value, entry.reason) for entry in unit.ideas.log_entries("quiet-nights")]
    # The second opening is written down as well, although the key did not fit: it came before the text.
    assert entries == [("open", "is it a name?")] * 2


def test_without_public_keys_nothing_raw_is_kept(operator: Operator) -> None:
    operator.write("ideas.csv", f'text,question\n"{NAMED}",q1\n')
    operator.run("ideas", "import", "ideas.csv").fine()
    (row,) = json.loads(operator.run("ideas", "review", "--format", "json").fine().out)["waiting"]
    operator.run("ideas", "new-key", "mine.key").fine()
    told = operator.run("ideas", "open", row["id"], "--identity", "mine.key", "--reason", "is it a name?")
    assert (told.code, "No raw text was kept" in told.err) == (2, True)


def test_typing_needs_a_terminal(operator: Operator) -> None:
    told = operator.run("ideas", "type")
    assert (told.code, "there is no terminal" in told.err) == (2, True)


@pytest.mark.parametrize("name", ["nosuch.txt", "empty.txt"])
def test_a_file_of_public_keys_that_is_no_good_is_told(operator: Operator, name: str) -> None:
    if name == "empty.txt":
        operator.write(name, "")
    told = operator.wears(IDEABRIDGE_RAW_RECIPIENTS=str(Path(operator.folder) / name)).run("status")
    assert (told.code, name in told.err) == (2, True)
