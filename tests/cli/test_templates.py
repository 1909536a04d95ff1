"""Own texts: listed, copied, checked, and documented to the last name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bridge.render.catalogue import entries, reader, variables
from bridge.render.templating import shipped_templates
from tests.e2e.staging import Operator


@pytest.fixture
def own(alone: Operator) -> Operator:
    """Somebody with a folder for own templates, which is empty."""
    (alone.folder / "texts").mkdir()
    return alone.wears(IDEABRIDGE_TEMPLATES=str(alone.folder / "texts"))


def put(operator: Operator, name: str, text: str) -> Path:
    path = operator.folder / "texts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_copied_template_goes_first_and_is_not_overwritten(own: Operator) -> None:
    copied = own.run("templates", "copy", "forum/idea.md.j2").fine()
    assert Path(copied.out.strip()).read_text() == (shipped_templates() / "forum/idea.md.j2").read_text()
    again = own.run("templates", "copy", "forum/idea.md.j2")
    assert (again.code, "is there already" in again.err) == (2, True)
    rows = own.run("templates", "list", "--format", "json").fine().data["templates"]
    assert [row["name"] for row in rows if row["own"]] == ["forum/idea.md.j2"]
    assert own.run("templates", "check").fine().out == "0 faults found\n"


def test_all_faults_are_told_at_once(own: Operator) -> None:
    broken = put(own, "forum/start.md.j2", "Welcome\n{% if campaign %}\n")
    put(own, "forum/idea.md.j2", "{{ text }} by {{ author }}")
    put(own, "forum/ideas.md.j2", "Nobody asks for this.")
    put(own, "forum/piece.md.j2", "A piece that another one uses.")
    put(own, "forum/story.md.j2", "{% include 'forum/piece.md.j2' %}{{ story.title }}")

    told = own.run("templates", "check")

    assert told.code == 1
    assert f"{broken}:2: " in told.out
    assert "it uses 'author', which the shipped template does not have" in told.out
    assert "ideas.md.j2: no shipped template has this name" in told.out
    assert told.out.endswith("3 faults found\n")


@pytest.mark.parametrize("name", ["nosuch.md.j2", "../README.md", "/etc/passwd", "forum/README.md"])
def test_what_is_no_template_cannot_be_copied(own: Operator, name: str) -> None:
    told = own.run("templates", "copy", name)
    assert (told.code, "There is no template" in told.err) == (2, True)
    assert list((own.folder / "texts").rglob("*")) == []


def test_without_a_folder_it_says_what_to_set(alone: Operator) -> None:
    for words in (("check",), ("copy", "forum/idea.md.j2")):
        told = alone.run("templates", *words)
        assert (told.code, "IDEABRIDGE_TEMPLATES" in told.err) == (2, True)
    gone = alone.wears(IDEABRIDGE_TEMPLATES=str(alone.folder / "nowhere")).run("templates", "check")
    assert (gone.code, "is not there" in gone.err) == (2, True)


@pytest.mark.parametrize("name", [entry.name for entry in entries(None)])
def test_every_name_that_a_template_is_given_is_documented(name: str) -> None:
    """Beside the templates, where whoever changes one looks for it."""
    folder = shipped_templates()
    readme = (folder / name).parent / "README.md"
    words = set(re.findall(r"\w+", readme.read_text(encoding="utf-8")))
    given = variables(reader(), folder, name) - {"static", "self", "loop", "super"}
    assert given - words == set()
