"""The desk at the door: everything that whoever takes ideas in has to ask."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bridge.admission.counters import Counters
from bridge.admission.forms import new_form, read_form
from bridge.admission.invitations import new_invitations, read_invitation
from bridge.admission.keyfile import DoorKeys, KeyUse
from bridge.admission.proofs import new_challenge, read_proof
from bridge.admission.refusals import FormShut, InvitationMissing, ProofMissing, TooFast, TooMany
from bridge.admission.spent import SpentTickets
from bridge.admission.ticket import Ticket
from bridge.domain.campaign import Campaign, FormAccess


class Spent:
    """Tickets that were just used. As a context manager it gives them back when its block fails."""

    def __init__(self, store: SpentTickets, tickets: Sequence[Ticket]) -> None:
        self._store = store
        self._tickets = tuple(tickets)

    def give_back(self) -> None:
        """Make the tickets good again, because nothing came of it. The address keeps its count."""
        self._store.give_back(self._tickets)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.give_back()


class Admission:
    """Says who may hand in an idea, by tickets and counts and without anybody's identity.

    `url` names the database of used tickets, `keys` the file with the key of the doors; both are made when
    missing. An address that is handed in is counted under a hash in memory; it is not stored, not logged and
    in no error. May be shared by threads.
    """

    def __init__(self, url: str, keys: Path | str) -> None:
        self._keys = DoorKeys(keys)
        self._spent = SpentTickets(url, self._keys)
        self._counters = Counters()
        self._swept: date | None = None
        self._sweeping = threading.Lock()

    def __repr__(self) -> str:
        return f"Admission({self._spent!r})"

    def form_token(self, campaign: Campaign, now: datetime) -> str:
        """The token that goes into a form that is opened now."""
        return new_form(self._keys.of(KeyUse.FORM), campaign.slug, now)

    def challenge(self, campaign: Campaign, now: datetime) -> dict[str, Any]:
        """A new challenge as a JSON object for the widget."""
        return new_challenge(
            self._keys.of(KeyUse.CHALLENGE), self._keys.of(KeyUse.SOLUTION), campaign.slug, now
        )

    def invitations(self, campaign: Campaign, count: int) -> list[str]:
        """So many new invitations, shuffled; nothing of them is kept."""
        return new_invitations(self._keys.of(KeyUse.INVITATION), campaign.slug, count)

    def check_and_spend(
        self,
        campaign: Campaign,
        *,
        token: str,
        proof: str | None = None,
        invitation: str | None = None,
        address: str,
        now: datetime,
    ) -> Spent:
        """Let somebody in once: use up what they brought, all of it or nothing.

        Refused, by its type and in words for the person, where something is missing, wrong, too old or used
        before. `proof` and `invitation` are looked at only where the campaign asks for them.
        """
        tickets = self._tickets(campaign, token, proof, invitation, now)
        self._sweep_daily(now)
        self._spent.spend(tickets)
        spent = Spent(self._spent, tickets)
        if not self._counters.take_idea(campaign.slug, address, campaign.intake.per_day):
            spent.give_back()
            raise TooMany
        return spent

    def may_look_up(self, address: str) -> bool:
        """Whether this address may look up a receipt now; asking counts as a look-up."""
        return self._counters.take_look_up(address)

    def check_preview(self, address: str) -> None:
        """Count one look at how an idea would appear. TooFast where there were too many within a minute."""
        if not self._counters.take_preview(address):
            raise TooFast

    def sweep(self, now: datetime) -> int:
        """Forget tickets that nobody can use any more; gives how many. Done by itself once a day, too."""
        return self._spent.sweep(now)

    def close(self) -> None:
        """Let go of connections."""
        self._spent.close()

    def _tickets(
        self, campaign: Campaign, token: str, proof: str | None, invitation: str | None, now: datetime
    ) -> list[Ticket]:
        intake = campaign.intake
        if intake.form is FormAccess.CLOSED:
            raise FormShut
        tickets = [read_form(self._keys.of(KeyUse.FORM), campaign.slug, token, now)]
        if intake.form is FormAccess.INVITED:
            if not invitation or not invitation.strip():
                raise InvitationMissing
            key = self._keys.of(KeyUse.INVITATION)
            tickets.append(read_invitation(key, campaign.slug, campaign.ends, invitation))
        if intake.proof_of_work:
            if not proof:
                raise ProofMissing
            challenge, solution = self._keys.of(KeyUse.CHALLENGE), self._keys.of(KeyUse.SOLUTION)
            tickets.append(read_proof(challenge, solution, campaign.slug, proof, now))
        return tickets

    def _sweep_daily(self, now: datetime) -> None:
        with self._sweeping:
            if self._swept != now.date():
                self._spent.sweep(now)
                self._swept = now.date()
