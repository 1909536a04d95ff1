"""Floors on made-up ideas: the rules were written with the texts of the first half in sight only."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.text.identifiers import is_card, is_iban, is_nhs_number
from bridge.text.redactor import RuleRedactor
from tests.text.material.ideas import altered, made_up
from tests.text.material.people import GIVEN
from tests.text.scoring import SOFT, Score, score

HALVES = (made_up(0), made_up(1))
FREE = SOFT | {"PERSON", "ORG", "ADDRESS"}
"""Labels without a fixed format."""


def scored(redactor: RuleRedactor, ideas: list[dict[str, Any]]) -> Score:
    return score(ideas, [redactor.redact(idea["text"]) for idea in ideas])


@pytest.mark.parametrize("half", [0, 1])
def test_almost_everything_is_masked_and_little_else(redactor: RuleRedactor, half: int) -> None:
    found = scored(redactor, HALVES[half])
    assert found.recall >= 0.96
    assert found.of("PERSON") >= 0.92
    assert found.precision >= 0.91
    assert found.trapped <= 0.08
    assert found.leaks <= 0.12
    for label in found.gold.keys() - FREE:
        assert found.of(label) >= 0.99, label


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("change", ["lower", "upper", "nopunct"])
def test_careless_writing_hides_little(redactor: RuleRedactor, half: int, change: str) -> None:
    found = scored(redactor, altered(HALVES[half], change))
    assert found.recall >= 0.87
    assert found.trapped <= 0.15


@pytest.mark.parametrize("origin", GIVEN)
def test_nobody_is_missed_more_for_where_a_name_comes_from(redactor: RuleRedactor, origin: str) -> None:
    found = scored(redactor, HALVES[1])
    assert found.seen[origin] / found.people[origin] >= 0.85


def test_the_halves_share_no_name_and_stay_the_same() -> None:
    texts = [{span_text(idea, span) for idea in half for span in people(idea)} for half in HALVES]
    assert not texts[0] & texts[1]
    assert HALVES[0] == made_up(0)


def test_numbers_have_right_check_digits_and_stand_for_nobody() -> None:
    for idea in (*HALVES[0], *HALVES[1]):
        for span in idea["spans"]:
            written = span_text(idea, span)
            if span["label"] == "NHS_NUMBER":
                assert is_nhs_number(written)
                assert written.startswith("999")
            if span["label"] == "BANK" and len(written) > 18:
                assert is_iban(written) or is_card(written)


def people(idea: dict[str, Any]) -> list[dict[str, Any]]:
    return [span for span in idea["spans"] if span["label"] == "PERSON"]


def span_text(idea: dict[str, Any], span: dict[str, Any]) -> str:
    text: str = idea["text"][span["start"] : span["end"]]
    return text
