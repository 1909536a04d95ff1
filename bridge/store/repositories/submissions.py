"""Submissions: private texts, sealed at rest, that leave no trace to the idea they became.

In the clear stand the id, the question, the state and the hour. Everything else is one sealed block, padded
so that its length does not tell which idea a text became.

Accepting is recorded as the state alone: the block is deleted in the same transaction, because whoever holds
the key could otherwise find the idea by its words. The row that remains keeps the same text from being taken
in twice and is counted. Neither the idea nor its line in the moderation log names the submission.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.engine import Connection

from bridge.domain.errors import UserProblem
from bridge.domain.idea import (
    Experience,
    Masked,
    Match,
    Speaker,
    Submission,
    SubmissionState,
    Turn,
    rounded_to_hour,
)
from bridge.store.sealing import Sealer
from bridge.store.statements import hold_row, insert_new
from bridge.store.tables import SUBMISSION

_PAD_BYTES = 1024
_FORGOTTEN = frozenset({SubmissionState.ACCEPTED, SubmissionState.MERGED, SubmissionState.WITHDRAWN})


class SubmissionRepository:
    """Implements `ports.Submissions`."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, submission: Submission) -> bool:
        """Store; False when this id is already known (the same text sent twice)."""
        return insert_new(self._connection, SUBMISSION, self._row(submission))

    def get(self, campaign: str, submission_id: str, *, hold: bool = False) -> Submission | None:
        """One submission; without text once it was accepted or merged. `hold`: nobody else changes it now."""
        if hold:
            hold_row(self._connection, SUBMISSION, campaign, submission_id)
        query = select(SUBMISSION).where(SUBMISSION.c.campaign == campaign, SUBMISSION.c.id == submission_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return self._submission(row) if row else None

    def waiting(self, campaign: str) -> Sequence[Submission]:
        """Those that wait for a person, oldest first, ties by id."""
        query = (
            select(SUBMISSION)
            .where(SUBMISSION.c.campaign == campaign, SUBMISSION.c.state == SubmissionState.WAITING)
            .order_by(SUBMISSION.c.received, SUBMISSION.c.id)
        )
        return [self._submission(row) for row in self._connection.execute(query).mappings()]

    def replace(self, submission: Submission) -> None:
        """Store a changed state or text; LookupError for one that was never added."""
        row = self._row(submission)
        statement = update(SUBMISSION).where(
            SUBMISSION.c.campaign == row.pop("campaign"), SUBMISSION.c.id == row.pop("id")
        )
        if self._connection.execute(statement.values(row)).rowcount != 1:
            raise LookupError(f"no submission {submission.id} in campaign {submission.campaign}")

    def counts(self, campaign: str) -> Mapping[SubmissionState, int]:
        """How many there are in each state, states without any included."""
        query = (
            select(SUBMISSION.c.state, func.count())
            .where(SUBMISSION.c.campaign == campaign)
            .group_by(SUBMISSION.c.state)
        )
        found = {SubmissionState(state): number for state, number in self._connection.execute(query)}
        return {state: found.get(state, 0) for state in SubmissionState}

    def sealed(self, campaign: str) -> Sequence[str]:
        """Ids of those that still hold a text, ordered; nothing is opened."""
        query = (
            select(SUBMISSION.c.id)
            .where(SUBMISSION.c.campaign == campaign, SUBMISSION.c.sealed.is_not(None))
            .order_by(SUBMISSION.c.id)
        )
        return list(self._connection.execute(query).scalars())

    def wipe(self, campaign: str, submission_id: str) -> None:
        """Delete the text of one without opening it; one that waited is withdrawn by that."""
        one = (SUBMISSION.c.campaign == campaign) & (SUBMISSION.c.id == submission_id)
        self._connection.execute(update(SUBMISSION).where(one).values(sealed=None))
        waited = one & (SUBMISSION.c.state == SubmissionState.WAITING)
        self._connection.execute(update(SUBMISSION).where(waited).values(state=SubmissionState.WITHDRAWN))

    def _row(self, submission: Submission) -> dict[str, Any]:
        hour = rounded_to_hour(submission.received)
        sealed = None
        if submission.state not in _FORGOTTEN:
            sealed = self._sealer.seal(submission.campaign, _pack(submission), hour)
        return {
            "campaign": submission.campaign,
            "id": submission.id,
            "question": submission.question,
            "state": submission.state,
            "received": hour,
            "sealed": sealed,
        }

    def _submission(self, row: RowMapping) -> Submission:
        shell = Submission(
            id=row["id"],
            campaign=row["campaign"],
            question=row["question"],
            title="",
            text="",
            role=None,
            lenses=(),
            experience=Experience.WOULD_LIKE,
            received=row["received"],
            source="",
            state=SubmissionState(row["state"]),
        )
        if row["sealed"] is None:
            return shell
        return _unpack(shell, self._sealer.unseal(shell.campaign, bytes(row["sealed"])))


def _pack(submission: Submission) -> bytes:
    content = {
        "id": submission.id,
        "title": submission.title,
        "text": submission.text,
        "role": submission.role,
        "lenses": submission.lenses,
        "experience": submission.experience,
        "source": submission.source,
        "reasons": submission.reasons,
        "near": [(match.idea, match.score) for match in submission.near],
        "masked": [(one.placeholder, one.why, one.asked, one.context) for one in submission.masked],
        "second": submission.second,
        "agreed_by": submission.agreed_by,
        "known_to": submission.known_to,
        "dialogue": [(turn.speaker, turn.text) for turn in submission.dialogue],
        "revises": submission.revises,
        "handled": submission.handled,
        "shown": submission.shown,
        "raw": base64.b64encode(submission.raw).decode(),
    }
    plain = json.dumps(content).encode()
    return plain.ljust(-(-len(plain) // _PAD_BYTES) * _PAD_BYTES)


def _unpack(shell: Submission, plain: bytes) -> Submission:
    content = json.loads(plain)
    if content["id"] != shell.id:
        raise UserProblem(
            f"Submission {shell.id} holds the sealed text of another one: the database was tampered with.",
            hint="Restore it from a backup that you trust.",
        )
    return replace(
        shell,
        title=content["title"],
        text=content["text"],
        role=content["role"],
        lenses=tuple(content["lenses"]),
        experience=Experience(content["experience"]),
        source=content["source"],
        reasons=tuple(content["reasons"]),
        near=tuple(Match(idea, score) for idea, score in content["near"]),
        # What was sealed by an earlier version of the bridge has less in it.
        masked=tuple(Masked(*one) for one in content.get("masked", ())),
        second=tuple(content.get("second", ())),
        agreed_by=content.get("agreed_by"),
        known_to=tuple(content.get("known_to", ())),
        dialogue=tuple(Turn(Speaker(who), words) for who, words in content.get("dialogue", ())),
        revises=content.get("revises"),
        handled=tuple(content.get("handled", ())),
        shown=content.get("shown", ""),
        raw=base64.b64decode(content.get("raw", "")),
    )
