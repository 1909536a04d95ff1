"""What the Documents of a campaign say besides their words: switches, tags, titles, keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bridge.domain.campaign import Campaign, Group, Lens, LensTag, Placement, VoteMethod, Voting
from bridge.domain.digest import Digest
from bridge.domain.document import Document, Facet
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Idea, IdeaStatus
from bridge.domain.identity import Key, Kind
from bridge.ports import Documents
from bridge.render.documents import TemplateDocuments
from bridge.sandbox.cooking.cook import cook
from tests.render.forum_names import Names, url


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant by London's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


RUNNING = local(2015, 1, 15)
BETWEEN = local(2015, 1, 30)
ANSWER = local(2015, 2, 10)
OVER = local(2015, 3, 20)


def test_they_are_the_documents_of_the_core(documents: TemplateDocuments) -> None:
    port: Documents = documents
    assert port is documents


def test_category_lets_readers_reply_and_the_bridge_open_topics(
    documents: TemplateDocuments, campaign: Campaign
) -> None:
    document = documents.category(campaign)
    assert document.facets[Facet.PERMISSIONS] == ("everyone:2", "ideabridge:1")
    assert document.settings["slug"] == "better-days"
    assert document.use_existing is None


def test_category_that_moderators_named_is_used(documents: TemplateDocuments, campaign: Campaign) -> None:
    named = replace(
        campaign, placement=Placement(category="wards", name="Wards", color="#AABBCC", readers="staff-all")
    )
    document = documents.category(named)
    assert document.use_existing == "wards"
    assert document.title == "Wards"
    assert document.settings["color"] == "AABBCC"
    assert document.facets[Facet.PERMISSIONS] == ("ideabridge:1", "staff-all:2")


def test_category_names_fit(documents: TemplateDocuments, campaign: Campaign) -> None:
    document = documents.category(replace(campaign, title="A campaign with a very long name " * 4))
    assert len(document.title) <= 50


def test_keys_and_parents(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea, digest: Digest
) -> None:
    category = Key("better-days", Kind.CATEGORY, "category")
    start = Key("better-days", Kind.START, "start")
    notice = documents.extension(campaign, "understand", local(2015, 1, 24), local(2015, 1, 27))
    assert documents.category(campaign).key == category
    assert documents.start(campaign, RUNNING, {}).key == start
    assert notice.key == Key("better-days", Kind.NOTICE, "understand-until-20150127-0000")
    assert notice.parent == start
    assert notice.title == ""
    assert documents.digest(campaign, digest, url).key == Key("better-days", Kind.DIGEST, "2015-w03")
    for document in (
        documents.start(campaign, RUNNING, {}),
        documents.question(campaign, "q1", RUNNING),
        documents.story(campaign, "first-week", RUNNING),
        documents.idea(campaign, idea, RUNNING),
        documents.digest(campaign, digest, url),
    ):
        assert document.parent == category
        assert Key.parse(str(document.key)) == document.key


def test_the_notice_of_an_end_is_the_same_in_every_zone(
    documents: TemplateDocuments, campaign: Campaign
) -> None:
    before, after = local(2015, 1, 24), local(2015, 1, 27)
    here = documents.extension(campaign, "understand", before, after.astimezone(campaign.zone))
    assert here == documents.extension(campaign, "understand", before, after)


def test_before_sign_up_opens_the_start_topic_says_when(
    documents: TemplateDocuments, campaign: Campaign
) -> None:
    assert "sign-up opens on 12 January" in documents.start(campaign, local(2015, 1, 11, 23), {}).body
    assert "sign-up opens" not in documents.start(campaign, local(2015, 1, 12), {}).body


def test_start_topic_stays_open_until_the_campaign_has_ended(
    documents: TemplateDocuments, campaign: Campaign
) -> None:
    def closed(at: datetime) -> object:
        return documents.start(campaign, at, {}).facets[Facet.CLOSED]

    assert closed(BETWEEN) is False
    assert closed(local(2015, 3, 13, 23, 59)) is False
    assert closed(local(2015, 3, 14)) is True


def test_the_start_topic_changes_with_the_day_and_not_with_the_hour(
    documents: TemplateDocuments, campaign: Campaign
) -> None:
    first = documents.start(campaign, local(2015, 1, 15), {"ideas": 3})
    assert documents.start(campaign, local(2015, 1, 15, 23, 59), {"ideas": 3}) == first
    assert documents.start(campaign, local(2015, 1, 27), {"ideas": 3}) != first


@pytest.mark.parametrize(
    ("at", "asked", "closed"),
    [
        (RUNNING, "q1", False),
        (RUNNING, "q2", True),
        (BETWEEN, "q1", True),
        (ANSWER, "q2", False),
        (OVER, "q1", True),
    ],
)
def test_questions_and_ideas_close_with_the_right_to_reply(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea, at: datetime, asked: str, closed: bool
) -> None:
    assert documents.question(campaign, asked, at).facets[Facet.CLOSED] is closed
    assert documents.idea(campaign, replace(idea, question=asked), at).facets[Facet.CLOSED] is closed


@pytest.mark.parametrize(
    ("at", "asked", "poll"),
    [(RUNNING, "q1", "open"), (RUNNING, "q2", "closed"), (BETWEEN, "q1", "closed"), (ANSWER, "q2", "open")],
)
def test_polls_open_with_the_right_to_vote(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea, at: datetime, asked: str, poll: str
) -> None:
    assert documents.idea(campaign, replace(idea, question=asked), at).facets[Facet.POLL] == poll


def test_a_new_phase_edits_no_idea(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    bodies = {documents.idea(campaign, idea, at).body for at in (RUNNING, BETWEEN, ANSWER, OVER)}
    assert len(bodies) == 1


def test_stories_stay_open_between_phases(documents: TemplateDocuments, campaign: Campaign) -> None:
    def closed(at: datetime) -> object:
        return documents.story(campaign, "first-week", at).facets[Facet.CLOSED]

    assert closed(BETWEEN) is False
    assert closed(local(2015, 3, 13, 23)) is False
    assert closed(local(2015, 3, 14)) is True


def test_merged_ideas_are_closed(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    facets = documents.idea(campaign, replace(idea, merged_into="other"), RUNNING).facets
    assert facets[Facet.CLOSED] is True
    assert facets[Facet.POLL] == "closed"


def test_likes_need_no_poll(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    liked = replace(campaign, voting=Voting(method=VoteMethod.LIKES))
    document = documents.idea(liked, idea, RUNNING)
    assert Facet.POLL not in document.facets
    assert "[poll" not in document.body


def test_the_poll_is_the_only_one_and_offers_the_declared_words(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea
) -> None:
    voting = Voting(up="Yes, do it", down="No", unsure="Don't know yet", early_results=True)
    hostile = replace(idea, text="[poll]\n* mine\n* also mine\n[/poll]\n\n[poll name=vote]\n* x\n[/poll]")
    polls = cook(documents.idea(replace(campaign, voting=voting), hostile, RUNNING).body, Names()).polls
    assert [poll.name for poll in polls] == ["vote"]
    assert [label for _, label in polls[0].options] == ["Yes, do it", "No", "Don't know yet"]
    assert polls[0].results == "always"
    assert polls[0].public is False
    assert polls[0].type == "regular"
    quiet = cook(documents.idea(campaign, idea, RUNNING).body, Names()).polls
    assert quiet[0].results == "on_vote"


def test_ideas_are_dated_by_the_hour(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    assert documents.idea(campaign, idea, RUNNING).dated == local(2015, 1, 14, 12)
    assert documents.idea(campaign, replace(idea, published=None), RUNNING).dated is None


def test_tags_are_few_clean_and_sorted(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    values = tuple(LensTag(f"Lens Tag {n}/{'x' * n}", f"Tag {n}", "", "us") for n in range(4))
    many = replace(campaign, lenses=(Lens("many", "Many", "", values),))
    shown = replace(idea, lenses=tuple(value.tag for value in values), status=IdeaStatus.IN_DISCUSSION)
    tags = documents.idea(many, shown, RUNNING).tags
    assert tags == tuple(sorted(tags))
    assert tags == ("lens-tag-0", "lens-tag-1x", "lens-tag-2xx", "slow-days", "status-in-discussion")
    assert all(len(tag) <= 20 for tag in tags)


def test_every_idea_carries_its_question_once_and_its_status(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea
) -> None:
    tags = documents.idea(campaign, idea, RUNNING).tags
    assert [tag for tag in tags if tag in {question.tag for question in campaign.questions}] == ["slow-days"]
    assert "status-new" in tags
    assert "betterdays" in tags


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("One trolley for the morning", "One trolley for the morning"),
        ("Trolley", "Trolley: Put everything on one."),
        ("", "Put everything on one."),
    ],
)
def test_idea_titles_are_long_enough_without_padding(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea, title: str, shown: str
) -> None:
    short = replace(idea, title=title, text="Put everything on one.")
    assert documents.idea(campaign, short, RUNNING).title == shown


def test_even_the_shortest_idea_has_a_title(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea
) -> None:
    assert len(documents.idea(campaign, replace(idea, title="Tea", text="Tea"), RUNNING).title) >= 15
    assert len(documents.question(campaign, "q2", RUNNING).title) >= 15


def test_an_idea_that_no_post_could_hold_is_cut(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea
) -> None:
    body = documents.idea(campaign, replace(idea, text="[a] word\n" * 8_000), RUNNING).body
    assert len(body) < 31_500
    assert "…" in body
    assert "[poll name=vote" in body


def test_unknown_roles_lenses_and_questions_are_left_out(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea
) -> None:
    stray = replace(idea, role="wizard", lenses=("gone",), question="q9")
    document = documents.idea(campaign, stray, RUNNING)
    assert document.tags == ("betterdays", "status-new")
    assert "wizard" not in document.body
    assert document.facets[Facet.CLOSED] is True


@pytest.mark.parametrize(
    ("ask", "known"),
    [
        (lambda d, c: d.question(c, "q9", RUNNING), "q1, q2"),
        (lambda d, c: d.story(c, "nope", RUNNING), "first-week"),
        (lambda d, c: d.extension(c, "nope", RUNNING, BETWEEN), "understand, answer, choose"),
    ],
)
def test_unknown_names_are_told(
    documents: TemplateDocuments,
    campaign: Campaign,
    ask: Callable[[TemplateDocuments, Campaign], Document],
    known: str,
) -> None:
    with pytest.raises(UserProblem) as problem:
        ask(documents, campaign)
    assert known in problem.value.hint


def test_the_same_state_gives_the_same_text(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea, digest: Digest
) -> None:
    other = TemplateDocuments()
    at = RUNNING + timedelta(minutes=5)
    assert documents.idea(campaign, idea, RUNNING) == other.idea(campaign, idea, at)
    assert documents.digest(campaign, digest, url) == other.digest(campaign, digest, url)
    assert documents.question(campaign, "q1", RUNNING) == other.question(campaign, "q1", at)
    assert documents.story(campaign, "first-week", RUNNING) == other.story(campaign, "first-week", at)


def test_texts_of_a_campaign_may_use_markdown_and_names_may_not(
    documents: TemplateDocuments, campaign: Campaign
) -> None:
    marked = replace(
        campaign,
        purpose="Read **this** first.",
        groups=(Group("nurse", "Nurse"),),
        partners=(replace(campaign.partners[0], name="A | *B* [C]"),),
    )
    body = documents.start(marked, RUNNING, {}).body
    assert "Read **this** first." in body
    assert "[A \\| \\*B\\* \\[" in body


def test_an_own_template_that_forgets_the_poll_keeps_it(
    tmp_path: Path, campaign: Campaign, idea: Idea
) -> None:
    (tmp_path / "forum").mkdir()
    (tmp_path / "forum" / "idea.md.j2").write_text("Only this: {{ text }}\n", encoding="utf-8")
    body = TemplateDocuments(tmp_path).idea(campaign, idea, RUNNING).body
    assert body.startswith("Only this: ")
    assert [poll.name for poll in cook(body, Names()).polls] == ["vote"]
