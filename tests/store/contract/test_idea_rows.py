"""Ideas keep every version of their words; the moderation log only grows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bridge.domain.idea import Decision, Experience, Idea, IdeaStatus, ModerationEntry, Wording
from bridge.ports import UnitOfWork
from bridge.store.repositories.ideas import IdeaRepository
from bridge.store.unit_of_work import SqlStore

HOUR = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
IDEA = Idea(
    id="abcdefghjk",
    campaign="north",
    question="q1",
    title="Quiet handovers",
    text="Hand over at the bedside.",
    role="nurse",
    lenses=("communication",),
    experience=Experience.WE_DID,
    accepted=HOUR,
)


def versions(unit: UnitOfWork) -> list[tuple[int, str, str]]:
    assert isinstance(unit.ideas, IdeaRepository)
    return list(unit.ideas.versions("north", "abcdefghjk"))


def test_an_idea_comes_back_as_it_was_put(store: SqlStore) -> None:
    with store.begin() as unit:
        assert unit.ideas.get("north", IDEA.id) is None
        unit.ideas.put(IDEA)
    with store.begin() as unit:
        assert unit.ideas.get("north", IDEA.id) == IDEA


def test_new_words_make_a_new_version_and_the_old_ones_stay(store: SqlStore) -> None:
    with store.begin() as unit:
        unit.ideas.put(IDEA)
        unit.ideas.put(replace(IDEA, text="Hand over where the patient is."))
        unit.ideas.put(replace(IDEA, title="Handovers", text="Hand over where the patient is."))
        found = unit.ideas.get("north", IDEA.id)
        assert found == replace(IDEA, title="Handovers", text="Hand over where the patient is.", version=3)
        assert versions(unit) == [
            (1, "Quiet handovers", "Hand over at the bedside."),
            (2, "Quiet handovers", "Hand over where the patient is."),
            (3, "Handovers", "Hand over where the patient is."),
        ]


def test_other_changes_keep_the_version(store: SqlStore) -> None:
    published = replace(
        IDEA, status=IdeaStatus.CHOSEN, batch=3, published=HOUR + timedelta(hours=5), merged_into="bcdefghjkm"
    )
    with store.begin() as unit:
        unit.ideas.put(IDEA)
        unit.ideas.put(published)
        assert unit.ideas.get("north", IDEA.id) == published
        assert len(versions(unit)) == 1


def test_earlier_words_are_those_that_appeared_and_nobody_hid(store: SqlStore) -> None:
    with store.begin() as unit:
        unit.ideas.put(IDEA)
        unit.ideas.put(replace(IDEA, id="bcdefghjkm"))
        assert unit.ideas.not_appeared("north") == {IDEA.id: 1, "bcdefghjkm": 1}
        unit.ideas.appeared("north", {IDEA.id: 1})
        unit.ideas.appeared("north", {IDEA.id: 1})
        assert unit.ideas.not_appeared("north") == {"bcdefghjkm": 1}
        assert unit.ideas.earlier("north") == {}
        for text in ("Never shown.", "Shown again.", "The latest."):
            unit.ideas.put(replace(IDEA, text=text))
            if text != "Never shown.":
                unit.ideas.appeared("north", unit.ideas.not_appeared("north"))
    first = Wording(1, IDEA.title, IDEA.text)
    with store.begin() as unit:
        assert unit.ideas.earlier("north") == {IDEA.id: [first, Wording(3, IDEA.title, "Shown again.")]}
        assert (unit.ideas.earlier("south"), unit.ideas.not_appeared("south")) == ({}, {})
        unit.ideas.put(replace(IDEA, text="The latest.", hidden_before=3))
        assert unit.ideas.earlier("north") == {IDEA.id: [Wording(3, IDEA.title, "Shown again.")]}
        unit.ideas.put(replace(IDEA, text="The latest.", hidden_before=4))
        assert unit.ideas.earlier("north") == {}


def test_versions_are_counted_by_the_store_alone(store: SqlStore) -> None:
    with store.begin() as unit:
        unit.ideas.put(replace(IDEA, version=9))
        assert unit.ideas.get("north", IDEA.id) == IDEA


def test_times_are_kept_by_the_hour(store: SqlStore) -> None:
    odd = HOUR + timedelta(minutes=31, seconds=5)
    with store.begin() as unit:
        unit.ideas.put(replace(IDEA, accepted=odd, published=odd))
        unit.ideas.log(ModerationEntry("north", IDEA.id, Decision.ACCEPT, "", odd))
        found = unit.ideas.get("north", IDEA.id)
        (entry,) = unit.ideas.log_entries("north")
    assert found is not None
    assert (found.accepted, found.published, entry.at) == (HOUR, HOUR, HOUR)


def test_ideas_are_ordered_by_id(store: SqlStore) -> None:
    names = ["kkk", "222", "aaa", "a2a"]
    with store.begin() as unit:
        for name in names:
            unit.ideas.put(replace(IDEA, id=name))
        assert [idea.id for idea in unit.ideas.all("north")] == ["222", "a2a", "aaa", "kkk"]


def test_the_moderation_log_keeps_every_entry_in_order(store: SqlStore) -> None:
    entries = [
        ModerationEntry("north", "s-1", Decision.RETURN, "please say what changed", HOUR),
        ModerationEntry("north", "abcdefghjk", Decision.ACCEPT, "", HOUR),
        ModerationEntry("north", "s-2", Decision.REJECT, "advertising", HOUR - timedelta(hours=1)),
        ModerationEntry("north", "abcdefghjk", Decision.ACCEPT, "", HOUR),
    ]
    with store.begin() as unit:
        for entry in entries:
            unit.ideas.log(entry)
    with store.begin() as unit:
        assert list(unit.ideas.log_entries("north")) == entries


def test_the_moderation_log_offers_no_way_to_change_or_delete() -> None:
    about_the_log = {name for name in dir(IdeaRepository) if "log" in name and not name.startswith("_")}
    assert about_the_log == {"log", "log_entries"}
