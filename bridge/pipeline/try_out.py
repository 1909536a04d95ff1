"""Record where an idea was tried: from a moderator's reply under it, or at the command line."""

from __future__ import annotations

from datetime import date, datetime

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Idea
from bridge.domain.language import gettext as _
from bridge.domain.trial import Result, Trial
from bridge.pipeline.answer import masked
from bridge.pipeline.revise import standing_alone
from bridge.ports import Redactor, Store, UnitOfWork


def record_trial(
    store: Store,
    redactor: Redactor,
    campaign: Campaign,
    idea: str,
    place: str,
    result: Result,
    now: datetime,
    *,
    month: date | None = None,
    words: str = "",
) -> Trial:
    """Keep a trial of a published idea; with the next run a notice under it says so.

    Names and numbers are masked in all of it. UserProblem without a place, and for an idea that is not in
    the forum or goes on in another one.
    """
    where = masked(redactor, place)
    if not where:
        raise UserProblem(_("Say where it was tried."), hint=_("A ward, a site or a team; no person's name."))
    with store.begin() as unit:
        found = standing_alone(unit, campaign.slug, idea)
        return add_trial(unit, campaign, found, where, result, now, month, masked(redactor, words))


def add_trial(
    unit: UnitOfWork,
    campaign: Campaign,
    idea: Idea,
    place: str,
    result: Result,
    now: datetime,
    month: date | None,
    words: str,
) -> Trial:
    """Inside a transaction: the same, for words that are masked already."""
    if idea.published is None:
        raise UserProblem(
            _("Idea %(id)s is not in the forum yet.", id=idea.id),
            hint=_("`ideabridge sync` publishes it when its batch is due."),
        )
    number = 1 + sum(1 for known in unit.trials.all(campaign.slug) if known.idea == idea.id)
    trial = Trial(campaign.slug, idea.id, number, place, month, result, words, now)
    unit.trials.add(trial)
    return trial
