"""Put right what an examination found: first a plan of what the bridge can do, then that and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from bridge.domain.checkup import Checked, Remedy, Repair
from bridge.domain.errors import BridgeError
from bridge.forum.hooks import WebHooks
from bridge.forum.hooksecret import make_secret, read_secret
from bridge.forum.mending import Mending
from bridge.ports import Clock
from bridge.settings import Settings
from bridge.wiring import forum_settings, open_store

_ORDER = tuple(Remedy)
_LOCAL = frozenset({Remedy.RIGHTS, Remedy.LAYOUT})


def plan(found: Iterable[Checked]) -> list[Repair]:
    """What the bridge can put right, in the order in which it has to be done; each once."""
    repairs = dict.fromkeys(one.repair for one in found if one.repair is not None)
    first = (Remedy.RIGHTS, Remedy.LAYOUT)
    return sorted(
        repairs,
        key=lambda repair: (repair.remedy not in first, _ORDER.index(repair.remedy), repair.what),
    )


def by_a_person(found: Iterable[Checked]) -> list[Checked]:
    """What is amiss and takes a person, with the fix."""
    return [one for one in found if one.fix and one.repair is None]


def carry_out(
    repairs: Iterable[Repair], settings: Settings, clock: Clock
) -> Iterator[tuple[Repair, BridgeError | None]]:
    """Do one after the other; gives each with what kept it from being done. One that fails stops none."""
    with ExitStack() as stack:
        forum: Mending | None = None
        for repair in repairs:
            try:
                if repair.remedy in _LOCAL:
                    _locally(repair, settings)
                else:
                    if forum is None:
                        forum = stack.enter_context(closing(Mending(forum_settings(settings), clock)))
                    _in_the_forum(repair, settings, clock, forum)
            except BridgeError as problem:
                yield repair, problem
            except OSError as problem:
                yield repair, BridgeError(f"{problem.strerror}", hint="Do it as the user who owns it.")
            else:
                yield repair, None


def _locally(repair: Repair, settings: Settings) -> None:
    if repair.remedy is Remedy.RIGHTS:
        Path(repair.what).chmod(int(repair.after, 8))
    else:
        open_store(settings).close()


def _in_the_forum(repair: Repair, settings: Settings, clock: Clock, forum: Mending) -> None:
    match repair.remedy:
        case Remedy.SITE_SETTING:
            forum.set_site_setting(repair.what, repair.after)
        case Remedy.GROUP:
            member = settings.api_username if settings.api_username in repair.after else ""
            forum.make_group(repair.what, member)
        case Remedy.MEMBER:
            forum.add_member(repair.what, repair.after)
        case _:
            store = open_store(settings)
            path = settings.hook_secret_path()
            with (
                closing(store),
                closing(WebHooks(forum_settings(settings), clock)) as hooks,
                store.begin() as unit,
            ):
                categories = unit.links.categories()
                hooks.put(repair.what, read_secret(path) or make_secret(path), categories)
