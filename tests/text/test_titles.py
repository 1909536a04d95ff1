"""Titles for ideas that came without one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.domain.language import open_catalogues, speaking
from bridge.render.languages import Catalogues
from bridge.text.titles import LONGEST, SHORTEST, derive_title

EVERY_BAY = (
    "Every bay could have a flask of its own that the day room fills, because the trolley comes late and "
    "the tea is cold by the time that it reaches the last bed."
)
ONE_PLAIN = (
    "One plain long sentence without any comma goes on about flasks and cups and lids and trolleys and the "
    "long corridor between them"
)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Warm the plates first. Then serve.", "Warm the plates first"),
        ("Hi all,\nwarm the plates before serving!", "Warm the plates before serving"),
        ("- warm the plates before serving", "Warm the plates before serving"),
        ("Yes. Warm the plates. Then serve.", "Yes. Warm the plates"),
        ("Use short forms, e.g. SBAR, in all notes. Full stop.", "Use short forms, e.g. SBAR, in all notes"),
        ("WARM THE PLATES BEFORE SERVING THEM.", "Warm the plates before serving them"),
        ("0\x1f.", "An idea in short: 0"),
        ("Warm\u2003the plates\x1f before\x85serving them.\x1c", "Warm the plates before serving them"),
        ("More bins.", "An idea in short: more bins"),
        ("", "An idea without words"),
        ("[name] said it works. [NHS number] too.", "[name] said it works"),
        (EVERY_BAY, "Every bay could have a flask of its own that the day room fills"),
        (
            ONE_PLAIN,
            "One plain long sentence without any comma goes on about flasks and cups and lids and trolleys",
        ),
    ],
)
def test_the_first_sentence_or_clause_becomes_the_title(text: str, title: str) -> None:
    assert derive_title(text) == title


def test_a_placeholder_is_never_cut_through() -> None:
    for lead in range(60, 110):
        title = derive_title(f"{'x' * lead} [NHS number] and more words that follow on it")
        assert title.count("[") == title.count("]")


def test_what_stands_before_a_short_text_is_in_the_language_of_the_campaign() -> None:
    open_catalogues(Catalogues().language)
    with speaking("cy"):
        assert [derive_title("Mwy o finiau."), derive_title("")] == [
            "Syniad yn gryno: mwy o finiau",
            "Syniad heb eiriau",
        ]


@given(st.text(max_size=400))
@example("0\x1f.")
@example("\x1f. \x1f")
@example('" 00000000000000')
def test_any_text_gets_a_title_of_fitting_length(text: str) -> None:
    title = derive_title(text)
    assert SHORTEST <= len(title) <= LONGEST + len("An idea in short: ")
    assert title == derive_title(text)
    assert title == title.strip()
    assert not title.endswith((".", ",", ";", ":", "!", "?"))
    assert "\n" not in title
