"""Notices under an idea: its status, its check-ins, and replies of moderators that were not clear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bridge.domain.campaign import Campaign
from bridge.domain.document import Document, Facet
from bridge.domain.followup import Course, Due, Undertaking
from bridge.domain.idea import IdeaStatus
from bridge.domain.identity import Key
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.domain.shortlist import QUESTIONS, TestResult
from bridge.domain.status import SETTABLE, Heard, StatusChange
from bridge.domain.trial import Result, Trial
from bridge.render.environment import Templates
from bridge.render.inert import inert_line
from bridge.render.keys import check_in_key, idea_key, not_heard_key, status_key, trial_key
from bridge.render.words import month

_STATUS = {
    IdeaStatus.NEW: gettext_noop("new"),
    IdeaStatus.IN_DISCUSSION: gettext_noop("in discussion"),
    IdeaStatus.SHORTLISTED: gettext_noop("shortlisted"),
    IdeaStatus.CHOSEN: gettext_noop("chosen"),
    IdeaStatus.BEING_TRIED: gettext_noop("being tried"),
    IdeaStatus.DONE: gettext_noop("done"),
    IdeaStatus.NOT_NOW: gettext_noop("not now"),
    IdeaStatus.WITHDRAWN: gettext_noop("withdrawn"),
}
_COURSE = {
    Course.MOVING: gettext_noop("moving"),
    Course.STUCK: gettext_noop("stuck"),
    Course.STOPPED: gettext_noop("stopped"),
    Course.DONE: gettext_noop("done"),
}


def status_words(status: IdeaStatus) -> str:
    """`being tried`: the word by which moderators set it, the same in every language."""
    return status.replace("-", " ")


def status_shown(status: IdeaStatus) -> str:
    """The status as readers see it, in the language that is spoken."""
    return _(_STATUS[status])


def course_shown(course: Course) -> str:
    """What was answered to a check-in as readers see it, in the language that is spoken."""
    return _(_COURSE[course])


def status(
    templates: Templates,
    campaign: Campaign,
    change: StatusChange,
    undertaking: Undertaking | None,
    next_check_in: date | None,
    tests: Sequence[TestResult],
) -> Document:
    """The notice of another status; with its undertaking where the idea was taken up by it."""
    body = templates.render(
        "forum/status.md.j2",
        {
            "campaign": campaign,
            "status": status_words(change.status),
            "status_words": status_shown(change.status),
            "reason": inert_line(change.reason),
            "owner": inert_line(undertaking.owner) if undertaking else "",
            "first_step": inert_line(undertaking.first_step) if undertaking else "",
            "next_check_in": next_check_in,
            "check_in_days": [str(days) for days in campaign.follow_up_days[1:]],
            "tests": [
                {
                    "question": _(QUESTIONS[result.test]),
                    "passed": result.passed,
                    "reason": inert_line(result.reason),
                }
                for result in tests
            ],
        },
    )
    return _notice(campaign, status_key(change), change.idea, body)


def check_in(templates: Templates, campaign: Campaign, due: Due, *, overdue: bool) -> Document:
    """A check-in as it is asked, and later with its answer."""
    said = due.answer
    body = templates.render(
        "forum/check-in.md.j2",
        {
            "campaign": campaign,
            "days": due.days,
            "due": due.day,
            "course": str(said.course) if said else "",
            "note": inert_line(said.note) if said else "",
            "overdue": overdue,
            "owner": inert_line(due.undertaking.owner),
            "first_step": inert_line(due.undertaking.first_step),
        },
    )
    return _notice(campaign, check_in_key(due), due.undertaking.idea, body)


def trial(templates: Templates, campaign: Campaign, found: Trial) -> Document:
    """The notice that an idea was tried somewhere."""
    body = templates.render(
        "forum/trial.md.j2",
        {
            "campaign": campaign,
            "place": inert_line(found.place),
            "month": month(found.month) if found.month else "",
            "result": str(found.result),
            "words": inert_line(found.words),
        },
    )
    return _notice(campaign, trial_key(found), found.idea, body)


def not_heard(templates: Templates, campaign: Campaign, post: int, idea: str, why: Heard) -> Document:
    """The answer to a moderator's reply that could not be carried out."""
    body = templates.render(
        "forum/not-heard.md.j2",
        {
            "campaign": campaign,
            "problem": str(why),
            "statuses": [f"`{status_words(known)}`" for known in SETTABLE],
            "courses": [f"`{course}`" for course in Course],
            "results": [f"`{result}`" for result in Result],
            "example": "status: not now, because ...",
        },
    )
    return _notice(campaign, not_heard_key(campaign.slug, post), idea, body)


def _notice(campaign: Campaign, key: Key, idea: str, body: str) -> Document:
    return Document(key=key, parent=idea_key(campaign.slug, idea), facets={Facet.BODY: body})
