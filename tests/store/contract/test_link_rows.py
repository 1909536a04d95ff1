"""Links come back as they were put, facets and their types included."""

from __future__ import annotations

from dataclasses import replace

from bridge.domain.document import Facet, Link, LinkState, agrees
from bridge.domain.identity import Key, Kind
from bridge.store.unit_of_work import SqlStore

KEY = Key("north", Kind.IDEA, "abcdefghjk")
LINK = Link(
    key=KEY,
    generation=2,
    base={
        Facet.TITLE: "Hand over at the bedside",
        Facet.BODY: "Two lines\nof text – with a dash",
        Facet.TAGS: ("q1", "status-new"),
        Facet.PINNED: False,
        Facet.POLL: "open",
    },
    category_id=7,
    topic_id=2**40,
    post_id=12,
    pending="0123456789abcdef",
    state=LinkState.REMOVED,
)


def test_an_unknown_key_has_no_link(store: SqlStore) -> None:
    with store.begin() as unit:
        assert unit.links.get(KEY) is None
        assert list(unit.links.all("north")) == []


def test_a_link_comes_back_as_it_was_put(store: SqlStore) -> None:
    with store.begin() as unit:
        unit.links.put(LINK)
    with store.begin() as unit:
        found = unit.links.get(KEY)
    assert found == LINK
    assert isinstance(found.base[Facet.TAGS], tuple)


def test_of_a_private_text_only_a_hash_comes_back(store: SqlStore) -> None:
    key = Key("north--review", Kind.REVIEW, "3f9a")
    with store.begin() as unit:
        unit.links.put(replace(LINK, key=key))
    with store.begin() as unit:
        found = unit.links.get(key)
        assert found is not None
        unit.links.put(found)
        assert unit.links.get(key) == found
    body = LINK.base[Facet.BODY]
    assert found.base == {**LINK.base, Facet.BODY: found.base[Facet.BODY]}
    assert found.base[Facet.BODY] != body
    assert agrees(found.base[Facet.BODY], body)
    assert not agrees(found.base[Facet.BODY], f"{body}!")


def test_putting_again_replaces_every_field(store: SqlStore) -> None:
    bare = Link(key=KEY, generation=3, base={})
    with store.begin() as unit:
        unit.links.put(LINK)
        unit.links.put(bare)
        assert list(unit.links.all("north")) == [bare]


def test_links_are_ordered_by_key_whatever_the_language_of_the_server(store: SqlStore) -> None:
    names = ["b", "a-2", "a_1", "a1", "z", "2015-w06", "a-1"]
    links = [
        replace(LINK, key=Key("north", kind, name)) for name in names for kind in (Kind.IDEA, Kind.DIGEST)
    ]
    with store.begin() as unit:
        for link in links:
            unit.links.put(link)
        assert [link.key for link in unit.links.all("north")] == sorted(link.key for link in links)
