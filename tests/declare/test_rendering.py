"""How one problem looks: position, key, message, line, caret, suggestion."""

from __future__ import annotations

from bridge.declare.problems import render, render_problems
from bridge.domain.errors import Problem


def problem(source: str, column: int, suggestion: str | None = None) -> Problem:
    return Problem("c.yaml", 3, column, "title", "this is wrong", source, suggestion)


def test_the_caret_stands_under_the_column() -> None:
    assert render(problem("title: x", 8)) == "c.yaml:3:8: title: this is wrong\n    title: x\n           ^"


def test_tabs_and_wide_signs_keep_the_caret_in_place() -> None:
    assert render(problem("\t漢字 x", 5)).splitlines()[2] == "    \t     ^"
    assert render(problem("cafe\u0301 x", 7)).splitlines()[2] == "         ^"


def test_long_lines_are_cut_around_the_column() -> None:
    told = render(problem("a" * 200 + "X" + "b" * 200, 201)).splitlines()
    assert told[1] == "    …" + "a" * 40 + "X" + "b" * 59 + "…"
    assert told[1][told[2].index("^")] == "X"


def test_a_line_without_text_is_left_out() -> None:
    assert render(problem("", 1)) == "c.yaml:3:1: title: this is wrong"


def test_a_problem_without_key_has_no_empty_one() -> None:
    assert render(Problem("c.yaml", 1, 1, "", "the file is empty")) == "c.yaml:1:1: the file is empty"


def test_a_file_cannot_steer_the_terminal() -> None:
    told = render(problem("title: \x1b[2J\u202ex", 8, "\x1b[31mred"))
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_problems_are_parted_by_an_empty_line() -> None:
    one = problem("title: x", 8, "y")
    assert render_problems([one, one]) == f"{render(one)}\n\n{render(one)}"
    assert render(one).endswith("\n    did you mean y?")
