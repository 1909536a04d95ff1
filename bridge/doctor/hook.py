"""The forum's web hook: is it as it should be, and does what it sends arrive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from bridge.domain.checkup import Checked, Remedy, Repair, broken, doubtful, fine
from bridge.domain.errors import BridgeError, Forbidden, UserProblem
from bridge.forum.hooks import Standing, WebHooks
from bridge.forum.hooksecret import read_secret
from bridge.pipeline.hint import PING
from bridge.ports import Clock, Store
from bridge.settings import Settings
from bridge.wiring import forum_settings

AREA = "web hook"

_PATIENCE, _STEP = 15.0, 0.25
_MEND = "`ideabridge forum hook` sets it right."


def hook(settings: Settings, store: Store | None, clock: Clock) -> Iterator[Checked]:
    """How it stands in the forum, then one ping of the forum that has to arrive here."""
    secret = read_secret(settings.hook_secret_path())
    if secret is None:
        yield fine(
            AREA, "web hook", "none: the forum is read at intervals; `ideabridge forum hook` makes one"
        )
        return
    try:
        url = settings.hook_url()
    except UserProblem as problem:
        yield broken(AREA, "web hook", problem.what, problem.hint)
        return
    if store is None:
        yield doubtful(AREA, "web hook", "there is no database yet", "Publish first.")
        return
    with closing(WebHooks(forum_settings(settings), clock)) as hooks:
        with store.begin() as unit:
            categories = unit.links.categories()
        try:
            found = hooks.look(url, secret, categories)
        except Forbidden:
            told = "only an admin's key may look at it"
            yield doubtful(AREA, "web hook", told, "Set IDEABRIDGE_PROVISION_KEY to try it.")
            return
        yield _stands(found, url)
        if found is not None:
            yield _round_trip(hooks, found, store, clock)


def _stands(found: Standing | None, url: str) -> Checked:
    if found is None:
        told = f"the forum has none that sends to {url}"
        repair = Repair(Remedy.WEB_HOOK, url, "not there", "as the bridge needs it")
        return broken(AREA, "web hook", told, _MEND, repair)
    if found.faults:
        told = "; ".join(found.faults)
        repair = Repair(Remedy.WEB_HOOK, url, told, "as the bridge needs it")
        return broken(AREA, "web hook", told, _MEND, repair)
    return fine(AREA, "web hook", f"number {found.number} sends to {url}")


def _round_trip(hooks: WebHooks, found: Standing, store: Store, clock: Clock) -> Checked:
    """The web side may be another process: that it heard the ping is told by the database."""
    began = clock.now()
    with store.begin() as unit:
        # Whatever the clock of the process that heard it says.
        unit.hints.clear(PING, datetime.max.replace(tzinfo=UTC))
    try:
        hooks.ping(found.number)
    except BridgeError as problem:
        return doubtful(AREA, "round trip", problem.what, problem.hint)
    while clock.now() - began < timedelta(seconds=_PATIENCE):
        with store.begin() as unit:
            heard = unit.hints.since(PING)
        if heard is not None:
            return fine(
                AREA, "round trip", f"a ping arrived after {(clock.now() - began).total_seconds():.1f} s"
            )
        clock.sleep(_STEP)
    told = f"the forum sent a ping, and within {_PATIENCE:.0f} s nothing arrived that its secret signed"
    return broken(
        AREA,
        "round trip",
        told,
        "Is `ideabridge web` or `serve` running, and does the proxy pass /forum/events on? Under Admin, API, "
        "Webhooks the forum shows what it sent and was answered. It sends to no private address that its "
        "setting allowed_internal_hosts does not name. A wrong secret: `ideabridge forum hook --new-secret`.",
    )
