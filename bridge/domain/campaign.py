"""A declared effort with dates, partners and questions: everything that a campaign file can say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bridge.domain.digest import Section
from bridge.domain.phase import NO_RIGHTS, Phase, Right
from bridge.domain.question import Question


@dataclass(frozen=True, slots=True)
class SignUp:
    """Where and since when people join; `open_to` in plain words ("everyone", "staff of the trust")."""

    opens: date
    link: str | None
    open_to: str


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture with the text that stands for it."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that carries the campaign, and its part in it."""

    name: str
    role: str
    link: str | None = None
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A link to another campaign."""

    title: str
    link: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A role that people may declare for themselves (nurse, carer, volunteer)."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class LensTag:
    """One value of a lens: forum tag, name, what it means and where it comes from."""

    tag: str
    title: str
    definition: str
    source: str


@dataclass(frozen=True, slots=True)
class Lens:
    """A declared set of tags through which ideas can be read."""

    id: str
    title: str
    summary: str
    tags: tuple[LensTag, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A blog or article that people discuss; one topic, whose replies are captured.

    Stories are signed with their author's name: only ideas are anonymous.
    """

    id: str
    title: str
    author: str
    link: str
    published: date
    standfirst: str


class VoteMethod(StrEnum):
    """How people vote on an idea in the forum."""

    POLL = "poll"
    LIKES = "likes"


@dataclass(frozen=True, slots=True)
class Voting:
    """The way of voting: a poll under each idea (labels for up, down, unsure), or likes alone.

    `early_results` shows counts before a person has voted; off by default, so that early votes do not lead
    later ones.
    """

    method: VoteMethod = VoteMethod.POLL
    up: str = "For"
    down: str = "Against"
    unsure: str = "Not sure"
    early_results: bool = False


@dataclass(frozen=True, slots=True)
class Anonymity:
    """Ideas are published in shuffled batches of at least `batch_size`.

    After `longest_wait` from the oldest waiting idea a smaller batch goes out all the same, but not below
    `least` while more ideas may come in. With `second_person` two moderators have to agree where somebody
    could be singled out or where words are unmasked.
    """

    batch_size: int = 10
    longest_wait: timedelta = timedelta(hours=72)
    least: int = 3
    second_person: bool = True


