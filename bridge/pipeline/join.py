"""Join two ideas that say the same, with their authors' consent, and part them again.

Nothing in the ledger is touched by either: votes and replies stay where they were given, and the ranking
reads those of a joined idea as given to the one that goes on, each person once. So parting restores all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, Idea, ModerationEntry, rounded_to_hour
from bridge.domain.joining import ANSWER_TIME, Consent, Joining, JoiningState
from bridge.domain.language import gettext as _
from bridge.domain.receipt import Holds
from bridge.domain.status import PROMISED
from bridge.pipeline.revise import standing_alone
from bridge.ports import Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a proposal stands: so many holders of receipts are asked, so many agree.

    Those who do not answer have until `until`; a moderator may join the ideas after that.
    """

    joining: Joining
    asked: int
    agreed: int
    until: datetime


def propose(store: Store, campaign: str, idea: str, into: str, now: datetime) -> Proposal:
    """Propose that `idea` goes on in `into`, or go on with the proposal that is there.

    The ideas are joined at once where nobody holds a receipt for either, or where all who do agree; and,
    asked again, once the time for answers is over. UserProblem for ideas that cannot be joined, and where
    somebody who holds a receipt has said no.
    """
    with store.begin() as unit:
        known = unit.joinings.get(campaign, idea)
        if known is not None and known.state is JoiningState.JOINED:
            raise UserProblem(
                _("Idea %(idea)s goes on in %(goes_on_in)s already.", idea=idea, goes_on_in=known.goes_on_in),
                hint=_("`ideabridge ideas unmerge %(idea)s` parts them.", idea=idea),
            )
        if any(_is_no(joining, idea, into) for joining in unit.joinings.all(campaign)):
            raise UserProblem(
                _("An author has said no to joining %(idea)s and %(into)s.", idea=idea, into=into),
                hint=_("Leave them apart; a reply in each topic can point to the other."),
            )
        leaves, stays = standing_alone(unit, campaign, idea), standing_alone(unit, campaign, into)
        _check(leaves, stays)
        if known is None or known.state is not JoiningState.PROPOSED or known.goes_on_in != into:
            unit.joinings.forget_consents(campaign, idea)
            known = Joining(campaign, idea, into, JoiningState.PROPOSED, rounded_to_hour(now))
            unit.joinings.put(known)
        found = _proposal(unit, known)
        if found.agreed == found.asked or now >= found.until:
            return replace(found, joining=_join(unit, known, now))
        return found


def proposals(store: Store, campaign: str) -> Sequence[Proposal]:
    """All proposals, decided ones included, ordered by the idea that is to go on elsewhere."""
    with store.begin() as unit:
        return [_proposal(unit, joining) for joining in unit.joinings.all(campaign)]


def part(store: Store, campaign: str, idea: str, now: datetime) -> str:
    """Undo a joining; gives the idea in which it went on. Both stand as before, with what was given to each.

    UserProblem for an idea that was not joined.
    """
    with store.begin() as unit:
        joining = unit.joinings.get(campaign, idea)
        if joining is None or joining.state is not JoiningState.JOINED:
            raise UserProblem(
                _("Idea %(idea)s was not joined with another.", idea=idea),
                hint=_("`ideabridge ideas merge` lists what was proposed and joined."),
            )
        _part(unit, joining, now)
        return joining.goes_on_in


def agree(unit: UnitOfWork, joining: Joining, mark: str, now: datetime, *, agrees: bool) -> None:
    """Inside a transaction: what a receipt's holder says. One no ends it, the last yes joins the ideas."""
    unit.joinings.consent(Consent(joining.campaign, joining.idea, mark, agrees))
    if not agrees:
        _refuse(unit, joining)
        return
    found = _proposal(unit, joining)
    leaves, stays = (unit.ideas.get(joining.campaign, one) for one in (joining.idea, joining.goes_on_in))
    if leaves is not None and stays is not None and _hides_a_promise(leaves, stays):
        # It was chosen since this was proposed. That is for moderators to sort out, not for an author.
        return
    if found.agreed == found.asked:
        _join(unit, joining, now)


