"""A small campaign that says everything a template can show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bridge.domain.campaign import (
    Campaign,
    Group,
    GuideRule,
    Lens,
    LensTag,
    Logo,
    Partner,
    Related,
    SignUp,
    Story,
)
from bridge.domain.digest import (
    AnswerLine,
    CourseLine,
    Decisions,
    Digest,
    IdeaLine,
    Late,
    Leader,
    Numbers,
    StoryLine,
    Week,
)
from bridge.domain.followup import Course
from bridge.domain.idea import Experience, Idea, IdeaStatus
from bridge.domain.language import open_catalogues, speaking
from bridge.domain.phase import Phase, Right
from bridge.domain.question import Framing, Question
from bridge.domain.status import Answered
from bridge.render.documents import TemplateDocuments
from bridge.render.languages import Catalogues

LONDON = ZoneInfo("Europe/London")


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


@pytest.fixture
def campaign() -> Campaign:
    everything = frozenset({Right.IDEA, Right.REPLY, Right.VOTE})
    return Campaign(
        slug="better-days",
        title="Better Days on the Ward",
        summary="Ideas for calmer, safer days on our wards.",
        purpose="Much of what makes a day hard could be changed by those who live it. Tell us how.",
        timezone="Europe/London",
        starts=date(2015, 1, 9),
        ends=date(2015, 3, 13),
        phases=(
            Phase(
                "understand",
                "Understand",
                local(2015, 1, 9),
                local(2015, 1, 27),
                everything,
                questions=("q1",),
                summary="What helps you, and what stands in your way?",
                note="Extended by three days, because so many of you joined in the last week.",
            ),
            Phase("answer", "Answer", local(2015, 2, 6), local(2015, 2, 20, 17), everything),
            Phase(
                "choose",
                "Choose",
                local(2015, 2, 27),
                local(2015, 3, 14),
                frozenset({Right.REPLY, Right.VOTE}),
            ),
        ),
        questions=(
            Question(
                "q1",
                "What slows your day down for no good reason?",
                "Think of one shift. Where did time go that should have gone to people?",
                Framing(
                    "Staff lose hours to things that nobody decided on purpose.",
                    "Everybody on a ward, and everybody who waits for them.",
                    "One thing, seen with your own eyes, and what would take its place.",
                    "The ward managers' group",
                ),
                "slow-days",
            ),
            Question(
                "q2",
                "Quiet nights",
                "What would let people sleep?",
                Framing("Noise.", "Patients.", "Small and cheap.", "The night team"),
                "quiet-nights",
            ),
        ),
        sign_up=SignUp(date(2015, 1, 12), "https://example.org/join", "everyone"),
        hashtag="BetterDays",
        partners=(
            Partner(
                "Riverside Hospital",
                "owner",
                "https://example.org/riverside",
                Logo("https://example.org/riverside.png", "Riverside Hospital, a blue wave"),
            ),
            Partner("The Friends", "supporter"),
        ),
        related=(
            Related("Good Food First", "https://example.org/food", "what people eat while in hospital"),
        ),
        groups=(Group("nurse", "Nurse"), Group("porter", "Porter")),
        lenses=(
            Lens(
                "kinds",
                "Three kinds of change",
                "What would have to change for the idea to work.",
                (
                    LensTag("structure", "Structure", "Who does what, and where.", "the campaign team"),
                    LensTag("process", "Process", "The order in which things are done.", "the campaign team"),
                ),
            ),
        ),
        stories=(
            Story(
                "first-week",
                "What we heard in the first week",
                "Campaign team",
                "https://example.org/first-week",
                date(2015, 1, 16),
                "Three themes came up again and again, and one of them surprised us.",
            ),
        ),
        rules="Criticise practices, not people.",
        rules_link="https://example.org/rules",
        guide=GuideRule(published=date(2015, 3, 27)),
    )


@pytest.fixture
def idea() -> Idea:
    return Idea(
        id="abcdefghjk",
        campaign="better-days",
        question="q1",
        title="One trolley with everything for the morning round",
        text=(
            "Every morning we walk to three cupboards before the round can start.\n\n"
            "We put it all on one trolley:\n- gloves and aprons\n- the blue forms\n- a spare thermometer\n\n"
            "It saves us about 20 minutes a day. [name] in supplies agreed to fill it at 6:30."
        ),
        role="nurse",
        lenses=("process",),
        experience=Experience.WE_DID,
        accepted=local(2015, 1, 14, 10),
        status=IdeaStatus.NEW,
        batch=1,
        published=local(2015, 1, 14, 12, 25),
    )


@pytest.fixture
def documents() -> TemplateDocuments:
    return TemplateDocuments()


@pytest.fixture
def digest() -> Digest:
    def line(number: int, title: str, why: str) -> IdeaLine:
        return IdeaLine(f"idea{number}", title, 40 + number, why)

    def lead(
        place: int,
        number: int,
        title: str,
        support: tuple[float, float, float],
        voters: int,
        *,
        tied: bool = False,
    ) -> Leader:
        return Leader(f"idea{number}", title, 40 + number, "", place, tied, *support, voters)

    return Digest(
        campaign="better-days",
        week=Week(2015, 3),
        numbers=Numbers(people=143, ideas=12, replies=87, votes=1340),
        total=Numbers(people=300, ideas=30, replies=187, votes=2940),
        new=(
            line(1, "A quiet hour after lunch on every ward", "What slows your day down for no good reason?"),
            line(2, "Ask [name] & the night team before moving beds", "Quiet nights"),
        ),
        rising=(
            line(3, "One form for three departments", "up 5 places: 14 more readers, 9 more for"),
            line(4, "Labels that can be read at night", "up 1 place: 2 more for, 1 more against"),
        ),
        discussed=(line(5, "Let porters book their own lifts", "7 replies from 5 people"),),
        unseen=(
            line(6, "Visiting by appointment: does it help?", "not read yet"),
            line(7, "Keep the old trolley", "seen by 3 people so far"),
        ),
        across=(
            line(
                3,
                "One form for three departments",
                "72% support on one side and 64% on the other (12 and 19 people)",
            ),
        ),
        disputed=(line(9, "No visitors after eight", "28 for, 25 against"),),
        others_voted=True,
        leading=(
            lead(1, 8, "One trolley with everything for the morning round", (0.712, 0.604, 0.811), 24),
            lead(2, 3, "One form for three departments", (0.66, 0.52, 0.79), 12, tied=True),
            lead(2, 4, "Labels that can be read at night", (0.66, 0.41, 0.84), 1204, tied=True),
        ),
        falling=(line(10, "Lockers by the door", "down 3 places: 4 more against"),),
        stories=(
            StoryLine("What we heard in the first week", 60, "Campaign team", True, 7, 5),
            StoryLine("A [night] on the ward", 61, "Ada & Co.", False, 1, 1),
        ),
        answers=(
            AnswerLine(line(11, "Oil the wheels", ""), IdeaStatus.DONE, "All trolleys were oiled in May."),
            AnswerLine(
                line(12, "No bins after ten", ""), IdeaStatus.NOT_NOW, "The lids are @new: wait *a bit*."
            ),
            AnswerLine(line(13, "A lamp for each desk", ""), IdeaStatus.CHOSEN, ""),
        ),
        more_answers=2,
        answered=Answered(288, 291, 9),
        courses=(
            CourseLine(line(14, "Weigh after breakfast", ""), Course.MOVING, "Two wards have begun.", 30),
        ),
        late=(Late(line(15, "Quiet bins", ""), date(2015, 1, 4), "The night team"),),
        decisions=Decisions(
            12, 3, 1, 25, 10, None, (("no-idea", 15), ("harm", None), ("unclear", 0), ("", 10))
        ),
    )


@pytest.fixture(params=["en", "cy"])
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    """The languages that are shipped: what people read is kept in each."""
    open_catalogues(Catalogues().language)
    with speaking(request.param):
        yield
