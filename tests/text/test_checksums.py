"""Check digits, against numbers worked out by hand from the published rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.text.identifiers import is_card, is_iban, is_nhs_number


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("9434765919", True),  # the example of the NHS Data Dictionary
        ("943 476 5919", True),
        ("943-476-5919", True),
        ("9434765918", False),
        ("4010232137", True),  # the sum leaves 4, so the check digit is 7
        ("4010232138", False),
        ("0000000000", True),  # a remainder of nought gives the digit nought
        ("999000000", False),
        ("99900000033", False),
        ("", False),
    ],
)
def test_nhs_numbers(number: str, right: bool) -> None:
    assert is_nhs_number(number) is right


@given(st.text("0123456789", min_size=9, max_size=9))
def test_at_most_one_check_digit_fits(nine: str) -> None:
    """Where the remainder asks for ten, no number exists."""
    fitting = [digit for digit in "0123456789" if is_nhs_number(nine + digit)]
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(nine))
    assert fitting == ([] if total % 11 == 1 else [str(-total % 11)])


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("GB82 WEST 1234 5698 7654 32", True),
        ("GB82WEST12345698765432", True),
        ("GB83 WEST 1234 5698 7654 32", False),
        ("GB82", False),
    ],
)
def test_ibans(number: str, right: bool) -> None:
    assert is_iban(number) is right


@pytest.mark.parametrize(
    ("number", "right"),
    [("4111 1111 1111 1111", True), ("4111 1111 1111 1112", False), ("79927398713", False)],
)
def test_cards(number: str, right: bool) -> None:
    assert is_card(number) is right
