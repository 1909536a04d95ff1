"""The outermost layer: size, origin, headers, and failures that tell nobody anything.

It stands before any parsing. What a person wrote is in none of its answers and in no log line.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bridge.domain.errors import BridgeError, ExitCode
from bridge.observability import LOGGER
from bridge.web import headers as said

MOST_BYTES = 64 * 1024
"""An idea of 250 words is two thousand bytes; forms may write each sign as nine."""

_STILL_READ = 4 * 1024 * 1024
"""A browser shows no answer before it has sent everything, so so much more is read and forgotten."""

_SECONDS = 20.0
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

BODY = "bridge.body"
"""Key of a request's scope under which its body is kept until it is answered."""

Refuse = Callable[[str, HTTPStatus, str], Response]
"""Makes the answer for a path and a status, with a text that a person wrote and should not lose."""

_log = logging.getLogger(f"{LOGGER}.web")


class Gate:
    """Wraps the application.

    Args:
        app: what is behind.
        refuse: makes answers to what does not get in.
        address: the public address of the site where one is set; else each request's own `Host` counts.
        lasting: what lies below this prefix and is asked for with a mark of its content may stay in browsers.
        largest: paths that take more bytes than forms do, and how many.
    """

    def __init__(
        self, app: ASGIApp, refuse: Refuse, address: str | None, lasting: str, largest: Mapping[str, int]
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._home = urlsplit(address).netloc.lower() if address else None
        self._lasting = lasting
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        path = str(scope["path"])
        started = False
        if scope["method"] == "HEAD":
            # The server leaves the body out by itself.
            scope = {**scope, "method": "GET"}

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                fine = message["status"] in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
                lasting = fine and path.startswith(self._lasting) and scope["query_string"].startswith(b"v=")
                said.put_on(MutableHeaders(scope=message), lasting=lasting)
            await send(message)

        scope[BODY] = b""
        try:
            refused = self._stranger(scope)
            if refused is None and scope["method"] in _WRITING:
                refused, scope[BODY] = await _read(
                    receive, Headers(scope=scope), self._largest.get(path, MOST_BYTES)
                )
            if refused is not None:
                await self._refuse(path, refused, "")(scope, receive, send_on)
                return
            await self._app(scope, _again(scope[BODY], receive), send_on)
        except Exception as failure:  # noqa: BLE001 - the last line: whatever it is, it tells nothing
            _report(failure)
            if not started:
                await broken(self._refuse, scope, failure)(scope, receive, send_on)

    def _stranger(self, scope: Scope) -> HTTPStatus | None:
        """Whether a writing request comes from another site's page.

        Browsers say so in `Sec-Fetch-Site`. Older ones have `Origin` only, and send `null` from our own pages
        as well, since these ask for no referrer. That is let through: nothing here acts on who somebody is,
        and where a moderator's session does, its form carries a mark that other sites cannot know.
        """
        if scope["method"] not in _WRITING:
            return None
        headers = Headers(scope=scope)
        site = headers.get("sec-fetch-site")
        if site is not None:
            return None if site in ("same-origin", "none") else HTTPStatus.FORBIDDEN
        origin = headers.get("origin")
        if origin is None or origin == "null":
            return None
        home = self._home or headers.get("host", "").lower()
        return None if urlsplit(origin).netloc.lower() == home else HTTPStatus.FORBIDDEN


async def _read(receive: Receive, headers: Headers, most: int) -> tuple[HTTPStatus | None, bytes]:
    """The body, up to its limit; never more of it in memory."""
    said_length = headers.get("content-length", "")
    large = said_length.isdigit() and int(said_length) > most
    whole, seen = bytearray(), 0
    try:
        async with asyncio.timeout(_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return HTTPStatus.BAD_REQUEST, b""
                part = message.get("body", b"")
                seen += len(part)
                large = large or seen > most
                if large:
                    whole.clear()
                else:
                    whole += part
                if not message.get("more_body", False) or seen > _STILL_READ:
                    break
    except TimeoutError:
        return HTTPStatus.REQUEST_TIMEOUT, b""
    return (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"") if large else (None, bytes(whole))


def broken(refuse: Refuse, scope: Scope, failure: Exception) -> Response:
    """The answer to a request that broke: nothing of what broke, but the person's own words."""
    later = isinstance(failure, BridgeError) and failure.exit_code is ExitCode.TRY_LATER
    status = HTTPStatus.SERVICE_UNAVAILABLE if later else HTTPStatus.INTERNAL_SERVER_ERROR
    return refuse(str(scope["path"]), status, _written(scope[BODY]))


def _written(whole: bytes) -> str:
    """The text in a form, as far as it can be read: what broke should not cost somebody their words."""
    try:
        fields = parse_qs(whole.decode("utf-8", "replace"), max_num_fields=100)
    except ValueError:
        return ""
    return next((fields[name][0] for name in ("text", "words") if name in fields), "")


def _again(whole: bytes, receive: Receive) -> Receive:
    """Hands the body on in one piece, then whatever comes after it."""
    handed = False

    async def receive_again() -> Message:
        nonlocal handed
        if handed:
            return await receive()
        handed = True
        return {"type": "http.request", "body": whole, "more_body": False}

    return receive_again


def _report(failure: Exception) -> None:
    """Where it broke and what kind it was; its message may hold words of a person and stays out."""
    frames = traceback.extract_tb(failure.__traceback__)
    own = [frame for frame in frames if "/bridge/" in frame.filename]
    last = (own or frames)[-1]
    where = f"{last.filename.rpartition('/bridge/')[2]}:{last.lineno}"
    _log.error("a page failed: %s at %s", type(failure).__name__, where)
