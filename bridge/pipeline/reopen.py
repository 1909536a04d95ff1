"""What the holder of a receipt can do: change it, take it back, answer, agree, be named.

Whoever holds the code is the author for us; nobody else can be. A wrong code and one of another campaign are
told in the same words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import (
    Decision,
    Idea,
    ModerationEntry,
    Speaker,
    Submission,
    SubmissionState,
    Turn,
    rounded_to_hour,
)
from bridge.domain.language import gettext as _
from bridge.domain.language import spoken
from bridge.domain.receipt import Holds, Receipt
from bridge.pipeline.anonymise import clean
from bridge.pipeline.intake import secret_of, submission_id
from bridge.pipeline.join import agree, leave, open_for
from bridge.pipeline.look_up import Case, CaseState, May, allowed, edits_of, find, needed_mark
from bridge.pipeline.moderate import later_id
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import Doors, drafted, fit, take
from bridge.pipeline.revise import take_back
from bridge.ports import UnitOfWork

__all__ = ["Case", "CaseState", "May", "answer", "consent", "credit", "edit", "find", "withdraw"]

LONGEST_NAME = 80
LONGEST_ANSWER = 2_000


def edit(doors: Doors, campaign: Campaign, code: str, raw: RawIdea, now: datetime) -> None:
    """Send in other words: before publication they take the place of the first, later they are a new version.

    Either way they are masked and wait for the moderators. UserProblem where that is not possible.
    """
    mark = needed_mark(doors, campaign.slug, code)
    with doors.store.begin() as unit:
        receipt = allowed(unit, campaign, mark, May.EDIT, now)
        question, own = _replaced(unit, receipt)
    # The question stays: an answer to another one is another idea.
    raw = replace(raw, question=question)
    made = fit(doors, campaign, raw, now, late=True)
    draft = drafted(doors, campaign, raw, made, now, own=own)
    secret = secret_of(doors.pseudonyms, campaign.slug)
    with doors.store.begin() as unit:
        receipt = allowed(unit, campaign, mark, May.EDIT, now)
        if receipt.holds is Holds.IDEA:
            idea = unit.ideas.get(campaign.slug, receipt.subject)
            assert idea is not None
            if (idea.title, idea.text) == (draft.title, draft.text):
                raise _same_words()
            for waiting in edits_of(unit, idea):
                unit.submissions.replace(replace(waiting, state=SubmissionState.WITHDRAWN))
            _add_revision(unit, draft, idea, secret)
            return
        old = unit.submissions.get(campaign.slug, receipt.subject)
        assert old is not None
        if (old.title, old.text) == (draft.title, draft.text):
            raise _same_words()
        dialogue = old.dialogue
        if old.asked is not None:
            dialogue = (*dialogue, Turn(Speaker.AUTHOR, _("The author has sent other words.")))
        unit.submissions.replace(replace(old, state=SubmissionState.WITHDRAWN))
        subject = take(unit, replace(draft, dialogue=dialogue), secret)
        unit.receipts.put(replace(receipt, subject=subject))


def withdraw(doors: Doors, campaign: Campaign, code: str, now: datetime) -> None:
    """Take it back: the words go, a topic that stands is emptied, closed and unlisted by the next run.

    What others sent in and counts for it goes with it. Where this one only counts for an idea of others, that
    stays and is counted once less. The receipt leads nowhere afterwards. UserProblem for a wrong code and for
    what was withdrawn already.
    """
    mark = needed_mark(doors, campaign.slug, code)
    with doors.store.begin() as unit:
        receipt = allowed(unit, campaign, mark, May.WITHDRAW, now)
        if receipt.holds is Holds.IDEA:
            idea = unit.ideas.get(campaign.slug, receipt.subject)
            assert idea is not None
            for waiting in edits_of(unit, idea):
                unit.submissions.replace(replace(waiting, state=SubmissionState.WITHDRAWN))
            take_back(unit, idea, now)
            leave(unit, campaign.slug, idea.id, now)
        else:
            if receipt.holds is Holds.SUBMISSION:
                old = unit.submissions.get(campaign.slug, receipt.subject)
                assert old is not None
                unit.submissions.replace(replace(old, state=SubmissionState.WITHDRAWN))
            unit.ideas.log(
                ModerationEntry(campaign.slug, receipt.subject, Decision.WITHDRAW, "", rounded_to_hour(now))
            )
        unit.receipts.put(replace(receipt, holds=Holds.NOTHING, subject=""))


def answer(doors: Doors, campaign: Campaign, code: str, words: str, now: datetime) -> None:
    """Answer the moderators' question; the words are masked like any others."""
    mark = needed_mark(doors, campaign.slug, code)
    if len(words) > LONGEST_ANSWER:
        raise UserProblem(
            _(
                "This answer has %(words)s characters; %(longest_answer)s are the most.",
                words=spoken().number(len(words)),
                longest_answer=spoken().number(LONGEST_ANSWER),
            ),
            hint=_("Say it in fewer words."),
        )
    said = doors.redactor.redact(clean(words)).text
    if not said:
        raise UserProblem(_("There is no answer yet."), hint=_("Write it, then send it."))
    with doors.store.begin() as unit:
        receipt = allowed(unit, campaign, mark, May.ANSWER, now)
        found = unit.submissions.get(campaign.slug, receipt.subject)
        assert found is not None
        unit.submissions.replace(replace(found, dialogue=(*found.dialogue, Turn(Speaker.AUTHOR, said))))


