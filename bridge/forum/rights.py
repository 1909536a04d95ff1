"""Which rights the bridge needs, why, and whether it has them.

Least privilege as data: what the running service does with its own key, and what only provisioning does with
an admin's. A right has two halves, the key's scope and the account's role; either may be missing. Scopes are
those of Discourse's granular keys (CONTRACT, section 1). Some calls are covered by none, so a key that is to
do everything has no scopes at all, and its account is what bounds it.

Every right is tried without changing anything: by reading, or by a change to a thing that does not exist. The
forum looks at key and scope first, so whoever may not is refused (403), and whoever may is told that the
thing is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from bridge.domain.errors import Forbidden, Gone, Permanent, Unknown
from bridge.forum.api import (
    categories,
    explorer,
    likes,
    lists,
    messages,
    polls,
    posts,
    revisions,
    site,
    tags,
    topics,
    uploads,
)
from bridge.forum.api.explorer import Route
from bridge.forum.endpoint import Endpoint
from bridge.forum.facts import learn
from bridge.forum.query import NAME, NONE
from bridge.forum.retry import Client
from bridge.forum.settings import ForumSettings
from bridge.forum.transport import Json, Query
from bridge.forum.wire.site import Account


class Whose(StrEnum):
    """Which key a right belongs to."""

    SERVICE = "service"
    PROVISION = "provision"


class Role(StrEnum):
    """What the account has to be."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that the bridge does, and how to try whether it may.

    `scope` covers it on a granular key, None if none does. `needed` is False for what the bridge can do
    without. `hidden` says that the forum refuses by 404 instead of 403. `ids`, `query` and `body` make the
    harmless request.
    """

    name: str
    whose: Whose
    why: str
    endpoint: Endpoint
    scope: str | None
    role: Role = Role.MEMBER
    needed: bool = True
    hidden: bool = False
    ids: dict[str, str | int] = field(default_factory=dict)
    query: Query | None = None
    body: Json | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of trying: `granted` is None where it cannot be told; `advice` says how to grant it."""

    right: Right
    granted: bool | None
    advice: str = ""


_NOTHING: dict[str, str | int] = {"id": 0}

SERVICE = (
    Right(
        "know its account", Whose.SERVICE, "to tell its own posts from others'", site.SESSION, "global:read"
    ),
    Right("read limits", Whose.SERVICE, "to foretell titles and tags", site.SETTINGS, "global:read"),
    Right("list topics", Whose.SERVICE, "to see what changed", lists.LATEST, "global:read"),
    Right("read posts", Whose.SERVICE, "for replies and poll counts", posts.FEED, "global:read"),
    Right(
        "find topics by external id",
        Whose.SERVICE,
        "to open none twice",
        topics.LOOK_UP,
        "global:read",
        ids={"external_id": "ideabridge-no-such-topic"},
    ),
    Right(
        "list likes",
        Whose.SERVICE,
        "to count each person once",
        likes.LIKERS,
        "global:read",
        query={"id": 0, "post_action_type_id": 2},
    ),
    Right("list tags", Whose.SERVICE, "for forums that want tags by number", tags.LIST, "global:read"),
    Right(
        "open topics and reply",
        Whose.SERVICE,
        "to publish ideas and notices; a moderator's are not put into the review queue",
        posts.CREATE,
        "topics:write",
        Role.MODERATOR,
        body={"title": "", "raw": ""},
    ),
    Right(
        "edit texts",
        Whose.SERVICE,
        "to publish changes",
        posts.EDIT,
        "posts:edit",
        ids=_NOTHING,
        body={"post": {"raw": ""}},
    ),
    Right(
        "edit titles and tags",
        Whose.SERVICE,
        "to publish changes",
        topics.UPDATE,
        "topics:update",
        Role.MODERATOR,
        ids=_NOTHING,
        body={},
    ),
    Right(
        "close, pin and list topics",
        Whose.SERVICE,
        "for phases and withdrawn ideas",
        topics.STATUS,
        "topics:update",
        Role.MODERATOR,
        ids=_NOTHING,
        body={"status": "closed", "enabled": "false"},
    ),
    Right(
        "open and close polls",
        Whose.SERVICE,
        "so that nobody votes outside a voting phase",
        polls.TOGGLE,
        None,
        body={"post_id": 0, "poll_name": "vote", "status": "closed"},
    ),
    Right(
        "take its own replies away",
        Whose.SERVICE,
        "when a notice arrived twice",
        posts.DELETE,
        "posts:delete",
        ids=_NOTHING,
    ),
    Right(
        "bring topics back",
        Whose.SERVICE,
        "for `restore`",
        topics.RECOVER,
        "topics:recover",
        Role.MODERATOR,
        ids=_NOTHING,
    ),
    Right(
        "hide earlier versions",
        Whose.SERVICE,
        "where a text had to go: they are public",
        revisions.HIDE,
        "revisions:modify",
        Role.MODERATOR,
        ids={"id": 0, "number": 2},
    ),
    Right(
        "upload pictures",
        Whose.SERVICE,
        "for the chart in the digest",
        uploads.CREATE,
        "uploads:create",
        needed=False,
        # Without a file it is refused for that (422), and nothing is uploaded.
        body={"upload_type": "composer"},
    ),
    Right(
        "undo a jump to the top",
        Whose.SERVICE,
        "after an edit of an idea without replies",
        topics.RESET_BUMP,
        None,
        Role.MODERATOR,
        needed=False,
        ids=_NOTHING,
    ),
    Right(
        "archive messages",
        Whose.SERVICE,
        "where people may send ideas by private message",
        messages.ARCHIVE,
        None,
        needed=False,
        ids=_NOTHING,
    ),
    Right(
        "delete messages",
        Whose.SERVICE,
        "so that the forum does not keep who sent an idea by private message",
        messages.DELETE,
        "topics:delete",
        Role.MODERATOR,
        needed=False,
        ids=_NOTHING,
    ),
)
"""What the running service does, with the key of the bridge's own account."""

