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
    WITHDRAWN = "withdrawn"


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
    was returned or rejected, `asked` a question that waits for an answer. `shared`: others said the same, so
    that nobody alone can change it; withdrawing then takes back one voice. `proposed`: the title of an idea
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
    shared: bool = False
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
    found = (
        unit.submissions.get(receipt.campaign, receipt.subject) if receipt.holds is Holds.SUBMISSION else None
    )
    if found is None or found.state is SubmissionState.WITHDRAWN:
        return Case(CaseState.WITHDRAWN, found.question if found is not None else "")
    return _submission_case(unit, campaign, receipt, found, now)


def _submission_case(
    unit: UnitOfWork, campaign: Campaign, receipt: Receipt, found: Submission, now: datetime
) -> Case:
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
        shared=is_shared(unit, receipt) or found.voices > 1,
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
    shared = is_shared(unit, receipt)
    may = {May.WITHDRAW}
    if not shared and own.merged_into is None and now < _end(campaign):
        may.add(May.EDIT)
    appeared = campaign.guide.published
    if (
        appeared is not None
        and campaign.local(now).date() >= appeared
        and idea.published is not None
        and not receipt.credited
    ):
        may.add(May.CREDIT)
    joining = open_for(unit, receipt.campaign, own.id, receipt.mark)
    proposed = None
    if joining is not None:
        other = joining.goes_on_in if joining.idea == own.id else joining.idea
        twin = unit.ideas.get(receipt.campaign, other)
        proposed = twin.title if twin is not None else None
        may.add(May.AGREE)
    state = CaseState.PUBLISHED if idea.batch is not None else CaseState.ACCEPTED
    link = unit.links.get(Key(receipt.campaign, Kind.IDEA, idea.id))
    said = [change.reason for change in unit.statuses.all(receipt.campaign) if change.idea == idea.id]
    return Case(
        state if own.merged_into is None else CaseState.MERGED,
        idea.question,
        idea.title,
        idea.text,
        idea=idea.id,
        topic_id=link.topic_id if link is not None else None,
        version=idea.version,
        edit_waits=bool(edits_of(unit, own)),
        shared=shared,
        proposed=proposed,
        credited=receipt.credited,
        may=frozenset(may),
        role=idea.role,
        lenses=idea.lenses,
        experience=idea.experience,
        status=idea.status if idea.published is not None else None,
        words=said[-1] if said else "",
    )


def allowed(unit: UnitOfWork, campaign: Campaign, mark: str, what: May, now: datetime) -> Receipt:
    """The receipt, if its holder may do this now."""
    receipt = unit.receipts.get(campaign.slug, mark)
    if receipt is None:
        raise _wrong_code()
    case = case_of(unit, campaign, receipt, now)
    if what not in case.may:
        raise UserProblem(_REFUSED[what], hint=_WHY.get(case.state, "Look at how it stands now."))
    return receipt


def edits_of(unit: UnitOfWork, idea: Idea) -> list[Submission]:
    """New versions of an idea by its author that wait for the moderators."""
    return [found for found in unit.submissions.waiting(idea.campaign) if found.revises == idea.id]


def is_shared(unit: UnitOfWork, receipt: Receipt) -> bool:
    """Whether others said the same: more receipts lead there, or more voices were counted."""
    if len(unit.receipts.of(receipt.campaign, receipt.holds, receipt.subject)) > 1:
        return True
    return receipt.holds is Holds.IDEA and any(
        entry.subject == receipt.subject and entry.decision is Decision.MERGE
        for entry in unit.ideas.log_entries(receipt.campaign)
    )


def _reason(unit: UnitOfWork, found: Submission) -> str:
    if found.state not in (SubmissionState.RETURNED, SubmissionState.REJECTED):
        return ""
    said = [
        entry.reason
        for entry in unit.ideas.log_entries(found.campaign)
        if entry.subject == found.id and entry.decision in (Decision.RETURN, Decision.REJECT)
    ]
    return said[-1] if said else ""


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
    return UserProblem("There is nothing under this code.", hint="Look at your receipt once more.")


_REFUSED = {
    May.EDIT: "This cannot be changed now.",
    May.WITHDRAW: "This cannot be taken back: it was withdrawn already.",
    May.ANSWER: "No question waits for an answer.",
    May.AGREE: "No proposal waits for an answer.",
    May.CREDIT: "Names are taken once the guide has appeared, for published ideas, one a receipt.",
}
_WHY = {
    CaseState.WITHDRAWN: "You have withdrawn it. Send it in anew if you have changed your mind.",
    CaseState.REJECTED: "It was rejected. You can send in another idea.",
    CaseState.MERGED: "It goes on in another idea, which others wrote as well.",
}
