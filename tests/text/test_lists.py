"""The lists in the package: small, licensed, consistent, and never fetched."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

from bridge.text.gazetteer import gazetteer, in_vocabulary

MOST_BYTES = 1_500_000

NO_SOCKETS = """
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(event)
sys.addaudithook(refuse)
from bridge.text.redactor import RuleRedactor
print(RuleRedactor().redact("Sister Okafor at Quarry Surgery, and emma in pharmacy").text)
"""


def test_the_lists_are_small_and_say_where_they_come_from() -> None:
    data = files("bridge.text").joinpath("data")
    assert sum(len(file.read_bytes()) for file in data.iterdir()) < MOST_BYTES
    licence = data.joinpath("LICENCE.md").read_text(encoding="utf-8")
    for file in data.iterdir():
        assert file.name in licence or file.name == "LICENCE.md"


def test_a_name_is_either_sure_or_a_word() -> None:
    lists = gazetteer()
    for names in (lists.given, lists.surnames):
        assert not names.sure & names.wordy
        assert not names.weak & (names.sure | names.wordy)
        assert "" not in names
    assert len(lists.given.sure) > 10_000
    assert len(lists.surnames.sure) > 80_000


def test_english_is_known_in_british_spelling_and_regular_forms() -> None:
    lists = gazetteer()
    for word in (
        "organise",
        "prioritised",
        "anaemia",
        "colour",
        "centres",
        "trolleys",
        "re-labelled",
        "ramipril",
    ):
        assert in_vocabulary(word, lists), word
    for word in ("okonkwo", "wojciech", "quorl"):
        assert not in_vocabulary(word, lists), word


def test_nothing_is_fetched() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_SOCKETS], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[name] at [organisation], and [name] in pharmacy"
