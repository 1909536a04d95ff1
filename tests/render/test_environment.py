"""Own templates go first, and a fault in one is told by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from bridge.domain.errors import UserProblem
from bridge.render.environment import Templates
from bridge.render.templating import shipped_templates


def own(folder: Path, text: str, name: str = "forum/idea.md.j2") -> Templates:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Templates(folder)


def test_an_own_template_replaces_the_shipped_one(tmp_path: Path) -> None:
    templates = own(tmp_path, "Mine: {{ text }}")
    assert templates.render("forum/idea.md.j2", {"text": "words"}) == "Mine: words"


def test_other_templates_are_still_the_shipped_ones(tmp_path: Path) -> None:
    templates = own(tmp_path, "x")
    with pytest.raises(UndefinedError):
        templates.render("forum/story.md.j2", {})


def test_an_own_template_may_change_one_block_of_the_shipped_one(tmp_path: Path) -> None:
    templates = own(
        tmp_path,
        '{% extends "shipped/forum/digest.md.j2" %}{% block unseen %}## Read me\n{% endblock %}',
        "forum/digest.md.j2",
    )
    source = (shipped_templates() / "forum" / "digest.md.j2").read_text(encoding="utf-8")
    assert "{% block unseen %}" in source
    assert templates._environment.get_template("forum/digest.md.j2").blocks.keys() == {"unseen"}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("fine\n{% if %}", 2, "Expected an expression"),
        ("fine\n\n{{ nothing_like_this }}", 3, "'nothing_like_this' is undefined"),
        ("{{ text }}\n{{ text + 1 }}", 2, "can only concatenate"),
        ("{{ text | no_such_filter }}", 1, "No filter named"),
        ("{{ 1 // 0 }}", 1, "by zero"),
        ("{{ text.author }}", 1, "has no attribute 'author'"),
        ("a\nb\n{% include 'forum/absent.md.j2' %}", 3, "absent.md.j2"),
    ],
)
def test_a_fault_is_told_by_file_and_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    templates = own(tmp_path, text)
    with pytest.raises(UserProblem) as problem:
        templates.render("forum/idea.md.j2", {"text": "private words"})
    assert problem.value.what.startswith(f"{tmp_path / 'forum' / 'idea.md.j2'}:{line}: ")
    assert reason in problem.value.what
    assert "forum/idea.md.j2" in problem.value.hint
    assert "private words" not in problem.value.what


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match="is not there"):
        Templates(tmp_path / "absent")


def test_blank_lines_and_line_ends_are_tidied(tmp_path: Path) -> None:
    templates = own(tmp_path, "\n\na  \n\n\n\n{% if true %}\nb\n{% endif %}\n\n")
    assert templates.render("forum/idea.md.j2", {}) == "a\n\nb"