def credit(doors: Doors, campaign: Campaign, code: str, name: str, now: datetime) -> None:
    """Be named in the guide. The name is kept without the idea, with the receipt only that one was given."""
    mark = needed_mark(doors, campaign.slug, code)
    shown = " ".join(clean(name).split())
    if not 0 < len(shown) <= LONGEST_NAME:
        raise UserProblem(
            _("A name has 1 to %(longest_name)s characters.", longest_name=LONGEST_NAME),
            hint=_("Write it as it should stand in the guide."),
        )
    with doors.store.begin() as unit:
        receipt = allowed(unit, campaign, mark, May.CREDIT, now)
        unit.receipts.name(campaign.slug, shown)
        unit.receipts.put(replace(receipt, credited=True))


def consent(doors: Doors, campaign: Campaign, code: str, now: datetime, *, agrees: bool) -> None:
    """Say yes or no to the moderators' proposal to join this idea with another one."""
    mark = needed_mark(doors, campaign.slug, code)
    with doors.store.begin() as unit:
        receipt = allowed(unit, campaign, mark, May.AGREE, now)
        joining = open_for(unit, campaign.slug, receipt.subject, mark)
        assert joining is not None
        agree(unit, joining, mark, now, agrees=agrees)


def _replaced(unit: UnitOfWork, receipt: Receipt) -> tuple[str, str]:
    """The question that words in the place of these answer, and the (later) idea id of these."""
    if receipt.holds is Holds.IDEA:
        idea = unit.ideas.get(receipt.campaign, receipt.subject)
        assert idea is not None
        return idea.question, idea.id
    found = unit.submissions.get(receipt.campaign, receipt.subject)
    assert found is not None
    return found.question, later_id(unit, found)


def _add_revision(unit: UnitOfWork, draft: Submission, idea: Idea, secret: bytes) -> None:
    again = 0
    # Under an id of its own: the same words may have been sent in as an idea.
    while True:
        text = f"{draft.text}\x00{idea.id}\x00{idea.version}\x00{again}"
        key = submission_id(secret, draft.campaign, draft.question, text)
        if unit.submissions.add(replace(draft, id=key, revises=idea.id)):
            return
        again += 1


def _same_words() -> UserProblem:
    return UserProblem(_("These are the words that are there already."), hint=_("Change something first."))
