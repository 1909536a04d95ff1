"""Check in on chosen ideas: what is asked and overdue, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.followup import CheckIn, Course, Due, Undertaking, check_ins, next_day
from bridge.domain.idea import Idea, IdeaStatus
from bridge.domain.language import gettext as _
from bridge.domain.status import UNDER_WAY
from bridge.pipeline.answer import give_status, masked
from bridge.pipeline.revise import standing_alone
from bridge.ports import Redactor, Store, UnitOfWork

ENDS = {Course.DONE: IdeaStatus.DONE, Course.STOPPED: IdeaStatus.NOT_NOW}
"""Answers that end the check-ins, and the status that the idea has by them."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A chosen idea with its check-ins up to a day, oldest first, and the day of the next one."""

    idea: Idea
    undertaking: Undertaking
    asked: tuple[Due, ...]
    next: date | None

    @property
    def open(self) -> Due | None:
        """The check-in that waits for its answer."""
        last = self.asked[-1] if self.asked else None
        return last if last is not None and last.answer is None else None


def follow_ups(store: Store, campaign: Campaign, today: date) -> Sequence[FollowUp]:
    """Everything that is chosen or being tried, ordered by idea."""
    with store.begin() as unit:
        return _follow_ups(unit, campaign, today)


def overdue(store: Store, campaign: Campaign, today: date) -> Sequence[FollowUp]:
    """Those whose check-in has waited too long, the longest first."""
    late = [found for found in follow_ups(store, campaign, today) if found.open is not None]
    late = [found for found in late if found.open is not None and found.open.overdue(today)]
    return sorted(late, key=lambda found: (found.asked[-1].day, found.idea.id))


def record(
    store: Store,
    redactor: Redactor,
    campaign: Campaign,
    idea: str,
    course: Course,
    now: datetime,
    *,
    note: str = "",
) -> CheckIn:
    """Answer the check-in that was asked last; a later answer takes the place of an earlier one.

    UserProblem for an idea that has no check-in yet or none any more, and for "stopped" without a note.
    """
    with store.begin() as unit:
        standing_alone(unit, campaign.slug, idea)
        return answer_check_in(unit, campaign, idea, course, masked(redactor, note), now)


def answer_check_in(
    unit: UnitOfWork, campaign: Campaign, idea: str, course: Course, note: str, now: datetime
) -> CheckIn:
    """Inside a transaction: the same, for a note that is masked already."""
    today = campaign.local(now).date()
    found = next((one for one in _follow_ups(unit, campaign, today) if one.idea.id == idea), None)
    if found is None:
        raise UserProblem(
            _("Idea %(idea)s is neither chosen nor being tried, so nobody asks how it goes on.", idea=idea),
            hint=_("`ideabridge followups` lists those that are."),
        )
    if not found.asked:
        raise UserProblem(
            _("The first check-in of idea %(idea)s is on %(next)s.", idea=idea, next=found.next),
            hint=_("Use `ideabridge ideas status` if it is done or has ended before."),
        )
    if course is Course.STOPPED and not note:
        raise UserProblem(
            _("An idea that was chosen is stopped with a reason, which everybody reads."),
            hint=_('Say it in the note: `--note "..."`, or after the word in a reply.'),
        )
    said = CheckIn(campaign.slug, idea, found.asked[-1].days, course, note, now)
    unit.follow_ups.answer(said)
    if course in ENDS:
        give_status(unit, campaign, found.idea, ENDS[course], now, reason=note)
    return said


def _follow_ups(unit: UnitOfWork, campaign: Campaign, today: date) -> list[FollowUp]:
    answers = unit.follow_ups.check_ins(campaign.slug)
    ideas = {idea.id: idea for idea in unit.ideas.all(campaign.slug)}
    found = []
    for undertaking in unit.follow_ups.all(campaign.slug):
        idea = ideas.get(undertaking.idea)
        if idea is None or not idea.stands or idea.status not in UNDER_WAY:
            continue
        asked = check_ins(undertaking, campaign.follow_up_days, answers, today)
        coming = next_day(undertaking, campaign.follow_up_days, today)
        found.append(FollowUp(idea, undertaking, asked, coming))
    return found