def leave(unit: UnitOfWork, campaign: str, idea: str, now: datetime) -> None:
    """Inside a transaction: end what was proposed for an idea that is taken back.

    Ideas that went on in it have authors of their own: they stand by themselves again.
    """
    for joining in unit.joinings.all(campaign):
        if joining.state is JoiningState.PROPOSED and idea in (joining.idea, joining.goes_on_in):
            _refuse(unit, joining)
        elif joining.state is JoiningState.JOINED and joining.goes_on_in == idea:
            _part(unit, joining, now)


def open_for(unit: UnitOfWork, campaign: str, idea: str, mark: str) -> Joining | None:
    """The proposal to which the holder of this receipt has not answered yet, on whichever side it is."""
    for joining in unit.joinings.all(campaign):
        if joining.state is JoiningState.PROPOSED and idea in (joining.idea, joining.goes_on_in):
            said = {consent.mark for consent in unit.joinings.consents(campaign, joining.idea)}
            if mark not in said:
                return joining
    return None


def _join(unit: UnitOfWork, joining: Joining, now: datetime) -> Joining:
    # Either may have been withdrawn or joined elsewhere since this was proposed.
    leaves = standing_alone(unit, joining.campaign, joining.idea)
    _check(leaves, standing_alone(unit, joining.campaign, joining.goes_on_in))
    unit.ideas.put(replace(leaves, merged_into=joining.goes_on_in))
    done = replace(joining, state=JoiningState.JOINED)
    unit.joinings.put(done)
    # Decided: nothing has to say any more which receipts there were for which idea.
    unit.joinings.forget_consents(joining.campaign, joining.idea)
    unit.ideas.log(ModerationEntry(joining.campaign, joining.idea, Decision.JOIN, "", rounded_to_hour(now)))
    return done


def _part(unit: UnitOfWork, joining: Joining, now: datetime) -> None:
    found = unit.ideas.get(joining.campaign, joining.idea)
    assert found is not None
    unit.ideas.put(replace(found, merged_into=None))
    unit.joinings.put(replace(joining, state=JoiningState.PARTED))
    unit.ideas.log(ModerationEntry(joining.campaign, joining.idea, Decision.PART, "", rounded_to_hour(now)))


def _refuse(unit: UnitOfWork, joining: Joining) -> None:
    unit.joinings.put(replace(joining, state=JoiningState.REFUSED))
    unit.joinings.forget_consents(joining.campaign, joining.idea)


def _is_no(joining: Joining, one: str, other: str) -> bool:
    """Whether an author has said no to these two, whichever of them was to go on."""
    return joining.state is JoiningState.REFUSED and {joining.idea, joining.goes_on_in} == {one, other}


def _proposal(unit: UnitOfWork, joining: Joining) -> Proposal:
    marks = {
        receipt.mark
        for idea in (joining.idea, joining.goes_on_in)
        for receipt in unit.receipts.of(joining.campaign, Holds.IDEA, idea)
    }
    said = unit.joinings.consents(joining.campaign, joining.idea)
    agreed = sum(1 for consent in said if consent.agrees and consent.mark in marks)
    return Proposal(joining, len(marks), agreed, joining.asked + ANSWER_TIME)


def _hides_a_promise(leaves: Idea, stays: Idea) -> bool:
    """Whether nobody would see any more that an idea was chosen, and what comes of it."""
    return leaves.status in PROMISED and stays.status not in PROMISED


def _check(leaves: Idea, stays: Idea) -> None:
    if leaves.id == stays.id:
        raise UserProblem(_("An idea cannot be joined with itself."), hint=_("Name two ideas."))
    if leaves.question != stays.question:
        raise UserProblem(
            _("Ideas %(idea)s and %(into)s answer two questions.", idea=leaves.id, into=stays.id),
            hint=_("Only answers to the same question can be joined: people vote on them at the same time."),
        )
    if stays.published is None and leaves.published is not None:
        raise UserProblem(
            _(
                "Idea %(into)s waits for publication, and %(idea)s is read already.",
                into=stays.id,
                idea=leaves.id,
            ),
            hint=_(
                "Join them the other way round: `ideabridge ideas merge %(into)s %(idea)s`.",
                into=stays.id,
                idea=leaves.id,
            ),
        )
    if _hides_a_promise(leaves, stays):
        raise UserProblem(
            _("Idea %(idea)s was chosen, and that would be lost from sight.", idea=leaves.id),
            hint=_(
                "Join them the other way round: `ideabridge ideas merge %(into)s %(idea)s`.",
                into=stays.id,
                idea=leaves.id,
            ),
        )
