"""Tags: one name on both sides, and the form that the forum's version takes."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.forum.tags import as_objects, as_strings, clean_tag, wants_objects


@pytest.mark.parametrize(
    ("wanted", "stored"),
    [
        ("New Täg/one?", "new-tägone"),
        ("status-in-discussion", "status-in-discussion"),
        ("  Two   blanks ", "two-blanks"),
        ("a--b", "a-b"),
        ("zero\u200bwidth", "zerowidth"),
        ("a-tag-longer-than-twenty-signs", "a-tag-longer-than-tw"),
        ("?!", ""),
    ],
)
def test_names_are_cleaned_as_the_forum_does(wanted: str, stored: str) -> None:
    assert clean_tag(wanted) == stored


def test_a_real_forum_cleaned_this_name_in_the_same_way(recording: Any) -> None:
    sent = recording("fact-011-tags-upper-and-strange")["request"]["body"]["tags"]
    assert "new-tägone" in {clean_tag(tag) for tag in sent}


@pytest.mark.parametrize(
    ("version", "objects"),
    [
        ("3.5.0.beta8-dev", False),
        ("3.4.7", False),
        ("2026.1.0", True),
        ("2027.2.0-latest", True),
        ("?", False),
    ],
)
def test_the_version_decides_the_form(version: str, objects: bool) -> None:
    assert wants_objects(version) is objects


def test_both_forms() -> None:
    assert as_strings(("one", "two")) == ["one", "two"]
    assert as_objects(("one", "two"), {"one": 7}) == [{"id": 7, "name": "one"}, {"name": "two"}]
