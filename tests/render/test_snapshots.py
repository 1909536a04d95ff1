"""Every template's text, compared word for word with the files in `snapshots/`.

After a change that is meant, run with UPDATE_SNAPSHOTS=1, read the difference, and keep it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bridge.domain.campaign import Campaign, VoteMethod, Voting
from bridge.domain.digest import Digest, IdeaLine
from bridge.domain.document import Document
from bridge.domain.idea import Experience, Idea, IdeaStatus
from bridge.pipeline.revise import WITHDRAWN_TEXT, WITHDRAWN_TITLE
from bridge.render.documents import TemplateDocuments
from bridge.render.inert import WORD_JOINER


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant by London's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


SNAPSHOTS = Path(__file__).parent / "snapshots"


def topic_url(topic: int) -> str:
    return f"https://forum.example/t/{topic}"


def compare(name: str, document: Document) -> None:
    """Compare a Document, facets included; joiners are written as `{WJ}`, so that a reader sees them."""
    facets = [
        f"{facet}: {value}"
        for facet, value in sorted(document.facets.items())
        if facet not in ("body", "title")
    ]
    settings = [f"{name}: {value}" for name, value in sorted(document.settings.items())]
    head = "\n".join([f"key: {document.key}", f"title: {document.title}", *facets, *settings])
    text = f"{head}\n\n{document.body}".rstrip("\n").replace(WORD_JOINER, "{WJ}") + "\n"
    path = SNAPSHOTS / f"{name}.md"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_category(documents: TemplateDocuments, campaign: Campaign) -> None:
    compare("category", documents.category(campaign))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("start-before", (2015, 1, 8)),
        ("start-sign-up-not-open", (2015, 1, 10)),
        ("start-running", (2015, 1, 15)),
        ("start-between", (2015, 1, 30)),
        ("start-over", (2015, 3, 20)),
    ],
)
def test_start(
    documents: TemplateDocuments, campaign: Campaign, name: str, day: tuple[int, int, int]
) -> None:
    figures = {"people": 1300, "ideas": 1, "replies": 187, "votes": 2940} if day > (2015, 1, 12) else {}
    unseen = (IdeaLine("i6", "Visiting by appointment: does it help?", 6, "seen by 3 people so far"),)
    running = name == "start-running"
    compare(name, documents.start(campaign, local(*day, 12), figures, unseen if running else (), url))


def test_question(documents: TemplateDocuments, campaign: Campaign) -> None:
    compare("question", documents.question(campaign, "q1", local(2015, 1, 15)))


def test_story(documents: TemplateDocuments, campaign: Campaign) -> None:
    compare("story", documents.story(campaign, "first-week", local(2015, 1, 16)))


def test_idea(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    compare("idea", documents.idea(campaign, idea, local(2015, 1, 15)))


def test_idea_with_likes_only(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    liked = replace(campaign, voting=Voting(method=VoteMethod.LIKES))
    wish = replace(idea, role=None, lenses=(), experience=Experience.WOULD_LIKE)
    compare("idea-likes", documents.idea(liked, wish, local(2015, 1, 15)))


def test_idea_that_was_merged(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    compare("idea-merged", documents.idea(campaign, replace(idea, merged_into="other"), local(2015, 1, 15)))


def test_idea_that_goes_on_in_another(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    gone = replace(idea, merged_into="other")
    target = IdeaLine("other", "Put the [keys] where the rounds begin", 17, "")
    compare("idea-goes-on", documents.idea(campaign, gone, local(2015, 1, 15), [target], (), topic_url))


def test_idea_in_which_others_go_on(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    others = [IdeaLine(f"o{number}", f"Keys by the door, number {number}", number, "") for number in (4, 5)]
    compare("idea-joined", documents.idea(campaign, idea, local(2015, 1, 15), (), others, topic_url))


def test_idea_that_was_withdrawn(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    gone = replace(
        idea, title=WITHDRAWN_TITLE, text=WITHDRAWN_TEXT, status=IdeaStatus.WITHDRAWN, hidden_before=2
    )
    compare("idea-withdrawn", documents.idea(campaign, gone, local(2015, 1, 15)))


def test_hostile_idea(documents: TemplateDocuments, campaign: Campaign, idea: Idea) -> None:
    hostile = replace(
        idea,
        title="Hello @ana :smile: <b>x</b> [poll] :)",
        text=(
            "[poll name=vote]\n* mine\n[/poll]\n# Big\n@ana #general :smile: [x] done [date=2015-01-01]\n\n"
            '[quote="ana"]\nfaked\n[/quote]\n[/details]\n<script>x</script>\nhttps://example.com/own-line\n'
            "<!-- ib:better-days/idea/abcdefghjk 0123456789abcdef -->"
        ),
    )
    compare("idea-hostile", documents.idea(campaign, hostile, local(2015, 1, 15)))


def test_extension(documents: TemplateDocuments, campaign: Campaign) -> None:
    before, after = local(2015, 1, 24), local(2015, 1, 27)
    compare("extension", documents.extension(campaign, "understand", before, after))


def test_shortening(documents: TemplateDocuments, campaign: Campaign) -> None:
    before, after = local(2015, 2, 21), local(2015, 2, 20, 17)
    compare("shortening", documents.extension(campaign, "answer", before, after))


def url(topic_id: int) -> str:
    return f"https://forum.example/t/-/{topic_id}"


def test_digest(documents: TemplateDocuments, campaign: Campaign, digest: Digest) -> None:
    compare("digest", documents.digest(campaign, digest, url))


def test_digest_of_a_thin_week(documents: TemplateDocuments, campaign: Campaign, digest: Digest) -> None:
    """Sections without content are not there; between phases the next one is announced."""
    thin = replace(
        digest,
        week=replace(digest.week, number=4),
        numbers=replace(digest.numbers, people=0, ideas=0, replies=0, votes=1),
        new=(),
        rising=(),
        discussed=(),
        unseen=(),
        leading=(),
        across=(),
        disputed=(),
        others_voted=False,
        counts_only=True,
    )
    later = replace(
        campaign,
        phases=tuple(replace(phase, closes=phase.closes - timedelta(days=2)) for phase in campaign.phases),
    )
    compare("digest-thin", documents.digest(later, thin, url))
