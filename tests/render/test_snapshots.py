"""Every template's text in each language, compared word for word with the files in `snapshots/`.

After a change that is meant, run with UPDATE_SNAPSHOTS=1, read the difference, and keep it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bridge.domain.campaign import Campaign, VoteMethod, Voting
from bridge.domain.digest import Digest, IdeaLine, Late
from bridge.domain.document import Document
from bridge.domain.followup import CheckIn, Course, Due, Undertaking
from bridge.domain.health import Health, JobHealth
from bridge.domain.idea import Experience, Idea, IdeaStatus, SubmissionState
from bridge.domain.language import spoken
from bridge.domain.review import Act, Answer, Told
from bridge.domain.shortlist import Test, TestResult
from bridge.domain.status import SETTABLE, Answered, Heard, StatusChange
from bridge.domain.trial import Result, Trial
from bridge.pipeline.revise import WITHDRAWN_TEXT, WITHDRAWN_TITLE
from bridge.render.documents import TemplateDocuments
from bridge.render.inert import WORD_JOINER
from bridge.sync.pictures import renamed


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant by London's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


pytestmark = pytest.mark.usefixtures("language")
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
    code = spoken().code
    path = (SNAPSHOTS if code == "en" else SNAPSHOTS / code) / f"{name}.md"
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
        falling=(),
        stories=(),
        answers=(),
        more_answers=0,
        answered=None,
        courses=(),
        late=(),
        decisions=None,
    )
    later = replace(
        campaign,
        phases=tuple(replace(phase, closes=phase.closes - timedelta(days=2)) for phase in campaign.phases),
    )
    compare("digest-thin", documents.digest(later, thin, url))


def test_digest_with_a_picture(documents: TemplateDocuments, campaign: Campaign, digest: Digest) -> None:
    """The text without a picture and the one from which a refused picture was taken are the same."""
    address = "upload://0123456789.png"
    document = documents.digest(campaign, digest, url, address)
    compare("digest-picture", document)
    assert renamed(document.body, address, "") == documents.digest(campaign, digest, url).body
    assert "upload://other.png" in renamed(document.body, address, "upload://other.png")


CHANGE = StatusChange(
    "better-days", "abcdefghjk", 2, IdeaStatus.CHOSEN, "It is cheap & quick.", local(2015, 4, 1)
)
UNDERTAKING = Undertaking("better-days", "abcdefghjk", "The night team", "Buy one trolley", date(2015, 4, 1))


@pytest.mark.parametrize("status", list(SETTABLE))
def test_status(documents: TemplateDocuments, campaign: Campaign, status: IdeaStatus) -> None:
    change = replace(CHANGE, status=status)
    if status is IdeaStatus.CHOSEN:
        compare(f"status-{status}", documents.status(campaign, change, UNDERTAKING, date(2015, 5, 1)))
    elif status is IdeaStatus.SHORTLISTED:
        results = [
            TestResult(
                "better-days", "abcdefghjk", test, test is not Test.NEW, f"Because of {test}.", CHANGE.at
            )
            for test in Test
        ]
        compare(f"status-{status}", documents.status(campaign, change, tests=results))
    else:
        compare(f"status-{status}", documents.status(campaign, change))


def test_status_without_the_reason_that_it_needs(documents: TemplateDocuments, campaign: Campaign) -> None:
    compare(
        "status-not-now-bare",
        documents.status(campaign, replace(CHANGE, status=IdeaStatus.NOT_NOW, reason="")),
    )


DUE = Due(UNDERTAKING, 30, date(2015, 5, 1))


def test_check_in(documents: TemplateDocuments, campaign: Campaign) -> None:
    compare("check-in-asked", documents.check_in(campaign, DUE, overdue=False))
    compare("check-in-overdue", documents.check_in(campaign, DUE, overdue=True))
    said = CheckIn("better-days", "abcdefghjk", 30, Course.STUCK, "No oil.\n@ana knows", CHANGE.at)
    compare("check-in-answered", documents.check_in(campaign, replace(DUE, answer=said), overdue=False))


@pytest.mark.parametrize("why", [heard for heard in Heard if heard is not Heard.DONE])
def test_not_heard(documents: TemplateDocuments, campaign: Campaign, why: Heard) -> None:
    compare(f"not-heard-{why}", documents.not_heard(campaign, 17, "abcdefghjk", why))


def test_start_with_answers_and_what_is_overdue(documents: TemplateDocuments, campaign: Campaign) -> None:
    late = [
        Late(IdeaLine("i1", "Oil the [wheels]", 5, ""), date(2015, 5, 1), "The night team"),
        Late(IdeaLine("i2", "No bins after ten", 6, ""), date(2015, 5, 2), ""),
    ]
    start = documents.start(
        campaign, local(2015, 5, 20), {"people": 3}, (), url, answers=Answered(288, 291, 9), late=late
    )
    compare("start-answers", start)


def test_health(documents: TemplateDocuments, campaign: Campaign) -> None:
    failed = JobHealth(
        local(2015, 1, 15), local(2015, 1, 15, 1), done=False, note="the forum was not reached"
    )
    bad = Health(12, 6, 3, 40, 143, 1340, 87, rings=2, jobs={"sync": failed})
    compare(
        "health-well", documents.health(campaign, Health(published=3, pulled=CHANGE.at), local(2015, 1, 15))
    )
    compare("health-not-well", documents.health(campaign, bad, local(2015, 1, 15)))


@pytest.mark.parametrize("result", list(Result))
def test_trial(documents: TemplateDocuments, campaign: Campaign, result: Result) -> None:
    made = Trial(
        "better-days", "abcdefghjk", 1, "Ward 7", date(2015, 3, 1), result, "It took a week.", CHANGE.at
    )
    compare(f"trial-{result}".replace(" ", "-"), documents.trial(campaign, made))


@pytest.mark.parametrize("told", list(Told))
def test_answer_to_a_moderator(documents: TemplateDocuments, campaign: Campaign, told: Told) -> None:
    given = Answer(told, "There is no idea x.", "Look again.", ("words are shown again",))
    compare(f"answer-{told}", documents.review_answer(campaign, "3f9a2c1b", 12, given))


@pytest.mark.parametrize("act", [Act.ACCEPT, Act.MERGE, Act.ASK])
def test_answer_to_what_was_unclear(documents: TemplateDocuments, campaign: Campaign, act: Act) -> None:
    compare(
        f"answer-unclear-{act}",
        documents.review_answer(campaign, "3f9a2c1b", 12, Answer(Told.UNCLEAR, act)),
    )


@pytest.mark.parametrize("state", [*SubmissionState, None])
def test_decided(documents: TemplateDocuments, campaign: Campaign, state: SubmissionState | None) -> None:
    compare(f"decided-{state or 'elsewhere'}", documents.reviewed(campaign, "3f9a2c1b0011", "q1", state))
