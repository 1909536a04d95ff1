"""A moderator sets a campaign up in the forum: the bridge answers, and does what was approved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.domain.identity import SETTINGS_SCOPE
from bridge.sandbox import RequestInfo
from bridge.sandbox.members import Member
from bridge.wiring import open_bridge
from bridge.worker.campaigns import Campaigns
from bridge.worker.files import CampaignFiles
from bridge.worker.loop import Worker
from tests.e2e.serving import settings_of
from tests.e2e.small_campaign import SLUG, campaign_text, ideas_text
from tests.e2e.staging import Operator, Town

FILE = campaign_text()
TOPICS = 4
"""Start topic, two questions and a story."""
BLOCK = f"Our second try.\n\n```yaml\n{FILE}```\n"


@dataclass
class Office:
    """The settings category, a moderator there, and a worker that looks by itself."""

    town: Town
    operator: Operator
    worker: Worker
    vera: Member
    said: list[str]

    def look(self) -> None:
        """Some minutes pass, and the worker does what is due."""
        assert self.town.clock is not None
        self.town.clock.advance(timedelta(minutes=6))
        self.worker.tick()

    @property
    def category(self) -> int:
        found = self.town.sandbox.site.value("SELECT id FROM categories WHERE slug = 'campaign-settings'")
        assert isinstance(found, int)
        return found

    def open(self, raw: str = BLOCK, title: str = "Quieter nights for everybody") -> tuple[int, int]:
        """Open a settings topic; gives topic and first post."""
        return self.vera.create_topic(title, raw, category_id=self.category)

    def answers(self, topic: int) -> list[str]:
        """What the bridge wrote there, without markers."""
        rows = self.town.sandbox.site.all(
            "SELECT raw FROM posts WHERE topic_id = ? AND post_number > 1 AND user_id ="
            " (SELECT id FROM users WHERE username = ?) AND deleted_at IS NULL ORDER BY id",
            topic,
            self.town.keys.bridge_username,
        )
        return [re.sub(r"\s*<!-- ib:.*", "", row["raw"]) for row in rows]

    def published(self) -> int:
        """How many topics of the campaign stand in the forum."""
        return len(self.town.topics(f"<!-- ib:{SLUG}/"))


@pytest.fixture
def office(town: Town, tmp_path: Path) -> Iterator[Office]:
    operator = town.operator(tmp_path / "desk").wears(
        IDEABRIDGE_SETTINGS_GROUP="staff", IDEABRIDGE_CAMPAIGN=None
    )
    settings = settings_of(town, operator, settings_group="staff")
    bridge = open_bridge(settings, forum=False, clock=town.clock)
    said: list[str] = []
    campaigns = Campaigns(CampaignFiles([]), bridge.store, bridge.declarer)
    worker = Worker(bridge, settings, campaigns, said.append)
    vera = town.member("vera", moderator=True, trust_level=4)
    found = Office(town, operator, worker, vera, said)
    found.look()
    yield found
    bridge.close()


def test_a_campaign_from_its_first_line_to_its_category(office: Office) -> None:
    topic, first = office.open(BLOCK.replace("title: Quiet nights", "titel: Quiet nights"))
    office.look()
    (wrong,) = office.answers(topic)
    assert "is not right yet" in wrong
    assert "did you mean title?" in wrong
    assert re.search(r"line 2, column 1: .*\n    titel: Quiet nights\n    \^", wrong)

    office.vera.edit(first, BLOCK)
    office.look()
    plan = office.answers(topic)[1]
    assert "The file of Quiet nights is right." in plan
    assert "| new | category | Quiet nights |" in plan
    assert "reply with this line and nothing else: `apply this plan to the forum`" in plan
    office.look()
    assert len(office.answers(topic)) == 2
    assert office.published() == 0

    office.vera.reply(topic, "I think we should apply this on Friday, what do you say?")
    office.look()
    assert len(office.answers(topic)) == 2

    office.vera.reply(topic, "Apply this plan to the forum, please!")
    office.look()
    assert office.answers(topic)[2].startswith("**Done.** This file counts now. 5 new documents")
    assert office.published() == TOPICS
    assert f"{SLUG}: taken as approved in the forum" in office.said

    # From now on it is a campaign like any other: commands know it by its name, the worker looks after it.
    assert "Quiet nights" in office.operator.run("status", "--campaign", SLUG).fine().out
    assert office.operator.run("plan", "--exit-code").fine().out.startswith("0 changes")
    assert any(sentence.startswith(f"{SLUG}: sync done") for sentence in office.said)
    told = office.operator.run("doctor", "--quick").out
    assert f"campaign {SLUG}: Quiet nights ({SLUG}), as approved in the forum" in told


def approved(office: Office) -> tuple[int, int]:
    topic, first = office.open()
    office.look()
    office.vera.reply(topic, "apply this plan to the forum")
    office.look()
    assert office.answers(topic)[-1].startswith("**Done.**")
    return topic, first


def test_a_running_campaign_is_changed_and_only_what_changes_is_shown(office: Office) -> None:
    topic, first = approved(office)
    office.operator.write("ideas.csv", ideas_text())
    office.operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()
    office.vera.edit(first, BLOCK.replace("title: Quiet nights", "title: Quieter nights"))
    office.look()
    plan = office.answers(topic)[-1]
    assert "| change | category | Quieter nights (title) |" in plan
    # Ideas go out whatever the file says, so they are no part of what is decided here.
    assert "idea" not in plan
    assert office.town.sandbox.site.value("SELECT count(*) FROM categories WHERE name = 'Quiet nights'") == 1

    office.vera.reply(topic, "apply this plan to the forum")
    office.look()
    assert office.answers(topic)[-1].startswith("**Done.**")
    assert (
        office.town.sandbox.site.value("SELECT count(*) FROM categories WHERE name = 'Quieter nights'") == 1
    )
    assert "version 2" in office.operator.run("campaign", "list").fine().out


def test_a_yes_counts_for_what_was_shown_and_nothing_else(office: Office) -> None:
    topic, first = office.open()
    office.look()
    office.vera.edit(first, BLOCK.replace("title: Quiet nights", "title: Loud nights"))
    office.vera.reply(topic, "apply this plan to the forum")
    office.look()
    answer = office.answers(topic)[-1]
    assert "**I have done nothing yet:** the file or the forum has changed" in answer
    assert "Loud nights" in answer
    assert office.published() == 0

    office.vera.reply(topic, "apply this plan to the forum again")
    office.look()
    assert office.published() == TOPICS


def test_a_wrong_edit_leaves_the_campaign_as_it_is(office: Office) -> None:
    topic, first = approved(office)
    office.vera.edit(first, BLOCK.replace(f"slug: {SLUG}", "slug: other-nights"))
    office.look()
    assert "The slug of a campaign cannot change" in office.answers(topic)[-1]
    office.vera.edit(first, "All of it is gone, I am sorry to say, and I do not know how.")
    office.look()
    assert "There is no campaign file in the first post any more" in office.answers(topic)[-1]
    office.vera.reply(topic, "apply this plan to the forum")
    office.look()
    assert "There is no campaign file" in office.answers(topic)[-1]
    assert office.operator.run("plan", "--exit-code").fine().out.startswith("0 changes")
    office.vera.edit(first, BLOCK)
    office.look()
    assert office.answers(topic)[-1] == "**This is how it is already.** There is nothing to do."


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("slug:", "slug: [", "line "),
        ("title: Quiet nights", "title: “Quiet nights", None),
        (FILE, "&a [*a, *a]\n", "line "),
        (FILE, "x" * 61_000, None),
        ("anonymity:", "forum:\n  readers: nurses\nanonymity:", "the forum has no group of this name"),
    ],
)
def test_whatever_is_typed_is_answered(office: Office, before: str, after: str, says: str | None) -> None:
    topic, _ = office.open(BLOCK.replace(before, after, 1)[:31_000])
    office.look()
    answers = office.answers(topic)
    assert len(answers) == 1
    if says is not None:
        assert says in answers[0]
    assert office.published() == 0


def test_talk_in_the_category_is_left_alone(office: Office) -> None:
    topic, _ = office.open(
        "Should we do this again next year? I would like to, with fewer questions.",
        "Shall we do this next year again?",
    )
    office.look()
    office.look()
    assert office.answers(topic) == []


def test_two_topics_cannot_hold_one_campaign_nor_one_of_a_file(office: Office, town: Town) -> None:
    approved(office)
    topic, _ = office.open(title="Quieter nights, once more")
    office.look()
    (answer,) = office.answers(topic)
    assert "is configured in another topic" in answer
    office.operator.write("other.yaml", campaign_text("day-shift"))
    office.operator.run("apply", "--yes", "--campaign", "other.yaml").fine()
    topic, _ = office.open(f"```yaml\n{campaign_text('day-shift')}```", "The day shift as well")
    office.look()
    assert "is configured by a file on the server" in office.answers(topic)[0]


def test_the_category_is_closed_to_everybody_else_and_nothing_counts_once_it_is_not(office: Office) -> None:
    site = office.town.sandbox.site
    names = site.column(
        "SELECT g.name FROM groups g JOIN category_groups c ON c.group_id = g.id WHERE c.category_id = ?"
        " ORDER BY g.name",
        office.category,
    )
    assert names == ["ideabridge", "staff"]
    topic, _ = office.open()
    everyone = site.value("SELECT id FROM groups WHERE name = 'everyone'")
    site.run(
        "INSERT INTO category_groups (category_id, group_id, permission_type, created_at, updated_at)"
        " VALUES (?, ?, 1, ?, ?)",
        office.category,
        everyone,
        site.stamp(),
        site.stamp(),
    )
    office.look()
    assert office.answers(topic) == []
    assert any("open to everybody" in sentence for sentence in office.said)


def test_a_file_is_handed_over_and_taken_back(office: Office) -> None:
    operator = office.operator
    operator.run("apply", "--yes", "--campaign", "campaign.yaml").fine()
    told = operator.run("campaign", "to-forum", "campaign.yaml", "--yes").fine()
    topic = int(re.search(r"/t/(\d+)", told.out)[1])  # type: ignore[index]
    office.look()
    assert office.answers(topic) == []
    refused = operator.run("apply", "--yes", "--campaign", "campaign.yaml")
    assert refused.code == 3
    assert (
        f"configured in the forum, so campaign.yaml does not count\n  try: Use --campaign {SLUG}"
        in refused.err
    )
    assert operator.run("plan", "--campaign", SLUG, "--exit-code").fine().out.startswith("0 changes")
    again = operator.run("campaign", "to-forum", "campaign.yaml", "--yes")
    assert "is configured in the forum already" in again.err

    raw = str(office.town.topic(topic)["raw"])
    post = office.town.sandbox.site.value(
        "SELECT id FROM posts WHERE topic_id = ? AND post_number = 1", topic
    )
    assert isinstance(post, int)
    office.vera.edit(post, raw.replace("title: Quiet nights", "title: Calm nights"))
    office.look()
    assert "Calm nights" in office.answers(topic)[0]

    operator.run("campaign", "to-file", SLUG, "back.yaml", "--yes").fine()
    assert (operator.folder / "back.yaml").read_text() == (operator.folder / "campaign.yaml").read_text()
    assert operator.run("plan", "--campaign", "back.yaml", "--exit-code").fine().out.startswith("0 changes")
    assert operator.run("campaign", "to-file", SLUG, "more.yaml", "--yes").code == 2
    assert not (operator.folder / "more.yaml").exists()
    # What moderators wrote there meanwhile does not count by accident, nor does a file that nobody sees.
    again = operator.run("campaign", "to-forum", "back.yaml", "--yes")
    assert (again.code, "shows another file: somebody edited it" in again.err) == (2, True)
    operator.run("plan", "--campaign", "back.yaml", "--exit-code").fine()
    office.vera.edit(post, f"As it was.\n\n```yaml\n{(operator.folder / 'back.yaml').read_text()}```")
    operator.run("campaign", "to-forum", "back.yaml", "--yes").fine()
    assert operator.run("plan", "--campaign", SLUG, "--exit-code").fine().out.startswith("0 changes")


def on_request(
    number: int, route: tuple[str, str], deed: Callable[[], None]
) -> Callable[[RequestInfo], None]:
    """A script that does something at the n-th request of a kind."""
    seen = 0

    def watch(request: RequestInfo) -> None:
        nonlocal seen
        if (request.method, request.route) == route:
            seen += 1
            if seen == number:
                deed()

    return watch


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_run_that_breaks_while_it_carries_out_is_finished_by_the_next(office: Office, number: int) -> None:
    topic, _ = office.open()
    office.look()
    office.vera.reply(topic, "apply this plan to the forum")

    def die() -> None:
        raise KeyboardInterrupt

    office.town.sandbox.faults = on_request(number, ("POST", "/posts"), die)
    office.look()
    office.town.sandbox.faults = None
    for _ in range(8):
        office.look()
    assert office.published() == TOPICS
    last = office.answers(topic)[-1]
    assert last.startswith(("**Done.**", "**Taken over.**"))
    assert len(office.answers(topic)) == 2
    assert SETTINGS_SCOPE not in office.operator.run("status", "--campaign", SLUG).fine().out


def test_without_an_admins_key_it_says_to_name_a_category_that_is_there(office: Office) -> None:
    settings = office.worker._settings.model_copy(update={"provision_key": None})
    office.worker._settings = settings
    topic, first = office.open()
    office.look()
    office.vera.reply(topic, "apply this plan to the forum")
    office.look()
    answer = office.answers(topic)[-1]
    assert answer.startswith("**This cannot be done.**")
    assert "category: SLUG" in answer
    assert SLUG not in office.worker._campaigns.by_slug

    office.town.sandbox.create_category("Nights", permissions={"ideabridge": 1, "everyone": 2})
    office.vera.edit(first, BLOCK.replace("anonymity:", "forum:\n  category: nights\nanonymity:"))
    office.look()
    office.vera.reply(topic, "apply this plan to the forum, please")
    office.look()
    assert office.answers(topic)[-1].startswith("**Done.**")
    assert office.published() == TOPICS


def test_a_file_of_the_server_cannot_be_named(office: Office) -> None:
    """Else whoever may write in the category could have any file shown in the guide."""
    named = "guide:\n  lessons: /etc/hostname\nanonymity:"
    topic, _ = office.open(BLOCK.replace("anonymity:", named))
    office.look()
    assert "names a file on the server" in office.answers(topic)[0]
    office.vera.reply(topic, "apply this plan to the forum")
    office.look()
    assert office.published() == 0
    office.operator.write("campaign.yaml", FILE.replace("anonymity:", named))
    told = office.operator.run("campaign", "to-forum", "campaign.yaml", "--yes")
    assert (told.code, "Take the line out first" in told.err) == (2, True)
