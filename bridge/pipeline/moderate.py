"""What a person decides about a submission (accept, edit, merge, return, reject) or of an idea (revise).

Each decision is one transaction: the idea, the submission's new state and a line in the moderation log. No
line names both a submission and an idea: what went further is logged under the idea's id, what did not under
the submission's. Times are rounded to the hour. Texts are never logged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.domain.errors import UserProblem
from bridge.domain.idea import (
    Decision,
    Idea,
    ModerationEntry,
    Submission,
    SubmissionState,
    idea_id,
    rounded_to_hour,
)
from bridge.pipeline.anonymise import LONGEST_TITLE, SHORTEST_TITLE, clean
from bridge.ports import Redactor, Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class Outcome:
    """The idea that a submission became, or into which it went (`merged`)."""

    idea: Idea
    merged: bool


def waiting(store: Store, campaign: str) -> Sequence[Submission]:
    """The submissions that wait for a person, oldest first."""
    with store.begin() as unit:
        return tuple(unit.submissions.waiting(campaign))


def accept(
    store: Store,
    campaign: str,
    submission: str,
    now: datetime,
    *,
    title: str | None = None,
    text: str | None = None,
) -> Outcome:
    """Make an idea of a submission, with the words of the moderator where given.

    An edited text is taken as it stands, without another search for personal data: a person wrote it. Where
    an idea with the very same words answers the same question already, the submission is merged into it.
    UserProblem for an unknown or decided submission and for words that the forum would refuse.
    """
    with store.begin() as unit:
        found = _waiting(unit, campaign, submission)
        edited = replace(
            found,
            title=found.title if title is None else " ".join(clean(title).split()),
            text=found.text if text is None else clean(text),
        )
        _check(edited)
        changed = (edited.title, edited.text) != (found.title, found.text)
        return settle(unit, edited, now, Decision.EDIT if changed else Decision.ACCEPT)


def merge(store: Store, campaign: str, submission: str, idea: str, now: datetime) -> Outcome:
    """Count a submission as said by an idea that is there already; the idea keeps its words."""
    with store.begin() as unit:
        found = _waiting(unit, campaign, submission)
        target = _standing(unit, campaign, idea)
        if target is None:
            raise UserProblem(
                f"There is no idea {idea} in campaign {campaign}.",
                hint="If the other one waits as well, accept it first.",
            )
        return _merged(unit, found, target, now)


def return_(
    store: Store, redactor: Redactor, campaign: str, submission: str, reason: str, now: datetime
) -> None:
    """Give a submission back with a reason; it can be sent in again in other words."""
    _close(store, redactor, campaign, submission, SubmissionState.RETURNED, Decision.RETURN, reason, now)


def reject(
    store: Store, redactor: Redactor, campaign: str, submission: str, reason: str, now: datetime
) -> None:
    """Refuse a submission with a reason."""
    _close(store, redactor, campaign, submission, SubmissionState.REJECTED, Decision.REJECT, reason, now)


def revise(
    store: Store,
    redactor: Redactor,
    campaign: str,
    idea: str,
    now: datetime,
    *,
    title: str | None = None,
    text: str | None = None,
    hide_earlier: bool = False,
    reason: str = "",
) -> Idea:
    """Give an idea other words; the next run changes its topic, where votes and replies stay.

    With `hide_earlier` all versions before this one had something in them that must not be seen: the forum
    hides them and the store empties them. It may be given without new words, for an earlier revision.
    The new words are kept as given, the reason masked.
    UserProblem for an unknown or merged idea, for words that the forum would refuse, and for no change.
    """
    with store.begin() as unit:
        found = unit.ideas.get(campaign, idea)
        if found is None:
            raise UserProblem(
                f"There is no idea {idea} in campaign {campaign}.",
                hint="`ideabridge ideas list` shows ideas.",
            )
        if found.merged_into is not None:
            raise UserProblem(
                f"Idea {idea} was merged into {found.merged_into}.",
                hint="Revise that one; the topic of a merged idea only says where it goes on.",
            )
        words = replace(
            found,
            title=found.title if title is None else " ".join(clean(title).split()),
            text=found.text if text is None else clean(text),
        )
        _check(words)
        changed = words != found
        version = found.version + 1 if changed else found.version
        if not changed and not (hide_earlier and found.hidden_before < version and version > 1):
            raise UserProblem(
                f"Idea {idea} has these words already, and no earlier version that could be hidden.",
                hint="Give another --title or --text-file.",
            )
        unit.ideas.put(replace(words, hidden_before=version if hide_earlier else found.hidden_before))
        _log(unit, campaign, idea, Decision.EDIT, redactor.redact(" ".join(reason.split())).text, now)
        revised = unit.ideas.get(campaign, idea)
    assert revised is not None
    return revised


def settle(
    unit: UnitOfWork, submission: Submission, now: datetime, decision: Decision = Decision.ACCEPT
) -> Outcome:
    """Inside a transaction: the idea that a submission becomes, or the one with the same words."""
    key = idea_id(submission.campaign, submission.question, submission.text)
    same = _standing(unit, submission.campaign, key)
    if same is not None:
        return _merged(unit, submission, same, now)
    idea = Idea(
        id=key,
        campaign=submission.campaign,
        question=submission.question,
        title=submission.title,
        text=submission.text,
        role=submission.role,
        lenses=submission.lenses,
        experience=submission.experience,
        accepted=rounded_to_hour(now),
    )
    unit.ideas.put(idea)
    unit.submissions.replace(replace(submission, state=SubmissionState.ACCEPTED))
    _log(unit, idea.campaign, idea.id, decision, "", now)
    return Outcome(idea, merged=False)


def _merged(unit: UnitOfWork, submission: Submission, idea: Idea, now: datetime) -> Outcome:
    unit.submissions.replace(replace(submission, state=SubmissionState.MERGED))
    _log(unit, idea.campaign, idea.id, Decision.MERGE, "", now)
    return Outcome(idea, merged=True)


def _standing(unit: UnitOfWork, campaign: str, key: str) -> Idea | None:
    """The idea of this id, or the one that carries it on."""
    seen: set[str] = set()
    idea = unit.ideas.get(campaign, key)
    while idea is not None and idea.merged_into is not None and idea.id not in seen:
        seen.add(idea.id)
        idea = unit.ideas.get(campaign, idea.merged_into)
    return idea


def _close(
    store: Store,
    redactor: Redactor,
    campaign: str,
    submission: str,
    state: SubmissionState,
    decision: Decision,
    reason: str,
    now: datetime,
) -> None:
    words = redactor.redact(" ".join(reason.split())).text
    if not words:
        raise UserProblem("A reason is missing.", hint="Say in a few words what stands in the way.")
    with store.begin() as unit:
        found = _waiting(unit, campaign, submission)
        unit.submissions.replace(replace(found, state=state))
        _log(unit, campaign, found.id, decision, words, now)


def _waiting(unit: UnitOfWork, campaign: str, submission: str) -> Submission:
    found = unit.submissions.get(campaign, submission)
    if found is None:
        raise UserProblem(
            f"There is no submission {submission} in campaign {campaign}.",
            hint="`ideabridge ideas review` shows what waits.",
        )
    if found.state is not SubmissionState.WAITING:
        raise UserProblem(
            f"Submission {submission} does not wait any more: it was {found.state}.",
            hint="`ideabridge ideas review` shows what waits.",
        )
    return found


def _check(words: Submission | Idea) -> None:
    if not words.text:
        raise UserProblem("The text is empty.", hint="Reject the submission if nothing of it can stay.")
    if not SHORTEST_TITLE <= len(words.title) <= LONGEST_TITLE:
        raise UserProblem(
            f"The title has {len(words.title)} characters.",
            hint=f"The forum wants {SHORTEST_TITLE} to {LONGEST_TITLE}.",
        )


def _log(
    unit: UnitOfWork, campaign: str, subject: str, decision: Decision, reason: str, now: datetime
) -> None:
    unit.ideas.log(ModerationEntry(campaign, subject, decision, reason, rounded_to_hour(now)))
