"""Codes: enough to read out over the phone, too many to guess."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.receipt import CODE_BITS, new_code, read_code

BITS = st.integers(0, (1 << CODE_BITS) - 1)


@given(BITS)
def test_a_code_is_five_groups_of_four_that_read_back(bits: int) -> None:
    code = new_code(bits)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert read_code(code) == code


@given(BITS, BITS)
def test_two_numbers_never_share_a_code(one: int, other: int) -> None:
    assert (new_code(one) == new_code(other)) is (one == other)


@pytest.mark.parametrize(
    "typed",
    [
        "0123-4567-89AB-CDEF-GHJK",
        "0123456789abcdefghjk",
        " o l23 4567 89ab\tcdef ghjk\n",
        "O123–4567—89AB−CDEF-GHJK".replace("−", "-"),
    ],
)
def test_it_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "0123-4567-89AB-CDEF-GHJK"


@pytest.mark.parametrize("typed", ["", "0123", "0123-4567-89AB-CDEF-GHJU", "x" * 20 + "y", "é" * 20])
def test_what_cannot_be_one_is_none(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize("bits", [-1, 1 << CODE_BITS])
def test_other_numbers_make_none(bits: int) -> None:
    with pytest.raises(ValueError, match="100 bits"):
        new_code(bits)
