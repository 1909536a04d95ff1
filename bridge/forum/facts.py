"""What the bridge asks the forum once: version, account, limits, and which query it may run.

It can be kept for a later process as plain data, without key and address, and serves for a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from bridge import __version__
from bridge.domain.observation import ForumFacts
from bridge.forum.api import explorer, site
from bridge.forum.api.explorer import Route
from bridge.forum.query import NAME
from bridge.forum.retry import Client
from bridge.forum.settings import ForumSettings
from bridge.forum.wire.site import Account

LAST_AUTOMATIC_GROUP = 14
"""The forum's own groups (everyone, staff, trust levels) have ids up to this one."""


@dataclass(frozen=True, slots=True)
class Known:
    """The facts, and what only this adapter needs of them.

    `admin` tells an admin from a moderator. `route` is the way to run the bridge's query. `own_groups` are
    the account's groups by name, without the forum's own. `prettifies` and `closes_up_marks` say how titles
    are rewritten.
    """

    facts: ForumFacts
    admin: bool
    route: Route | None
    own_groups: dict[str, int]
    prettifies: bool
    closes_up_marks: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was learnt, when, of which forum and account (`whose`), and by which release of the bridge."""

    known: Known
    at: AwareDatetime
    whose: str
    release: str


_KEPT = TypeAdapter(_Kept)

KEPT_FOR = timedelta(days=1)
"""How long an earlier process's facts serve: a changed site setting is seen the next day."""


def to_keep(known: Known, settings: ForumSettings, at: datetime) -> Mapping[str, object]:
    """The facts as plain data for a later process."""
    found: dict[str, object] = _KEPT.dump_python(_Kept(known, at, _whose(settings), __version__), mode="json")
    return found


def kept(data: Mapping[str, object], settings: ForumSettings, now: datetime) -> tuple[Known, datetime] | None:
    """Facts that were kept and when they were learnt; None for old ones and those of somebody else."""
    try:
        found = _KEPT.validate_python(data)
    except ValidationError:
        return None
    fresh = timedelta(0) <= now - found.at < KEPT_FOR
    if not fresh or found.whose != _whose(settings) or found.release != __version__:
        return None
    return found.known, found.at


def _whose(settings: ForumSettings) -> str:
    limited = "limited" if settings.query_key is not None else "own"
    wanted = (settings.base, settings.api_username, str(settings.query), limited)
    return hashlib.sha256("\n".join(wanted).encode()).hexdigest()


def learn(client: Client, settings: ForumSettings) -> Known:
    """Ask the forum: three requests, and one to four more to look for the query."""
    about = site.about(client)
    account = site.account(client)
    limits = site.settings(client)
    own_groups = {group.name: group.id for group in account.groups if group.id > LAST_AUTOMATIC_GROUP}
    route = _route(client, settings, about.version, account, own_groups)
    closes_up = limits.title_remove_extraneous_space
    return Known(
        facts=ForumFacts(
            version=about.version,
            account=account.username,
            account_id=account.id,
            staff=account.admin or account.moderator,
            title_min=limits.min_topic_title_length,
            title_max=limits.max_topic_title_length,
            body_min=limits.min_first_post_length,
            body_max=limits.max_post_length,
            max_tags=limits.max_tags_per_topic,
            tag_length=limits.max_tag_length,
            query=route.query if route is not None else None,
        ),
        admin=account.admin,
        route=route,
        own_groups=own_groups,
        prettifies=limits.title_prettify,
        closes_up_marks=about.locale.startswith("en") if closes_up is None else closes_up,
    )


def _route(
    client: Client, settings: ForumSettings, version: str, account: Account, own_groups: dict[str, int]
) -> Route | None:
    """The way to the bridge's query: by its own key, as an admin, or by a group that has it."""
    if settings.query_key is not None and settings.query is not None:
        return explorer.admin_route(version, settings.query)
    if account.admin:
        if settings.query is not None:
            return explorer.admin_route(version, settings.query)
        queries = explorer.listed(client, version) or []
        found = next((query.id for query in queries if query.name == NAME), None)
        return explorer.admin_route(version, found) if found is not None else None
    for group in own_groups:
        for query in explorer.granted(client, group):
            if query.id == settings.query or (settings.query is None and query.name == NAME):
                return explorer.group_route(version, group, query.id)
    return None