class FormAccess(StrEnum):
    """Who may use the web form."""

    OPEN = "open"
    INVITED = "invited"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Intake:
    """The ways in, and their limits.

    `per_day` ideas may come from one network address a day. `message_group` is the forum group that takes
    ideas by private message.
    """

    form: FormAccess = FormAccess.OPEN
    proof_of_work: bool = False
    per_day: int = 30
    longest_words: int = 250
    message_group: str | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept, in days.

    `decided_days` counts from a decision to return or reject: then the text goes. The others count from the
    end of the campaign: then its submissions, its receipts, and the key behind its pseudonyms go; with that
    key gone nothing more can be pulled. `reasons_days` counts from when a reason was given.
    """

    decided_days: int = 30
    submissions_days: int = 30
    receipts_days: int = 90
    pseudonyms_days: int = 180
    reasons_days: int = 730


@dataclass(frozen=True, slots=True)
class DigestRule:
    """When the weekly digest appears (weekday 0 = Monday, `at` on the campaign's clock), and without what."""

    weekday: int = 0
    at: time = time(9, 0)
    enabled: bool = True
    leave_out: frozenset[Section] = frozenset()


@dataclass(frozen=True, slots=True)
class RankingRule:
    """How the ranking is shown: so many voters earn the badge "confirmed"; `interval` is a level in 0..1."""

    interval: float = 0.90
    confirmed_voters: int = 10


@dataclass(frozen=True, slots=True)
class GuideRule:
    """What the guide takes: how many solutions, and when it is published.

    `link` says where people find the site. `lessons` names a Markdown file on what the campaign taught, from
    the folder of the campaign file.
    """

    solutions: int = 15
    published: date | None = None
    link: str | None = None
    lessons: str | None = None


OPEN_GROUPS = frozenset(
    {"everyone", "registered", "logged_in_users", *(f"trust_level_{n}" for n in range(5))}
)
"""Groups of the forum in which members are without anybody's doing."""

STAFF_GROUPS = frozenset({"admins", "moderators", "staff"})
"""Groups of the forum in which those are who run it, and to which people write for other reasons."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where in the forum the campaign lives.

    `category` is the slug of an existing category that moderators named, or None for one made by the bridge.
    `bridge_group` may open topics there; `readers` is the group that sees, votes, likes and replies. With
    `review`, what waits for a decision stands in a category of its own that only `review_group` sees.
    """

    category: str | None = None
    name: str | None = None
    color: str = "0F6B8F"
    bridge_group: str = "ideabridge"
    readers: str = "everyone"
    review: bool = True
    review_group: str = "staff"


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign as declared. Dates are days on the calendar of `timezone` (an IANA name).

    `language` is the one in which the bridge writes for it.
    """

    slug: str
    title: str
    summary: str
    purpose: str
    timezone: str
    starts: date
    ends: date
    phases: tuple[Phase, ...]
    questions: tuple[Question, ...]
    sign_up: SignUp | None = None
    hashtag: str | None = None
    partners: tuple[Partner, ...] = ()
    related: tuple[Related, ...] = ()
    groups: tuple[Group, ...] = ()
    lenses: tuple[Lens, ...] = ()
    stories: tuple[Story, ...] = ()
    rules: str = ""
    rules_link: str | None = None
    voting: Voting = field(default_factory=Voting)
    anonymity: Anonymity = field(default_factory=Anonymity)
    intake: Intake = field(default_factory=Intake)
    retention: Retention = field(default_factory=Retention)
    digest: DigestRule = field(default_factory=DigestRule)
    ranking: RankingRule = field(default_factory=RankingRule)
    guide: GuideRule = field(default_factory=GuideRule)
    follow_up_days: tuple[int, ...] = (30, 60, 90)
    language: str = "en"
    placement: Placement = field(default_factory=Placement)

    @property
    def zone(self) -> ZoneInfo:
        """The campaign's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def weeks(self) -> int:
        """Weeks from start to end, begun weeks counted: derived from the dates, never stored."""
        return ((self.ends - self.starts).days + 7) // 7

    def local(self, instant: datetime) -> datetime:
        """An instant on the campaign's clock."""
        return instant.astimezone(self.zone)

    def phase_at(self, instant: datetime) -> Phase | None:
        """The phase that runs at this instant, if any."""
        return next((phase for phase in self.phases if phase.contains(instant)), None)

    def next_phase(self, instant: datetime) -> Phase | None:
        """The first phase that opens after this instant."""
        later = [phase for phase in self.phases if phase.opens > instant]
        return min(later, key=lambda phase: phase.opens, default=None)

    def rights_at(self, instant: datetime) -> frozenset[Right]:
        """What people may do at this instant; nothing between phases."""
        phase = self.phase_at(instant)
        return phase.rights if phase else NO_RIGHTS

    def allows(self, right: Right, instant: datetime) -> bool:
        """Whether this right is open at this instant."""
        return right in self.rights_at(instant)

    def allows_for(self, right: Right, question_id: str, instant: datetime) -> bool:
        """Whether a right is open for one question: a phase with own questions opens it for those alone."""
        phase = self.phase_at(instant)
        if phase is None or right not in phase.rights:
            return False
        return not phase.questions or question_id in phase.questions

    def question(self, question_id: str) -> Question | None:
        """A question by its id."""
        return next((question for question in self.questions if question.id == question_id), None)

    def questions_of(self, phase: Phase) -> tuple[Question, ...]:
        """The questions that a phase asks, in declared order."""
        if not phase.questions:
            return self.questions
        return tuple(question for question in self.questions if question.id in phase.questions)

    def lens_tag(self, tag: str) -> LensTag | None:
        """A lens tag by its forum tag."""
        return next((value for lens in self.lenses for value in lens.tags if value.tag == tag), None)
