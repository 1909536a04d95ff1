"""Occurrences of jobs: each is claimed by one worker, whoever else is awake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.engine import Connection

from bridge.domain.job import JobRun, RunState
from bridge.store.statements import insert_new
from bridge.store.tables import JOB_RUN


class RunRepository:
    """Implements `ports.Runs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest(self, campaign: str, job: str) -> JobRun | None:
        """The newest occurrence that somebody began."""
        query = (
            select(JOB_RUN)
            .where(JOB_RUN.c.campaign == campaign, JOB_RUN.c.job == job)
            .order_by(JOB_RUN.c.due.desc())
            .limit(1)
        )
        row = self._connection.execute(query).mappings().one_or_none()
        return _run(row) if row else None

    def recent(self, campaign: str, limit: int = 50) -> Sequence[JobRun]:
        """The newest occurrences of all jobs, newest first."""
        query = (
            select(JOB_RUN)
            .where(JOB_RUN.c.campaign == campaign)
            .order_by(JOB_RUN.c.due.desc(), JOB_RUN.c.job)
            .limit(limit)
        )
        return [_run(row) for row in self._connection.execute(query).mappings()]

    def claim(self, run: JobRun, instead: JobRun | None = None) -> bool:
        """Begin one that nobody began, or one that still stands as `instead`; whether it is ours."""
        if instead is None:
            return insert_new(self._connection, JOB_RUN, _row(run))
        same = (
            (JOB_RUN.c.campaign == instead.campaign)
            & (JOB_RUN.c.job == instead.job)
            & (JOB_RUN.c.due == instead.due)
            & (JOB_RUN.c.state == instead.state.value)
            & (JOB_RUN.c.holder == instead.holder)
            & (JOB_RUN.c.tries == instead.tries)
        )
        return self._connection.execute(update(JOB_RUN).where(same).values(_row(run))).rowcount == 1

    def finish(self, run: JobRun) -> bool:
        """Write what came of it; False where another worker has taken it over since."""
        ours = (
            (JOB_RUN.c.campaign == run.campaign)
            & (JOB_RUN.c.job == run.job)
            & (JOB_RUN.c.due == run.due)
            & (JOB_RUN.c.holder == run.holder)
            & (JOB_RUN.c.tries == run.tries)
        )
        return self._connection.execute(update(JOB_RUN).where(ours).values(_row(run))).rowcount == 1

    def forget_before(self, campaign: str, before: datetime) -> int:
        """Delete occurrences older than this; gives how many."""
        old = (JOB_RUN.c.campaign == campaign) & (JOB_RUN.c.due < before)
        return self._connection.execute(delete(JOB_RUN).where(old)).rowcount


def _row(run: JobRun) -> dict[str, object]:
    return {
        "campaign": run.campaign,
        "job": run.job,
        "due": run.due,
        "state": run.state.value,
        "holder": run.holder,
        "started": run.started,
        "tries": run.tries,
        "missed": run.missed,
        "ended": run.ended,
        "again": run.again,
        "note": run.note,
    }


def _run(row: RowMapping) -> JobRun:
    return JobRun(
        campaign=row["campaign"],
        job=row["job"],
        due=row["due"],
        state=RunState(row["state"]),
        holder=row["holder"],
        started=row["started"],
        tries=row["tries"],
        missed=row["missed"],
        ended=row["ended"],
        again=row["again"],
        note=row["note"],
    )
