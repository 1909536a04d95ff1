"""Words of any script, whole, with what their spelling tells."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.text.gazetteer import gazetteer
from bridge.text.ner.spelling import caseless, mistaken, spelled


def cut(text: str) -> list[str]:
    return [text[word.start : word.end] for word in spelled(text, gazetteer())]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Anna's idea, Owen’s too", ["Anna", "idea", "Owen", "too"]),
        ("Siân O'Neill-Ward said 'no'", ["Siân", "O'Neill-Ward", "said", "no"]),
        (unicodedata.normalize("NFD", "Zoë Núñez"), ["Zoe\u0308", "Nu\u0301n\u0303ez"]),
        ("👩🏽‍⚕️Ama👍 Owu\u00adsu", ["Ama", "Owu\u00adsu"]),
        ("नर्स प्रिया", ["नर्स", "प्रिया"]),
        ("a- -b _c_", ["a", "b", "c"]),
        ("", []),
    ],
)
def test_words_are_whole(text: str, words: list[str]) -> None:
    assert cut(text) == words


@given(st.text(max_size=80))
def test_words_hold_every_letter_and_digit_but_a_possessive(text: str) -> None:
    words = spelled(text, gazetteer())
    inside = {place for word in words for place in range(word.start, word.end)}
    left = [place for place, sign in enumerate(text) if sign.isalnum() and place not in inside]
    assert all(text[place] in "sSſ" for place in left)
    assert all(one.end <= other.start for one, other in pairwise(words))
    assert all(0 <= word.start < word.end <= len(text) for word in words)


@pytest.mark.parametrize(
    "text", ["Parkinson's", "parkinson's", "PARKINSON’S", "bell's palsy", "Mary Seacole"]
)
def test_familiar_phrases_are_known_however_they_are_written(text: str) -> None:
    assert all(word.familiar for word in spelled(text, gazetteer()))


@pytest.mark.parametrize("text", ["desflurane", "Apixaban", "omeprazole", "atorvastatin", "rituximab"])
def test_medicines_are_known_by_their_endings(text: str) -> None:
    assert spelled(text, gazetteer())[0].familiar


@pytest.mark.parametrize("text", ["Caine", "Amol", "Bernadine", "Terol", "Anna"])
def test_names_with_such_endings_are_not_medicines(text: str) -> None:
    assert not spelled(text, gazetteer())[0].familiar


def test_a_text_without_capitals_or_full_of_them_is_told() -> None:
    assert caseless("we wait for tendai every day and nobody says why")
    assert caseless("WE WAIT FOR TENDAI EVERY DAY and so")
    assert not caseless("We wait for Tendai every day.")


def test_the_words_taken_for_names_are_read_without_their_headings() -> None:
    assert {"dementia", "anybody", "gliclazide"} <= mistaken()
    assert not any("#" in word for word in mistaken())