PROVISIONING = (
    Right(
        "make categories",
        Whose.PROVISION,
        "for a campaign without a category of its own",
        categories.CREATE,
        None,
        Role.ADMIN,
        body={},
    ),
    Right(
        "set who may do what in a category",
        Whose.PROVISION,
        "so that people reply and only the bridge opens topics",
        categories.UPDATE,
        None,
        Role.ADMIN,
        ids=_NOTHING,
        body={},
    ),
    Right(
        "install the pull query",
        Whose.PROVISION,
        "so that a pull is one request and sees votes by person",
        explorer.ADMIN_LIST,
        None,
        Role.ADMIN,
        needed=False,
        hidden=True,
    ),
)
"""What only provisioning does, with an admin's key that the running service does not need."""


def probe(own: Client, runner: Client, admin: Client, settings: ForumSettings) -> Iterator[Finding]:
    """Try every right; about twenty requests, none of which changes anything.

    `own`, `runner` and `admin` act with the bridge's key, the one that runs the query, and the provisioning
    key; they may be the same.

    Raises:
        Forbidden: the key of the service is not accepted at all.
        Temporary: the forum is busy or down, so nothing can be told.
    """
    known = learn(own, settings)
    account = site.account(own)
    for right in SERVICE:
        yield _tried(own, right, account)
    yield _may_run(runner, known.route)
    try:
        owner = account if admin is own else site.account(admin)
    except Forbidden:
        owner = Account(id=0, username="")
    plugin = explorer.plugin_path(known.facts.version)
    for right in PROVISIONING:
        yield _tried(admin, right, owner, plugin)


_RUN = Right(
    "run the pull query",
    Whose.SERVICE,
    "so that a pull is one request and sees votes by person",
    explorer.GROUP_RUN,
    None,
    needed=False,
)
"""Tried by looking for it and asking it for a category that there is not."""


def _may_run(runner: Client, route: Route | None) -> Finding:
    if route is None:
        return Finding(_RUN, False, "Run `ideabridge forum provision`; without it pulls read lists.")
    try:
        explorer.run(runner, route, {"category": 0, "known": NONE, "skip": NONE}, 1)
    except Permanent:
        return Finding(
            _RUN,
            False,
            "The key may not run it, or it is out of date: run `ideabridge forum provision`.",
        )
    except Unknown:
        return Finding(_RUN, None, "The forum failed while this was tried; look into its error log.")
    return Finding(_RUN, True)


def _tried(client: Client, right: Right, account: Account, plugin: str = "") -> Finding:
    fits = {
        Role.MEMBER: True,
        Role.MODERATOR: account.moderator or account.admin,
        Role.ADMIN: account.admin,
    }[right.role]
    passed = _passes(client, right, plugin)
    if passed is None:
        return Finding(right, None, "The forum failed while this was tried; look into its error log.")
    advice = [] if fits else [f"Make the key's account {_a(right.role)}."]
    if not passed and (fits or not right.hidden):
        advice.append(_advice(right))
    return Finding(right, fits and passed, " ".join(advice))


def _passes(client: Client, right: Right, plugin: str) -> bool | None:
    ids = {"plugin": plugin} if right.endpoint is explorer.ADMIN_LIST else right.ids
    try:
        client.call(right.endpoint, ids=dict(ids), query=right.query, body=right.body)
    except Forbidden:
        return False
    except Gone:
        return not right.hidden
    except Permanent:
        return True
    except Unknown:
        return None
    return True


def _advice(right: Right) -> str:
    if right.endpoint is explorer.ADMIN_LIST:
        return f"Switch on the site setting data_explorer_enabled, for the query {NAME!r}."
    if right.whose is Whose.PROVISION:
        return "Set IDEABRIDGE_PROVISION_KEY to a key of an admin without scopes."
    if right.scope is None:
        return "No scope covers this: use a key without scopes for the bridge's account."
    return f"Add the scope {right.scope} to the key, or use one without scopes."


def _a(role: Role) -> str:
    return f"{'an' if role is Role.ADMIN else 'a'} {role.value}"


@contextmanager
def needs_admin() -> Iterator[None]:
    """Say what to do where the forum lets only an admin's key act."""
    try:
        yield
    except Forbidden as refusal:
        raise Forbidden(
            refusal.what,
            hint="Only an admin's key may do this. Set IDEABRIDGE_PROVISION_KEY to one, with "
            "IDEABRIDGE_PROVISION_USERNAME if it is a key of all users. For the category alone it is "
            "enough to name an existing one in the campaign file (`forum: category: SLUG`).",
        ) from refusal
