"""Everything that a campaign should show, as Documents, and the way from there to the forum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bridge.domain.campaign import Anonymity, Campaign, Story
from bridge.domain.document import Document, Facet
from bridge.domain.errors import UnsafePlan
from bridge.domain.idea import Experience, Idea
from bridge.domain.identity import Key, Kind
from bridge.pipeline.publish import apply, apply_only, desired_documents, plan
from bridge.sync.lease import hold
from bridge.wiring import Bridge
from tests.e2e.staging import Town, open_town

NAMES = ("abc", "def", "ghi", "jkl", "mno")


@pytest.fixture
def town(kettles: Campaign) -> Iterator[Town]:
    with open_town(kettles.phases[0].opens + timedelta(days=2)) as found:
        yield found


def accept(bridge: Bridge, *names: str, question: str = "q1") -> None:
    """Ideas that moderators accepted just now."""
    with bridge.store.begin() as unit:
        for name in names:
            unit.ideas.put(
                Idea(
                    id=name,
                    campaign="kettles",
                    question=question,
                    title=f"The kettle of the idea {name}",
                    text=f"What {name} says of kettles.",
                    role="nurse",
                    lenses=("need-time",),
                    experience=Experience.WE_DID,
                    accepted=bridge.clock.now().replace(minute=0, second=0),
                )
            )


def documents(bridge: Bridge, campaign: Campaign) -> dict[str, Document]:
    found = desired_documents(bridge.desk, campaign, bridge.clock.now())
    return {f"{document.key.kind}/{document.key.name}": document for document in found}


def published(bridge: Bridge) -> set[str]:
    with bridge.store.begin() as unit:
        return {idea.id for idea in unit.ideas.all("kettles") if idea.published is not None}


def carried_out(bridge: Bridge, campaign: Campaign, **wishes: object) -> int:
    with hold(bridge.store, bridge.clock, campaign.slug, "test") as lease:
        _, applied = apply(bridge.desk, campaign, lease, **wishes)  # type: ignore[arg-type]
    assert applied is not None
    assert applied.failed == []
    return applied.done


def test_a_campaign_without_ideas(bridge: Bridge, kettles: Campaign) -> None:
    assert list(documents(bridge, kettles)) == [
        *("category/category", "start/start", "question/q1", "question/q2"),
    ]


def test_a_role_is_told_once_ten_ideas_came_from_it(bridge: Bridge, kettles: Campaign) -> None:
    """And an earlier topic is not changed by a later idea."""
    with bridge.store.begin() as unit:
        for number in range(12):
            idea = Idea(
                id=f"n{number:02}",
                campaign="kettles",
                question="q1",
                title=f"The kettle of the nurse number {number}",
                text=f"What number {number} says of kettles.",
                role="nurse" if number != 11 else "porter",
                lenses=(),
                experience=Experience.WE_DID,
                accepted=bridge.clock.now(),
                batch=1 + number // 4,
                published=bridge.clock.now(),
            )
            unit.ideas.put(idea)
    shown = documents(bridge, kettles)
    telling = [name for name, document in shown.items() if "From: Nurse" in document.body]
    assert telling == ["idea/n08", "idea/n09", "idea/n10"]
    assert not any("From: Porter" in document.body for document in shown.values())


def test_due_ideas_are_shown_before_they_are_released(bridge: Bridge, kettles: Campaign) -> None:
    """A plan counts them; only `apply` writes down that they went out."""
    accept(bridge, *NAMES[:4])
    assert not any(name.startswith("idea/") for name in documents(bridge, kettles))

    accept(bridge, NAMES[4])
    shown = documents(bridge, kettles)
    assert {f"idea/{name}" for name in NAMES} <= set(shown)
    assert plan(bridge.desk, kettles).changes > 5
    assert published(bridge) == set()

    carried_out(bridge, kettles)
    assert published(bridge) == set(NAMES)
    assert plan(bridge.desk, kettles).operations == ()


def test_an_idea_has_its_questions_its_lenses_and_its_status_as_tags(
    bridge: Bridge, kettles: Campaign
) -> None:
    accept(bridge, *NAMES)

    assert documents(bridge, kettles)["idea/abc"].tags == ("cold", "need-time", "status-new")


def test_a_story_appears_on_its_day(town: Town, bridge: Bridge, kettles: Campaign) -> None:
    day = bridge.clock.now().date() + timedelta(days=1)
    story = Story("steam", "Steam", "The team", "https://example.org/steam", day, "All about steam.")
    campaign = replace(kettles, stories=(story,))
    assert "story/steam" not in documents(bridge, campaign)

    assert town.clock is not None
    town.clock.advance(timedelta(days=1))

    assert "story/steam" in documents(bridge, campaign)


def test_rights_follow_the_phase_and_the_question(town: Town, bridge: Bridge, kettles: Campaign) -> None:
    accept(bridge, *NAMES)
    carried_out(bridge, kettles)
    assert town.clock is not None

    def opened(name: str) -> tuple[bool, object]:
        found = documents(bridge, kettles)[name]
        return not found.facets[Facet.CLOSED], found.facets.get(Facet.POLL)

    assert opened("idea/abc") == (True, "open")
    town.clock.move_to(kettles.phases[1].opens)
    assert opened("idea/abc") == (False, "open")
    town.clock.move_to(kettles.phases[2].opens)
    assert opened("idea/abc") == (False, "closed")


def test_the_figures_of_the_start_topic_change_once_a_week(
    town: Town, bridge: Bridge, kettles: Campaign
) -> None:
    accept(bridge, *NAMES)
    carried_out(bridge, kettles)
    with bridge.store.begin() as unit:
        post = unit.links.get(Key("kettles", Kind.IDEA, "abc"))
    before = documents(bridge, kettles)["start/start"].body
    assert post is not None
    assert town.clock is not None
    town.clock.advance(timedelta(days=1))
    assert documents(bridge, kettles)["start/start"].body == before

    town.clock.advance(timedelta(days=6))

    assert "5 ideas published" in documents(bridge, kettles)["start/start"].body


def test_an_idea_that_was_merged_after_its_publication_closes_and_says_so(
    town: Town, bridge: Bridge, kettles: Campaign
) -> None:
    accept(bridge, *NAMES)
    carried_out(bridge, kettles)
    with bridge.store.begin() as unit:
        idea = unit.ideas.get("kettles", "abc")
        assert idea is not None
        unit.ideas.put(replace(idea, merged_into="def"))
        link = unit.links.get(Key("kettles", Kind.IDEA, "abc"))

    assert carried_out(bridge, kettles) >= 2
    assert link is not None
    topic = town.topic(link.topic_id)
    assert topic["closed"]
    assert "moderators have joined the two" in topic["raw"]
    assert town.poll_status(link.post_id) == "closed"
    assert plan(bridge.desk, kettles).operations == ()


def test_a_phase_that_gets_longer_is_told_and_one_that_never_changed_is_not(
    town: Town, bridge: Bridge, kettles: Campaign
) -> None:
    carried_out(bridge, kettles)
    first = kettles.phases[0]
    longer = replace(first, closes=first.closes + timedelta(days=2))
    campaign = replace(kettles, phases=(longer, *kettles.phases[1:]))
    longest = replace(first, closes=first.closes + timedelta(days=4))

    notices = [name for name in documents(bridge, campaign) if name.startswith("notice/")]
    assert len(notices) == 1
    carried_out(bridge, campaign)
    assert plan(bridge.desk, campaign).operations == ()
    again = replace(kettles, phases=(longest, *kettles.phases[1:]))
    carried_out(bridge, again)
    assert plan(bridge.desk, again).operations == ()

    with bridge.store.begin() as unit:
        start = unit.links.get(Key("kettles", Kind.START, "start"))
    assert start is not None
    site = town.sandbox.site
    with site.lock:
        told = site.column(
            "SELECT raw FROM posts WHERE topic_id = ? AND post_number > 1 AND post_type = 1 ORDER BY id",
            start.topic_id,
        )
    assert len(told) == 2


def test_dates_that_change_before_a_phase_opens_need_no_notice(bridge: Bridge, kettles: Campaign) -> None:
    carried_out(bridge, kettles)
    later = kettles.phases[2]
    moved = replace(later, closes=later.closes + timedelta(days=2))

    names = documents(bridge, replace(kettles, phases=(*kettles.phases[:2], moved)))

    assert not [name for name in names if name.startswith("notice/")]


def test_a_plan_that_is_declined_leaves_no_trace(town: Town, bridge: Bridge, kettles: Campaign) -> None:
    accept(bridge, *NAMES)

    with town.watched() as writes, hold(bridge.store, bridge.clock, "kettles", "test") as lease:
        _, applied = apply(bridge.desk, kettles, lease, confirm=lambda _: False)
        assert not writes()

    assert applied is None
    assert published(bridge) == set()


def test_a_plan_that_is_held_back_leaves_no_trace(town: Town, bridge: Bridge, kettles: Campaign) -> None:
    accept(bridge, *NAMES)

    with (
        town.watched() as writes,
        hold(bridge.store, bridge.clock, "kettles", "test") as lease,
        pytest.raises(UnsafePlan),
    ):
        apply(bridge.desk, kettles, lease, approved="another checksum")

    assert not writes()
    assert published(bridge) == set()
    with bridge.store.begin() as unit:
        assert not unit.periods.ends("kettles", "collect")


def test_documents_by_themselves_leave_all_else_alone(town: Town, bridge: Bridge, kettles: Campaign) -> None:
    carried_out(bridge, kettles)
    accept(bridge, *NAMES)
    document = Document(
        Key("kettles", Kind.DIGEST, "2015-w03"),
        {Facet.TITLE: "A digest of kettles", Facet.BODY: "It was warm.", Facet.TAGS: ()},
        parent=Key("kettles", Kind.CATEGORY, "category"),
    )

    with hold(bridge.store, bridge.clock, "kettles", "test") as lease:
        made, applied = apply_only(bridge.desk, kettles, lease, [document])

    assert [operation.key for operation in made.operations] == [document.key]
    assert applied.created == [document.key]
    assert published(bridge) == set()


def test_a_small_batch_waits_no_longer_than_promised(town: Town, bridge: Bridge, kettles: Campaign) -> None:
    campaign = replace(kettles, anonymity=Anonymity(batch_size=5, longest_wait=timedelta(hours=24), least=1))
    accept(bridge, "abc")
    carried_out(bridge, campaign)
    assert published(bridge) == set()
    assert town.clock is not None

    town.clock.advance(timedelta(hours=25))
    carried_out(bridge, campaign)

    assert published(bridge) == {"abc"}
