"""Look up how an idea stands for whoever holds its receipt, and what they may do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import (
    Decision,
    Experience,
    Idea,
    IdeaStatus,
    Masked,
    Speaker,
    Submission,
    SubmissionState,
)
from bridge.domain.identity import Key, Kind
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.domain.reasons import read_reason
from bridge.domain.receipt import Holds, Receipt, read_code
from bridge.pipeline.join import open_for
from bridge.pipeline.moderate import standing
from bridge.pipeline.receive import Doors
from bridge.ports import UnitOfWork


class CaseState(StrEnum):
    """Where it stands, as its author sees it."""

    WAITING = "waiting"
    ASKED = "asked"
    RETURNED = "returned"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    MERGED = "merged"
    GONE = "gone"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class May(StrEnum):
    """What the holder of a receipt may do now."""

    EDIT = "edit"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    CREDIT = "credit"
    AGREE = "agree"


@dataclass(frozen=True, slots=True)
class Case:
    """How an idea stands. `edit_waits`: a new version by its author waits for the moderators.

    `idea` is the one that it became or went into, `topic_id` where that stands in the forum, `reason` why it
    was returned or rejected, `asked` a question that waits for an answer. `proposed`: the title of an idea
    with which moderators would join this one, if its author agrees. `status` and `words` are what becomes of
    a published idea, and the reason that was given for it.
    """

    state: CaseState
    question: str
    title: str = ""
    text: str = ""
    masked: tuple[Masked, ...] = ()
    reason: str = ""
    asked: str | None = None
    answered: bool = False
    idea: str | None = None
    topic_id: int | None = None
    version: int = 1
    edit_waits: bool = False
    proposed: str | None = None
    credited: bool = False
    may: frozenset[May] = frozenset()
    role: str | None = None
    lenses: tuple[str, ...] = ()
    experience: Experience = Experience.WOULD_LIKE
    status: IdeaStatus | None = None
    words: str = ""


def find(doors: Doors, campaign: Campaign, code: str, now: datetime) -> Case | None:
    """The case of a code; None where it leads nowhere. Slow on purpose."""
    mark = _mark(doors, campaign.slug, code)
    if mark is None:
        return None
    with doors.store.begin() as unit:
        receipt = unit.receipts.get(campaign.slug, mark)
        if receipt is None:
            return None
        return case_of(unit, campaign, receipt, now)


def case_of(unit: UnitOfWork, campaign: Campaign, receipt: Receipt, now: datetime) -> Case:
    """Inside a transaction: where that stands to which a receipt leads."""
    if receipt.holds is Holds.IDEA:
        return _idea_case(unit, campaign, receipt, now)
    if receipt.holds is Holds.VOICE:
        return _voice_case(unit, campaign, receipt, now)
    if receipt.holds is Holds.NOTHING:
        return Case(CaseState.WITHDRAWN, "")
    found = unit.submissions.get(receipt.campaign, receipt.subject)
    if found is None or found.state is SubmissionState.WITHDRAWN:
        # Whoever takes words back is left with a receipt for nothing: these were past their date.
        return Case(CaseState.LAPSED, found.question if found is not None else "")
    return _submission_case(unit, campaign, found, now)


def _submission_case(unit: UnitOfWork, campaign: Campaign, found: Submission, now: datetime) -> Case:
    may = {May.WITHDRAW}
    state = CaseState(found.state) if found.state is not SubmissionState.WAITING else CaseState.WAITING
    if found.state is SubmissionState.WAITING and found.asked is not None:
        state = CaseState.ASKED
        may.add(May.ANSWER)
    if found.state in (SubmissionState.WAITING, SubmissionState.RETURNED) and now < _end(campaign):
        may.add(May.EDIT)
    answered = any(turn.speaker is Speaker.AUTHOR for turn in found.dialogue)
    return Case(
        state,
        found.question,
        found.title,
        found.text,
        found.masked,
        _reason(unit, found),
        found.asked,
        answered,
        may=frozenset(may),
        role=found.role,
        lenses=found.lenses,
        experience=found.experience,
    )


def _idea_case(unit: UnitOfWork, campaign: Campaign, receipt: Receipt, now: datetime) -> Case:
    own = unit.ideas.get(receipt.campaign, receipt.subject)
    assert own is not None
    if own.status is IdeaStatus.WITHDRAWN:
        return Case(CaseState.WITHDRAWN, own.question, idea=own.id)
    idea = standing(unit, receipt.campaign, own.id) or own
    may = _may_always(campaign, receipt, idea, now)
    if own.merged_into is None and now < _end(campaign):
        may.add(May.EDIT)
    joining = open_for(unit, receipt.campaign, own.id, receipt.mark)
    proposed = None
    if joining is not None:
        other = joining.goes_on_in if joining.idea == own.id else joining.idea
        twin = unit.ideas.get(receipt.campaign, other)
        proposed = twin.title if twin is not None else None
        may.add(May.AGREE)
    state = CaseState.PUBLISHED if idea.batch is not None else CaseState.ACCEPTED
    said = [change.reason for change in unit.statuses.all(receipt.campaign) if change.idea == idea.id]
    return Case(
        state if own.merged_into is None else CaseState.MERGED,
        idea.question,
        idea.title,
        idea.text,
        idea=idea.id,
        topic_id=_topic(unit, idea),
        version=idea.version,
        edit_waits=bool(edits_of(unit, own)),
        proposed=proposed,
        credited=receipt.credited,
        may=frozenset(may),
        role=idea.role,
        lenses=idea.lenses,
        experience=idea.experience,
        status=idea.status if idea.published is not None else None,
        words=said[-1] if said else "",
    )


def _voice_case(unit: UnitOfWork, campaign: Campaign, receipt: Receipt, now: datetime) -> Case:
    """What others wrote is told as far as everybody knows it."""
    own = unit.ideas.get(receipt.campaign, receipt.subject)
    assert own is not None
    idea = standing(unit, receipt.campaign, own.id)
    if idea is None:
        return Case(CaseState.GONE, own.question)
    may, public = _may_always(campaign, receipt, idea, now), idea.published is not None
    return Case(
        CaseState.MERGED,
        idea.question,
        idea.title if public else "",
        idea.text if public else "",
        idea=idea.id if public else None,
        topic_id=_topic(unit, idea),
        credited=receipt.credited,
        may=frozenset(may),
        experience=idea.experience,
    )


def _may_always(campaign: Campaign, receipt: Receipt, idea: Idea, now: datetime) -> set[May]:
    appeared = campaign.guide.published
    if appeared is None or idea.published is None or receipt.credited:
        return {May.WITHDRAW}
    return {May.WITHDRAW, May.CREDIT} if campaign.local(now).date() >= appeared else {May.WITHDRAW}


def _topic(unit: UnitOfWork, idea: Idea) -> int | None:
    link = unit.links.get(Key(idea.campaign, Kind.IDEA, idea.id))
    return link.topic_id if link is not None else None


def allowed(unit: UnitOfWork, campaign: Campaign, mark: str, what: May, now: datetime) -> Receipt:
    """The receipt, if its holder may do this now."""
    receipt = unit.receipts.get(campaign.slug, mark)
    # A moderator may decide at this moment; after that it leads elsewhere.
    while receipt is not None and not _held(unit, receipt):
        receipt = unit.receipts.get(campaign.slug, mark)
    if receipt is None:
        raise _wrong_code()
    case = case_of(unit, campaign, receipt, now)
    if what not in case.may:
        raise UserProblem(_(_REFUSED[what]), hint=_(_WHY.get(case.state, _OTHERWISE)))
    return receipt


def _held(unit: UnitOfWork, receipt: Receipt) -> bool:
    """Keep others from changing that to which a receipt leads; False where it leads there no more."""
    if receipt.holds is Holds.SUBMISSION:
        unit.submissions.get(receipt.campaign, receipt.subject, hold=True)
    elif receipt.holds is Holds.IDEA:
        unit.ideas.get(receipt.campaign, receipt.subject, hold=True)
    return unit.receipts.get(receipt.campaign, receipt.mark) == receipt


def edits_of(unit: UnitOfWork, idea: Idea) -> list[Submission]:
    """New versions of an idea by its author that wait for the moderators."""
    return [found for found in unit.submissions.waiting(idea.campaign) if found.revises == idea.id]


def _reason(unit: UnitOfWork, found: Submission) -> str:
    if found.state not in (SubmissionState.RETURNED, SubmissionState.REJECTED):
        return ""
    said = [
        entry.reason
        for entry in unit.ideas.log_entries(found.campaign)
        if entry.subject == found.id and entry.decision in (Decision.RETURN, Decision.REJECT)
    ]
    return read_reason(said[-1]).in_words() if said else ""


def _end(campaign: Campaign) -> datetime:
    return max(phase.closes for phase in campaign.phases)


def _mark(doors: Doors, campaign: str, code: str) -> str | None:
    given = read_code(code)
    return None if given is None else doors.marks.mark(campaign, given)


def needed_mark(doors: Doors, campaign: str, code: str) -> str:
    """The mark of a code as typed; UserProblem where it cannot be one."""
    mark = _mark(doors, campaign, code)
    if mark is None:
        raise _wrong_code()
    return mark


def _wrong_code() -> UserProblem:
    return UserProblem(_("There is nothing under this code."), hint=_("Look at your receipt once more."))


_OTHERWISE = gettext_noop("Look at how it stands now.")
_REFUSED = {
    May.EDIT: gettext_noop("This cannot be changed now."),
    May.WITHDRAW: gettext_noop("This cannot be taken back: it was withdrawn already."),
    May.ANSWER: gettext_noop("No question waits for an answer."),
    May.AGREE: gettext_noop("No proposal waits for an answer."),
    May.CREDIT: gettext_noop(
        "Names are taken once the guide has appeared, for published ideas, one a receipt."
    ),
}
_WHY = {
    CaseState.WITHDRAWN: gettext_noop(
        "You have withdrawn it. Send it in anew if you have changed your mind."
    ),
    CaseState.LAPSED: gettext_noop("Nobody has decided about it in time, and its words were destroyed."),
    CaseState.REJECTED: gettext_noop("It was rejected. You can send in another idea."),
    CaseState.MERGED: gettext_noop("It goes on in another idea, which others wrote as well."),
}
