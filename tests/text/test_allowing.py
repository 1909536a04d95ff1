"""The allow-list lowers, never raises, and stops at the operator's own word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.text.allowing import OPERATORS_WORD, allowed
from bridge.text.finding import Find
from bridge.text.redactor import RULES, RuleRedactor

TEXT = "The Foley catheter of Dr Foley, Parkinson's and Florence Nightingale at Foley."


def find(words: str, label: str = "PERSON", score: float = 0.9) -> Find:
    start = TEXT.index(words)
    return Find(start, start + len(words), label, score)


@pytest.mark.parametrize("words", ["Foley", "Parkinson's", "Florence Nightingale", "Foley catheter"])
def test_finds_within_a_familiar_phrase_go(words: str) -> None:
    assert list(allowed([find(words)], TEXT)) == []


@pytest.mark.parametrize(
    "kept",
    [
        find("Dr Foley"),
        find("Foley catheter of"),
        find("Foley", "EMAIL"),
        find("Foley", score=OPERATORS_WORD),
        find("at Foley"),
    ],
)
def test_everything_else_stays_as_it_is(kept: Find) -> None:
    assert list(allowed([kept], TEXT)) == [kept]


@given(
    st.lists(
        st.builds(
            lambda start, length, score: Find(start, start + length, "PERSON", score),
            st.integers(0, len(TEXT) - 12),
            st.integers(1, 12),
            st.floats(0.35, 1.0),
        )
    )
)
def test_no_score_rises(finds: list[Find]) -> None:
    finds = [find for find in finds if TEXT[find.start : find.end].strip()]
    left = list(allowed(finds, TEXT))
    assert all(find in finds for find in left)


def test_a_further_rule_is_held_to_the_allow_list_too() -> None:
    def further(text: str) -> Iterator[Find]:
        for words in ("Waterlow", "Quorl"):
            if words in text:
                yield Find(text.index(words), text.index(words) + len(words), "PERSON", 0.7)

    redaction = RuleRedactor((*RULES, further)).redact("the Waterlow score and the Quorl score")
    assert redaction.text == "the Waterlow score and the [name] score"
