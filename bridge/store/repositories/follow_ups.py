"""Chosen ideas in somebody's hands, and the answers to their check-ins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from bridge.domain.followup import CheckIn, Course, Undertaking
from bridge.store.outcome_tables import CHECK_IN, UNDERTAKING
from bridge.store.statements import upsert


class FollowUpRepository:
    """Implements `ports.FollowUps`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, campaign: str, idea: str) -> Undertaking | None:
        """The undertaking of an idea."""
        return next((found for found in self.all(campaign) if found.idea == idea), None)

    def all(self, campaign: str) -> Sequence[Undertaking]:
        """All undertakings, ordered by idea."""
        query = select(UNDERTAKING).where(UNDERTAKING.c.campaign == campaign).order_by(UNDERTAKING.c.idea)
        return [
            Undertaking(
                row["campaign"],
                row["idea"],
                row["owner"],
                row["first_step"],
                date.fromisoformat(row["since"]),
            )
            for row in self._connection.execute(query).mappings()
        ]

    def put(self, undertaking: Undertaking) -> None:
        """Insert or replace."""
        row = {
            "campaign": undertaking.campaign,
            "idea": undertaking.idea,
            "owner": undertaking.owner,
            "first_step": undertaking.first_step,
            "since": undertaking.since.isoformat(),
        }
        upsert(self._connection, UNDERTAKING, [row])

    def check_ins(self, campaign: str) -> Sequence[CheckIn]:
        """All answers, ordered by idea and days."""
        query = (
            select(CHECK_IN).where(CHECK_IN.c.campaign == campaign).order_by(CHECK_IN.c.idea, CHECK_IN.c.days)
        )
        return [
            CheckIn(row["campaign"], row["idea"], row["days"], Course(row["course"]), row["note"], row["at"])
            for row in self._connection.execute(query).mappings()
        ]

    def answer(self, check_in: CheckIn) -> None:
        """Insert, or replace an earlier answer to the same check-in."""
        row = {
            "campaign": check_in.campaign,
            "idea": check_in.idea,
            "days": check_in.days,
            "course": check_in.course,
            "note": check_in.note,
            "at": check_in.at,
        }
        upsert(self._connection, CHECK_IN, [row])

    def begin_anew(self, campaign: str, idea: str) -> None:
        """Forget the answers of an idea that is chosen once more: its days count from then."""
        self._connection.execute(
            delete(CHECK_IN).where(CHECK_IN.c.campaign == campaign, CHECK_IN.c.idea == idea)
        )
