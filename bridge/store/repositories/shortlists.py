"""The answers to the tests of the shortlist, and what people added to it or dropped."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bridge.domain.shortlist import Choice, Test, TestResult
from bridge.store.outcome_tables import SHORTLIST_CHOICE, SHORTLIST_TEST
from bridge.store.statements import upsert


class ShortlistRepository:
    """Implements `ports.Shortlists`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tests(self, campaign: str) -> Sequence[TestResult]:
        """All answers, ordered by idea and test."""
        query = (
            select(SHORTLIST_TEST)
            .where(SHORTLIST_TEST.c.campaign == campaign)
            .order_by(SHORTLIST_TEST.c.idea, SHORTLIST_TEST.c.test)
        )
        return [
            TestResult(
                row["campaign"], row["idea"], Test(row["test"]), row["passed"], row["reason"], row["at"]
            )
            for row in self._connection.execute(query).mappings()
        ]

    def record(self, result: TestResult) -> None:
        """Keep an answer; a later one takes its place."""
        row = {
            "campaign": result.campaign,
            "idea": result.idea,
            "test": result.test,
            "passed": result.passed,
            "reason": result.reason,
            "at": result.at,
        }
        upsert(self._connection, SHORTLIST_TEST, [row])

    def choices(self, campaign: str) -> Sequence[Choice]:
        """What people added and dropped, ordered by idea."""
        query = (
            select(SHORTLIST_CHOICE)
            .where(SHORTLIST_CHOICE.c.campaign == campaign)
            .order_by(SHORTLIST_CHOICE.c.idea)
        )
        return [Choice(**row) for row in self._connection.execute(query).mappings()]

    def choose(self, choice: Choice) -> None:
        """Keep a choice; a later one for the same idea takes its place."""
        row = {
            "campaign": choice.campaign,
            "idea": choice.idea,
            "added": choice.added,
            "reason": choice.reason,
            "at": choice.at,
        }
        upsert(self._connection, SHORTLIST_CHOICE, [row])
