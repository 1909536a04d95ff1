"""The address to which the forum's web hook sends. What came makes the worker look sooner."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bridge.forum.webhook import MOST_BYTES
from bridge.settings import HOOK_PATH
from bridge.web.gate import BODY
from bridge.web.reading import Unfit
from bridge.web.site import Here

LARGEST = {HOOK_PATH: MOST_BYTES}
"""Paths that take larger bodies than forms do."""

router = APIRouter(include_in_schema=False)


@router.post(HOOK_PATH)
def hear(site: Here, request: Request) -> Response:
    """One delivery. The forum waits for the answer, so nothing is done here but to note it."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Unfit(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    received = site.deliveries.take(dict(request.headers), request.scope[BODY], site.now())
    if received is None:
        raise Unfit(HTTPStatus.NOT_FOUND)
    return PlainTextResponse(f"{received.verdict.value}\n", received.status)
