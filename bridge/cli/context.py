"""What a command works with: the campaign, the store and the forum, opened for its length."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from bridge.cli.output import interactive, note
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.domain.campaign import Campaign
    from bridge.sync.lease import HeldLease
    from bridge.wiring import Bridge


def read_campaign(path: Path | None) -> Campaign:
    """The campaign of `--campaign` or IDEABRIDGE_CAMPAIGN; UserProblem where neither names a file."""
    from bridge.declare.loader import load
    from bridge.settings import load_settings

    chosen = path or load_settings().campaign
    if chosen is None:
        raise UserProblem(
            "no campaign file was named",
            hint="Use --campaign FILE or set IDEABRIDGE_CAMPAIGN; `ideabridge init` makes one to start from.",
        )
    return load(chosen)


def campaign_paths(given: list[Path] | None) -> list[Path]:
    """The campaign files of a long run: those given, else the one of IDEABRIDGE_CAMPAIGN."""
    from bridge.settings import load_settings

    if given:
        return given
    path = load_settings().campaign
    if path is None:
        raise UserProblem(
            "no campaign file was named",
            hint="Use --campaign FILE or set IDEABRIDGE_CAMPAIGN; `ideabridge init` makes one to start from.",
        )
    return [path]


@contextmanager
def opened(*, forum: bool = True) -> Iterator[Bridge]:
    """The bridge as the environment describes it; `forum=False` for commands that never talk to it."""
    from bridge.settings import load_settings
    from bridge.wiring import open_bridge

    bridge = open_bridge(load_settings(), forum=forum)
    try:
        yield bridge
    finally:
        bridge.close()


@contextmanager
def held(bridge: Bridge, campaign: Campaign) -> Iterator[HeldLease]:
    """The campaign's lease for the length of a command; a killed run on this machine does not keep it."""
    from bridge.holder import gone, holder
    from bridge.sync.lease import hold

    with hold(bridge.store, bridge.clock, campaign.slug, holder(), gone=gone) as lease:
        yield lease


def agree(question: str, *, yes: bool) -> bool:
    """Ask a person; without a terminal and without --yes refuse instead of hanging."""
    if yes:
        return True
    if not interactive():
        raise UserProblem(
            "this writes, and there is no terminal to ask",
            hint="Read `ideabridge plan` and run again with --yes.",
        )
    note(f"{question} [y/N] ")
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        return False


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Make Ctrl-C finish the current operation first; a second Ctrl-C stops at once."""
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            note("run the same command again to go on: it looks at the forum before it writes")
            raise KeyboardInterrupt
        asked = True
        note("\nstopping after the current operation (Ctrl-C again stops at once)")

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
