"""What a week of a campaign was like: numbers and ideas, as data for the digest's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bridge.domain.followup import Course
from bridge.domain.idea import IdeaStatus
from bridge.domain.status import Answered
from bridge.domain.trial import Result


class Section(StrEnum):
    """A part of a digest, which a campaign can leave out; each is a block of the template."""

    FIGURES = "figures"
    ANSWERS = "answers"
    UNSEEN = "unseen"
    NEW = "new"
    RISING = "rising"
    FALLING = "falling"
    LEADING = "leading"
    ACROSS = "across"
    DISPUTED = "disputed"
    DISCUSSED = "discussed"
    STORIES = "stories"
    COURSES = "courses"
    DECISIONS = "decisions"
    NEXT = "next"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week on a campaign's calendar."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @classmethod
    def of(cls, day: date) -> Week:
        """The ISO week that holds a day."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2015-W06`; ValueError for anything else, week 53 of a 52-week year included."""
        year, _, number = text.upper().partition("-W")
        week = cls(int(year), int(number))
        date.fromisocalendar(week.year, week.number, 1)
        return week

    @property
    def name(self) -> str:
        """The name used in keys: `2015-w06`."""
        return str(self).lower()

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def previous(self) -> Week:
        """The week before."""
        return Week.of(self.monday - timedelta(days=7))

    @property
    def following(self) -> Week:
        """The week after."""
        return Week.of(self.monday + timedelta(days=7))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """First instant and first instant after the week, on the campaign's clock (half-open)."""
        monday = self.monday
        start = datetime(monday.year, monday.month, monday.day, tzinfo=zone)
        after = monday + timedelta(days=7)
        return start, datetime(after.year, after.month, after.day, tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A week in figures: people, ideas, replies and votes are counted apart and never added up."""

    people: int
    ideas: int
    replies: int
    votes: int

    @property
    def quiet(self) -> bool:
        """Whether nothing happened."""
        return not (self.ideas or self.replies or self.votes)


@dataclass(frozen=True, slots=True)
class IdeaLine:
    """One idea in a digest: its title, topic and why it is named."""

    idea: str
    title: str
    topic_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Leader(IdeaLine):
    """An idea in the lead: its place, `support` with its bounds in 0..1, and how many people voted."""

    place: int
    tied: bool
    support: float
    low: float
    high: float
    voters: int


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a digest: whether it is new, and what was said about it in the week."""

    title: str
    topic_id: int
    author: str
    new: bool
    replies: int
    people: int


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An idea whose status is another since this week, and the reason that was given; `line.why` is empty."""

    line: IdeaLine
    status: IdeaStatus
    reason: str


@dataclass(frozen=True, slots=True)
class CourseLine:
    """How a chosen idea goes on, as was said in the week; `line.why` is empty."""

    line: IdeaLine
    course: Course
    note: str
    days: int


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An idea that was tried somewhere, as was said in the week; `line.why` is empty."""

    line: IdeaLine
    place: str
    result: Result


@dataclass(frozen=True, slots=True)
class Decisions:
    """What moderators decided, in figures.

    `accepted`, `merged` and `joined` are of the week and exact: the forum shows each of them. The others are
    since the start, rounded and held back by the rule of `domain.disclosure` (None is not told), since a week
    with one rejected idea would tell those who know its author. `reasons` by code, with "" for other words.
    """

    accepted: int
    merged: int
    joined: int
    returned: int | None
    rejected: int | None
    withdrawn: int | None
    reasons: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Late:
    """A chosen idea whose check-in was asked on a day and is overdue; `owner` is a role or a team."""

    line: IdeaLine
    asked: date
    owner: str


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything a weekly digest says, before it is put into words by a template.

    `formula` and `input_hash` are those of the ranking, empty where nothing was ranked.
    `across` are ideas with support on both sides of opinion, `disputed` those over which people are divided.
    `answers` are statuses of this week, `more_answers` how many are not named; `answered` how all stand.
    `courses` say how chosen ideas go on, `late` of which nobody said so, `trials` where
    ideas were tried. `interval`: level of the bounds.
    `others_voted`: this week's voters differ so much from earlier ones that no single idea can be said to
    rise. `counts_only`: the forum told some votes as counts alone, so their people are missing in `people`.
    """

    campaign: str
    week: Week
    numbers: Numbers
    total: Numbers
    new: tuple[IdeaLine, ...]
    rising: tuple[IdeaLine, ...]
    discussed: tuple[IdeaLine, ...]
    unseen: tuple[IdeaLine, ...]
    leading: tuple[Leader, ...]
    across: tuple[IdeaLine, ...] = ()
    disputed: tuple[IdeaLine, ...] = ()
    formula: str = ""
    input_hash: str = ""
    others_voted: bool = False
    counts_only: bool = False
    falling: tuple[IdeaLine, ...] = ()
    stories: tuple[StoryLine, ...] = ()
    answers: tuple[AnswerLine, ...] = ()
    more_answers: int = 0
    answered: Answered | None = None
    courses: tuple[CourseLine, ...] = ()
    late: tuple[Late, ...] = ()
    trials: tuple[TrialLine, ...] = ()
    decisions: Decisions | None = None
    interval: float = 0.9
