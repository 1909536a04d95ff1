"""Requests, answers and the table of routes.

A resource lists its routes and knows nothing about the server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.sandbox.refusals import invalid_access, not_logged_in
from bridge.sandbox.site import Site, User


@dataclass(slots=True)
class Call:
    """One request, read and authenticated.

    Attributes:
        path: without the format suffix.
        suffix: the format suffix ("json", "csv") or "".
        route: what the placeholders of the route's pattern matched.
        params: query string and body together; the body goes first.
        query: the query string alone.
        actor: who asks, None for an anonymous reader.
        via_key: an Api-Key was used; it unlocks the parameters for programs.
        viewer_page: the answer goes to a person's browser.
    """

    site: Site
    method: str
    path: str
    suffix: str
    params: dict[str, Any]
    query: dict[str, Any]
    headers: Mapping[str, str]
    client_ip: str
    actor: User | None = None
    via_key: bool = False
    route: dict[str, str] = field(default_factory=dict)

    def user(self) -> User:
        """Who asks.

        Raises:
            SandboxRefusal: 403, nobody is logged in.
        """
        if self.actor is None:
            raise not_logged_in()
        return self.actor

    def staff(self) -> User:
        """Who asks, an admin or a moderator.

        Raises:
            SandboxRefusal: 403, it is neither.
        """
        user = self.user()
        if not user.staff:
            raise invalid_access()
        return user

    def admin(self) -> User:
        """Who asks, an admin.

        Raises:
            SandboxRefusal: 403, it is not.
        """
        user = self.user()
        if not user.admin:
            raise invalid_access()
        return user

    def number(self, name: str) -> int:
        """A number from the route's pattern."""
        return int(self.route[name])


@dataclass(slots=True)
class Reply:
    """An answer: JSON unless ``content_type`` says otherwise.

    Attributes:
        body: an object for JSON, text or bytes for anything else.
        cookies: cookies to set, a None value deletes one.
    """

    body: Any = None
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str | None] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """The bytes of the body."""
        if isinstance(self.body, bytes):
            return self.body
        if self.content_type.startswith("application/json"):
            return encode(self.body)
        return str(self.body or "").encode()


Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path pattern with its handler.

    Attributes:
        action: controller and action as Discourse names them; scopes of keys refer to it.
        pattern: ``{name}`` matches one path segment, ``{name:int}`` digits, ``{name:path}`` anything.
        hidden: who may not use it is told that it does not exist (the admin area).
    """

    method: str
    pattern: str
    handler: Handler
    action: str
    hidden: bool = False


class Router:
    """Finds the route of a request; the first that fits wins."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._table: dict[tuple[str, str], list[tuple[re.Pattern[str], Route]]] = {}
        for route in routes:
            key = (route.method, _first(route.pattern))
            self._table.setdefault(key, []).append((_compile(route.pattern), route))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route and what its placeholders matched, or None."""
        for pattern, route in self._table.get((method, _first(path)), []):
            match = pattern.fullmatch(path)
            if match:
                return route, match.groupdict()
        return None


def _first(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else path


def _compile(pattern: str) -> re.Pattern[str]:
    kinds = {"": r"[^/]+", "int": r"-?\d+", "path": r".+"}

    def part(match: re.Match[str]) -> str:
        return f"(?P<{match[1]}>{kinds[match[2] or '']})"

    return re.compile(re.sub(r"\{(\w+)(?::(\w+))?\}", part, pattern))


def encode(value: Any) -> bytes:
    """JSON as the forum sends it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def done() -> Reply:
    """The empty answer of deeds that have nothing to say."""
    return Reply(body="", content_type="text/plain; charset=utf-8")


def success(**more: Any) -> Reply:
    """``{"success": "OK"}`` with more."""
    return Reply(body={"success": "OK", **more})
