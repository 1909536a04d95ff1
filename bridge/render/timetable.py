"""A campaign's phases in words: which one runs, what people may do in it, and what comes next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bridge.domain.campaign import Campaign
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.domain.phase import Phase, Right
from bridge.domain.wording import listed
from bridge.render.inert import inert_line
from bridge.render.prose import flowing
from bridge.render.words import beginning, ending, forum_date, until

_DOING = (
    (Right.IDEA, gettext_noop("send in ideas")),
    (Right.VOTE, gettext_noop("vote")),
    (Right.REPLY, gettext_noop("reply")),
)
_NAMES = (
    (Right.IDEA, gettext_noop("ideas")),
    (Right.VOTE, gettext_noop("votes")),
    (Right.REPLY, gettext_noop("replies")),
)


class Stage(StrEnum):
    """Where a campaign stands at an instant."""

    BEFORE = "before"
    RUNNING = "running"
    BETWEEN = "between"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class PhaseWords:
    """A phase as a template shows it; all texts are ready to use.

    `doing` says what people may do ("send in ideas, vote and reply"), empty when nothing; `allowed` names it
    ("ideas, votes and replies"). `until` fits after that word, `ends` stands alone. `questions` are the
    numbers of its own questions ("1 and 3"), empty when it asks all.
    """

    title: str
    summary: str
    note: str
    begins: str
    ends: str
    until: str
    ends_date: str
    doing: str
    allowed: str
    questions: str


def phase_words(campaign: Campaign, phase: Phase) -> PhaseWords:
    """One phase in words."""
    zone = campaign.zone
    numbers = [
        number
        for number, question in enumerate(campaign.questions, start=1)
        if question.id in phase.questions
    ]
    return PhaseWords(
        title=inert_line(phase.title),
        summary=flowing(phase.summary),
        note=flowing(phase.note),
        begins=beginning(phase.opens, zone),
        ends=ending(phase.closes, zone),
        until=until(phase.closes, zone),
        ends_date=forum_date(phase.closes, zone),
        doing=rights_in_words(phase.rights),
        allowed=listed([_(name) for right, name in _NAMES if right in phase.rights]) or _("reading"),
        questions=listed([str(number) for number in numbers]),
    )


def rights_in_words(rights: Collection[Right]) -> str:
    """`send in ideas, vote and reply`; empty for no rights."""
    return listed([_(words) for right, words in _DOING if right in rights])


def stage(campaign: Campaign, now: datetime) -> Stage:
    """Where the campaign stands."""
    if campaign.phase_at(now) is not None:
        return Stage.RUNNING
    if all(now < phase.opens for phase in campaign.phases) and not ended(campaign, now):
        return Stage.BEFORE
    return Stage.OVER if campaign.next_phase(now) is None else Stage.BETWEEN


def ended(campaign: Campaign, now: datetime) -> bool:
    """Whether the campaign's last day has passed on its own calendar."""
    return campaign.local(now).date() > campaign.ends


def replies_to_come(campaign: Campaign, now: datetime) -> bool:
    """Whether a phase with the right to reply runs or is still to come."""
    return any(Right.REPLY in phase.rights and now < phase.closes for phase in campaign.phases)


def phases_asking(campaign: Campaign, question_id: str) -> list[Phase]:
    """The phases in which people can do something about a question, in declared order."""
    return [
        phase
        for phase in campaign.phases
        if phase.rights and (not phase.questions or question_id in phase.questions)
    ]
