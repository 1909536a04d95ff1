"""What the holder of a receipt can do: see how it stands, change it, take it back, answer, be named.

Whoever holds the code is the author for us; nobody else can be. A wrong code and one of another campaign are
told in the same words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    ModerationEntry,
    Speaker,
    Submission,
    SubmissionState,
    Turn,
    rounded_to_hour,
)
from bridge.domain.identity import Key, Kind
from bridge.domain.receipt import Holds, Receipt, read_code
from bridge.pipeline.anonymise import clean
from bridge.pipeline.intake import secret_of, submission_id
from bridge.pipeline.moderate import standing
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import Doors, drafted, fit, take
from bridge.pipeline.revise import take_back
from bridge.ports import UnitOfWork

LONGEST_NAME = 80
LONGEST_ANSWER = 2_000


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


@dataclass(frozen=True, slots=True)
class Case:
    """How an idea stands. `edit_waits`: a new version by its author waits for the moderators.

    `idea` is the one that it became or went into, `topic_id` where that stands in the forum, `reason` why it
    was returned or rejected, `asked` a question that waits for an answer. `shared`: others said the same, so
    that nobody alone can change it; withdrawing then takes back one voice.
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
    credited: bool = False
    may: frozenset[May] = frozenset()
    role: str | None = None
    lenses: tuple[str, ...] = ()
    experience: Experience = Experience.WOULD_LIKE


def find(doors: Doors, campaign: Campaign, code: str, now: datetime) -> Case | None:
    """The case of a code; None where it leads nowhere. Slow on purpose."""
    mark = _mark(doors, campaign.slug, code)
    if mark is None:
        return None
    with doors.store.begin() as unit:
        receipt = unit.receipts.get(campaign.slug, mark)
        if receipt is None:
            return None
        return _case(unit, campaign, receipt, now)


def edit(doors: Doors, campaign: Campaign, code: str, raw: RawIdea, now: datetime) -> None:
    """Send in other words: before publication they take the place of the first, later they are a new version.

    Either way they are masked and wait for the moderators. UserProblem where that is not possible.
    """
    mark = _needed_mark(doors, campaign.slug, code)
    with doors.store.begin() as unit:
        receipt = _allowed(unit, campaign, mark, May.EDIT, now)
        question = _question(unit, receipt)
    # The question stays: an answer to another one is another idea.
    raw = replace(raw, question=question)
    made = fit(doors, campaign, raw, now, late=True)
    draft = drafted(doors, campaign, raw, made, now)
    secret = secret_of(doors.pseudonyms, campaign.slug)
    with doors.store.begin() as unit:
        receipt = _allowed(unit, campaign, mark, May.EDIT, now)
        if receipt.holds is Holds.IDEA:
            idea = unit.ideas.get(campaign.slug, receipt.subject)
            assert idea is not None
            if (idea.title, idea.text) == (draft.title, draft.text):
                raise _same_words()
            for waiting in _edits(unit, idea):
                unit.submissions.replace(replace(waiting, state=SubmissionState.WITHDRAWN))
            _add_revision(unit, draft, idea, secret)
            return
        old = unit.submissions.get(campaign.slug, receipt.subject)
        assert old is not None
        if (old.title, old.text) == (draft.title, draft.text):
            raise _same_words()
        dialogue = old.dialogue
        if old.asked is not None:
            dialogue = (*dialogue, Turn(Speaker.AUTHOR, "The author has sent other words."))
        _drop_voice(unit, old)
        holds, subject, _ = take(unit, replace(draft, dialogue=dialogue), now, secret)
        unit.receipts.put(replace(receipt, holds=holds, subject=subject))


def withdraw(doors: Doors, campaign: Campaign, code: str, now: datetime) -> None:
    """Take it back: the words go, a topic that stands is emptied, closed and unlisted by the next run.

    Where others said the same, only this voice goes. The receipt leads nowhere afterwards. UserProblem for a
    wrong code and for what was withdrawn already.
    """
    mark = _needed_mark(doors, campaign.slug, code)
    with doors.store.begin() as unit:
        receipt = _allowed(unit, campaign, mark, May.WITHDRAW, now)
        if receipt.holds is Holds.IDEA:
            idea = unit.ideas.get(campaign.slug, receipt.subject)
            assert idea is not None
            for waiting in _edits(unit, idea):
                unit.submissions.replace(replace(waiting, state=SubmissionState.WITHDRAWN))
            if not _shared(unit, receipt) and idea.merged_into is None:
                take_back(unit, idea, now)
        else:
            old = unit.submissions.get(campaign.slug, receipt.subject)
            assert old is not None
            _drop_voice(unit, old)
            unit.ideas.log(
                ModerationEntry(campaign.slug, old.id, Decision.WITHDRAW, "", rounded_to_hour(now))
            )
        unit.receipts.put(replace(receipt, holds=Holds.NOTHING, subject=""))


def answer(doors: Doors, campaign: Campaign, code: str, words: str, now: datetime) -> None:
    """Answer the moderators' question; the words are masked like any others."""
    mark = _needed_mark(doors, campaign.slug, code)
    if len(words) > LONGEST_ANSWER:
        raise UserProblem(
            f"This answer has {len(words):,} characters; {LONGEST_ANSWER:,} are the most.",
            hint="Say it in fewer words.",
        )
    said = doors.redactor.redact(clean(words)).text
    if not said:
        raise UserProblem("There is no answer yet.", hint="Write it, then send it.")
    with doors.store.begin() as unit:
        receipt = _allowed(unit, campaign, mark, May.ANSWER, now)
        found = unit.submissions.get(campaign.slug, receipt.subject)
        assert found is not None
        unit.submissions.replace(replace(found, dialogue=(*found.dialogue, Turn(Speaker.AUTHOR, said))))


