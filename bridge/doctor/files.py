"""Files beside the database: keys, settings, the campaign, lists, templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bridge.domain.checkup import Checked, broken, doubtful, fine
from bridge.domain.errors import UserProblem
from bridge.render.catalogue import faults
from bridge.render.languages import Catalogues
from bridge.render.messages import word_faults
from bridge.settings import Settings
from bridge.store.locking import AgeLock
from bridge.store.soundness import private
from bridge.text.own import read_own

AREA = "files"

_ENVIRONMENT = Path(".env")


def secrets() -> Iterator[Checked]:
    """Who may read a file with settings in the working folder."""
    if _ENVIRONMENT.is_file():
        yield private(AREA, "rights of .env", _ENVIRONMENT, secret=True)


def lists(settings: Settings) -> Iterator[Checked]:
    """The operator's own names, and the public keys to which raw text is locked."""
    if settings.own_names is not None:
        number = len(read_own(settings.own_names))
        yield fine(AREA, "own names", f"{number} entries in {settings.own_names}")
    if settings.raw_recipients is not None:
        AgeLock(settings.raw_recipients)
        yield fine(AREA, "raw recipients", f"the public keys in {settings.raw_recipients} can be used")


def language(settings: Settings) -> Iterator[Checked]:
    """Whether there is a catalogue for what belongs to no campaign."""
    try:
        Catalogues(settings.templates).language(settings.language)
    except UserProblem as problem:
        yield broken(AREA, "language", problem.what, f"Correct IDEABRIDGE_LANGUAGE. {problem.hint}")
        return
    yield fine(AREA, "language", f"what belongs to no campaign is in {settings.language!r}")


def templates(settings: Settings) -> Iterator[Checked]:
    """Whether the operator's own templates can be read, and replace what they are meant to."""
    own = settings.templates
    if own is None:
        yield fine(AREA, "templates", "the shipped ones are in use")
        return
    if not own.is_dir():
        fix = "Make the folder, or unset IDEABRIDGE_TEMPLATES."
        yield broken(AREA, "templates", f"{own} is not there", fix)
        return
    wrong, remarks = word_faults(own)
    found = [*faults(own), *wrong]
    for remark in remarks:
        told = f"{remark}; `ideabridge templates translate` brings the file up to date"
        yield fine(AREA, "catalogue", told)
    for fault in found:
        line = f", line {fault.line}" if fault.line else ""
        say = broken if fault.line else doubtful
        fix = "`ideabridge templates check` lists all faults; correct them or remove the file."
        yield say(AREA, f"template {fault.name}", f"{fault.words}{line}", fix)
    if not found:
        yield fine(AREA, "templates", f"no fault in {own}")
