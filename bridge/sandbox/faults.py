"""Scripted faults for tests: what a network and a busy forum do to a client.

A script is a function that sees each request and answers with a fault or None. Some faults come instead of
the deed, some
after it: those leave the client in doubt whether the deed was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bridge.sandbox.refusals import RateLimited, SandboxRefusal, crash, plain_limit

Kind = Literal[
    "unreached",
    "crash",
    "bad_gateway",
    "read_only",
    "limit",
    "limit_plain",
    "limit_html",
    "lost",
    "truncated",
]
AFTER: frozenset[str] = frozenset({"lost", "truncated"})
"""Kinds that come after the deed was done."""


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """What a script sees of a request.

    Attributes:
        number: counts the requests since the forum started or its counts were reset, from 1.
        path: without query and format suffix.
        route: pattern of the route, such as ``/t/{id:int}``.
        params: query and body.
    """

    number: int
    method: str
    path: str
    route: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong.

    Attributes:
        kind: instead of the deed: ``unreached`` (connection closed), ``crash`` (500), ``bad_gateway`` (502,
            HTML),
            ``read_only`` (503), ``limit``, ``limit_plain``, ``limit_html`` (429 as JSON, text, HTML);
            after it: ``lost`` (connection closed without an answer), ``truncated`` (half of the answer).
        wait: seconds that a 429 asks for.
    """

    kind: Kind
    wait: int = 10

    @property
    def before(self) -> bool:
        """Whether the deed is not done."""
        return self.kind not in AFTER


Faults = Callable[[RequestInfo], Fault | None]


def refusal(fault: Fault) -> SandboxRefusal:
    """The answer that a fault gives instead of the deed."""
    html = "text/html; charset=utf-8"
    if fault.kind == "crash":
        return crash()
    if fault.kind == "bad_gateway":
        page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
        return SandboxRefusal(502, page, content_type="text/html")
    if fault.kind == "read_only":
        message = "The site is in read only mode. Interactions are disabled."
        return SandboxRefusal(503, {"errors": [message], "error_type": "read_only"})
    if fault.kind == "limit":
        message = "You’ve performed this action too many times. Please wait {time_left} before trying again."
        return RateLimited(message, fault.wait, "admin_api_key_rate_limit")
    if fault.kind == "limit_plain":
        return plain_limit(fault.wait, "ip_10_secs_limit")
    title = "429 Too Many Requests"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return SandboxRefusal(429, page, content_type=html)
