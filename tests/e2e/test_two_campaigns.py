"""Two campaigns on one forum: nothing of one is counted, tagged, linked or changed for the other."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bridge.domain.document import LinkState
from bridge.domain.identity import Kind
from bridge.examples import example_campaign, example_ideas
from tests.e2e.small_campaign import at
from tests.e2e.staging import ROOT, Operator, Town

EXAMPLE, WINTER = "challenge-top-down-change", "winter-flow"
SHARED_IDEA = "Let somebody from the pharmacy come to the ward round, so that medicines are packed by noon."


@dataclass
class Both:
    """One operator, one database, two campaign files."""

    town: Town
    operator: Operator

    def run_for(self, campaign: str, *words: object) -> object:
        return self.operator.run(*words, "--campaign", f"{campaign}.yaml").fine()

    def data(self, campaign: str, *words: object) -> dict[str, object]:
        told = self.operator.run(*words, "--campaign", f"{campaign}.yaml", "--format", "json").fine().data
        assert isinstance(told, dict)
        return told

    def topics(self, campaign: str) -> dict[str, int]:
        with self.operator.store() as store, store.begin() as unit:
            return {
                f"{link.key.kind}/{link.key.name}": link.topic_id
                for link in unit.links.all(campaign)
                if link.topic_id is not None and link.state is LinkState.ACTIVE
            }

    def first_idea(self, campaign: str) -> tuple[str, int, int]:
        with self.operator.store() as store, store.begin() as unit:
            link = min(
                (link for link in unit.links.all(campaign) if link.key.kind is Kind.IDEA),
                key=lambda link: link.key.name,
            )
        assert link.topic_id is not None
        assert link.post_id is not None
        return link.key.name, link.topic_id, link.post_id


@pytest.fixture
def both(town: Town, tmp_path: Path) -> Both:
    """Both are published, each with a few ideas, one of them word for word the same."""
    assert town.clock is not None
    town.clock.move_to(at(8))
    operator = town.operator(tmp_path / "desk")
    shutil.copy(example_campaign(), operator.folder / f"{EXAMPLE}.yaml")
    shutil.copy(ROOT / "tests/declare/files/winter-flow.yaml", operator.folder / f"{WINTER}.yaml")
    found = Both(town, operator)
    rows = example_ideas().read_text(encoding="utf-8").splitlines()[:6]
    operator.write(f"{EXAMPLE}.csv", "\n".join([*rows, f'"{SHARED_IDEA}",,q1,,,,', ""]))
    operator.write(
        f"{WINTER}.csv",
        f'text,question\n"{SHARED_IDEA}",q1\n"Ring the family at ten, not at four.",q1\n'
        '"Keep one chair free for whoever waits for a lift home.",q1\n',
    )
    for campaign in (EXAMPLE, WINTER):
        found.run_for(campaign, "ideas", "import", f"{campaign}.csv", "--reviewed")
        found.run_for(campaign, "sync", "--yes")
    operator.run("forum", "provision").fine()
    return found


def test_each_has_its_own_category_tags_and_topics(both: Both) -> None:
    example, winter = both.topics(EXAMPLE), both.topics(WINTER)

    assert not set(example.values()) & set(winter.values())
    categories = [
        {both.town.topic(topic)["category_id"] for topic in found.values()} for found in (example, winter)
    ]
    assert len(categories[0]) == len(categories[1]) == 1
    assert categories[0] != categories[1]
    tags = [
        {tag for topic in found.values() for tag in both.town.topic(topic)["tags"]}
        for found in (example, winter)
    ]
    shared = tags[0] & tags[1]
    assert not {tag for tag in shared if not tag.startswith(("status-", "barrier-"))}


def test_the_same_words_are_two_ideas(both: Both) -> None:
    with both.operator.store() as store, store.begin() as unit:
        ids = [
            {idea.id for idea in unit.ideas.all(campaign) if idea.text == SHARED_IDEA}
            for campaign in (EXAMPLE, WINTER)
        ]

    assert [len(found) for found in ids] == [1, 1]
    assert not ids[0] & ids[1]


def test_applying_one_changes_nothing_of_the_other(both: Both) -> None:
    def shown(campaign: str) -> dict[str, tuple[object, ...]]:
        return {
            name: (topic["title"], topic["raw"], topic["tags"], topic["closed"], topic["pinned_at"])
            for name, number in both.topics(campaign).items()
            for topic in [both.town.topic(number)]
        }

    before = shown(EXAMPLE)
    path = both.operator.folder / f"{WINTER}.yaml"
    path.write_text(path.read_text().replace("Winter Flow", "Home in winter"))

    both.run_for(WINTER, "apply", "--yes")

    assert shown(EXAMPLE) == before
    assert both.data(EXAMPLE, "plan")["changes"] == 0
    assert both.data(WINTER, "plan")["changes"] == 0


def test_counts_and_pseudonyms_never_mix(both: Both) -> None:
    heron = both.town.member("heron")
    example_idea, example_topic, example_post = both.first_idea(EXAMPLE)
    winter_idea, winter_topic, winter_post = both.first_idea(WINTER)
    heron.vote(example_post, "For", poll_name="vote")
    heron.reply(example_topic, "We did this last winter and kept it.")
    heron.like(winter_post)
    both.town.member("otter").like(winter_post)
    both.town.member("otter").reply(winter_topic, "The chair by the door is always taken.")

    both.run_for(EXAMPLE, "sync", "--yes")
    assert both.data(WINTER, "status")["votes"] == 0
    both.run_for(WINTER, "sync", "--yes")

    example, winter = both.data(EXAMPLE, "status"), both.data(WINTER, "status")
    assert (example["people"], example["votes"], example["replies"]) == (1, 1, 1)
    assert (winter["people"], winter["votes"], winter["replies"]) == (2, 2, 1)
    with both.operator.store() as store, store.begin() as unit:
        names = [
            {vote.voter for vote in unit.ledger.votes(campaign)}
            | {reply.author for reply in unit.ledger.replies(campaign)}
            for campaign in (EXAMPLE, WINTER)
        ]
        assert {vote.idea for vote in unit.ledger.votes(EXAMPLE)} == {example_idea}
        assert {vote.idea for vote in unit.ledger.votes(WINTER)} == {winter_idea}
    assert [len(found) for found in names] == [1, 2]
    assert not names[0] & names[1]


def test_one_campaign_cannot_mend_a_document_of_the_other(both: Both) -> None:
    name, topic, _ = both.first_idea(EXAMPLE)
    both.town.moderator().delete_topic(topic)
    both.run_for(EXAMPLE, "sync", "--yes")

    told = both.operator.run("restore", f"{EXAMPLE}/idea/{name}", "--yes", "--campaign", f"{WINTER}.yaml")

    assert told.code == 2
    assert told.err.startswith(f"error: '{EXAMPLE}/idea/{name}' is not a document of the campaign {WINTER}")
    assert both.town.topic(topic)["deleted_at"] is not None


def test_a_plan_of_one_is_not_carried_out_for_the_other(both: Both) -> None:
    both.run_for(WINTER, "plan", "--out", "plan.json")

    with both.town.watched() as writes:
        told = both.operator.run("apply", "plan.json", "--campaign", f"{EXAMPLE}.yaml")
        assert not writes()

    assert told.code == 2
    assert told.err == (
        f"error: plan.json is a plan for {WINTER}, not for {EXAMPLE}\n  try: Name the right campaign file.\n"
    )
