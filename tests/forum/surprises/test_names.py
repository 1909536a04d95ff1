"""Surprises in what a text carries with it; the table is in this folder's README."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.identity import Key, Kind, with_marker
from bridge.render.inert import inert

from .conftest import Stage

names = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=60)
keys = st.builds(Key, names, st.sampled_from(Kind), names)


@given(key=keys, generation=st.integers(1, 99))
def test_external_ids_are_lower_case_and_name_nobody(key: Key, generation: int) -> None:
    """Made of the key, which is public, and of nothing else; so equal keys give equal ids."""
    external_id = key.external_id(generation)
    assert re.fullmatch(r"[a-z0-9_-]{1,50}", external_id)
    assert external_id == Key(key.campaign, key.kind, key.name).external_id(generation)


@given(key=keys, body=st.text(max_size=200))
def test_markers_hold_a_public_key_and_a_hash(key: Key, body: str) -> None:
    comment = with_marker(key, "A title", body).rpartition("\n\n")[2]
    assert re.fullmatch(rf"<!-- ib:{re.escape(str(key))} [0-9a-f]{{16}} -->", comment)


@pytest.mark.parametrize(
    "text",
    [
        "> [poll]\n> * a\n> * b\n> [/poll]",
        "[details=x]\n[poll]\n* a\n* b\n[/poll]\n[/details]",
        "[poll name=vote]\n* For\n* Against\n[/poll]",
    ],
)
def test_polls_in_what_people_wrote_stay_words(stage: Stage, text: str) -> None:
    live = stage.forum.create_topic(stage.new(1, raw=text))
    shown = stage.forum.topic(live.topic_id)
    assert shown is not None
    assert shown.first is not None
    assert len(shown.first.polls) == 1, "as it stands, it is a poll"
    inertly = stage.forum.create_topic(stage.new(2, raw=inert(text)))
    seen = stage.forum.topic(inertly.topic_id)
    assert seen is not None
    assert seen.first is not None
    assert seen.first.polls == ()
