"""A Welsh campaign from its first topic to its digest: votes by Welsh choices, every reason in Welsh."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bridge.render.languages import FOLDER, read_catalogue, strings
from bridge.render.templating import shipped_templates
from tests.e2e.small_campaign import TEXTS, at, campaign_text, ideas_text
from tests.e2e.staging import Operator, Town
from tests.e2e.test_counting import idea_of
from tests.render.test_every_sentence import words


@pytest.fixture
def welsh(town: Town, tmp_path: Path) -> Operator:
    """The small campaign in Welsh with its six ideas, published."""
    assert town.clock is not None
    town.clock.move_to(at(1))
    operator = town.operator(tmp_path / "desk", f"language: cy\n{campaign_text()}")
    operator.write("ideas.csv", ideas_text())
    operator.run("forum", "provision").fine()
    operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()
    operator.run("sync", "--yes").fine()
    return operator


def test_votes_count_and_the_digest_says_why(town: Town, welsh: Operator) -> None:
    assert town.clock is not None
    (_, topic_id, first), (_, _, second) = idea_of(welsh), idea_of(welsh, 1)
    people = [town.member(name) for name in ("heron", "otter", "wren", "vole", "newt")]
    for person in people:
        person.vote(first, "O blaid", poll_name="vote")
    people[0].vote(second, "Yn erbyn", poll_name="vote")
    people[1].reply(topic_id, "Rhoddwyd cynnig ar hyn ar ein ward ni hefyd, ac mae'n gweithio.")
    town.clock.move_to(at(2))
    welsh.run("sync", "--yes", "--force").fine()
    # The digest of the week appears on the Monday after it.
    town.clock.move_to(at(9, 12))
    week = welsh.run("sync", "--yes", "--format", "json").fine().data["digest"].upper()

    (topic,) = town.topics("Dyma beth ddigwyddodd yn")
    shown = town.topic(topic)
    raw = shown["raw"]
    assert shown["title"].startswith("Crynodeb wythnosol: wythnos ")
    assert "Cymerodd 5 o bobl ran. Diolch." in raw
    assert "1 ymateb gan 1 person" in raw
    assert "wedi'i weld hyd yma" in raw or "heb ei ddarllen eto" in raw
    # What is left in English is what people and the campaign file said, and marks of the forum.
    said = re.sub(r"<!--.*?-->|\]\([^)]*\)|`[^`]*`|\[date[^\]]*\]|[0-9a-f]{12,}", " ", raw, flags=re.DOTALL)
    given = words(
        " ".join([campaign_text(), *TEXTS, "small support across ionawr chwefror dydd llun mawrth gwener"])
    )
    catalogue = read_catalogue(shipped_templates() / FOLDER / "cy.po", "cy")
    welsh_words = words(" ".join(text for message in catalogue for text in strings(message)))
    english_only = words(said) - given - welsh_words
    assert english_only == set()

    welsh.run("digest", "preview", "--week", week, "--html", "digest.html").fine()
    page = (welsh.folder / "digest.html").read_text(encoding="utf-8")
    assert '<html lang="cy">' in page
    assert "Syniadau newydd" in page
    assert " 2015, 23:59</span> ar eich cloc chi" in page

    # Nothing is left to do: the same words again, whatever else the process spoke.
    welsh.run("sync", "--yes").fine()
    assert welsh.run("plan", "--format", "json").fine().data["operations"] == []


def test_a_moderator_is_answered_in_welsh(town: Town, welsh: Operator) -> None:
    _, topic_id, _ = idea_of(welsh)
    vera = town.member("vera", moderator=True)
    vera.reply(topic_id, "status: chosen, mae tair ward wedi gofyn amdano\nowner: Y porthorion")
    vera.reply(topic_id, "status: brilliant, i bawb sydd yma")
    welsh.run("sync", "--yes").fine()
    welsh.run("sync", "--yes").fine()

    posts = _posts(town, topic_id)
    assert any("Statws y syniad hwn nawr: wedi'i ddewis." in post for post in posts)
    assert any("**Yn nwylo:** Y porthorion" in post for post in posts)
    assert any("Ar ôl `status:` rwy'n gwybod y geiriau hyn:" in post for post in posts)


def test_votes_stay_when_a_campaign_changes_its_language(town: Town, welsh: Operator) -> None:
    idea, _, first = idea_of(welsh)
    people = [town.member(name) for name in ("heron", "otter", "wren")]
    for person in people[:2]:
        person.vote(first, "O blaid", poll_name="vote")
    assert town.clock is not None
    town.clock.move_to(at(2))
    welsh.run("sync", "--yes", "--force").fine()

    # The forum changes no poll that has votes: the words stay under which people voted.
    welsh.write("campaign.yaml", campaign_text())
    welsh.run("sync", "--yes", "--force").fine()
    people[2].vote(first, "Yn erbyn", poll_name="vote")
    town.clock.move_to(at(2, 13))
    told = welsh.run("sync", "--yes", "--force", "--format", "json").fine()
    assert told.data["failed"] == []
    ranked = welsh.run("rank", "--format", "json").fine().data["ideas"]
    (row,) = (row for row in ranked if row["idea"] == idea)
    assert (row["up"], row["down"]) == (2, 1)


def _posts(town: Town, topic: int) -> list[str]:
    site = town.sandbox.site
    with site.lock:
        return list(site.column("SELECT raw FROM posts WHERE topic_id = ? ORDER BY post_number", topic))
