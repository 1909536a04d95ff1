"""What moderators and people who write private messages read, word for word, with hostile texts in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.document import Facet
from bridge.domain.idea import Experience, Masked, Match, Speaker, Submission, SubmissionState, Turn
from bridge.domain.identity import split_marker, with_marker
from bridge.domain.message import Letter, Said, answered_by
from bridge.domain.review import Act, Answer, NearIdea, Sheet, Told
from bridge.render.documents import TemplateDocuments
from tests.render.test_snapshots import compare, url

DAY = datetime(2015, 1, 15, tzinfo=UTC)
CODE = "K7QM-2D9X-0000-ABCD-EFGH"


@pytest.fixture
def submission() -> Submission:
    return Submission(
        id="3f9a2c1b00112233445566ff",
        campaign="better-days",
        question="q1",
        title="Keep [name] by the <b>door</b>",
        text="Hang [name] by the door.\n\n# Not a heading, @heron\n\n[poll]\n* mine\n[/poll]",
        role="nurse",
        lenses=("value-safety",),
        experience=Experience.WE_DID,
        received=DAY,
        source="form",
        reasons=("says nearly the same as another idea",),
        near=(Match("i1", 0.91),),
        masked=(
            Masked("[name]", "a name", asked=False, context="Hang [name] by the door"),
            Masked("[date]", "a day", asked=True, context="since [date], @heron"),
        ),
        second=("somebody could be singled out",),
        dialogue=(
            Turn(Speaker.MODERATOR, "Who fills the [poll]?"),
            Turn(Speaker.AUTHOR, "The first one in, @heron."),
        ),
    )


@pytest.fixture
def sheet(submission: Submission) -> Sheet:
    near = (
        NearIdea("i1", "Keys by the door [poll]", 0.91, 17),
        NearIdea("i2", "Keys at the ward desk", 0.8, None),
        NearIdea("", "Keys that somebody else waits with", 0.7, None),
    )
    return Sheet(replace(submission, revises="i3"), near, NearIdea("i3", "Keys", 1.0, 18))


@pytest.mark.usefixtures("language")
def test_the_category_of_the_review(documents: TemplateDocuments, campaign: Campaign) -> None:
    compare("review-category", documents.review_category(campaign))


@pytest.mark.usefixtures("language")
def test_a_topic_with_everything(documents: TemplateDocuments, campaign: Campaign, sheet: Sheet) -> None:
    made = documents.review(campaign, sheet, url, DAY)
    compare("review", made)
    assert made.dated == DAY
    assert "<b>" not in made.body
    assert "\n# Not a heading" not in made.body


@pytest.mark.usefixtures("language")
def test_a_topic_with_little_in_it(
    documents: TemplateDocuments, campaign: Campaign, submission: Submission
) -> None:
    bare = replace(submission, role=None, lenses=(), reasons=(), near=(), masked=(), second=(), dialogue=())
    compare("review-bare", documents.review(campaign, Sheet(bare), url, DAY))


def test_a_topic_fits_whatever_was_sent_in(
    documents: TemplateDocuments, campaign: Campaign, submission: Submission
) -> None:
    long = replace(submission, text="[@:" * 3333, masked=tuple(submission.masked) * 200)
    assert len(documents.review(campaign, Sheet(long), url, DAY).body) < 31_500


@pytest.mark.parametrize("state", [*SubmissionState, None])
def test_a_decided_topic_says_only_what_was_decided(
    documents: TemplateDocuments, campaign: Campaign, submission: Submission, state: SubmissionState | None
) -> None:
    made = documents.reviewed(campaign, submission.id, submission.question, state)

    assert made.title == "An idea for question 1 (3f9a2c1b)"
    assert len(made.body.splitlines()) == 1
    assert (made.facets[Facet.CLOSED], made.facets[Facet.LISTED]) == (True, False)
    if state not in (SubmissionState.WAITING, None):
        word = "accepted" if state is SubmissionState.MERGED else str(state)
        assert f"**{word}**" in made.body


@pytest.mark.parametrize("told", Told)
def test_every_answer_to_a_reply_has_words(
    documents: TemplateDocuments, campaign: Campaign, told: Told
) -> None:
    given = Answer(told, "There is no idea @heron.", "Look again.", ("words are shown again",))
    made = documents.review_answer(campaign, "3f9a", 12, given)

    assert len(made.body) > 20
    assert "@heron" not in made.body
    assert str(made.key) == "better-days--review/notice/reply-12"
    if told is not Told.HELP:
        assert "Begin a reply with" not in made.body


@pytest.mark.parametrize("act", [Act.ACCEPT, Act.MERGE, Act.RETURN, Act.ASK])
def test_what_was_unclear_is_told_by_what_it_nearly_was(
    documents: TemplateDocuments, campaign: Campaign, act: Act
) -> None:
    body = documents.review_answer(campaign, "3f9a", 12, Answer(Told.UNCLEAR, act)).body
    assert "not" in body
    assert str(act) in body


LETTERS = pytest.mark.parametrize(
    "letter",
    [
        Letter(
            Said.TAKEN,
            CODE,
            "Keys by the [poll]",
            "Hang [name] by the door, @heron.\n\n# Big",
            ("q1", "What helps you?"),
            (Masked("[name]", "a name", asked=False, context="Hang [name] by the door"),),
            (NearIdea("i1", "Keys", 0.9, 17), NearIdea("i2", "Waits", 0.9, None)),
        ),
        Letter(Said.WHICH, questions=(("q1", "What helps you?"), ("q2", "What hinders you?"))),
        Letter(Said.CLOSED, what="Ideas are not asked for yet.", hint="They are from Friday on."),
        Letter(Said.REFUSED, what="This text has 900 words.", hint="Say the heart of it."),
        Letter(Said.LATER),
    ],
    ids=lambda letter: str(letter.said),
)


@LETTERS
@pytest.mark.usefixtures("language")
def test_letters_as_they_are_read(documents: TemplateDocuments, campaign: Campaign, letter: Letter) -> None:
    compare(f"letter-{letter.said}", documents.letter(campaign, 12, letter, url))


@LETTERS
def test_letters(documents: TemplateDocuments, campaign: Campaign, letter: Letter) -> None:
    made = documents.letter(campaign, 12, letter, url)
    body, marker = split_marker(with_marker(made.key, None, made.body))
    told = answered_by(marker, campaign.slug)
    assert told is not None
    assert (told.post, told.said) == (12, letter.said)
    assert (told.code or "", told.question) == (letter.code, letter.question[0])
    assert "confidential, not anonymous" in body
    assert "@heron" not in body


def test_a_template_of_ones_own_cannot_lose_the_receipt(
    campaign: Campaign, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.mktemp("own")
    (own / "message").mkdir()
    (own / "message" / "taken.md.j2").write_text("We have it: {{ title }}.")
    letter = Letter(Said.TAKEN, CODE, "Keys", "Keys", ("q1", "What helps you?"))

    body = TemplateDocuments(own).letter(campaign, 12, letter, url).body

    assert body == f"**{CODE}**\n\nWe have it: Keys."
