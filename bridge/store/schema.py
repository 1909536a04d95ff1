"""The layout of the database: which one it has, which one this code needs, and how to get there."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"

NEWEST = max(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))
"""The layout that this code needs: the number of the newest migration, which is also its revision.

Read from the folder, because loading Alembic takes a quarter of a second, and only an upgrade needs it.
"""

# Any fixed number does; it only has to be the same in every process that upgrades.
UPGRADE_LOCK = 7_215_408
# Alembic keeps the running migration in one variable of the process: two threads would share a connection.
_ALEMBIC = threading.Lock()


def upgrade(engine: Engine) -> None:
    """Bring the layout up to date, in one transaction; several processes may call it at the same time.

    UserProblem when the database was written by a newer version of the bridge.
    """
    with _ALEMBIC, engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # SQLite needs none: the transaction began with the write lock.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        if _layout(connection) == NEWEST:
            return
        _refuse_newer(connection)
        from alembic import command

        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(engine: Engine) -> None:
    """UserProblem when this code cannot work with the database's layout as it is."""
    with engine.begin() as connection:
        if _layout(connection) == NEWEST:
            return
        _refuse_newer(connection)
    raise UserProblem(
        "The database has not the layout that this version of the bridge needs.",
        hint="Upgrade it first: stop every running bridge, then run `ideabridge db upgrade`.",
    )


def found(engine: Engine) -> str | None:
    """The layout that the database has; None where it has none yet."""
    with engine.begin() as connection:
        return _layout(connection)


def is_newer(layout: str) -> bool:
    """Whether only a newer version of the bridge knows this layout."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return layout not in known


def _layout(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def _refuse_newer(connection: Connection) -> None:
    layout = _layout(connection)
    if layout is not None and is_newer(layout):
        raise UserProblem(
            f"The database has a newer layout ({layout}) than this version of the bridge knows ({NEWEST}).",
            hint="Run the newer version of the bridge, or restore the backup that was made before it ran.",
        )


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    # The configuration reads % as the beginning of a placeholder.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
