"""What can go wrong with a database, put into words without a password, a row or a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from bridge.domain.errors import BridgeError, ExitCode, UserProblem

MAIN = "IDEABRIDGE_DATABASE_URL"
"""The setting that names the main database."""


class Unreachable(UserProblem):
    """The database does not answer, or is busy for too long; the same command may pass later."""

    exit_code = ExitCode.TRY_LATER


class Refused(BridgeError):
    """The database refused a statement: a fault of the bridge, not of the person."""


def place(url: URL) -> str:
    """The database in words: its kind and where it is, never with a password."""
    if url.get_backend_name() == "sqlite":
        return f"SQLite file {url.database}"
    host = url.host or url.query.get("host") or "this machine"
    port = f", port {url.port}" if url.port else ""
    return f"PostgreSQL database {url.database or '(default)'} on {host}{port}"


def in_words(error: DBAPIError, url: URL, variable: str = MAIN) -> BridgeError:
    """The same problem as a BridgeError; `variable` is the setting that names this database.

    The driver's own text is passed on only where it speaks of the connection: a refused row would show what
    is in it.
    """
    driver = error.orig
    reason = (
        str(driver).strip().splitlines()[0] if driver is not None and str(driver).strip() else "no reason"
    )
    if url.get_backend_name() == "sqlite":
        return _sqlite(error, url, reason, variable)
    state = getattr(driver, "sqlstate", None) or ""
    if state.startswith("40") or state == "55P03":
        return Unreachable(
            f"Two runs got in each other's way in the {place(url)}.",
            hint="Nothing of this step was stored; run the same command again.",
        )
    if state == "42501":
        return UserProblem(
            f"The database user lacks a right in the {place(url)}.",
            hint="Let this user own the database, or grant it the right to make and change tables.",
        )
    if isinstance(error, OperationalError | InterfaceError):
        return Unreachable(
            f"The {place(url)} cannot be reached: {reason}",
            hint=f"Check that the server runs and that {variable} names its host, user and database.",
        )
    return _refused(error)


@contextmanager
def in_plain_words(url: URL, variable: str = MAIN) -> Iterator[None]:
    """Whatever the database's driver raises inside becomes a BridgeError, cut off from its cause."""
    try:
        yield
    except DBAPIError as error:
        raise in_words(error, url, variable) from None


def _sqlite(error: DBAPIError, url: URL, reason: str, variable: str) -> BridgeError:
    low = reason.lower()
    if "locked" in low or "busy" in low:
        return Unreachable(
            f"The {place(url)} was kept busy by another program for too long.",
            hint="Wait until the other run has ended, then start this one again.",
        )
    if "not a database" in low or "malformed" in low:
        return UserProblem(
            f"The {place(url)} is not a database, or is damaged.",
            hint=f"Name another file in {variable}, or restore this one from a backup.",
        )
    if "readonly" in low or "unable to open" in low:
        return unwritable(url, reason, variable)
    if "disk" in low and "full" in low:
        return UserProblem(
            f"The disk that holds the {place(url)} is full.", hint="Make room, then run it again."
        )
    if isinstance(error, OperationalError) and "disk i/o" in low:
        return Unreachable(
            f"The {place(url)} cannot be read: {reason}.", hint="Check the disk that holds it."
        )
    return _refused(error)


def unwritable(url: URL, reason: str, variable: str = MAIN) -> UserProblem:
    """A file or folder in which the bridge cannot write."""
    return UserProblem(
        f"The {place(url)} cannot be written: {reason}.",
        hint=f"Give the bridge's user the right to write in that folder, or name another file in {variable}.",
    )


def _refused(error: DBAPIError) -> Refused:
    name = type(error.orig).__name__ if error.orig is not None else type(error).__name__
    return Refused(
        f"The database refused a statement ({name}); nothing of this step was stored.",
        hint="Run the same command again; if it happens again, report it as a fault of the bridge.",
    )
