"""Files that cannot be opened or are no campaign file at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from inspect import cleandoc
from pathlib import Path

import pytest

from bridge.declare.loader import load, load_text
from bridge.declare.problems import render_problems
from bridge.domain.campaign import Anonymity, Campaign, FormAccess, Intake
from bridge.domain.errors import DeclarationProblems, ExitCode, UserProblem

Told = Callable[[str], str]


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(UserProblem) as caught:
        load(tmp_path / "none.yaml")
    assert caught.value.what == f"There is no file {tmp_path / 'none.yaml'}."
    assert "ideabridge init" in caught.value.hint
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_folder_is_no_campaign_file(tmp_path: Path) -> None:
    with pytest.raises(UserProblem) as caught:
        load(tmp_path)
    assert caught.value.what == f"{tmp_path} is a folder."
    assert str(tmp_path / "campaign.yaml") in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_text("title: x")
    path.chmod(0)
    with pytest.raises(UserProblem, match="cannot be read: Permission denied"):
        load(path)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n"])
def test_an_empty_file_is_told_as_such(text: str, told_of: Told) -> None:
    assert told_of(text).startswith("campaign.yaml:1:1: the file is empty; `ideabridge init` writes one")


@pytest.mark.parametrize("text", ["- title: Winter\n", "just words\n", "42\n", "[]\n"])
def test_anything_but_keys_with_values_is_refused(text: str, told_of: Told) -> None:
    told = told_of(text)
    assert told.startswith("campaign.yaml:1:1: a campaign file consists of keys with values")
    assert told.count("campaign.yaml:") == 1


def test_a_tab_cannot_indent(told_of: Told) -> None:
    assert told_of("voting:\n\tmethod: poll\n") == (
        "campaign.yaml:2:1: no value can begin with this sign; indent with spaces, or use quotes\n"
        "    \tmethod: poll\n"
        "    ^"
    )


def test_a_control_character_is_pointed_at(told_of: Told) -> None:
    assert told_of("title: Winter\nsummary: a\x07b\n") == (
        "campaign.yaml:2:11: the control character U+0007 cannot stand in YAML\n"
        "    summary: a\ufffdb\n"
        "              ^"
    )


def test_other_encodings_are_pointed_at(tmp_path: Path) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_bytes("title: Winter\nsummary: caf\u00e9s\n".encode("latin-1"))
    with pytest.raises(DeclarationProblems) as caught:
        load(path)
    assert render_problems(caught.value.problems) == (
        f"{path}:2:13: the byte 0xE9 is not UTF-8; save the file as UTF-8\n"
        "    summary: caf\ufffds\n"
        "                ^"
    )


def test_deep_nesting_and_endless_repetition_are_refused(told_of: Told) -> None:
    assert "nested too deeply" in told_of("rules: " + "[" * 60 + "]" * 60 + "\n")
    assert "cannot be read" in told_of("rules: " + "[" * 5000 + "]" * 5000 + "\n")
    laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert "aliases (*name) are not read" in told_of(laughs)


def test_huge_files_are_refused(told_of: Told) -> None:
    assert "at most 1000000" in told_of("#" * 1_000_001)


def test_line_ends_and_byte_order_mark_make_no_difference(tmp_path: Path, winter_flow: Path) -> None:
    path = tmp_path / "campaign.yaml"
    plain = winter_flow.read_text("utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode())
    assert load(path) == load(winter_flow)


def test_the_number_of_problems_is_told_in_short() -> None:
    with pytest.raises(DeclarationProblems) as caught:
        load_text("title: Winter\n", "campaign.yaml")
    assert str(caught.value) == "campaign.yaml: 8 problems"
    assert "ideabridge validate" in caught.value.hint


def test_dates_hold_on_the_campaigns_clock(loaded: Campaign) -> None:
    """
    timezone: America/New_York
    starts: 2026-03-02
    ends: 2026-03-27
    phases:
      - {id: c, title: C, from: 2026-03-20, to: 2026-03-27 17:30+00:00, rights: [vote]}
      - {id: b, title: B, from: 2026-03-10 09:00, to: 2026-03-15T18:00:00Z, rights: [vote]}
      - {id: a, title: A, from: 2026-03-02, to: 2026-03-08, rights: [idea]}
    """
    assert [f"{phase.opens:%d %H:%M %Z} - {phase.closes:%d %H:%M %Z}" for phase in loaded.phases] == [
        "02 05:00 UTC - 09 04:00 UTC",  # the clocks go forward on the 8th
        "10 13:00 UTC - 15 18:00 UTC",
        "20 04:00 UTC - 27 17:30 UTC",
    ]


def test_what_is_left_out_has_defaults(loaded: Campaign) -> None:
    """
    slug: winter
    """
    assert loaded.anonymity == Anonymity()
    assert loaded.anonymity == Anonymity(10, timedelta(hours=72), least=3, second_person=True)
    assert loaded.intake == Intake(FormAccess.OPEN, per_day=30, longest_words=250)
    assert loaded.follow_up_days == (30, 60, 90)
    assert len(loaded.groups) == 11
    assert loaded.lenses == ()
    assert loaded.questions[0].tag == "winter-q1"


def test_no_groups_means_that_none_are_asked_for(loaded: Campaign) -> None:
    """
    groups: []
    """
    assert loaded.groups == ()


def test_the_order_of_problems_is_that_of_the_file(told_of: Told) -> None:
    text = cleandoc(
        """
        hashtag: "#x"
        timezone: Nowhere
        starts: soon
        """
    )
    places = [line.split(":")[1] for line in told_of(text).splitlines() if line.startswith("campaign.yaml:")]
    assert places == sorted(places)
    assert len(places) == 10
