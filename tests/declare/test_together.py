"""Two campaigns on one forum: what may belong to one of them only."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.declare.loader import load_all
from bridge.declare.problems import render_problems
from bridge.domain.errors import DeclarationProblems
from bridge.examples import example_campaign


def test_two_campaigns_share_a_forum(winter_flow: Path) -> None:
    first, second = load_all([example_campaign(), winter_flow])
    assert (first.slug, second.slug) == ("challenge-top-down-change", "winter-flow")
    assert not {question.tag for question in first.questions} & {
        question.tag for question in second.questions
    }


def test_the_same_file_twice_is_noticed_by_slug_tag_and_category(tmp_path: Path, winter_flow: Path) -> None:
    copy = tmp_path / "copy.yaml"
    copy.write_text(winter_flow.read_text("utf-8"), "utf-8")
    with pytest.raises(DeclarationProblems) as caught:
        load_all([winter_flow, copy])
    assert [(problem.path, problem.line, problem.key) for problem in caught.value.problems] == [
        (str(copy), 2, "slug"),
        (str(copy), 37, "questions[0].tag"),
        (str(copy), 2, "forum.name"),
    ]
    assert f'the slug "winter-flow" is taken by "Winter Flow" in {winter_flow}' in render_problems(
        caught.value.problems
    )


def test_an_existing_category_belongs_to_one_campaign(tmp_path: Path, winter_flow: Path) -> None:
    text = winter_flow.read_text("utf-8") + "forum: {category: ideas}\n"
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    paths[0].write_text(text, "utf-8")
    paths[1].write_text(
        text.replace("winter-flow", "spring-flow").replace("Winter Flow", "Spring Flow"), "utf-8"
    )
    with pytest.raises(DeclarationProblems) as caught:
        load_all(paths)
    (problem,) = caught.value.problems
    assert problem.message == f'the category "ideas" is taken by "Winter Flow" in {paths[0]}'
    assert problem.source == "forum: {category: ideas}"


def test_problems_of_all_files_are_told_together(tmp_path: Path, winter_flow: Path) -> None:
    broken = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in broken:
        path.write_text(
            winter_flow.read_text("utf-8").replace("title: Winter Flow", "titel: Winter Flow"), "utf-8"
        )
    with pytest.raises(DeclarationProblems) as caught:
        load_all(broken)
    assert [problem.path for problem in caught.value.problems] == [str(path) for path in broken]
