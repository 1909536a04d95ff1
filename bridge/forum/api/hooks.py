"""Web hooks (CONTRACT, section 8): kept by admins."""

from __future__ import annotations

from bridge.forum.endpoint import Reply, reading, writing
from bridge.forum.retry import Client
from bridge.forum.transport import Json
from bridge.forum.wire.base import read
from bridge.forum.wire.hooks import EventKind, Hook, HookAnswer, HookList

LIST = reading("/admin/api/web_hooks.json")
CREATE = writing("POST", "/admin/api/web_hooks.json")
CHANGE = writing("PUT", "/admin/api/web_hooks/{id}.json")
REMOVE = writing("DELETE", "/admin/api/web_hooks/{id}.json", reply=Reply.NOTHING)
PING = writing("POST", "/admin/api/web_hooks/{id}/ping.json", reply=Reply.NOTHING)

_PAGE = 50


def listed(client: Client) -> tuple[list[Hook], list[EventKind]]:
    """GET /admin/api/web_hooks.json: all hooks, and the kinds of events that one may choose from."""
    hooks: list[Hook] = []
    while True:
        query = {"limit": str(_PAGE), "offset": str(len(hooks))}
        page = read(HookList, client.call(LIST, query=query), LIST)
        hooks += page.web_hooks
        if not page.web_hooks or len(hooks) >= page.total_rows_web_hooks:
            kinds = [kind for group in page.extras.grouped_event_types.values() for kind in group]
            return hooks, kinds


def create(client: Client, wanted: Json) -> Hook:
    """POST /admin/api/web_hooks.json: a new hook."""
    return read(HookAnswer, client.call(CREATE, body={"web_hook": wanted}), CREATE).web_hook


def change(client: Client, number: int, wanted: Json) -> Hook:
    """PUT /admin/api/web_hooks/{id}.json: what is not named stays."""
    answer = client.call(CHANGE, ids={"id": number}, body={"web_hook": wanted})
    return read(HookAnswer, answer, CHANGE).web_hook


def remove(client: Client, number: int) -> None:
    """DELETE /admin/api/web_hooks/{id}.json."""
    client.call(REMOVE, ids={"id": number})


def ping(client: Client, number: int) -> None:
    """POST /admin/api/web_hooks/{id}/ping.json: the forum sends `{"ping":"OK"}` soon after."""
    client.call(PING, ids={"id": number})
