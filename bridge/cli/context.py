"""What a command works with: the campaign, the store and the forum, opened for its length."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from bridge.cli.output import interactive, note
from bridge.domain.errors import ExitCode, UserProblem

if TYPE_CHECKING:
    from bridge.domain.campaign import Campaign
    from bridge.domain.declaration import Declaration
    from bridge.sync.lease import HeldLease
    from bridge.wiring import Bridge


class InTheForum(UserProblem):
    """A file was named whose campaign is configured in the forum."""

    exit_code = ExitCode.NEEDS_PERSON


def read_campaign(path: Path | None) -> Campaign:
    """The campaign of `--campaign` or IDEABRIDGE_CAMPAIGN: a file, or one that the forum configures by slug.

    UserProblem where neither names one, and where a file is named whose campaign the forum configures.
    """
    from bridge.declare.loader import load
    from bridge.settings import load_settings

    chosen = path or load_settings().campaign
    owned = _owned_by_forum()
    if chosen is None:
        if len(owned) == 1:
            return _spoken(_approved(next(iter(owned.values()))))
        raise _unnamed()
    if not chosen.exists() and chosen.name == str(chosen) and chosen.name in owned:
        return _spoken(_approved(owned[chosen.name]))
    declared = load(chosen)
    if declared.slug in owned:
        raise InTheForum(
            f"the campaign {declared.slug} is configured in the forum, so {chosen} does not count",
            hint=f"Use --campaign {declared.slug}; `ideabridge campaign to-file` makes a file count again.",
        )
    return _spoken(declared)


def _spoken(campaign: Campaign) -> Campaign:
    """The campaign, in whose language everything is written from now on that this command writes for it."""
    from bridge.domain.language import speak

    speak(campaign.language)
    return campaign


def campaign_paths(given: list[Path] | None) -> list[Path]:
    """The campaign files of a long run: those given, else the one of IDEABRIDGE_CAMPAIGN.

    There may be none where campaigns are configured in the forum.
    """
    from bridge.settings import load_settings

    if given:
        return given
    settings = load_settings()
    if settings.campaign is None and settings.settings_group is None:
        raise _unnamed()
    return [] if settings.campaign is None else [settings.campaign]


def _unnamed() -> UserProblem:
    return UserProblem(
        "no campaign file was named",
        hint="Use --campaign FILE or set IDEABRIDGE_CAMPAIGN; `ideabridge init` makes one to start from.",
    )


def _owned_by_forum() -> dict[str, Declaration]:
    """The campaigns that are configured in the forum, by slug, as the store has them."""
    from bridge.domain.declaration import Owner
    from bridge.settings import load_settings
    from bridge.sql.engine import file_of
    from bridge.wiring import open_store

    settings = load_settings()
    file = file_of(settings.database_url)
    if file is not None and not file.exists():
        return {}
    store = open_store(settings)
    try:
        with store.begin() as unit:
            latest = unit.declarations.all_latest()
    finally:
        store.close()
    return {found.campaign: found for found in latest if found.owner is Owner.FORUM}


def _approved(found: Declaration) -> Campaign:
    from bridge.declare.loader import load_text

    return load_text(found.text, found.campaign)


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


def agree(question: str, *, yes: bool, first: str = "Read `ideabridge plan`") -> bool:
    """Ask a person; without a terminal and without --yes refuse instead of hanging.

    `first` says what to look at before --yes.
    """
    if yes:
        return True
    if not interactive():
        raise UserProblem(
            "this writes, and there is no terminal to ask",
            hint=f"{first} and run again with --yes.",
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
