"""What goes into the guide, and what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import GuideRule
from bridge.domain.disclosure import STAFF, sides_told
from bridge.domain.followup import Course
from bridge.domain.guide import roles_told, solutions_of
from bridge.domain.idea import IdeaStatus
from bridge.domain.participation import Reply, Tally
from bridge.domain.ranking import Badge, Counted, Dispute, RankedIdea, Sides, Standing
from bridge.domain.trial import Result
from bridge.pipeline.check_in import record
from bridge.pipeline.quote import best_quotes
from bridge.text.redactor import RuleRedactor
from bridge.text.related import RelatedTexts
from tests.e2e.small_campaign import SLUG
from tests.guide.conftest import CANARIES, IDEAS, PLANTED, PORTERS, REPLIES, Stage, gathered, staged

NOON = datetime(2015, 3, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_can_be_found_where_it_belongs(stage: Stage, name: str) -> None:
    """Else the test that looks for it in the site could not fail."""
    with stage.bridge.store.begin() as unit:
        texts = [idea.text for idea in unit.ideas.all(SLUG)]
        texts += [found.text for found in unit.submissions.waiting(SLUG)]
        texts += [reply.text for reply in unit.ledger.replies(SLUG)]
    held = name in {"waiting", "unpublished", "withdrawn", "merged", "removed", "reply", "talk"}
    assert any(CANARIES[name] in text for text in texts) is held


@pytest.mark.parametrize("canary", CANARIES.values())
def test_nothing_unpublished_is_in_any_file(files: dict[str, bytes], canary: str) -> None:
    assert [
        name for name, content in files.items() if canary in content.decode("utf-8", "replace").lower()
    ] == []


def test_no_pseudonym_is_in_any_file(stage: Stage, files: dict[str, bytes]) -> None:
    with stage.bridge.store.begin() as unit:
        people = {vote.voter for vote in unit.ledger.votes(SLUG)}
        people |= {reply.author for reply in unit.ledger.replies(SLUG)}
    whole = b"\n".join(files.values()).decode("utf-8", "replace")

    assert people
    assert [name for name in people if name in whole] == []


def test_every_published_idea_is_there_best_first_with_the_figures_of_the_ranking(stage: Stage) -> None:
    guide = stage.guide

    # One that was planted with a first wording goes on in other words.
    assert len(guide.ideas) == IDEAS + 1
    assert [idea.id for idea in guide.ideas] == [ranked.idea for ranked in guide.ranking.ideas]
    assert len(guide.solutions) == 12
    assert guide.decided.joined == 1
    assert (guide.decided.withdrawn, guide.decided.removed, guide.decided.waiting) == (1, 1, 1)
    assert (guide.decided.returned, guide.decided.rejected) == (1, 1)
    assert guide.credits == ("abbey Linnet", "Zoë Ardent")


def test_the_reworded_idea_has_two_versions_and_the_chosen_one_its_status(stage: Stage) -> None:
    by_text = {idea.text: idea for idea in stage.guide.ideas}

    hidden = by_text["What had to go is not in these words any more, and the idea goes on."]
    assert (hidden.versions, hidden.earlier) == (2, ())
    assert [idea.status for idea in stage.guide.ideas].count(IdeaStatus.CHOSEN) == 1


def test_earlier_words_that_the_forum_has_shown_stand_at_the_idea(stage: Stage) -> None:
    (reworded,) = [idea for idea in stage.guide.ideas if idea.earlier]

    assert reworded.text.startswith("Better words for this")
    assert reworded.versions == 2
    assert [(old.version, old.title) for old in reworded.earlier] == [(1, reworded.title)]
    assert reworded.earlier[0].text != reworded.text


def test_what_became_of_the_chosen_one_stands_at_it(stage: Stage) -> None:
    (chosen,) = [idea for idea in stage.guide.ideas if idea.status is IdeaStatus.CHOSEN]

    assert chosen.became is not None
    assert chosen.became.reason == "Three wards asked for it."
    assert [stage.course for stage in chosen.became.stages] == [Course.MOVING, None]
    assert chosen.became.overdue
    assert [(tried.place, tried.result) for tried in chosen.trials] == [
        ("Ward 7", Result.WORKED),
        ("=The day unit", Result.DID_NOT),
    ]
    assert [idea for idea in stage.guide.ideas if idea.became or idea.trials] == [chosen]


def test_what_is_planted_beside_ideas_is_in_the_store(stage: Stage) -> None:
    with stage.bridge.store.begin() as unit:
        texts = [trial.words for trial in unit.trials.all(SLUG)]
        texts += [change.reason for change in unit.statuses.all(SLUG)]
        texts += [undertaking.owner for undertaking in unit.follow_ups.all(SLUG)]
    for name in ("trial", "reason", "owner"):
        assert sum(CANARIES[name] in text for text in texts) == 3


def test_a_role_stands_only_where_ten_ideas_have_it(stage: Stage) -> None:
    told_roles = [idea.role for idea in stage.guide.ideas]

    assert {role: told_roles.count(role) for role in set(told_roles)} == {
        "nurse": 30,
        "carer": 12,
        # The porters are among those who did not say.
        None: IDEAS - 30 - 12 + 1,
    }
    assert sum(idea.role == "porter" for idea in stage.ideas.values()) == PORTERS


@pytest.mark.parametrize(
    ("roles", "told_of"),
    [
        ({"a": 9, None: 20}, set()),
        ({"a": 10, None: 20}, {"a"}),
        ({"a": 40, "b": 12, "c": 3}, {"a"}),
        ({"a": 40, "b": 40, None: 9}, {"b"}),
        ({"a": 10}, {"a"}),
        ({"a": 10, "b": 1}, set()),
        ({}, set()),
    ],
)
def test_a_missing_role_cannot_be_told_by_what_is_left(
    roles: dict[str | None, int], told_of: set[str]
) -> None:
    """What stands without a role is nobody, or ten at least: else it would be known to be of a small one."""
    assert roles_told(role for role, number in roles.items() for _ in range(number)) == told_of


def test_figures_by_side_are_told_only_of_ten_people_on_each(stage: Stage) -> None:
    ranked = stage.guide.ideas[0].ranked
    few = replace(ranked, sides=Sides(Standing.SCORED, 0.5, (0.5, 0.5), (20, 4), (40, STAFF - 1), 0.0))
    enough = replace(few, sides=replace(few.sides, seen=(40, STAFF)))

    assert sides_told(few).sides == Sides(Standing.TOO_FEW_ACROSS)
    assert sides_told(enough) is enough
    assert any(idea.ranked.sides.score is not None for idea in stage.guide.ideas)
    seen = [idea.ranked.sides.seen for idea in stage.guide.ideas if idea.ranked.sides.seen is not None]
    assert min(map(min, seen)) >= STAFF


def test_the_best_replies_are_quoted_without_names(stage: Stage) -> None:
    (idea,) = (idea for idea in stage.guide.ideas if idea.quotes)

    assert [quote.likes for quote in idea.quotes] == [9, 6, 4]
    assert (
        idea.quotes[0].text == "We tried this with [name] on two wards, and it worked from the first week on."
    )
    assert "Okafor" not in idea.quotes[1].text
    assert "07700" not in idea.quotes[1].text
    assert idea.quotes[2].text == REPLIES[2][0]


def test_a_reply_that_is_about_persons_is_left_where_it_stands() -> None:
    words = "Margaret Okafor, 07700 900123, and Dr Peter Lindqvist, 07700 900456, both know of it."

    assert best_quotes([Reply(1, "d", "p", words, NOON, likes=8)], RuleRedactor()) == ()


def test_the_same_state_gives_the_same_guide_whenever_it_is_gathered(stage: Stage) -> None:
    stage.bridge.clock.sleep(timedelta(hours=3).total_seconds())

    assert gathered(stage.bridge, stage.campaign) == stage.guide


def test_what_became_of_ideas_goes_on_after_the_last_vote(tmp_path: Path) -> None:
    """The ranking is as old as its votes; check-ins come weeks after these."""
    with staged(tmp_path) as stage:
        (chosen,) = [idea.id for idea in stage.guide.ideas if idea.status is IdeaStatus.CHOSEN]
        stage.bridge.clock.sleep(timedelta(days=21).total_seconds())
        now = stage.bridge.clock.now()
        record(stage.bridge.store, stage.bridge.redactor, stage.campaign, chosen, Course.STUCK, now)
        stage.bridge.clock.sleep(60)
        later = gathered(stage.bridge, stage.campaign)

    assert later.ranking == stage.guide.ranking
    (became,) = [idea.became for idea in later.ideas if idea.became]
    assert [stage.course for stage in became.stages] == [Course.MOVING, Course.STUCK]
    assert not became.overdue


def test_more_solutions_than_ideas_are_all_ideas(stage: Stage) -> None:
    wide = replace(stage.campaign, guide=GuideRule(solutions=200))

    assert len(gathered(stage.bridge, wide).solutions) == len(stage.guide.ideas)


def entry(number: int, place: int, voters: int) -> RankedIdea:
    tally = Tally(str(number), up=voters)
    return RankedIdea(
        place, False, 0.5, 0.4, 0.6, Badge.NONE, tally, Counted(0.0, 0.0, 0.0), Sides(), Dispute(0.0)
    )


@pytest.mark.parametrize(
    ("places", "voters", "most", "expected"),
    [
        ([1, 2, 3], [5, 5, 5], 2, ["0", "1"]),
        # Those that share the last place come in together, ...
        ([1, 2, 2, 4], [5, 5, 5, 5], 2, ["0", "1", "2"]),
        # ... and stay out together where there are too many of them.
        ([1, 2, 2, 2, 2], [5, 5, 5, 5, 5], 2, ["0"]),
        # Where all are first, somebody has to be named.
        ([1, 1, 1, 1, 1], [5, 5, 5, 5, 5], 2, ["0", "1"]),
        # Nobody voted on it: the average alone put it there.
        ([1, 2, 3], [0, 5, 5], 2, ["1", "2"]),
        ([1, 1, 1], [0, 0, 0], 2, []),
        ([], [], 2, []),
    ],
)
def test_which_ideas_are_solutions(
    places: list[int], voters: list[int], most: int, expected: list[str]
) -> None:
    ranked = [entry(number, *both) for number, both in enumerate(zip(places, voters, strict=True))]

    assert list(solutions_of(ranked, most)) == expected


def test_ideas_as_high_as_the_last_solution_are_counted(stage: Stage) -> None:
    ideas = list(stage.guide.ideas)
    for number in (3, 4):
        ranked = replace(ideas[number].ranked, place=ideas[2].ranked.place)
        ideas[number] = replace(ideas[number], ranked=ranked)
    three = tuple(idea.id for idea in ideas[:3])

    assert replace(stage.guide, ideas=tuple(ideas), solutions=three).level == 2
    assert stage.guide.level == 0
    assert replace(stage.guide, solutions=()).level == 0


def test_related_ideas_share_their_theme_and_not_their_small_words() -> None:
    texts = {
        "a": "Oil the wheels of the drugs trolley at night.",
        "b": "The trolley with the drugs has squealing wheels.",
        "c": "Let the volunteers plant tulips in front of the entrance.",
        "d": "Tulips at the entrance would please volunteers.",
        "e": "Nothing at all in common.",
    }
    found = RelatedTexts().related(texts, 2)

    assert found == {"a": ("b",), "b": ("a",), "c": ("d",), "d": ("c",)}
    assert RelatedTexts().related({"a": "alone"}, 3) == {}
    assert RelatedTexts().related({}, 3) == {}
