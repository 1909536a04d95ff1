"""An operator's own list of names: what it adds, and how a bad list is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.domain.errors import UserProblem
from bridge.text.own import own_rule, read_own
from bridge.text.redactor import RULES, RuleRedactor


def redactor_with(tmp_path: Path, content: str) -> RuleRedactor:
    path = tmp_path / "own.txt"
    path.write_text(content, encoding="utf-8")
    return RuleRedactor((*RULES, own_rule(read_own(path))))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the hut is cold", "[organisation] is cold"),
        ("THE HUT is cold", "[organisation] is cold"),
        ("the big hut is cold", "the big hut is cold"),
        ("the huts are cold", "the huts are cold"),
        ("we moved to Larch Suite, then home", "we moved to [place], then home"),
        ("ask tin man’s deputy", "ask [name]’s deputy"),
        ("A&E West queues", "[organisation] queues"),
        # The allow-list lowers other finds, not the operator's own word.
        ("the Foley team is new", "the [organisation] team is new"),
    ],
)
def test_own_names_are_masked_wherever_they_stand(tmp_path: Path, text: str, shown: str) -> None:
    own = "# sites\nThe Hut\n\nLarch Suite\tLOCATION\nTin Man\tperson\nA&E West\nFoley\n"
    redaction = redactor_with(tmp_path, own).redact(text)
    assert redaction.text == shown
    assert not redaction.needs_review


def test_the_longest_of_two_names_wins(tmp_path: Path) -> None:
    redaction = redactor_with(tmp_path, "Hut\nHut Nine\tLOCATION\n").redact("in hut nine")
    assert redaction.text == "in [place]"


def test_without_entries_nothing_changes(tmp_path: Path) -> None:
    text = "Sister Okafor of Quarry Surgery rang 01632 960123"
    assert redactor_with(tmp_path, "\n# nothing\n").redact(text) == RuleRedactor().redact(text)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("fine\nsecret-name\tWARD\n", "line 2: no such label"),
        ("!!\n", "line 1: a name needs two letters at least"),
        ("x\n", "line 1: a name needs two letters at least"),
        (" ".join(["secret"] * 13), "line 1: more than 12 words"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_not_repeated(
    tmp_path: Path, content: str, what: str
) -> None:
    with pytest.raises(UserProblem, match=what) as told:
        redactor_with(tmp_path, content)
    assert "secret" not in told.value.what + told.value.hint


def test_a_list_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserProblem, match="not UTF-8"):
        read_own(path)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match="cannot be read"):
        read_own(tmp_path / "none.txt")
