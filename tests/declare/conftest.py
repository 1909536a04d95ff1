"""A test's docstring is the beginning of a campaign file; what it leaves out is added below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path

import pytest

from bridge.declare.loader import load_text
from bridge.declare.problems import render_problems
from bridge.domain.campaign import Campaign
from bridge.domain.errors import DeclarationProblems

REST = {
    "slug": "slug: winter",
    "title": "title: Winter ideas",
    "summary": "summary: What could be better in winter.",
    "purpose": "purpose: To find out what could be better.",
    "timezone": "timezone: Europe/London",
    "starts": "starts: 2026-01-05",
    "ends": "ends: 2026-02-27",
    "phases": "phases: [{id: all, title: All, from: 2026-01-05, to: 2026-01-30, rights: [idea]}]",
    "questions": "questions: [{id: q1, title: What could be better?, text: Tell us., "
    "framing: {problem: P, affected: A, good_answer: G, owner: O}}]",
}


def completed(docstring: str | None) -> str:
    """The docstring with every required key that it does not mention added at its end."""
    begun = cleandoc(docstring or "")
    missing = [text for key, text in REST.items() if not re.search(rf"^{key}:", begun, re.MULTILINE)]
    return "\n".join([begun, *missing, ""]) if begun else "\n".join([*missing, ""])


def problems_of(text: str) -> str:
    with pytest.raises(DeclarationProblems) as caught:
        load_text(text, "campaign.yaml")
    return render_problems(caught.value.problems)


@pytest.fixture
def told(request: pytest.FixtureRequest) -> str:
    """The problems, as a person reads them, of the file that the test's docstring begins."""
    return problems_of(completed(request.function.__doc__))


@pytest.fixture
def loaded(request: pytest.FixtureRequest) -> Campaign:
    """The campaign of the file that the test's docstring begins."""
    return load_text(completed(request.function.__doc__), "campaign.yaml")


@pytest.fixture
def told_of() -> Callable[[str], str]:
    """The problems of a whole file, as a person reads them."""
    return problems_of


@pytest.fixture
def winter_flow() -> Path:
    """A second small campaign, for two on one forum."""
    return Path(__file__).parent / "files" / "winter-flow.yaml"
