"""One slip anywhere in the example file is noticed where it happened."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bridge.declare.loader import load_text
from bridge.declare.models.campaign import CampaignModel
from bridge.declare.reader import read
from bridge.declare.source import Node, Place, key_path
from bridge.domain.errors import DeclarationProblems, Problem
from bridge.examples import example_campaign

TEXT = example_campaign().read_text("utf-8")
LINES = TEXT.split("\n")
SCHEMA = CampaignModel.model_json_schema()
MODELS: dict[str, dict[str, Any]] = SCHEMA["$defs"]
WORDS = {key for model in [SCHEMA, *MODELS.values()] for key in model["properties"]}


def is_required(place: Place) -> bool:
    """Whether the schema demands this key of the mapping in which it stands."""
    model: dict[str, Any] = SCHEMA
    for step in [step for step in place[:-1] if isinstance(step, str)]:
        reference = re.search(r"#/\$defs/(\w+)", json.dumps(model["properties"][step]))
        assert reference is not None
        model = MODELS[reference[1]]
    return place[-1] in model.get("required", [])


def root() -> Node:
    tree = read(TEXT, "campaign.yaml").root
    assert tree is not None
    return tree


KEYS = [(place, node) for place, node in root().walk() if node.key_at is not None]


def problems(text: str) -> tuple[Problem, ...]:
    try:
        load_text(text, "campaign.yaml")
    except DeclarationProblems as error:
        return error.problems
    return ()


def inside(problem: Problem, lines: list[str]) -> bool:
    return 1 <= problem.line <= len(lines) and 1 <= problem.column <= len(lines[problem.line - 1]) + 1


@st.composite
def slips(draw: st.DrawFn, word: str) -> str:
    """The word with one letter lost, doubled, changed, or changed places with the next."""
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz_"))
    kind = draw(st.sampled_from(["lost", "doubled", "changed", "swapped"]))
    if kind == "lost":
        return word[:at] + word[at + 1 :]
    if kind == "doubled":
        return word[:at] + word[at] + word[at:]
    if kind == "changed":
        return word[:at] + letter + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_misspelt_key_is_pointed_at(data: st.DataObject) -> None:
    place, node = data.draw(st.sampled_from(KEYS))
    word = str(place[-1])
    slip = data.draw(slips(word))
    assume(slip and slip not in WORDS)
    assert node.key_at is not None
    line, column = node.key_at
    lines = list(LINES)
    written = lines[line - 1]
    lines[line - 1] = written[: column - 1] + slip + written[column - 1 + len(word) :]
    found = problems("\n".join(lines))
    assert (line, column) in {(problem.line, problem.column) for problem in found}
    assert all(inside(problem, lines) for problem in found)


@pytest.mark.parametrize("place", [place for place, _ in KEYS], ids=key_path)
def test_a_deleted_key_is_missed_where_it_is_needed(place: Place) -> None:
    declared = root().plain()
    parent = declared
    for step in place[:-1]:
        parent = parent[step]  # type: ignore[index]
    assert isinstance(parent, dict)
    del parent[place[-1]]
    out = StringIO()
    YAML(typ="safe", pure=True).dump(declared, out)
    found = problems(out.getvalue())
    if is_required(place):
        assert key_path(place) in {problem.key for problem in found}
        assert all(inside(problem, out.getvalue().split("\n")) for problem in found)
    else:
        assert found == ()


def test_a_missing_key_points_at_its_parent() -> None:
    text = "\n".join(
        line for line in LINES if not line.startswith("      owner: NHS Improving Quality, with")
    )
    (problem,) = problems(text)
    assert problem.key == "questions[2].framing.owner"
    assert problem.source == "    framing:"
    assert problem.column == 5


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=80), cut=st.integers(0, len(TEXT)))
def test_nonsense_never_breaks_the_reader(text: str, cut: int) -> None:
    mangled = TEXT[:cut] + text + TEXT[cut + len(text) :]
    for problem in problems(mangled):
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message