def credit(doors: Doors, campaign: Campaign, code: str, name: str, now: datetime) -> None:
    """Be named in the guide. The name is kept without the idea, with the receipt only that one was given."""
    mark = _needed_mark(doors, campaign.slug, code)
    shown = " ".join(clean(name).split())
    if not 0 < len(shown) <= LONGEST_NAME:
        raise UserProblem(
            f"A name has 1 to {LONGEST_NAME} characters.", hint="Write it as it should stand in the guide."
        )
    with doors.store.begin() as unit:
        receipt = _allowed(unit, campaign, mark, May.CREDIT, now)
        unit.receipts.name(campaign.slug, shown)
        unit.receipts.put(replace(receipt, credited=True))


def _case(unit: UnitOfWork, campaign: Campaign, receipt: Receipt, now: datetime) -> Case:
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
        shared=_shared(unit, receipt) or found.voices > 1,
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
    shared = _shared(unit, receipt)
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
    state = CaseState.PUBLISHED if idea.batch is not None else CaseState.ACCEPTED
    link = unit.links.get(Key(receipt.campaign, Kind.IDEA, idea.id))
    return Case(
        state if own.merged_into is None else CaseState.MERGED,
        idea.question,
        idea.title,
        idea.text,
        idea=idea.id,
        topic_id=link.topic_id if link is not None else None,
        version=idea.version,
        edit_waits=bool(_edits(unit, own)),
        shared=shared,
        credited=receipt.credited,
        may=frozenset(may),
        role=idea.role,
        lenses=idea.lenses,
        experience=idea.experience,
    )


def _allowed(unit: UnitOfWork, campaign: Campaign, mark: str, what: May, now: datetime) -> Receipt:
    """The receipt, if its holder may do this now."""
    receipt = unit.receipts.get(campaign.slug, mark)
    if receipt is None:
        raise _wrong_code()
    case = _case(unit, campaign, receipt, now)
    if what not in case.may:
        raise UserProblem(_REFUSED[what], hint=_WHY.get(case.state, "Look at how it stands now."))
    return receipt


def _question(unit: UnitOfWork, receipt: Receipt) -> str:
    if receipt.holds is Holds.IDEA:
        idea = unit.ideas.get(receipt.campaign, receipt.subject)
        assert idea is not None
        return idea.question
    found = unit.submissions.get(receipt.campaign, receipt.subject)
    assert found is not None
    return found.question


def _add_revision(unit: UnitOfWork, draft: Submission, idea: Idea, secret: bytes) -> None:
    again = 0
    # Under an id of its own: the same words may have been sent in as an idea.
    while True:
        text = f"{draft.text}\x00{idea.id}\x00{idea.version}\x00{again}"
        key = submission_id(secret, draft.campaign, draft.question, text)
        if unit.submissions.add(replace(draft, id=key, revises=idea.id)):
            return
        again += 1


def _edits(unit: UnitOfWork, idea: Idea) -> list[Submission]:
    return [found for found in unit.submissions.waiting(idea.campaign) if found.revises == idea.id]


def _shared(unit: UnitOfWork, receipt: Receipt) -> bool:
    """Whether others said the same: more receipts lead there, or more voices were counted."""
    if len(unit.receipts.of(receipt.campaign, receipt.holds, receipt.subject)) > 1:
        return True
    return receipt.holds is Holds.IDEA and any(
        entry.subject == receipt.subject and entry.decision is Decision.MERGE
        for entry in unit.ideas.log_entries(receipt.campaign)
    )


def _drop_voice(unit: UnitOfWork, found: Submission) -> None:
    """One voice less; the last one takes the words with it."""
    if found.voices > 1 and found.state is SubmissionState.WAITING:
        unit.submissions.replace(replace(found, voices=found.voices - 1))
    elif len(unit.receipts.of(found.campaign, Holds.SUBMISSION, found.id)) <= 1:
        unit.submissions.replace(replace(found, state=SubmissionState.WITHDRAWN))


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


def _needed_mark(doors: Doors, campaign: str, code: str) -> str:
    mark = _mark(doors, campaign, code)
    if mark is None:
        raise _wrong_code()
    return mark


def _wrong_code() -> UserProblem:
    return UserProblem("There is nothing under this code.", hint="Look at your receipt once more.")


def _same_words() -> UserProblem:
    return UserProblem("These are the words that are there already.", hint="Change something first.")


_REFUSED = {
    May.EDIT: "This cannot be changed now.",
    May.WITHDRAW: "This cannot be taken back: it was withdrawn already.",
    May.ANSWER: "No question waits for an answer.",
    May.CREDIT: "Names are taken once the guide has appeared, for published ideas, one a receipt.",
}
_WHY = {
    CaseState.WITHDRAWN: "You have withdrawn it. Send it in anew if you have changed your mind.",
    CaseState.REJECTED: "It was rejected. You can send in another idea.",
    CaseState.MERGED: "It goes on in another idea, which others wrote as well.",
}
