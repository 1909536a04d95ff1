"""Answer an idea: give it a public status, with words to its author and to everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.followup import Undertaking
from bridge.domain.idea import Idea, IdeaStatus
from bridge.domain.language import gettext as _
from bridge.domain.status import SETTABLE, UNDER_WAY, StatusChange
from bridge.pipeline.anonymise import clean
from bridge.pipeline.revise import standing_alone
from bridge.ports import Redactor, Store, UnitOfWork


def answer(
    store: Store,
    redactor: Redactor,
    campaign: Campaign,
    idea: str,
    status: IdeaStatus,
    now: datetime,
    *,
    reason: str = "",
    owner: str = "",
    first_step: str = "",
) -> StatusChange | None:
    """Give an idea a status; None where it has it already and nothing new is said.

    The words are masked. With the next run the topic's tag changes and a notice says so. UserProblem for an
    idea that is not in the forum or has no status of its own any more, and for "not now" without a reason.
    """
    words = masked(redactor, reason)
    if status is IdeaStatus.NOT_NOW and not words:
        raise UserProblem(
            _("An idea is put off with a reason: its author reads it, and so does everybody else."),
            hint=_('Give one with --reason "...".'),
        )
    with store.begin() as unit:
        found = standing_alone(unit, campaign.slug, idea)
        return give_status(
            unit,
            campaign,
            found,
            status,
            now,
            reason=words,
            owner=masked(redactor, owner),
            first_step=masked(redactor, first_step),
        )


def give_status(
    unit: UnitOfWork,
    campaign: Campaign,
    idea: Idea,
    status: IdeaStatus,
    now: datetime,
    *,
    reason: str = "",
    owner: str = "",
    first_step: str = "",
) -> StatusChange | None:
    """Inside a transaction: the same, for words that are masked already.

    A chosen idea is an undertaking from that day on. Chosen anew, after it was not, its days begin anew.
    """
    if status not in SETTABLE:
        raise UserProblem("Only its author withdraws an idea.", hint=f"Use one of: {', '.join(SETTABLE)}.")
    if idea.published is None:
        raise UserProblem(
            _("Idea %(id)s is not in the forum yet, so it has no public status.", id=idea.id),
            hint=_("`ideabridge sync` publishes it when its batch is due."),
        )
    if status not in UNDER_WAY and (owner or first_step):
        raise UserProblem(
            _("Only ideas that are chosen or being tried have an owner and a first step."),
            hint=_("Leave them out, or choose the idea."),
        )
    history = [change for change in unit.statuses.all(campaign.slug) if change.idea == idea.id]
    if status in UNDER_WAY:
        take_up(unit, campaign, idea, now, owner, first_step)
    if idea.status is status and (not reason or (history and history[-1].reason == reason)):
        return None
    change = StatusChange(
        campaign.slug, idea.id, max((one.number for one in history), default=0) + 1, status, reason, now
    )
    unit.statuses.add(change)
    unit.ideas.put(replace(idea, status=status))
    return change


def take_up(
    unit: UnitOfWork, campaign: Campaign, idea: Idea, now: datetime, owner: str, first_step: str
) -> None:
    """Inside a transaction: an idea is in somebody's hands from today, or its owner or step is another."""
    known = unit.follow_ups.get(campaign.slug, idea.id)
    if known is None or idea.status not in UNDER_WAY:
        unit.follow_ups.begin_anew(campaign.slug, idea.id)
        known = Undertaking(campaign.slug, idea.id, "", "", campaign.local(now).date())
    unit.follow_ups.put(replace(known, owner=owner or known.owner, first_step=first_step or known.first_step))


def masked(redactor: Redactor, words: str) -> str:
    """Words of a moderator as they may be published: on one line, personal data masked."""
    return redactor.redact(" ".join(clean(words).split())).text
