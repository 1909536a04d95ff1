"""What a person decides about a submission: accept, edit, merge, return, reject, ask, hand on.

Each decision is one transaction: the idea, the submission's new state and a line in the moderation log. No
line names both a submission and an idea: what went further is logged under the idea's id, what did not under
the submission's. Times are rounded to the hour. Texts are never logged.

`by` is the pseudonym of the moderator. It is kept with a submission while that matters (who has agreed first,
who has handed it on), and gone with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.domain.errors import UserProblem
from bridge.domain.idea import (
    Decision,
    Idea,
    IdeaStatus,
    ModerationEntry,
    Speaker,
    Submission,
    SubmissionState,
    Turn,
    rounded_to_hour,
)
from bridge.domain.identity import text_hash
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.domain.reasons import read_reason
from bridge.domain.receipt import Holds
from bridge.pipeline.anonymise import clean
from bridge.pipeline.revise import standing_alone
from bridge.pipeline.words import check_words
from bridge.ports import Redactor, Store, UnitOfWork

UNMASKED = gettext_noop("words that were masked are shown again")
NEW_FINDS = gettext_noop("the new words look like personal data")

STATE = {
    SubmissionState.WAITING: gettext_noop("waiting"),
    SubmissionState.ACCEPTED: gettext_noop("accepted"),
    SubmissionState.MERGED: gettext_noop("merged"),
    SubmissionState.RETURNED: gettext_noop("returned"),
    SubmissionState.REJECTED: gettext_noop("rejected"),
    SubmissionState.WITHDRAWN: gettext_noop("withdrawn"),
}
"""What became of a submission, in a word."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The idea that a submission became, or into which it went (`merged`).

    Without an idea it waits on: `needs` says why a second person has to accept the same words.
    """

    idea: Idea | None
    merged: bool
    needs: tuple[str, ...] = ()


def waiting(store: Store, campaign: str) -> Sequence[Submission]:
    """The submissions that wait for a person, oldest first."""
    with store.begin() as unit:
        return tuple(unit.submissions.waiting(campaign))


def accept(
    store: Store,
    redactor: Redactor,
    campaign: str,
    submission: str,
    now: datetime,
    *,
    by: str = "",
    title: str | None = None,
    text: str | None = None,
    seen: str | None = None,
    alone: bool = False,
) -> Outcome:
    """Make an idea of a submission, with the words of the moderator where given.

    An edited text is taken as it stands: a person wrote it. But where it shows again what was masked, where
    something in it looks like personal data, or where the submission by itself could single somebody out, a
    second person has to accept the same words, unless the campaign lets one decide (`alone`). Where an idea
    with the very same words answers the same question already, the submission is merged into it; where it
    is a new version of an idea, that idea gets these words.
    `seen` is the hash of the words that this moderator had before them, where these may be older than ours.
    UserProblem for an unknown or decided submission, for words that the forum would refuse, for a moderator
    who has handed it on, and for a second yes of the same person or to other words.
    """
    with store.begin() as unit:
        found = open_to(unit, campaign, submission, by)
        edited = replace(
            found,
            title=found.title if title is None else " ".join(clean(title).split()),
            text=found.text if text is None else clean(text),
        )
        check_words(edited)
        changed = (edited.title, edited.text) != (found.title, found.text)
        needs = found.second
        if changed:
            needs = (*needs, *(why for why in _risks(redactor, found, edited) if why not in needs))
        if needs and not alone:
            if found.agreed_by is None or changed:
                unit.submissions.replace(replace(edited, second=needs, agreed_by=by))
                return Outcome(None, merged=False, needs=needs)
            if found.agreed_by == by:
                raise UserProblem(
                    _(
                        "You have agreed to submission %(submission)s already; a second person has to: "
                        "%(needs)s.",
                        submission=submission,
                        needs="; ".join(needs),
                    ),
                    hint=_("Ask another moderator to accept it as well."),
                )
            if seen is not None and seen != words_hash(found):
                raise UserProblem(
                    _(
                        "Another moderator has changed the words since you saw them, so this was no yes to "
                        "them."
                    ),
                    hint=_("Read them as they are now, then accept them."),
                )
        return settle(unit, edited, now, Decision.EDIT if changed else Decision.ACCEPT)


def merge(store: Store, campaign: str, submission: str, idea: str, now: datetime, *, by: str = "") -> Outcome:
    """Count a submission as said by an idea that is there already; the idea keeps its words."""
    with store.begin() as unit:
        found = open_to(unit, campaign, submission, by)
        if found.revises is not None:
            raise UserProblem(
                _(
                    "Submission %(submission)s is a new version of an idea and cannot be merged into "
                    "another.",
                    submission=submission,
                ),
                hint=_("Accept it, or return it with a reason."),
            )
        target = standing(unit, campaign, idea)
        if target is None:
            raise UserProblem(
                _("There is no idea %(idea)s in campaign %(campaign)s.", idea=idea, campaign=campaign),
                hint=_("If the other one waits as well, accept it first."),
            )
        return _merged(unit, found, target, now)


def return_(
    store: Store,
    redactor: Redactor,
    campaign: str,
    submission: str,
    reason: str,
    now: datetime,
    *,
    by: str = "",
) -> None:
    """Give a submission back with a reason; it can be sent in again in other words."""
    _close(store, redactor, campaign, submission, SubmissionState.RETURNED, reason, now, by)


def reject(
    store: Store,
    redactor: Redactor,
    campaign: str,
    submission: str,
    reason: str,
    now: datetime,
    *,
    by: str = "",
) -> None:
    """Refuse a submission with a reason."""
    _close(store, redactor, campaign, submission, SubmissionState.REJECTED, reason, now, by)


def ask(
    store: Store,
    redactor: Redactor,
    campaign: str,
    submission: str,
    question: str,
    now: datetime,
    *,
    by: str = "",
) -> None:
    """Ask the author something; who holds the receipt reads it and can answer. It waits on all the same."""
    words = redactor.redact(" ".join(clean(question).split())).text
    if not words:
        raise UserProblem(_("The question is missing."), hint=_("Write after `ask` what you want to know."))
    with store.begin() as unit:
        found = open_to(unit, campaign, submission, by)
        if not unit.receipts.of(campaign, Holds.SUBMISSION, found.id):
            raise UserProblem(
                _("Nobody holds a receipt for this idea, so nobody would read the question."),
                hint=_("It came from a file. Decide about it as it stands."),
            )
        dialogue = (*found.dialogue, Turn(Speaker.MODERATOR, words))
        unit.submissions.replace(replace(found, dialogue=dialogue))
        _log(unit, campaign, found.id, Decision.ASK, "", now)


def hand_on(store: Store, campaign: str, submission: str, now: datetime, *, by: str) -> None:
    """Take this moderator out, who thinks "I know who this is": no decision, and no yes given before."""
    with store.begin() as unit:
        found = find_waiting(unit, campaign, submission)
        if by in found.known_to:
            return
        agreed = None if found.agreed_by == by else found.agreed_by
        unit.submissions.replace(replace(found, known_to=(*found.known_to, by), agreed_by=agreed))
        _log(unit, campaign, found.id, Decision.HAND_ON, "", now)


def words_hash(submission: Submission) -> str:
    """What stands for the words of a submission, for `accept` to know whether they are the same."""
    return text_hash(submission.title, submission.text)


def mark_shown(store: Store, campaign: str, shown: Mapping[str, str]) -> None:
    """Remember which words the topics in the forum show, as hashes by submission."""
    with store.begin() as unit:
        for name, words in shown.items():
            found = unit.submissions.get(campaign, name, hold=True)
            if found is not None and found.state is SubmissionState.WAITING and words != found.shown:
                unit.submissions.replace(replace(found, shown=words))


def mark_handled(store: Store, campaign: str, submission: str, post: int) -> None:
    """Remember that a reply in the forum was carried out, so that it is not carried out again."""
    with store.begin() as unit:
        found = unit.submissions.get(campaign, submission, hold=True)
        if found is not None and found.state is SubmissionState.WAITING and post not in found.handled:
            unit.submissions.replace(replace(found, handled=(*found.handled, post)))


def settle(
    unit: UnitOfWork, submission: Submission, now: datetime, decision: Decision = Decision.ACCEPT
) -> Outcome:
    """Inside a transaction: the idea that a submission becomes, or the one with the same words."""
    campaign = submission.campaign
    if submission.revises is not None:
        found = standing_alone(unit, campaign, submission.revises)
        version = replace(
            found,
            title=submission.title,
            text=submission.text,
            role=submission.role,
            lenses=submission.lenses,
            experience=submission.experience,
        )
        unit.ideas.put(version)
        return _done(unit, submission, found.id, SubmissionState.ACCEPTED, Decision.EDIT, now)
    key = later_id(unit, submission)
    same = standing(unit, campaign, key)
    if same is not None:
        return _merged(unit, submission, same, now)
    idea = Idea(
        id=key,
        campaign=campaign,
        question=submission.question,
        title=submission.title,
        text=submission.text,
        role=submission.role,
        lenses=submission.lenses,
        experience=submission.experience,
        accepted=rounded_to_hour(now),
    )
    unit.ideas.put(idea)
    return _done(unit, submission, idea.id, SubmissionState.ACCEPTED, decision, now)


def standing(unit: UnitOfWork, campaign: str, key: str) -> Idea | None:
    """The idea of this id, or the one that carries it on; None where it was withdrawn."""
    seen: set[str] = set()
    idea = unit.ideas.get(campaign, key)
    while idea is not None and idea.merged_into is not None and idea.id not in seen:
        seen.add(idea.id)
        idea = unit.ideas.get(campaign, idea.merged_into)
    return None if idea is None or idea.status is IdeaStatus.WITHDRAWN else idea


def later_id(unit: UnitOfWork, submission: Submission) -> str:
    """The id of the idea that a submission becomes if it is accepted as it stands."""
    return unit.ideas.id_of(submission.campaign, submission.question, submission.text)


def find_waiting(unit: UnitOfWork, campaign: str, submission: str) -> Submission:
    """A submission that waits; UserProblem for an unknown or decided one."""
    # Its author may take it back at this moment, or another moderator decide.
    found = unit.submissions.get(campaign, submission, hold=True)
    if found is None:
        raise UserProblem(
            _(
                "There is no submission %(submission)s in campaign %(campaign)s.",
                submission=submission,
                campaign=campaign,
            ),
            hint=_("`ideabridge ideas review` shows what waits."),
        )
    if found.state is not SubmissionState.WAITING:
        raise UserProblem(
            _(
                "Submission %(submission)s does not wait any more: it was %(state)s.",
                submission=submission,
                state=_(STATE[found.state]),
            ),
            hint=_("`ideabridge ideas review` shows what waits."),
        )
    return found


def _merged(unit: UnitOfWork, submission: Submission, idea: Idea, now: datetime) -> Outcome:
    return _done(unit, submission, idea.id, SubmissionState.MERGED, Decision.MERGE, now)


def _done(
    unit: UnitOfWork,
    submission: Submission,
    idea: str,
    state: SubmissionState,
    decision: Decision,
    now: datetime,
) -> Outcome:
    unit.submissions.replace(replace(submission, state=state))
    # Who sent in what an idea says already has no say in the words of whoever wrote it.
    holds = Holds.VOICE if state is SubmissionState.MERGED else Holds.IDEA
    unit.receipts.move(submission.campaign, submission.id, idea, holds)
    _log(unit, submission.campaign, idea, decision, "", now)
    made = unit.ideas.get(submission.campaign, idea)
    assert made is not None
    return Outcome(made, merged=state is SubmissionState.MERGED)


def _close(
    store: Store,
    redactor: Redactor,
    campaign: str,
    submission: str,
    state: SubmissionState,
    reason: str,
    now: datetime,
    by: str,
) -> None:
    given = read_reason(reason)
    kept = replace(given, words=redactor.redact(given.words).text).kept()
    if not kept:
        raise UserProblem(_("A reason is missing."), hint=_("Say in a few words what stands in the way."))
    decision = Decision.RETURN if state is SubmissionState.RETURNED else Decision.REJECT
    with store.begin() as unit:
        found = open_to(unit, campaign, submission, by)
        unit.submissions.replace(replace(found, state=state, raw=b""))
        _log(unit, campaign, found.id, decision, kept, now)


def open_to(unit: UnitOfWork, campaign: str, submission: str, by: str) -> Submission:
    """A submission that waits and that this moderator may decide about; UserProblem otherwise."""
    found = find_waiting(unit, campaign, submission)
    if by in found.known_to:
        raise UserProblem(
            _(
                "You have handed submission %(submission)s on, since you may know who wrote it.",
                submission=submission,
            ),
            hint=_("Another moderator decides about it."),
        )
    return found


def _risks(redactor: Redactor, found: Submission, edited: Submission) -> list[str]:
    """What a moderator's own words may have brought in."""
    before, after = f"{found.title}\n{found.text}", f"{edited.title}\n{edited.text}"
    shown = {one.placeholder for one in found.masked}
    risks = []
    if any(after.count(placeholder) < before.count(placeholder) for placeholder in shown):
        risks.append(_(UNMASKED))
    # What a rule still sees in a masked text was there before this moderator came.
    if len(redactor.redact(after).masks) > len(redactor.redact(before).masks):
        risks.append(_(NEW_FINDS))
    return risks


def _log(
    unit: UnitOfWork, campaign: str, subject: str, decision: Decision, reason: str, now: datetime
) -> None:
    unit.ideas.log(ModerationEntry(campaign, subject, decision, reason, rounded_to_hour(now)))
