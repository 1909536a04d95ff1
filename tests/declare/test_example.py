"""The example campaign says what was really so, and its ideas fit it."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from bridge.declare.loader import load
from bridge.domain.campaign import Campaign
from bridge.domain.idea import Experience
from bridge.domain.phase import Right
from bridge.examples import example_campaign, example_ideas

EVERYTHING = frozenset(Right)
COLUMNS = ["text", "title", "question", "role", "lenses", "submitted_at", "experience"]


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load(example_campaign())


@pytest.fixture(scope="module")
def ideas() -> list[dict[str, str]]:
    with example_ideas().open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = list(reader)
        assert reader.fieldnames == COLUMNS
    return rows


def test_dates_and_weeks(campaign: Campaign) -> None:
    assert (campaign.starts, campaign.ends) == (date(2015, 1, 9), date(2015, 3, 13))
    assert campaign.weeks == 10
    assert campaign.sign_up is not None
    assert campaign.sign_up.opens == date(2015, 1, 12)
    assert campaign.guide.published == date(2015, 3, 27)
    assert campaign.timezone == "Europe/London"


def test_phases_and_rights(campaign: Campaign) -> None:
    zone = campaign.zone
    assert [
        (phase.id, phase.first_day(zone), phase.last_day(zone), phase.rights) for phase in campaign.phases
    ] == [
        ("understand", date(2015, 1, 9), date(2015, 1, 26), EVERYTHING),
        ("answer", date(2015, 2, 6), date(2015, 2, 20), EVERYTHING),
        ("prioritise", date(2015, 2, 27), date(2015, 3, 13), {Right.REPLY, Right.VOTE}),
        ("publish", date(2015, 3, 27), date(2015, 3, 27), frozenset()),
    ]
    assert campaign.phases[0].closes == datetime(2015, 1, 27, tzinfo=UTC)
    assert "23 January" in campaign.phases[0].note


def test_partners_hashtag_and_digest(campaign: Campaign) -> None:
    assert [partner.name for partner in campaign.partners] == [
        "HSJ",
        "Nursing Times",
        "NHS Improving Quality",
        "Clever Together",
    ]
    assert campaign.hashtag == "ChallengeChange"
    assert (campaign.digest.weekday, campaign.digest.enabled) == (0, True)
    assert len(campaign.questions) == 3
    assert len(campaign.stories) == 3
    assert [lens.id for lens in campaign.lenses] == [
        "success-factors",
        "barrier-areas",
        "approach-types",
        "structures-processes-patterns",
    ]


def test_links_lead_to_no_real_site(campaign: Campaign) -> None:
    links = [story.link for story in campaign.stories]
    links += [partner.link or "" for partner in campaign.partners]
    links += [other.link for other in campaign.related]
    assert all(link.startswith("https://example.org/") for link in links)


def test_there_are_many_different_ideas_for_each_question(ideas: list[dict[str, str]]) -> None:
    assert len(ideas) >= 96
    assert min(Counter(row["question"] for row in ideas).values()) >= 30
    titles = [row["title"] for row in ideas if row["title"]]
    assert len(set(titles)) == len(titles)
    assert 0 < sum(1 for row in ideas if not row["title"]) < 20
    assert len({row["text"] for row in ideas}) == len(ideas)
    assert len({row["text"][:15] for row in ideas}) > 0.95 * len(ideas)


def test_ideas_are_as_long_as_people_write(ideas: list[dict[str, str]]) -> None:
    words = [len(row["text"].split()) for row in ideas]
    assert min(words) >= 40
    assert max(words) <= 110
    assert max(words) - min(words) > 50


def test_ideas_fit_the_campaign(campaign: Campaign, ideas: list[dict[str, str]]) -> None:
    roles = {group.id for group in campaign.groups}
    assert {row["role"] for row in ideas} == roles
    for row in ideas:
        assert all(campaign.lens_tag(tag) for tag in row["lenses"].split(";"))
        assert Experience(row["experience"])


def test_ideas_were_sent_while_their_question_was_open(
    campaign: Campaign, ideas: list[dict[str, str]]
) -> None:
    used = set()
    for row in ideas:
        phase = campaign.phase_at(datetime.fromisoformat(row["submitted_at"]))
        assert phase is not None
        assert Right.IDEA in phase.rights
        assert row["question"] in {question.id for question in campaign.questions_of(phase)}
        used.add(phase.id)
    assert used == {"understand", "answer"}
