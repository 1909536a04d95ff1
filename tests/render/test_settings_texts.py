"""What moderators read where campaigns are configured, as snapshots, and that nothing in it can be abused."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from bridge.declare.declarer import CampaignDeclarer
from bridge.declare.loader import load_text
from bridge.domain.declaration import Outcome, Step, Verdict, Wish, file_in, wish_of
from bridge.domain.document import Document
from bridge.domain.identity import SETTINGS_SCOPE, Key, Kind, settings_key
from bridge.domain.language import spoken
from bridge.render.documents import TemplateDocuments
from bridge.render.settings import fenced
from tests.e2e.small_campaign import campaign_text

SNAPSHOTS = Path(__file__).parent / "snapshots"
DOCUMENTS = TemplateDocuments()
STEPS = (
    Step("create", "category", "Quiet nights", ""),
    Step("update", "start", "Quiet nights | for all", "body, title"),
    Step("adopt", "question", "What keeps people awake?", ""),
)
PLAN = Verdict(
    Outcome.PLAN,
    "quiet-nights",
    "Quiet nights",
    steps=STEPS,
    more=2,
    created=3,
    updated=1,
    requests=4,
    seconds=200.0,
    notes=("No longer declared, so it is left alone: question q3.",),
)
VERDICTS = {
    "problems": Verdict(
        Outcome.PROBLEMS, problems="line 2, column 1: titel: this key is not known\n    titel: x\n    ^"
    ),
    "no-file": Verdict(Outcome.NO_FILE),
    "refused": Verdict(Outcome.REFUSED, what="The slug cannot change.", hint="Set it back."),
    "plan": PLAN,
    "plan-of-nothing": Verdict(Outcome.PLAN, "quiet-nights", "Quiet nights"),
    "same": Verdict(Outcome.SAME),
    "new-plan": Verdict(
        Outcome.NEW_PLAN, "quiet-nights", "Quiet nights", steps=STEPS[:1], created=1, seconds=2
    ),
    "unsafe": Verdict(Outcome.UNSAFE, what="40 of 50 published documents would get another text"),
    "applied": Verdict(Outcome.APPLIED, created=5, updated=1),
    "applied-in-part": Verdict(Outcome.APPLIED, created=1, failed=("start start: Title is too short",)),
    "follows": Verdict(Outcome.FOLLOWS),
    "unclear": Verdict(Outcome.UNCLEAR),
}


def compare(name: str, document: Document) -> None:
    """A document with its title as it was when somebody read it last."""
    code = spoken().code
    path = (SNAPSHOTS if code == "en" else SNAPSHOTS / code) / f"settings-{name}.md"
    text = f"title: {document.title}\n\n{document.body or document.settings}\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("name", VERDICTS)
def test_every_answer_as_it_is_read(name: str) -> None:
    key = Key(SETTINGS_SCOPE, Kind.NOTICE, "reply-5")
    compare(name, DOCUMENTS.settings_answer(key, settings_key("topic-3"), VERDICTS[name]))


@pytest.mark.usefixtures("language")
def test_the_category_and_its_topics_as_they_are_read() -> None:
    compare("category", DOCUMENTS.settings_category("staff", "ideabridge"))
    compare("how", DOCUMENTS.settings_how(CampaignDeclarer().scaffold(date(2015, 3, 1))))
    text = campaign_text()
    compare("topic", DOCUMENTS.settings_topic(load_text(text, "campaign.yaml"), text))


def test_the_file_in_the_pinned_topic_is_right_as_it_stands() -> None:
    body = DOCUMENTS.settings_how(CampaignDeclarer().scaffold(date(2015, 3, 1))).body
    found = file_in(body)
    assert found is not None
    assert CampaignDeclarer().read(found).slug == "our-next-campaign"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("```yaml\nslug: a\n```", "slug: a\n"),
        ("Words.\n\n~~~\nslug: a\n\n~~~\nmore", "slug: a\n"),
        ("````yml\nslug: a\n```\nb: 1\n````", "slug: a\n```\nb: 1\n"),
        ("```\nslug: a", "slug: a\n"),
        ("```python\nprint()\n```\n```yaml\nslug: a\n```", "slug: a\n"),
        ("```python\nprint()", None),
        ("slug: a", None),
        ("    slug: a", None),
        ("", None),
    ],
)
def test_the_file_is_found_as_the_forum_shows_it(raw: str, found: str | None) -> None:
    assert found == file_in(raw)


@pytest.mark.parametrize("text", ["a: 1", "a: |\n  ```\n  x\n  ```", "a: ~~~~", "a: '`````'"])
def test_a_file_comes_back_from_its_block(text: str) -> None:
    assert f"{text}\n" == file_in(f"Words.\n\n{fenced(text, 'yaml')}\n")


@pytest.mark.parametrize(
    ("raw", "wish"),
    [
        ("apply this plan to the forum", Wish.APPLY),
        ("**Apply this plan to the forum, please!**\n\nThank you.", Wish.APPLY),
        ("apply this plan anyway, please", Wish.ANYWAY),
        ("apply it only after Friday", Wish.UNCLEAR),
        ("apply this plan to the forum only if Max agrees", Wish.UNCLEAR),
        ("I would apply this plan to the forum", None),
        ("> apply this plan to the forum", None),
        ("", None),
    ],
)
def test_a_yes_is_a_line_of_its_own(raw: str, wish: Wish | None) -> None:
    assert wish == wish_of(raw)


def test_what_a_file_says_does_nothing_in_an_answer() -> None:
    verdict = Verdict(
        Outcome.PROBLEMS,
        problems="line 1, column 1: x: is `bad`\n    ```\n    [click](javascript:alert(1)) @everyone\n    ^",
    )
    key = Key(SETTINGS_SCOPE, Kind.NOTICE, "reply-5")
    body = DOCUMENTS.settings_answer(key, settings_key("topic-3"), verdict).body
    assert "````text\n" in body
    assert body.rstrip().endswith("````")
