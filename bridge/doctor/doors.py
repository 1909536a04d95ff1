"""The doors: the database of used forms and invitations, and its key."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from bridge.admission.spent import VARIABLE
from bridge.domain.checkup import Checked, fine
from bridge.settings import Settings
from bridge.sql.engine import file_of, open_engine
from bridge.sql.problems import in_plain_words, place
from bridge.store.soundness import private

AREA = "doors"


def doors(settings: Settings) -> Iterator[Checked]:
    """Whether the database answers, and who may read its file and the key.

    UserProblem where it is the main one: who got in and what was written must not lie together.
    """
    url, key = settings.doors_database(), settings.doors_key_path()
    path = file_of(url, VARIABLE)
    if path is not None and not path.exists():
        yield fine(AREA, "connection of the doors", f"{path} is made when the form is opened first")
    else:
        engine = open_engine(url, variable=VARIABLE)
        try:
            with in_plain_words(engine.url, VARIABLE), engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            yield fine(AREA, "connection of the doors", place(engine.url))
        finally:
            engine.dispose()
        if path is not None:
            yield private(AREA, f"rights of {path.name}", path)
    if key.exists():
        yield private(AREA, "rights of the doors' key", key, secret=True)
