"""The whole examination: every part looks for itself, and none needs another one to work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from bridge import wiring
from bridge.declare.loader import load, load_text
from bridge.doctor import doors, files, forumside, hook, machine, running, webside
from bridge.doctor.guard import guarded
from bridge.doctor.sitesettings import site_settings
from bridge.domain.campaign import Campaign
from bridge.domain.checkup import Checked, Verdict, broken, doubtful, fine
from bridge.domain.declaration import Owner
from bridge.domain.errors import BridgeError, DeclarationProblems
from bridge.forum.survey import Survey
from bridge.ports import Clock
from bridge.settings import Settings, load_settings
from bridge.sql.engine import file_of
from bridge.store import soundness
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

Tell = Callable[[str], None]


def examine(paths: Sequence[Path], *, quick: bool, tell: Tell = lambda _: None) -> Iterator[Checked]:
    """Everything, or with `quick` what needs neither the forum nor long; `tell` hears what takes its time.

    `paths` are campaign files, else the one of the settings. With several of them each line that is about one
    campaign says which.
    """
    clock = wiring.SystemClock()
    yield from machine.versions()
    try:
        settings = load_settings()
    except BridgeError as problem:
        yield broken(machine.AREA, "settings", problem.what, problem.hint)
        return
    yield from guarded(machine.AREA, "packages", partial(machine.packages, settings))
    yield from guarded(machine.AREA, "disk", partial(machine.disk, settings))
    chosen: list[Path | None] = [*paths] or [settings.campaign]
    if settings.settings_group is not None and chosen == [None]:
        chosen = []
    read = [_campaign(path) for path in chosen]
    read += _of_the_forum(settings)
    declared = [campaign for campaign, _ in read if campaign is not None]
    yield from (told for _, told in read)
    for campaign in declared:
        zone = guarded(machine.AREA, "zone data", partial(machine.zone, campaign, clock.now()))
        yield from _about(campaign, declared, zone)
    yield from _files(settings)
    data = list(_database(settings, quick=quick))
    yield from data
    yield from guarded(doors.AREA, "connection of the doors", partial(doors.doors, settings))
    # A store whose database is not as it should be would only say so again.
    sound = all(checked.verdict is Verdict.OK for checked in data if checked.what in ("connection", "layout"))
    store = _store(settings) if sound else None
    try:
        if store is not None:
            for campaign in declared:
                yield from _about(campaign, declared, _running(store, campaign, clock))
        yield from guarded(webside.AREA, "address", partial(webside.address, settings, declared))
        if not quick:
            yield from guarded(webside.AREA, "answer", partial(webside.answers, settings))
            yield from _forum(settings, store, declared, clock, tell)
    finally:
        if store is not None:
            store.close()


def _about(campaign: Campaign, declared: Sequence[Campaign], found: Iterable[Checked]) -> Iterator[Checked]:
    for checked in found:
        yield checked if len(declared) < 2 else replace(checked, what=f"{campaign.slug}, {checked.what}")


def _campaign(path: Path | None) -> tuple[Campaign | None, Checked]:
    area, what = files.AREA, "campaign"
    if path is None:
        fix = "Use --campaign FILE or set IDEABRIDGE_CAMPAIGN; `ideabridge init` makes one to start from."
        return None, doubtful(area, what, "no campaign file was named", fix)
    try:
        found = load(path)
    except DeclarationProblems as problem:
        return None, broken(area, what, problem.what, f"`ideabridge validate {path}` tells them all.")
    except BridgeError as problem:
        return None, broken(area, what, problem.what, problem.hint)
    return found, fine(area, what, f"{found.title} ({found.slug})")


def _of_the_forum(settings: Settings) -> list[tuple[Campaign | None, Checked]]:
    """The campaigns that are configured in the forum, as they were approved there."""
    area, what = files.AREA, "campaigns of the forum"
    path = file_of(settings.database_url)
    if settings.settings_group is None or (path is not None and not path.exists()):
        return []
    found: list[tuple[Campaign | None, Checked]] = []
    store = SqlStore(settings.database_url, FileKeyRing(settings.key_path()))
    try:
        with store.begin() as unit:
            latest = unit.declarations.all_latest()
        for declaration in latest:
            if declaration.owner is Owner.FORUM:
                declared = load_text(declaration.text, declaration.campaign)
                told = f"{declared.title} ({declared.slug}), as approved in the forum"
                found.append((declared, fine(area, f"campaign {declared.slug}", told)))
    except BridgeError as problem:
        found.append((None, doubtful(area, what, problem.what, problem.hint)))
    finally:
        store.close()
    return found or [(None, fine(area, what, "none was approved yet"))]


def _files(settings: Settings) -> Iterator[Checked]:
    yield from guarded(files.AREA, "secrets", files.secrets)
    yield from guarded(files.AREA, "lists", partial(files.lists, settings))
    yield from guarded(files.AREA, "templates", partial(files.templates, settings))
    yield from guarded(files.AREA, "language", partial(files.language, settings))


def _database(settings: Settings, *, quick: bool) -> Iterator[Checked]:
    url, keys = settings.database_url, settings.key_path()
    look = partial(soundness.database, url, keys, thorough=not quick)
    yield from guarded(soundness.AREA, "connection", look)
    yield from guarded(soundness.AREA, "files", partial(soundness.files, url, keys))


def _store(settings: Settings) -> SqlStore | None:
    path = file_of(settings.database_url)
    if path is not None and not path.exists():
        return None
    return SqlStore(settings.database_url, FileKeyRing(settings.key_path()))


def _running(store: SqlStore, declared: Campaign, clock: Clock) -> Iterator[Checked]:
    now = clock.now()
    yield from guarded(running.AREA, "jobs", partial(running.jobs, store, declared, now))
    yield from guarded(running.AREA, "last look", partial(running.pulled, store, declared, now))
    yield from guarded(running.AREA, "journal", partial(running.left, store, declared))


def _forum(
    settings: Settings,
    store: SqlStore | None,
    declared: Sequence[Campaign],
    clock: Clock,
    tell: Tell,
) -> Iterator[Checked]:
    area = forumside.AREA
    try:
        survey = Survey(wiring.forum_settings(settings), clock)
    except BridgeError as problem:
        yield broken(area, "settings", problem.what, problem.hint)
        return
    try:
        reached = list(guarded(area, "answer", partial(forumside.reached, survey)))
        yield from reached
        if any(checked.what in ("answer", "account") for checked in reached):
            return
        yield from guarded(area, "site settings", partial(site_settings, survey, settings, declared))
        try:
            account = survey.account()
        except BridgeError as problem:
            yield broken(area, "account", problem.what, problem.hint)
            return
        yield from guarded(area, "account", partial(forumside.account, account, settings))
        for campaign in declared:
            groups = guarded(area, "groups", partial(forumside.groups, survey, account, campaign))
            yield from _about(campaign, declared, groups)
            category = guarded(
                area, "category", partial(forumside.category, survey, store, campaign, settings)
            )
            yield from _about(campaign, declared, category)
        tell("trying each right of each key, which takes some twenty requests")
        yield from guarded(area, "rights", partial(forumside.rights, survey, settings))
        tell("asking the forum to ping the web hook")
        yield from guarded(hook.AREA, "web hook", partial(hook.hook, settings, store, clock))
    finally:
        survey.close()
