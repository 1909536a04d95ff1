"""Notify people under ideas: of another status, check-ins, trials, replies that were not carried out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from bridge.domain.campaign import Campaign
from bridge.domain.document import Document, LinkState
from bridge.domain.followup import Due, check_ins, next_day
from bridge.domain.idea import Idea, IdeaStatus
from bridge.domain.identity import Kind
from bridge.domain.shortlist import TestResult
from bridge.domain.status import UNDER_WAY, Heard, StatusChange
from bridge.ports import Documents, Store


def notices(store: Store, documents: Documents, campaign: Campaign, today: date) -> list[Document]:
    """All notices that should stand under ideas on a day.

    Everything that was said stays. Where an idea is taken up, the notice names its owner, its first step and
    the day on which it is looked at again. Under a topic that a person took away there is nothing to say.
    """
    slug = campaign.slug
    with store.begin() as unit:
        gone = {
            link.key.name
            for link in unit.links.all(slug)
            if link.key.kind is Kind.IDEA and link.state is LinkState.REMOVED
        }
        ideas = {idea.id: idea for idea in unit.ideas.all(slug) if idea.published is not None and idea.stands}
        history = unit.statuses.all(slug)
        heeded = unit.statuses.heeded(slug)
        undertakings = {found.idea: found for found in unit.follow_ups.all(slug)}
        answers = unit.follow_ups.check_ins(slug)
        trials = unit.trials.all(slug)
        tests: dict[str, list[TestResult]] = defaultdict(list)
        for result in unit.shortlists.tests(slug):
            tests[result.idea].append(result)
    shown = ideas.keys() - gone
    begins = _taken_up(history)
    found: list[Document] = []
    for change in history:
        if change.idea not in shown or not change.number:
            continue
        begun = begins.get(change.idea) == change.number
        undertaking = undertakings.get(change.idea) if begun else None
        coming = next_day(undertaking, campaign.follow_up_days, undertaking.since) if undertaking else None
        found.append(
            documents.status(campaign, change, undertaking, coming, _tests(change, tests[change.idea]))
        )
    for idea, undertaking in undertakings.items():
        if idea in shown:
            asked = check_ins(undertaking, campaign.follow_up_days, answers, today)
            found += [
                documents.check_in(campaign, due, overdue=due.overdue(today))
                for due in asked
                if due.answer is not None or _asks(ideas[idea], due, today)
            ]
    found += [documents.trial(campaign, trial) for trial in trials if trial.idea in shown]
    found += [
        documents.not_heard(campaign, post, heard.idea, heard.heard)
        for post, heard in heeded.items()
        if heard.heard is not Heard.DONE and heard.idea in shown
    ]
    return found


def _taken_up(history: Sequence[StatusChange]) -> dict[str, int]:
    """By idea the number of the change by which it was taken up last."""
    begins: dict[str, int] = {}
    before: dict[str, StatusChange] = {}
    for change in history:
        last = before.get(change.idea)
        if change.status in UNDER_WAY and (last is None or last.status not in UNDER_WAY):
            begins[change.idea] = change.number
        before[change.idea] = change
    return begins


def _asks(idea: Idea, due: Due, today: date) -> bool:
    return idea.status in UNDER_WAY and due.day <= today


def _tests(change: StatusChange, results: Sequence[TestResult]) -> Sequence[TestResult]:
    return results if change.status is IdeaStatus.SHORTLISTED else ()
