"""One delivery: the headers with the signature, the call, what came of it."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 20.0
"""Seconds that a receiver has."""

JSON, FORM = 1, 2
CONTENT_TYPES = {JSON: "application/json", FORM: "application/x-www-form-urlencoded"}
"""What the header says; the body is JSON in both cases."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be delivered.

    Attributes:
        url: where to.
        headers: all of them.
        body: the bytes that the signature was made over.
    """

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a delivery.

    Attributes:
        status: HTTP status of the answer, -1 without one.
        headers: of the answer, or ``error`` with the reason.
        body: of the answer.
        milliseconds: how long it took.
    """

    status: int
    headers: dict[str, str]
    body: str | None
    milliseconds: int

    @property
    def successful(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300


def signature(secret: str, body: bytes) -> str:
    """The value of ``X-Discourse-Event-Signature``: HMAC-SHA256 over the raw body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def compose(
    *,
    url: str,
    content_type: int,
    secret: str,
    event_id: int,
    event_type: str,
    event_name: str,
    text: str,
    instance: str,
    version: str,
) -> Letter:
    """Headers and body for an event; without a secret there is no signature."""
    body = text.encode()
    headers = {
        "Accept": "*/*",
        "Connection": "close",
        "Content-Length": str(len(body)),
        "Content-Type": CONTENT_TYPES.get(content_type, CONTENT_TYPES[JSON]),
        "Host": urlsplit(url).hostname or "",
        "User-Agent": f"Discourse/{version}; sandbox",
        "X-Discourse-Instance": instance,
        "X-Discourse-Event-Id": str(event_id),
        "X-Discourse-Event-Type": event_type,
        "X-Discourse-Event": event_name,
    }
    if secret:
        headers["X-Discourse-Event-Signature"] = signature(secret, body)
    return Letter(url, headers, body)


def deliver(letter: Letter, opened: Callable[[http.client.HTTPConnection], None]) -> Outcome:
    """Send a letter once. Redirects are not followed; only receivers on this machine are called.

    ``opened`` is handed the connection, so that another thread can cut it.
    """
    start = time.perf_counter()
    parts = urlsplit(letter.url)

    def outcome(status: int, headers: dict[str, str], body: str | None) -> Outcome:
        return Outcome(status, headers, body, round((time.perf_counter() - start) * 1000))

    if parts.scheme != "http" or not _near(parts.hostname or ""):
        reason = "this forum delivers to http addresses on its own machine only"
        return outcome(-1, {"error": reason}, None)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT)
    opened(connection)
    try:
        connection.request("POST", path, body=letter.body, headers=letter.headers)
        answer = connection.getresponse()
        text = answer.read(1_000_000).decode("utf-8", "replace")
        found = {name.lower(): value for name, value in answer.getheaders()}
        return outcome(answer.status, found, text)
    except (OSError, http.client.HTTPException) as error:
        return outcome(-1, {"error": str(error) or type(error).__name__}, None)
    finally:
        connection.close()


def _near(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def dump(headers: dict[str, str]) -> str:
    """Headers as the table keeps them."""
    return json.dumps(headers, separators=(",", ":"))
