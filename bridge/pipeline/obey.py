"""Obey a moderator's reply in the forum: carry out what it asks for, once, and say what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Speaker, Submission, SubmissionState
from bridge.domain.language import gettext as _
from bridge.domain.review import Act, Answer, Command, Told
from bridge.pipeline import moderate
from bridge.pipeline.anonymise import clean
from bridge.ports import Redactor, Store

_TOPIC = re.compile(r"/t/(?:[^/\s]+/)?(\d+)(?:[/?#.]|\Z)")


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it came: about which submission, in which post, by whom (a pseudonym)."""

    submission: str
    post: int
    by: str
    command: Command


def obey(
    store: Store,
    redactor: Redactor,
    campaign: Campaign,
    order: Order,
    now: datetime,
    *,
    ideas: Mapping[int, str],
) -> Answer:
    """Carry out an order and say what was done, or why not; `ideas` are published ideas by their topic.

    Given again after a run that was cut off it changes nothing more and gives the same answer. What is
    decided already is told as it was decided, whoever decided it.
    """
    command = order.command
    if command.act is Act.HELP:
        return Answer(Told.HELP)
    with store.begin() as unit:
        found = unit.submissions.get(campaign.slug, order.submission)
    if found is None:
        return Answer(Told.REFUSED, _("The bridge does not know this idea any more."))
    if found.state is not SubmissionState.WAITING:
        return Answer(Told.of(found.state))
    if command.act is Act.UNCLEAR:
        return Answer(Told.UNCLEAR, command.words)
    if order.post in found.handled:
        return _told_again(command, found)
    try:
        answer = _carried_out(store, redactor, campaign, order, found, now, ideas)
    except UserProblem as problem:
        return Answer(Told.REFUSED, problem.what, problem.hint)
    moderate.mark_handled(store, campaign.slug, found.id, order.post)
    return answer


def _carried_out(
    store: Store,
    redactor: Redactor,
    campaign: Campaign,
    order: Order,
    found: Submission,
    now: datetime,
    ideas: Mapping[int, str],
) -> Answer:
    command, slug, by = order.command, campaign.slug, order.by
    match command.act:
        case Act.ACCEPT:
            outcome = moderate.accept(
                store,
                redactor,
                slug,
                found.id,
                now,
                by=by,
                title=command.title,
                text=command.text,
                seen=found.shown,
                alone=not campaign.anonymity.second_person,
            )
            if outcome.idea is None:
                return Answer(Told.AGREED, needs=outcome.needs)
            return Answer(Told.MERGED if outcome.merged else Told.ACCEPTED)
        case Act.MERGE:
            moderate.merge(store, slug, found.id, _idea(command.words, ideas), now, by=by)
            return Answer(Told.MERGED)
        case Act.RETURN:
            moderate.return_(store, redactor, slug, found.id, command.words, now, by=by)
            return Answer(Told.RETURNED)
        case Act.REJECT:
            moderate.reject(store, redactor, slug, found.id, command.words, now, by=by)
            return Answer(Told.REJECTED)
        case Act.ASK:
            if not _asked_already(redactor, found, command.words):
                moderate.ask(store, redactor, slug, found.id, command.words, now, by=by)
            return Answer(Told.ASKED)
        case _:
            moderate.hand_on(store, slug, found.id, now, by=by)
            return Answer(Told.HANDED_ON)


def _told_again(command: Command, found: Submission) -> Answer:
    """The answer to what was carried out by a run that was cut off before it could say so."""
    if command.act is Act.ACCEPT:
        return Answer(Told.AGREED, needs=found.second)
    return Answer(Told.ASKED if command.act is Act.ASK else Told.HANDED_ON)


def _asked_already(redactor: Redactor, found: Submission, question: str) -> bool:
    """Whether a run that was cut off has put this question, and the author has not answered since."""
    words = redactor.redact(" ".join(clean(question).split())).text
    last = found.dialogue[-1] if found.dialogue else None
    return last is not None and last.speaker is Speaker.MODERATOR and last.text == words


def _idea(words: str, ideas: Mapping[int, str]) -> str:
    """The idea that a link or an id names; UserProblem for a link that leads to none."""
    linked = _TOPIC.search(words)
    if linked is None:
        return words.rsplit("/", 1)[-1].lower()
    idea = ideas.get(int(linked[1]))
    if idea is None:
        raise UserProblem(
            _("This link leads to no idea of the campaign."),
            hint=_("Copy it from the topic of a published idea."),
        )
    return idea
