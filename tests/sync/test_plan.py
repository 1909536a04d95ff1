"""What a plan says before it is carried out: order, requests, checksum, and the brakes on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bridge.domain.document import Document, Facet, Link
from bridge.domain.errors import UnsafePlan
from bridge.domain.identity import Key, Kind
from bridge.domain.journal import Action
from bridge.sync.compare import Comparison, compare, compare_dropped
from bridge.sync.guard import CHANGED_FLOOR, guard, guard_view
from bridge.sync.observed import Seen
from bridge.sync.plan import Plan, make_plan
from tests.sync.staging import category_document, idea_document

CAMPAIGN = "campaign"


def plan_of(*comparisons: Comparison, close_dropped: bool = False) -> Plan:
    return make_plan(CAMPAIGN, comparisons, strategy="lists", read_requests=1, close_dropped=close_dropped)


def shown(document: Document, *, alone: bool = True, **facets: object) -> Seen:
    changed = {Facet(name): value for name, value in facets.items()}
    return Seen(
        document.key,
        {**document.facets, **changed},  # type: ignore[dict-item]
        removed=False,
        category_id=5,
        topic_id=7,
        post_id=9,
        raw="the text as it stands",
        alone=alone,
    )


def agreed(document: Document, **facets: object) -> Link:
    base = {**document.facets, **{Facet(name): value for name, value in facets.items()}}
    return Link(document.key, 1, base, category_id=5, topic_id=7, post_id=9)  # type: ignore[arg-type]


def test_the_category_comes_first_and_states_come_last() -> None:
    idea = idea_document(CAMPAIGN, "amber", "A text of an idea.", pinned=True)

    plan = plan_of(compare(idea, None, None), compare(category_document(CAMPAIGN), None, None))

    assert [(str(item.action), item.key.kind) for item in plan.operations] == [
        ("create", Kind.CATEGORY),
        ("create", Kind.IDEA),
        ("update", Kind.IDEA),
    ]
    assert plan.requests == 3


def test_title_and_tags_travel_in_one_request() -> None:
    idea = idea_document(CAMPAIGN, "amber", "A text.")
    link = agreed(idea, title="An older title of it", tags=("q0",))
    seen = shown(idea, title="An older title of it", tags=("q0",))

    plan = plan_of(compare(idea, link, seen))

    assert [item.facet for item in plan.operations] == ["tags+title"]
    assert plan.requests == 1


@pytest.mark.parametrize(("alone", "requests"), [(True, 2), (False, 1)])
def test_an_edit_of_an_unanswered_idea_undoes_its_jump_to_the_top(alone: bool, requests: int) -> None:
    idea = idea_document(CAMPAIGN, "amber", "A new text.")

    plan = plan_of(compare(idea, agreed(idea, body="Old."), shown(idea, alone=alone, body="Old.")))

    assert plan.requests == requests
    assert plan.operations[0].original == "the text as it stands"


def test_equal_plans_have_equal_checksums_and_other_texts_another_one() -> None:
    one = idea_document(CAMPAIGN, "amber", "A text.")
    other = idea_document(CAMPAIGN, "amber", "Another text.")

    first, again, different = (plan_of(compare(item, None, None)) for item in (one, one, other))

    assert first.checksum == again.checksum
    assert first.checksum != different.checksum


def test_what_is_no_longer_declared_is_closed_and_unlisted_only_on_demand() -> None:
    idea = idea_document(CAMPAIGN, "amber", "A text.")
    dropped = compare_dropped(agreed(idea), shown(idea))
    assert dropped is not None

    assert plan_of(dropped).operations == ()
    closing = plan_of(dropped, close_dropped=True)
    assert {item.facet for item in closing.operations} == {"closed", "listed"}
    assert closing.count(Action.UPDATE) == 2


def changed_texts(changed: int, unchanged: int) -> Plan:
    comparisons = []
    for number in range(changed + unchanged):
        idea = idea_document(CAMPAIGN, f"idea{number}", "New." if number < changed else "Old.")
        comparisons.append(compare(idea, agreed(idea, body="Old."), shown(idea, body="Old.")))
    return plan_of(*comparisons)


@pytest.mark.parametrize(
    ("changed", "unchanged"),
    [(CHANGED_FLOOR + 1, 0), (31, 69)],
    ids=["more than the floor of ten", "more than 30 percent"],
)
def test_a_plan_that_rewrites_too_much_is_held_back(changed: int, unchanged: int) -> None:
    plan = changed_texts(changed, unchanged)

    with pytest.raises(UnsafePlan, match=f"{changed} of {changed + unchanged}"):
        guard(plan)
    guard(plan, force=True)


@pytest.mark.parametrize(("changed", "unchanged"), [(CHANGED_FLOOR, 0), (30, 70)])
def test_a_plan_up_to_the_limit_runs(changed: int, unchanged: int) -> None:
    guard(changed_texts(changed, unchanged))


def test_closing_everything_at_the_end_of_a_phase_is_no_accident() -> None:
    comparisons = []
    for number in range(50):
        idea = idea_document(CAMPAIGN, f"idea{number}", "A text.", closed=True)
        comparisons.append(compare(idea, agreed(idea, closed=False), shown(idea, closed=False)))

    guard(plan_of(*comparisons))


def test_another_plan_than_the_approved_one_is_never_carried_out() -> None:
    plan = changed_texts(1, 0)

    guard(plan, approved=plan.checksum)
    with pytest.raises(UnsafePlan, match="since this plan was made"):
        guard(plan, approved="0" * 64, force=True)


def test_no_idea_is_published_beside_those_of_a_lost_database() -> None:
    idea = idea_document(CAMPAIGN, "amber", "A text of an idea.")
    made = replace(plan_of(compare(idea, None, None)), unknown=2)

    with pytest.raises(UnsafePlan, match="shows 2 ideas of this campaign that this database does not know"):
        guard(made)
    guard(made, force=True)
    guard(replace(plan_of(compare(idea, agreed(idea), shown(idea))), unknown=2))


def test_a_forum_that_shows_nothing_of_ours_stops_everything() -> None:
    guard_view(0, 0)
    guard_view(5, 1)
    with pytest.raises(UnsafePlan, match="none of the 5"):
        guard_view(5, 0)
    guard_view(5, 0, force=True)


def test_the_external_id_fits_the_forum_and_keeps_keys_apart() -> None:
    long = "a-campaign-with-a-very-long-name-that-does-not-fit"
    keys = [
        Key(slug, kind, name)
        for slug in (long, f"{long}-2", "x")
        for kind in (Kind.IDEA, Kind.QUESTION)
        for name in ("abcdefghjk", "q1")
    ]
    ids = [key.external_id(generation) for key in keys for generation in (1, 2, 10)]

    assert len(set(ids)) == len(ids)
    assert all(len(item) <= 50 for item in ids)
    assert all(set(item) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_") for item in ids)
