"""What a week of a campaign was like: numbers and ideas, as data for the digest's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


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
class Digest:
    """Everything a weekly digest says, before it is put into words by a template.

    `formula` and `input_hash` are those of the ranking, empty where nothing was ranked.
    `across` are ideas with support on both sides of opinion, `disputed` those over which people are divided.
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
    leading: tuple[IdeaLine, ...]
    across: tuple[IdeaLine, ...] = ()
    disputed: tuple[IdeaLine, ...] = ()
    formula: str = ""
    input_hash: str = ""
    others_voted: bool = False
    counts_only: bool = False
