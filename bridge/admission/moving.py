"""Takes the list of used tickets along to another database."""

from __future__ import annotations

from sqlalchemy import inspect
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.schema import CreateTable

from bridge.admission.spent import SPENT, VARIABLE
from bridge.domain.errors import UserProblem
from bridge.sql import copying
from bridge.sql.engine import file_of, open_engine
from bridge.sql.problems import in_plain_words, place


def move(url: str, to: str) -> int:
    """Copy it into a database without any table, in one transaction, compared row by row; gives the tickets.

    UserProblem where there is none, or the new database holds anything: it has to be one of its own, apart
    from ideas.
    """
    file = file_of(url, VARIABLE)
    if file is not None and not file.exists():
        raise UserProblem(f"There is no {file}.", hint=f"Nothing was used yet; just set {VARIABLE}.")
    source, target = open_engine(url, variable=VARIABLE), open_engine(to, variable=VARIABLE)
    try:
        with in_plain_words(target.url, VARIABLE), source.begin() as reading, target.begin() as writing:
            _make_fit(writing, target)
            copying.hold(reading, [SPENT])
            return copying.copy(reading, writing, [SPENT])[SPENT.name]
    finally:
        source.dispose()
        target.dispose()


def _make_fit(connection: Connection, target: Engine) -> None:
    if inspect(connection).get_table_names():
        raise UserProblem(
            f"The {place(target.url)} is not empty.",
            hint="Name an empty database, and never the one of the ideas; nothing was copied.",
        )
    connection.execute(CreateTable(SPENT))
