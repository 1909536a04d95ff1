"""What came of ideas in a week: statuses and reasons, how chosen ideas go on, and stories with their talk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.digest import AnswerLine, CourseLine, Late, StoryLine, TrialLine, Week
from bridge.domain.document import LinkState
from bridge.domain.followup import GRACE, check_ins
from bridge.domain.idea import IdeaStatus
from bridge.domain.identity import Key, Kind
from bridge.domain.phase import Right
from bridge.domain.status import UNDER_WAY, Answered, StatusChange, answered, latest
from bridge.pipeline.offer import removed_ideas
from bridge.pipeline.week_ideas import LINES, WeekIdeas
from bridge.ports.store import UnitOfWork

ANSWERS = 6
"""So many answers are named at most; each has its reason."""

_FURTHEST = (
    IdeaStatus.DONE,
    IdeaStatus.BEING_TRIED,
    IdeaStatus.CHOSEN,
    IdeaStatus.SHORTLISTED,
    IdeaStatus.NOT_NOW,
    IdeaStatus.IN_DISCUSSION,
)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a digest says of them. `newly_late` says that a check-in became overdue in the week."""

    stories: tuple[StoryLine, ...]
    answers: tuple[AnswerLine, ...]
    more_answers: int
    answered: Answered | None
    courses: tuple[CourseLine, ...]
    late: tuple[Late, ...]
    trials: tuple[TrialLine, ...]
    newly_late: bool

    @property
    def happened(self) -> bool:
        """Whether there is anything new to tell."""
        new_story = any(story.new for story in self.stories)
        return bool(self.answers or self.courses or self.trials or self.newly_late or new_story)


def gather_outcomes(unit: UnitOfWork, campaign: Campaign, week: Week, found: WeekIdeas) -> Outcomes:
    """Everything of this kind in a week, as it was known at its end."""
    start, end = (bound.astimezone(UTC) for bound in week.bounds(campaign.zone))
    history = unit.statuses.all(campaign.slug)
    answers = _answers(history, found, start, end)
    removed = removed_ideas(unit.links.all(campaign.slug))
    standing = [idea for idea in unit.ideas.all(campaign.slug) if idea.id not in removed]
    stood = answered(standing, history, end)
    votes_to_come = any(Right.VOTE in phase.rights and end < phase.closes for phase in campaign.phases)
    late = _late(unit, campaign, found, latest(history, end), week.monday + timedelta(days=6), end)
    return Outcomes(
        stories=_stories(unit, campaign, week, found, start, end),
        answers=answers[:ANSWERS],
        more_answers=max(len(answers) - ANSWERS, 0),
        answered=stood if stood.ideas and (stood.answered or not votes_to_come) else None,
        courses=_courses(unit, campaign, found, start, end),
        late=late,
        trials=_trials(unit, campaign, found, start, end),
        newly_late=any(one.asked + GRACE >= week.monday - timedelta(days=1) for one in late),
    )


def _answers(
    history: Sequence[StatusChange], found: WeekIdeas, start: datetime, end: datetime
) -> tuple[AnswerLine, ...]:
    """The last status of each idea that got another one in the week, those that came furthest first."""
    last = latest([change for change in history if change.at >= start and change.number], end)
    told = [change for idea, change in last.items() if idea in found.ideas and change.status in _FURTHEST]
    told.sort(key=lambda change: (_FURTHEST.index(change.status), change.idea))
    return tuple(AnswerLine(found.line(change.idea, ""), change.status, change.reason) for change in told)


def _courses(
    unit: UnitOfWork, campaign: Campaign, found: WeekIdeas, start: datetime, end: datetime
) -> tuple[CourseLine, ...]:
    said = [
        answer
        for answer in unit.follow_ups.check_ins(campaign.slug)
        if start <= answer.at < end and answer.idea in found.ideas
    ]
    return tuple(
        CourseLine(found.line(answer.idea, ""), answer.course, answer.note, answer.days) for answer in said
    )


def _trials(
    unit: UnitOfWork, campaign: Campaign, found: WeekIdeas, start: datetime, end: datetime
) -> tuple[TrialLine, ...]:
    return tuple(
        TrialLine(found.line(trial.idea, ""), trial.place, trial.result)
        for trial in unit.trials.all(campaign.slug)
        if start <= trial.at < end and trial.idea in found.ideas
    )


def _late(
    unit: UnitOfWork,
    campaign: Campaign,
    found: WeekIdeas,
    stood: Mapping[str, StatusChange],
    sunday: date,
    end: datetime,
) -> tuple[Late, ...]:
    """Check-ins that were overdue on the week's last day, by what had been answered then."""
    answers = [answer for answer in unit.follow_ups.check_ins(campaign.slug) if answer.at < end]
    late = []
    for undertaking in unit.follow_ups.all(campaign.slug):
        change = stood.get(undertaking.idea)
        if undertaking.idea not in found.ideas or change is None or change.status not in UNDER_WAY:
            continue
        asked = check_ins(undertaking, campaign.follow_up_days, answers, sunday)
        if asked and asked[-1].overdue(sunday):
            late.append(Late(found.line(undertaking.idea, ""), asked[-1].day, undertaking.owner))
    return tuple(sorted(late, key=lambda one: (one.asked, one.line.idea)))


def _stories(
    unit: UnitOfWork, campaign: Campaign, week: Week, found: WeekIdeas, start: datetime, end: datetime
) -> tuple[StoryLine, ...]:
    """Stories that are new or were talked about, new ones first, then by the number of replies."""
    topics = {
        link.key.name: link.topic_id
        for link in unit.links.all(campaign.slug)
        if link.key.kind is Kind.STORY and link.state is LinkState.ACTIVE and link.topic_id is not None
    }
    people: dict[str, list[str]] = defaultdict(list)
    for reply in found.replies:
        key = Key.parse(reply.document)
        if key.kind is Kind.STORY and start <= reply.written < end and not reply.removed:
            people[key.name].append(reply.author)
    sunday = week.monday + timedelta(days=6)
    told = [
        StoryLine(
            story.title,
            topics[story.id],
            story.author,
            week.monday <= story.published <= sunday,
            len(people[story.id]),
            len(set(people[story.id])),
        )
        for story in campaign.stories
        if story.id in topics
    ]
    told = [line for line in told if line.new or line.replies]
    return tuple(sorted(told, key=lambda line: (not line.new, -line.replies, line.topic_id))[:LINES])
