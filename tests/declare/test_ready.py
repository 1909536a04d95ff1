"""The lenses and groups that ship ready to use."""

from __future__ import annotations

from bridge.declare.ready import ready_groups, ready_lenses

TAG_LENGTH = 20


def test_the_lenses_have_their_values() -> None:
    assert {name: len(lens.tags) for name, lens in ready_lenses().items()} == {
        "success-factors": 7,
        "barrier-areas": 4,
        "approach-types": 3,
        "structures-processes-patterns": 3,
        "who-can-act": 5,
    }


def test_every_tag_has_a_definition_and_a_source() -> None:
    tags = [tag for lens in ready_lenses().values() for tag in lens.tags]
    assert all(tag.title and tag.definition.endswith(".") and tag.source for tag in tags)
    assert len({tag.definition for tag in tags}) == len(tags)


def test_tags_fit_the_forum_and_none_is_the_beginning_of_another() -> None:
    tags = sorted(tag.tag for lens in ready_lenses().values() for tag in lens.tags)
    assert all(len(tag) <= TAG_LENGTH for tag in tags)
    assert not [(a, b) for a in tags for b in tags if a != b and b.startswith(a)]


def test_the_groups_are_those_that_people_know() -> None:
    assert list(ready_groups()) == [
        "nurse",
        "doctor",
        "allied-health",
        "administrator",
        "manager",
        "porter",
        "cleaner",
        "carer",
        "volunteer",
        "patient",
        "other",
    ]
