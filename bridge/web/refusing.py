"""Refusals in words: a page for people, `application/problem+json` (RFC 9457) for programs.

Neither repeats what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.responses import Response

from bridge.web.pages import Pages

PROBLEM = "application/problem+json"
INTERFACE = "/api/"

_WORDS: Mapping[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: (
        "We could not read that",
        "What arrived is not text as browsers send it (UTF-8). Nothing was kept. Please try again.",
    ),
    HTTPStatus.FORBIDDEN: (
        "This came from another site",
        "A form on another site tried to send something here. Nothing was kept. Please write it here.",
    ),
    HTTPStatus.NOT_FOUND: (
        "There is no such page",
        "The address may be mistyped, or the campaign is not one of ours.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ("That is not possible here", "Please start again from the first page."),
    HTTPStatus.REQUEST_TIMEOUT: (
        "That took too long",
        "Your text did not arrive in time. Nothing was kept. Please try again.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "That is too much",
        "What you sent is far longer than an idea can be. Nothing was kept. Please send a shorter text.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "Attachments are not taken",
        "Pictures and documents carry hidden details. Nothing was kept. Please put your idea into words.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "A little too fast",
        "Very many requests came from your network. Nothing was kept. Please wait a while and try again.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Something broke on our side",
        "It was not your fault. Please keep a copy of your text, and try again later.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "We are busy",
        "Please keep a copy of your text, and try again in a few minutes.",
    ),
}


def in_words(status: HTTPStatus) -> tuple[str, str]:
    """Heading and sentence for a status."""
    return _WORDS.get(status, ("That did not work", "Please start again from the first page."))


def answer(pages: Pages, path: str, status: HTTPStatus, written: str = "") -> Response:
    """A page, or a problem for programs, by where it was asked; `written` is shown back on a page."""
    heading, words = in_words(status)
    if path.startswith(INTERFACE):
        return problem(status, heading, words)
    return pages.page("problem", status, heading=heading, words=words, written=written)


def problem(
    status: HTTPStatus,
    title: str,
    detail: str,
    *,
    faults: Sequence[tuple[str, str]] = (),
    retry: int | None = None,
) -> Response:
    """A problem for programs; `faults` are fields and what is wrong with each."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": int(status),
        "detail": detail,
    }
    if faults:
        body["faults"] = [{"field": field, "words": words} for field, words in faults]
    headers = {} if retry is None else {"retry-after": str(retry)}
    return Response(json.dumps(body, ensure_ascii=False), status, headers, PROBLEM)
