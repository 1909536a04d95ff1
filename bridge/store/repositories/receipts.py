"""Receipts by their marks, and the names of those who want to be named in the guide.

Neither table has a time or an order of arrival, and no name stands beside a mark or an idea.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.engine import Connection

from bridge.domain.receipt import Holds, Receipt
from bridge.store.statements import insert_new, upsert
from bridge.store.tables import CREDIT, RECEIPT


class ReceiptRepository:
    """Implements `ports.Receipts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, campaign: str, mark: str) -> Receipt | None:
        """The receipt with this mark."""
        query = select(RECEIPT).where(RECEIPT.c.campaign == campaign, RECEIPT.c.mark == mark)
        row = self._connection.execute(query).mappings().one_or_none()
        return _receipt(row) if row else None

    def of(self, campaign: str, holds: Holds, subject: str) -> Sequence[Receipt]:
        """All receipts that lead to a submission or an idea, ordered by mark."""
        query = (
            select(RECEIPT)
            .where(
                RECEIPT.c.campaign == campaign, RECEIPT.c.holds == holds.value, RECEIPT.c.subject == subject
            )
            .order_by(RECEIPT.c.mark)
        )
        return [_receipt(row) for row in self._connection.execute(query).mappings()]

    def put(self, receipt: Receipt) -> None:
        """Insert or replace."""
        row = {
            "campaign": receipt.campaign,
            "mark": receipt.mark,
            "holds": receipt.holds.value,
            "subject": receipt.subject,
            "credited": receipt.credited,
        }
        upsert(self._connection, RECEIPT, [row])

    def move(self, campaign: str, submission: str, idea: str, holds: Holds) -> None:
        """Let all receipts of a submission lead to the idea that it became, or for which it counts."""
        moved = update(RECEIPT).where(
            RECEIPT.c.campaign == campaign,
            RECEIPT.c.holds == Holds.SUBMISSION.value,
            RECEIPT.c.subject == submission,
        )
        self._connection.execute(moved.values(holds=holds.value, subject=idea))

    def count(self, campaign: str) -> int:
        """How many receipts there are."""
        query = select(func.count()).select_from(RECEIPT).where(RECEIPT.c.campaign == campaign)
        return int(self._connection.execute(query).scalar_one())

    def forget(self, campaign: str) -> int:
        """Delete all receipts of a campaign; gives how many there were."""
        return self._connection.execute(delete(RECEIPT).where(RECEIPT.c.campaign == campaign)).rowcount

    def name(self, campaign: str, name: str) -> None:
        """Add a name to those who want to be named; the same name twice stands once."""
        insert_new(self._connection, CREDIT, {"campaign": campaign, "name": name})

    def unname(self, campaign: str, name: str) -> None:
        """Take a name away again."""
        self._connection.execute(delete(CREDIT).where(CREDIT.c.campaign == campaign, CREDIT.c.name == name))

    def names(self, campaign: str) -> Sequence[str]:
        """The names for the guide, sorted."""
        query = select(CREDIT.c.name).where(CREDIT.c.campaign == campaign).order_by(CREDIT.c.name)
        return list(self._connection.execute(query).scalars())


def _receipt(row: RowMapping) -> Receipt:
    return Receipt(row["campaign"], row["mark"], Holds(row["holds"]), row["subject"], row["credited"])
