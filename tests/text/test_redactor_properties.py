"""What holds for any text whatever."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.text.caseless import SUREST, find_caseless
from bridge.text.finding import CERTAIN, DOUBTFUL
from bridge.text.placeholders import PLACEHOLDER, PLACEHOLDERS, placeholder
from bridge.text.redactor import RuleRedactor

REDACTOR = RuleRedactor()
PIECES = st.sampled_from(
    [
        "Mr ", "Sister ", "Anna ", "Fenwick", ", ", ". ", "\n", "kind regards\n",
        "01632 960123", "943 476 5919", "0", "7", "-", "/", "3 March 2015", "born ", "K. ",
        "@", "kit", "example.org", " at ", " dot ", "LS1 4AP", "[name]", "[NHS number]", "[",
        "]", "ward 9 bed 4", "https://", "AB12 CDE", "é", "👩", "’s", " and ", "I'm ",
        "12 Quarry ", "Road", "ext ", "NHS ", "GMC ", "x", "10.0.0.1", "aged 95", "GB82",
        "MAY ", "the ", " ",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map("".join))


@given(TEXTS)
def test_masks_are_ordered_and_apart_and_inside_the_text(text: str) -> None:
    masks = REDACTOR.redact(text).masks
    end = 0
    for mask in masks:
        assert end <= mask.start < mask.end <= len(text)
        assert mask.asked is (mask.score < CERTAIN)
        assert mask.score >= DOUBTFUL
        assert mask.label in PLACEHOLDERS
        end = mask.end


@given(TEXTS)
def test_the_redacted_text_is_the_given_one_with_placeholders_at_the_masks(text: str) -> None:
    redaction = REDACTOR.redact(text)
    shown, position = [], 0
    for mask in redaction.masks:
        shown += [text[position : mask.start], placeholder(mask.label, text[mask.start : mask.end])]
        position = mask.end
    assert redaction.text == "".join(shown) + text[position:]


@given(TEXTS)
def test_every_placeholder_is_left_alone_the_next_time(text: str) -> None:
    once = REDACTOR.redact(text).text
    shown = [found.group() for found in PLACEHOLDER.finditer(once)]
    again = iter(PLACEHOLDER.findall(REDACTOR.redact(once).text))
    assert all(word in again for word in shown)


@given(TEXTS, st.sampled_from(["lower", "upper"]))
def test_without_capitals_nothing_found_by_names_is_certain(text: str, change: str) -> None:
    """Whatever the letters, an answer comes, offsets stay inside, and the same text gets the same one."""
    turned = getattr(text, change)()
    redaction = REDACTOR.redact(turned)
    assert redaction == REDACTOR.redact(turned)
    assert all(0 <= mask.start < mask.end <= len(turned) for mask in redaction.masks)
    for find in find_caseless(turned):
        assert find.score <= SUREST


@given(TEXTS)
def test_no_rule_reaches_into_a_placeholder(text: str) -> None:
    taken = [found.span() for found in PLACEHOLDER.finditer(text)]
    for mask in REDACTOR.redact(text).masks:
        assert not any(mask.start < end and start < mask.end for start, end in taken)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "0 ",
        "1",
        "A. ",
        "Aa ",
        "a@",
        "1-",
        "x dot ",
        "Anna ",
        "Mr ",
        "thanks\n",
        "12 Aa ",
        "no 1 ",
        "(0",
        "Aa, ",
        "aa ",
        "royal ",
        "hospital ",
        "Mc",
        "O'",
        "a.",
        "in Aa ",
        "12 aa aa ",
        "our ward ",
        "emma and ",
        "u/",
        "12/",
        "2015-",
    ],
)
def test_no_text_makes_the_rules_slow(piece: str) -> None:
    """A pattern that backtracks would take minutes here; the rules take a tenth of a second."""
    text = (piece * 20_000)[:20_000]
    begin = time.perf_counter()
    REDACTOR.redact(text)
    assert time.perf_counter() - begin < 5
