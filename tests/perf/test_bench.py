"""The benchmarks run from the command line as described; how long they take is nobody's assertion."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.perf.material import deeds, idea_texts
from tests.perf.table import Table, duration

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.perf", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_named_benchmarks_print_their_tables() -> None:
    done = bench("ranking", "store", "--quick")
    assert (done.returncode, done.stderr) == (0, "")
    assert "np.bincount, 1,000 ideas" in done.stdout
    assert "ledger, first write" in done.stdout
    assert "== text ==" not in done.stdout


def test_an_unknown_name_is_refused_with_those_that_exist() -> None:
    done = bench("rankings")
    assert done.returncode == 2
    assert (
        "there is no benchmark rankings; "
        "there are fairness, form, guide, hostile, integrity, ner, pull, ranking, redaction, store, sync, "
        "text" in done.stderr
    )


def test_a_table_lines_up() -> None:
    table = Table("Title", ("what", "n"), [("one", 1), ("twenty", 12345)], ("a note",))
    assert table.text().splitlines() == [
        "Title",
        "",
        "what         n",
        "------  ------",
        "one          1",
        "twenty  12,345",
        "* a note",
    ]


def test_spans_of_time_are_written_for_people() -> None:
    assert [duration(seconds) for seconds in (0, 59.6, 61, 3725)] == [
        "0 s",
        "1 min 0 s",
        "1 min 1 s",
        "1 h 2 min 5 s",
    ]


def test_everybody_takes_part_and_votes_on_an_idea_once() -> None:
    made = deeds(people=150, ideas=30, number=750)
    assert Counter(deed.kind for deed in made) == {"vote": 600, "like": 75, "reply": 75}
    assert {deed.person for deed in made} == set(range(150))
    for kind in ("vote", "like"):
        pairs = [(deed.person, deed.idea) for deed in made if deed.kind == kind]
        assert len(set(pairs)) == len(pairs)
    assert made == deeds(people=150, ideas=30, number=750)


def test_texts_of_ideas_are_all_different() -> None:
    texts = idea_texts(500)
    assert len(set(texts)) == len(texts) == 500
