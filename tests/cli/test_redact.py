"""`redact`: a filter for texts, whole or not at all."""

from __future__ import annotations

import json

from tests.e2e.staging import Operator

LINES = (
    '{"id": "a1", "text": "Mrs Oyelowo 👩‍⚕️ rang 01632 960123; Bridget wrote."}\n'
    "\n"
    '{"id": 7, "text": "The lift is slow.", "more": true}\n'
)


def test_every_line_comes_back_masked_with_its_spans(alone: Operator) -> None:
    told = alone.run("redact", typed=LINES)

    assert told.code == 0
    assert told.err == ""
    first, second = (json.loads(line) for line in told.out.splitlines())
    assert first == {
        "id": "a1",
        "text": "[name] 👩‍⚕️ rang [phone]; [name] wrote.",
        "spans": [
            {"start": 0, "end": 11, "label": "PERSON", "score": 0.95, "action": "mask"},
            {"start": 22, "end": 34, "label": "PHONE", "score": 0.93, "action": "mask"},
            {"start": 36, "end": 43, "label": "PERSON", "score": 0.65, "action": "ask"},
        ],
        "review": True,
    }
    assert second == {"id": 7, "text": "The lift is slow.", "spans": [], "review": False}


def test_bad_lines_are_all_told_and_nothing_is_written(alone: Operator) -> None:
    bad = [
        '{"id": "a", "text": "Fine."}',
        "Mrs Oyelowo",
        "[1]",
        '{"text": "no id"}',
        '{"id": true, "text": "x"}',
        '{"id": "b", "text": null}',
        '{"id": "c", "text": "\\ud800"}',
    ]
    told = alone.run("redact", typed="\n".join(bad))

    assert told.code == 2
    assert told.out == ""
    for number in range(2, 8):
        assert f"line {number}: " in told.err
    assert "line 1:" not in told.err
    assert "error: 6 lines cannot be read, so nothing was written" in told.err
    assert "Oyelowo" not in told.err


def test_a_number_of_unknown_kind_is_told_under_a_known_label(alone: Operator) -> None:
    told = alone.run("redact", typed='{"id": 1, "text": "code 55120934 was on it"}')

    found = json.loads(told.out)
    assert found["text"] == "code [number] was on it"
    assert [(span["label"], span["action"]) for span in found["spans"]] == [("MRN", "ask")]


def test_no_lines_give_no_lines(alone: Operator) -> None:
    told = alone.run("redact", typed="")

    assert (told.code, told.out, told.err) == (0, "", "")


def test_the_operators_own_names_are_masked_too(alone: Operator) -> None:
    alone.write("own.txt", "The Hut\n")
    told = alone.wears(IDEABRIDGE_OWN_NAMES="own.txt").run("redact", typed='{"id": 1, "text": "In the hut."}')

    assert json.loads(told.out)["text"] == "In [organisation]."


def test_a_bad_list_of_own_names_is_wrong_use(alone: Operator) -> None:
    told = alone.wears(IDEABRIDGE_OWN_NAMES="none.txt").run("redact", typed=LINES)

    assert told.code == 2
    assert told.out == ""
    assert "error: none.txt cannot be read" in told.err
    assert "try: Correct IDEABRIDGE_OWN_NAMES, or unset it." in told.err


def test_bytes_that_are_no_text_are_told(alone: Operator) -> None:
    """As a process: only there is standard input made of bytes."""
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "bridge", "redact"],
        input=b'{"id": 1, "text": "caf\xe9"}\n{"id": 2, "text": "caf\xc3\xa9"}\n',
        capture_output=True,
        check=False,
        env={**alone.whole_environment(), "LC_ALL": "C"},
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"line 1: not UTF-8" in done.stderr
