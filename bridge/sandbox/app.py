"""The forum as an ASGI application: reads a request, finds who asks, runs the handler, answers."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bridge.sandbox import params, resources
from bridge.sandbox.auth import key_user, user_key_user
from bridge.sandbox.faults import Fault, Faults, RequestInfo, refusal
from bridge.sandbox.pages import ROUTES as PAGES
from bridge.sandbox.pages import render_refusal, session_user
from bridge.sandbox.refusals import SandboxRefusal, bad_csrf, crash, not_found
from bridge.sandbox.resources.status import run_due
from bridge.sandbox.routing import Call, Reply, Route, Router, encode
from bridge.sandbox.rules import pace
from bridge.sandbox.site import Site
from bridge.sandbox.uploading import UploadedFile

_SUFFIX = re.compile(r"\.(json|csv|rss)\Z")
_LOG = logging.getLogger("bridge.sandbox")
_LARGEST = 10_000_000
_LARGEST_FILE = 100_000_000


class App:
    """The application; one for each forum.

    Attributes:
        requests: how often each method and route was asked for, pages for people not counted.
        faults: the script of faults, if any.
    """

    def __init__(self, site: Site, faults: Faults | None = None) -> None:
        self._site = site
        self._api = Router(resources.ROUTES)
        self._pages = Router(PAGES)
        self.requests: Counter[tuple[str, str]] = Counter()
        self.faults = faults
        resources.install(site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        reply, fault = await self._answer(request)
        if fault is not None and fault.kind in ("unreached", "lost"):
            await _hang_up(send)
            return
        body = reply.encoded()
        headers = [
            (b"content-type", reply.content_type.encode()),
            (b"content-length", str(len(body)).encode()),
            # By the forum's own clock, as its proxy would tell it.
            (b"date", format_datetime(self._site.now(), usegmt=True).encode()),
        ]
        headers += [
            (name.lower().encode(), value.encode("latin-1", "replace"))
            for name, value in reply.headers.items()
        ]
        for name, value in reply.cookies.items():
            life = "Max-Age=0" if value is None else "Max-Age=2592000"
            cookie = f"{name}={value or ''}; Path=/; HttpOnly; SameSite=Lax; {life}"
            headers.append((b"set-cookie", cookie.encode()))
        if fault is not None and fault.kind == "truncated":
            body = body[: len(body) // 2]
            headers[1] = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _answer(self, request: Request) -> tuple[Reply, Fault | None]:
        method = "GET" if request.method == "HEAD" else request.method
        path = request.url.path
        suffix = _SUFFIX.search(path)
        bare = path[: suffix.start()] if suffix else path
        accept = request.headers.get("accept", "")
        programs = bool(suffix) or "application/json" in accept or bool(request.headers.get("api-key"))
        found = None if programs else self._pages.find(method, bare)
        page = found is not None
        found = found or self._api.find(method, bare)
        if found is None:
            return _refused(not_found(), page=not programs and method == "GET"), None
        route, placed = found
        try:
            sent = await _read(request)
        except SandboxRefusal as refused:
            return _refused(refused, page=page), None
        query = params.read_query(request.url.query)
        call = Call(
            site=self._site,
            method=method,
            path=bare,
            suffix=suffix[1] if suffix else "",
            params={**query, **sent},
            query=query,
            headers=request.headers,
            client_ip=request.client.host if request.client else "",
            route=placed,
        )
        fault = None if page else self._count(call, route)
        if fault is not None and fault.before:
            return _refused(refusal(fault), page=False), fault
        return self._run(call, route, page=page), fault

    def _count(self, call: Call, route: Route) -> Fault | None:
        self.requests[call.method, route.pattern] += 1
        if self.faults is None:
            return None
        number = self.requests.total()
        return self.faults(RequestInfo(number, call.method, call.path, route.pattern, call.params))

    def _run(self, call: Call, route: Route, *, page: bool) -> Reply:
        with self._site.lock:
            try:
                pace.may_ask(self._site, call.client_ip)
                with self._site.transaction():
                    if page:
                        call.actor = session_user(call)
                    else:
                        self._authenticate(call, route)
                with self._site.transaction():
                    run_due(self._site)
                    reply = route.handler(call)
            except SandboxRefusal as refused:
                return _refused(refused, page=page, call=call)
            except Exception:  # noqa: BLE001 - whatever it is, the client gets an answer
                _LOG.exception("the embedded forum failed at %s %s", call.method, route.pattern)
                return _refused(crash(), page=page, call=call)
        reply.headers.setdefault("X-Discourse-Route", route.action)
        return reply

    def _authenticate(self, call: Call, route: Route) -> None:
        everything = {**call.params, **call.route}
        call.actor = key_user(self._site, call.headers, route.action, call.method, everything)
        call.via_key = call.actor is not None
        if call.via_key:
            pace.forget_asking(self._site, call.client_ip)
        if call.actor is None:
            call.actor = user_key_user(self._site, call.headers, call.method)
        if call.actor is None and call.method != "GET":
            raise bad_csrf()
        if route.hidden and not (call.actor and call.actor.admin):
            raise not_found()


def _refused(refused: SandboxRefusal, *, page: bool, call: Call | None = None) -> Reply:
    if page:
        return render_refusal(refused, call)
    body = refused.body
    if not refused.content_type.startswith("application/json") and not isinstance(body, str):
        body = encode(body)
    return Reply(body, refused.status, refused.content_type, dict(refused.headers))


async def _read(request: Request) -> Mapping[str, Any]:
    """Parameters of the body, whatever its encoding."""
    if request.method in ("GET", "HEAD"):
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form() as form:
            pairs = [(name, await _part(value)) for name, value in form.multi_items()]
            return params.nest(pairs)
    body = await request.body()
    if not body:
        return {}
    if len(body) > _LARGEST:
        raise SandboxRefusal(413, {"errors": ["The request is too large."]})
    return params.read_json(body) if kind == "application/json" else params.read_form(body)


async def _part(value: UploadFile | str) -> UploadedFile | str:
    if isinstance(value, str):
        return value
    data = await value.read(_LARGEST_FILE + 1)
    if len(data) > _LARGEST_FILE:
        raise SandboxRefusal(413, {"errors": ["The file is too large."]})
    return UploadedFile(value.filename or "", data)


async def _hang_up(send: Send) -> None:
    """Close the connection without an answer."""
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is not None:
        transport.abort()
    for _ in range(3):
        await asyncio.sleep(0)
