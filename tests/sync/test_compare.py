"""The reconcile table: what becomes of a Document when campaign, forum and last agreement differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.document import POLL_OPEN, Document, Facet, FacetValue, Link, LinkState, veiled
from bridge.domain.identity import Key, Kind, Marker, text_hash
from bridge.sync.compare import Comparison, Outcome, compare, compare_dropped
from bridge.sync.observed import Seen

KEY = Key("campaign", Kind.IDEA, "abc")


def document(**facets: FacetValue) -> Document:
    return Document(KEY, {Facet(name): value for name, value in facets.items()})


def link(**base: FacetValue) -> Link:
    return Link(KEY, 1, {Facet(name): value for name, value in base.items()}, topic_id=7, post_id=9)


def seen(*, marker: Marker | None = None, removed: bool = False, **facets: FacetValue) -> Seen:
    return Seen(
        KEY,
        {Facet(name): value for name, value in facets.items()},
        removed=removed,
        category_id=3,
        topic_id=7,
        post_id=9,
        marker=marker,
    )


def outcome_of(comparison: Comparison, facet: Facet) -> Outcome | None:
    return next((change.outcome for change in comparison.changes if change.facet is facet), None)


def test_a_document_that_is_nowhere_is_created() -> None:
    assert compare(document(body="new"), None, None).outcome is Outcome.CREATE


def test_what_both_sides_say_alike_needs_nothing() -> None:
    assert compare(document(body="same"), link(body="same"), seen(body="same")).outcome is Outcome.SAME


def test_our_change_is_written_while_the_forum_still_shows_what_was_agreed() -> None:
    comparison = compare(document(body="new"), link(body="old"), seen(body="old"))

    assert outcome_of(comparison, Facet.BODY) is Outcome.UPDATE


def test_a_moderators_change_is_kept_while_the_campaign_says_what_was_agreed() -> None:
    comparison = compare(document(body="old"), link(body="old"), seen(body="edited"))

    assert comparison.outcome is Outcome.KEEP


def test_a_text_that_both_sides_changed_is_a_conflict() -> None:
    comparison = compare(document(body="ours"), link(body="old"), seen(body="theirs"))

    assert comparison.outcome is Outcome.CONFLICT


def test_the_same_change_on_both_sides_becomes_the_agreement() -> None:
    comparison = compare(document(body="new"), link(body="old"), seen(body="new"))

    assert comparison.outcome is Outcome.SAME
    assert comparison.agreed is not None
    assert comparison.agreed.base[Facet.BODY] == "new"


def test_our_own_unconfirmed_edit_is_not_taken_for_a_moderators() -> None:
    """The answer to an edit was lost; the forum shows the sent text, and the campaign moved on since."""
    sent = replace(link(body="old"), pending=text_hash(None, "sent"))

    comparison = compare(document(body="newer"), sent, seen(body="sent"))

    assert outcome_of(comparison, Facet.BODY) is Outcome.UPDATE


@pytest.mark.parametrize("shown", [None, seen(removed=True)], ids=["not shown", "shown as removed"])
def test_what_a_person_removed_stays_removed(shown: Seen | None) -> None:
    assert compare(document(body="old"), link(body="old"), shown).outcome is Outcome.REMOVED


def test_a_remembered_removal_stands_even_if_the_topic_shows_again() -> None:
    gone = replace(link(body="old"), state=LinkState.REMOVED)

    assert compare(document(body="new"), gone, seen(body="old")).outcome is Outcome.REMOVED


def test_a_trashed_topic_without_a_link_is_not_created_again() -> None:
    assert compare(document(body="old"), None, seen(removed=True)).outcome is Outcome.REMOVED


def test_a_restored_document_is_created_in_its_new_generation() -> None:
    waiting = Link(KEY, 2, {})

    comparison = compare(document(body="old"), waiting, None)

    assert comparison.outcome is Outcome.CREATE
    assert comparison.link == waiting


def test_adopting_a_text_that_the_marker_proves_untouched_allows_an_update() -> None:
    marker = Marker(KEY, text_hash("Title", "old"))

    comparison = compare(
        document(title="Title", body="new"), None, seen(title="Title", body="old", marker=marker)
    )

    assert comparison.outcome is Outcome.ADOPT
    assert outcome_of(comparison, Facet.BODY) is Outcome.UPDATE


def test_adopting_an_edited_text_is_a_conflict_if_the_campaign_says_something_else() -> None:
    marker = Marker(KEY, text_hash("Title", "old"))

    comparison = compare(
        document(title="Title", body="new"), None, seen(title="Title", body="edited", marker=marker)
    )

    assert outcome_of(comparison, Facet.BODY) is Outcome.CONFLICT


def test_adopting_a_topic_that_was_closed_by_hand_leaves_it_closed() -> None:
    comparison = compare(document(closed=False), None, seen(closed=True))

    assert outcome_of(comparison, Facet.CLOSED) is Outcome.KEEP


def test_a_fresh_adoption_is_pinned_if_the_campaign_wants_it() -> None:
    comparison = compare(document(pinned=True), None, seen(pinned=False))

    assert outcome_of(comparison, Facet.PINNED) is Outcome.UPDATE


def test_tags_of_moderators_survive_ours() -> None:
    comparison = compare(
        document(tags=("q1", "status-chosen")),
        link(tags=("q1", "status-new")),
        seen(tags=("q1", "safety", "status-new")),
    )

    change = comparison.by(Outcome.UPDATE)[0]
    assert change.value == ("q1", "safety", "status-chosen")


def test_a_tag_that_a_moderator_took_away_does_not_come_back() -> None:
    comparison = compare(
        document(tags=("capability", "q1")), link(tags=("capability", "q1")), seen(tags=("q1",))
    )

    assert comparison.outcome is Outcome.KEEP


def test_a_facet_that_was_not_looked_at_is_left_alone() -> None:
    comparison = compare(document(body="new", closed=True), link(body="old", closed=True), seen(closed=True))

    assert comparison.outcome is Outcome.SAME


def test_what_is_no_longer_declared_is_told_until_it_is_out_of_sight() -> None:
    told = compare_dropped(link(listed=True), seen(listed=True))

    assert told is not None
    assert told.outcome is Outcome.DROPPED
    assert compare_dropped(link(listed=False), seen(listed=False)) is None
    assert compare_dropped(link(listed=True), None) is None


texts = st.sampled_from(["", "one", "two", "three"])
tags = st.sets(st.sampled_from(["a", "b", "c", "d"])).map(lambda found: tuple(sorted(found)))
states = st.booleans()


@given(ours=texts, base=st.none() | texts, theirs=texts)
def test_a_text_is_overwritten_only_where_the_forum_shows_what_was_agreed(
    ours: str, base: str | None, theirs: str
) -> None:
    comparison = compare(
        document(body=ours), link(**({} if base is None else {"body": base})), seen(body=theirs)
    )

    written = outcome_of(comparison, Facet.BODY) is Outcome.UPDATE
    assert written == (ours != theirs and theirs == base)


@given(ours=states, base=states, theirs=states)
def test_a_state_is_never_a_conflict_and_never_undoes_a_person(ours: bool, base: bool, theirs: bool) -> None:
    comparison = compare(document(closed=ours), link(closed=base), seen(closed=theirs))

    outcome = outcome_of(comparison, Facet.CLOSED)
    assert outcome in (None, Outcome.UPDATE, Outcome.KEEP)
    if theirs != base:
        assert outcome is not Outcome.UPDATE


@given(ours=tags, base=tags, theirs=tags)
def test_tags_merge_like_sets(ours: tuple[str, ...], base: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    comparison = compare(document(tags=ours), link(tags=base), seen(tags=theirs))

    changes = comparison.by(Outcome.UPDATE)
    result = set(theirs)
    if changes:
        value = changes[0].value
        assert isinstance(value, tuple)
        result = set(value)
    added_by_people, removed_by_people = set(theirs) - set(base), set(base) - set(theirs)
    assert added_by_people - (set(base) - set(ours)) <= result
    assert not (removed_by_people & result - (set(ours) - set(base)))
    assert set(ours) - set(base) <= result


@given(ours=texts, base=texts, theirs=texts, open_poll=states)
def test_comparing_again_after_writing_changes_nothing(
    ours: str, base: str, theirs: str, open_poll: bool
) -> None:
    wanted = document(body=ours, poll=POLL_OPEN if open_poll else "closed")
    first = compare(wanted, link(body=base, poll=POLL_OPEN), seen(body=theirs, poll=POLL_OPEN))
    facets = dict(first.seen.facets) if first.seen else {}
    stored = dict((first.agreed or first.link or link()).base)
    for change in first.by(Outcome.UPDATE):
        facets[change.facet] = stored[change.facet] = change.value

    again = compare(wanted, replace(link(), base=stored), replace(seen(), facets=facets))

    assert not again.by(Outcome.UPDATE)


PRIVATE = Key("campaign--review", Kind.REVIEW, "3f9a")


def private(body: str, shown: str, agreed: str = "old") -> Comparison:
    """A private Document whose link knows the agreed text by its hash alone, as the store keeps it."""
    base = veiled(PRIVATE, {Facet.BODY: agreed, Facet.TITLE: "title"})
    return compare(
        replace(document(body=body, title="title"), key=PRIVATE),
        replace(link(), key=PRIVATE, base=base, category_id=3),
        replace(seen(body=shown, title="title"), key=PRIVATE),
    )


def test_a_text_that_is_known_by_its_hash_is_compared_all_the_same() -> None:
    assert private("old", "old").outcome is Outcome.SAME
    assert private("old", "old").agreed is None
    assert outcome_of(private("new", "old"), Facet.BODY) is Outcome.UPDATE
    assert outcome_of(private("old", "edited"), Facet.BODY) is Outcome.KEEP
    assert outcome_of(private("new", "edited"), Facet.BODY) is Outcome.CONFLICT
    assert private("new", "new").outcome is Outcome.SAME
