"""A title that is compared in another form than the forum keeps is edited in every run, for ever."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.forum.titles import prettify


def test_every_title_of_a_real_forum_is_foretold(recording: Any) -> None:
    rows = recording("fact-300-title-prettify-table")["rows"]
    stored = {row["sent"]: row["title"] for row in rows if row["status"] == 200}
    assert len(stored) >= 32
    assert stored == {sent: prettify(sent) for sent in stored}


def test_a_stored_title_stays_as_it_is(recording: Any) -> None:
    rows = recording("fact-300-title-prettify-table")["rows"]
    stored = [row["title"] for row in rows if row["status"] == 200]
    assert stored == [prettify(title) for title in stored]


def test_space_before_a_mark_stays_where_the_language_wants_it() -> None:
    assert prettify("Une question pour demain ?", close_up_marks=False) == "Une question pour demain ?"
    assert prettify("Une question pour demain ?") == "Une question pour demain?"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("", ""),
        ("   ", ""),
        ("word", "Word"),
        ("...", "..."),
        ("Wait...", "Wait"),
        ("WHY NOT ASK THE PEOPLE WHO KNOW???", "Why not ask the people who know?"),
    ],
)
def test_edges(sent: str, stored: str) -> None:
    assert prettify(sent) == stored
