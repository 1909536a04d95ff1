"""The ticket: whatever admits once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bridge.admission.refusals import FormUsed, InvitationUsed, ProofUsed, Refused


class Door(StrEnum):
    """Which kind of ticket."""

    FORM = "form"
    INVITATION = "invitation"
    PROOF = "proof"


USED: dict[Door, type[Refused]] = {
    Door.FORM: FormUsed,
    Door.INVITATION: InvitationUsed,
    Door.PROOF: ProofUsed,
}
"""What is told when a ticket comes a second time."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket that was found to be good; `until` is the day after which nobody can use it any more."""

    door: Door
    nonce: bytes
    until: date


def last_day(instant: datetime) -> date:
    """The day up to which a ticket good until this instant has to be remembered.

    Whole days: a time of day would tell when a form was opened.
    """
    return instant.date() + timedelta(days=1)
