"""Own templates go first, and a fault in one is told by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from bridge.domain.errors import UserProblem
from bridge.domain.language import open_catalogues, speaking
from bridge.render.environment import Templates
from bridge.render.languages import Catalogues
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


FIGURES = (
    '{{ 0.0421 | share }} {{ 3 | counted("day") }} {{ 1204 | number }} {{ ["a", "b"] | listed }} '
    "{{ ['a', 'b'] | either }} {% for one in [1, 2] %}{{ 2 | counted('vote') }} {% endfor %}"
    '{{ [1, 6] | map("counted", "vote") | join }}'
)


def test_figures_that_a_template_states_itself_are_in_the_language_of_each_rendering(tmp_path: Path) -> None:
    """Jinja works such values out once, when it compiles; the compiled template serves every language."""
    open_catalogues(Catalogues().language)
    english = "4% 3 days 1,204 a and b a or b 2 votes 2 votes 1 vote6 votes"
    welsh = "4% 3 diwrnod 1,204 a a b a neu b 2 bleidlais 2 bleidlais 1 bleidlais6 phleidlais"
    for first, second in ((("en", english), ("cy", welsh)), (("cy", welsh), ("en", english))):
        templates = own(tmp_path, FIGURES)
        for code, expected in (first, second, first):
            with speaking(code):
                assert templates.render("forum/idea.md.j2", {}) == expected


def test_a_list_may_still_be_asked_for_by_its_last_word(tmp_path: Path) -> None:
    templates = own(tmp_path, '{{ parts | listed("or") }}, {{ parts | listed("and") }}, {{ parts | listed }}')
    assert templates.render("forum/idea.md.j2", {"parts": ["a", "b"]}) == "a or b, a and b, a and b"


@pytest.mark.parametrize("name", ["one", "many", "number", "context", "message", "meaning", "num_"])
def test_values_of_a_sentence_may_have_any_name(tmp_path: Path, name: str) -> None:
    templates = own(
        tmp_path,
        f"{{% trans {name}=2 %}}{{{{ {name} }}}} idea{{% pluralize %}}{{{{ {name} }}}} ideas"
        "{% endtrans %}, "
        f'{{{{ _("of %({name})s", {name}=3) }}}}',
    )
    assert templates.render("forum/idea.md.j2", {}) == "2 ideas, of 3"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match="is not there"):
        Templates(tmp_path / "absent")


def test_blank_lines_and_line_ends_are_tidied(tmp_path: Path) -> None:
    templates = own(tmp_path, "\n\na  \n\n\n\n{% if true %}\nb\n{% endif %}\n\n")
    assert templates.render("forum/idea.md.j2", {}) == "a\n\nb"
