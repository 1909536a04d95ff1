"""What a valid file becomes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bridge.declare.build import question_tag
from bridge.declare.loader import load, load_text
from bridge.domain.campaign import Anonymity, Campaign, FormAccess, Intake, Logo, VoteMethod
from bridge.domain.digest import Section
from tests.declare.conftest import completed


def test_a_small_campaign_as_declared(winter_flow: Path) -> None:
    campaign = load(winter_flow)
    assert campaign.partners[0].logo == Logo(
        "https://example.org/council.png", "Logo of the patients' council"
    )
    assert [group.title for group in campaign.groups] == ["Nurse or midwife", "Porter", "Carer", "Pharmacist"]
    assert [lens.id for lens in campaign.lenses] == ["barrier-areas", "our-values"]
    assert campaign.lenses[1].tags[1].definition == "Nobody is made small."
    assert campaign.voting.method is VoteMethod.LIKES
    assert (campaign.anonymity.batch_size, campaign.anonymity.longest_wait) == (3, timedelta(hours=72))
    assert f"{campaign.phases[0].closes:%Y-%m-%d %H:%M}" == "2015-02-13 17:00"


@pytest.mark.parametrize(
    ("slug", "name", "tag"),
    [
        ("winter", "q1", "winter-q1"),
        ("challenge-top-down-change", "q1", "ctdc-q1"),
        ("antidisestablishmentarianism", "q1", "antidi-q1"),
        ("winter-flow", "a-very-long-question", "wf-a-very-long-quest"),
    ],
)
def test_a_question_without_a_tag_gets_one_of_its_campaign(slug: str, name: str, tag: str) -> None:
    assert question_tag(slug, name) == tag
    assert len(tag) <= 20


def test_a_story_without_id_is_known_by_its_link(loaded: Campaign) -> None:
    """
    stories:
      - {title: A story of winter, author: T, link: https://example.org/a, date: 2026-01-10, standfirst: S}
      - {title: A story of spring, author: T, link: https://example.org/b, date: 2026-01-10, standfirst: S}
      - id: sun
        title: A story of summer
        author: T
        link: https://example.org/c
        date: 2026-01-10
        standfirst: S
    """
    first, second, third = loaded.stories
    assert first.id != second.id
    assert first.id.startswith("s-")
    assert third.id == "sun"


def test_the_ways_in_as_declared(loaded: Campaign) -> None:
    """
    anonymity: {batch_size: 8, least: 4, second_person: false}
    intake:
      form: invited
      proof_of_work: true
      per_day: 100
      longest_words: 300
      message_group: Ideas by message
    """
    assert loaded.anonymity == Anonymity(8, timedelta(hours=72), least=4, second_person=False)
    assert loaded.intake == Intake(FormAccess.INVITED, True, 100, 300, "Ideas by message")


def test_ways_in_that_cannot_be_are_told(told: str) -> None:
    """
    intake: {form: invite, per_day: 0, longest_word: 20}
    anonymity: {batch_size: 5, least: 6}
    """
    assert [line for line in told.splitlines() if line.startswith("campaign.yaml")] == [
        "campaign.yaml:1:16: intake.form: this must be one of open, invited, closed",
        "campaign.yaml:1:33: intake.per_day: this must be 1 or more",
        "campaign.yaml:1:36: intake.longest_word: this key is not known here",
        "campaign.yaml:2:35: anonymity.least: this is more than the smallest batch (5)",
    ]
    assert "did you mean invited?" in told
    assert "did you mean longest_words?" in told


def test_a_small_batch_needs_no_word_on_the_least(loaded: Campaign) -> None:
    """
    anonymity: {batch_size: 2}
    """
    assert loaded.anonymity.least == 2


def test_tags_that_are_made_must_differ_too(told: str) -> None:
    """
    slug: winter
    questions:
      - id: q1
        title: What could be better?
        text: T
        framing: {problem: P, affected: A, good_answer: G, owner: O}
      - id: q2
        title: What could be nicer?
        text: T
        framing: {problem: P, affected: A, good_answer: G, owner: O}
        tag: winter-q1
    """
    assert told.splitlines()[0] == (
        'campaign.yaml:11:10: questions[1].tag: the tag "winter-q1" is taken (line 3)'
    )


def test_parts_of_the_digest_are_left_out_as_declared(loaded: Campaign) -> None:
    """
    digest: {leave_out: [falling, decisions]}
    """
    assert loaded.digest.leave_out == {Section.FALLING, Section.DECISIONS}


@pytest.mark.parametrize("section", list(Section))
def test_every_part_of_the_digest_can_be_left_out(section: Section) -> None:
    text = completed(f"digest: {{leave_out: [{section}]}}")
    assert load_text(text, "campaign.yaml").digest.leave_out == {section}


def test_a_part_that_is_none_or_stands_twice_is_told(told: str) -> None:
    """
    digest: {leave_out: [fallings, new, new]}
    """
    assert "digest.leave_out[0]: this must be one of figures, answers," in told
    assert "digest.leave_out[2]: this is listed already" in told
