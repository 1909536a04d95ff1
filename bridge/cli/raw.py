"""`ideas new-key`, `ideas open`: the raw text of what waits, for moderators with the private key alone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption
from bridge.cli.output import note, say
from bridge.domain.errors import UserProblem

_PRIVATE = 0o600


def new_key(
    file: Annotated[Path, typer.Argument(help="Where the private key goes; must not exist.")],
) -> None:
    """Make a pair of keys for raw text: the private one into a file, the public one on stdout.

    The private key belongs on a moderator's own machine, never on the bridge's; the public one goes into the
    file that IDEABRIDGE_RAW_RECIPIENTS names.
    """
    from bridge.store.locking import new_identity

    private, public = new_identity()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    except FileExistsError:
        raise UserProblem(
            f"{file} is there already", hint="Name a new file; keys are not replaced."
        ) from None
    except OSError as error:
        raise UserProblem(f"{file} cannot be written ({error.strerror})", hint="Name another file.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(f"# public key: {public}\n{private}\n")
    say(public)
    note(f"the private key is in {file}: take it off this machine")


def open_raw(
    submission: Annotated[str, typer.Argument(metavar="ID", help="What waits, as `ideas review` names it.")],
    identity: Annotated[Path, typer.Option(help="File with your private key.")],
    reason: Annotated[str, typer.Option(help="Why you have to see it; kept in the moderation log.")],
    campaign: CampaignOption = None,
) -> None:
    """Show a waiting idea as it was typed. Every opening is kept in the moderation log with its reason."""
    from bridge.cli.review import find_waiting, moderator
    from bridge.pipeline import moderate
    from bridge.pipeline.unseal import unseal
    from bridge.store.locking import unlock

    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        found = find_waiting(moderate.waiting(bridge.store, declared.slug), submission)
        by = moderator(bridge, declared.slug)
        locked = unseal(
            bridge.store, bridge.redactor, declared.slug, found.id, reason, bridge.clock.now(), by=by
        )
        typed = json.loads(unlock(locked, identity))
    if typed["title"]:
        say(typed["title"])
        say()
    say(typed["text"])
