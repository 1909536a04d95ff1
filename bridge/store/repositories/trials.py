"""Where ideas were tried, and what came of it; the records only grow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bridge.domain.trial import Result, Trial
from bridge.store.outcome_tables import TRIAL


class TrialRepository:
    """Implements `ports.Trials`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, campaign: str) -> Sequence[Trial]:
        """All of them, ordered by idea and number."""
        query = select(TRIAL).where(TRIAL.c.campaign == campaign).order_by(TRIAL.c.idea, TRIAL.c.number)
        return [
            Trial(
                row["campaign"],
                row["idea"],
                row["number"],
                row["place"],
                date.fromisoformat(row["month"]) if row["month"] else None,
                Result(row["result"]),
                row["words"],
                row["at"],
            )
            for row in self._connection.execute(query).mappings()
        ]

    def add(self, trial: Trial) -> None:
        """Add the next one of an idea."""
        row = {
            "campaign": trial.campaign,
            "idea": trial.idea,
            "number": trial.number,
            "place": trial.place,
            "month": trial.month.isoformat() if trial.month else None,
            "result": trial.result.value,
            "words": trial.words,
            "at": trial.at,
        }
        self._connection.execute(insert(TRIAL), row)
