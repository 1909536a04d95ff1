"""Refusals in words: a page for people, `application/problem+json` (RFC 9457) for programs.

Neither repeats what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.responses import Response

from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.web.pages import Pages

PROBLEM = "application/problem+json"
INTERFACE = "/api/"

_WORDS: Mapping[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: (
        gettext_noop("We could not read that"),
        gettext_noop(
            "What arrived is not text as browsers send it (UTF-8). Nothing was kept. Please try again."
        ),
    ),
    HTTPStatus.FORBIDDEN: (
        gettext_noop("This came from another site"),
        gettext_noop(
            "A form on another site tried to send something here. Nothing was kept. Please write it here."
        ),
    ),
    HTTPStatus.NOT_FOUND: (
        gettext_noop("There is no such page"),
        gettext_noop("The address may be mistyped, or the campaign is not one of ours."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        gettext_noop("That is not possible here"),
        gettext_noop("Please start again from the first page."),
    ),
    HTTPStatus.REQUEST_TIMEOUT: (
        gettext_noop("That took too long"),
        gettext_noop("Your text did not arrive in time. Nothing was kept. Please try again."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        gettext_noop("That is too much"),
        gettext_noop(
            "What you sent is far longer than an idea can be. Nothing was kept. Please send a shorter text."
        ),
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        gettext_noop("Attachments are not taken"),
        gettext_noop(
            "Pictures and documents carry hidden details. Nothing was kept. Please put your idea into words."
        ),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        gettext_noop("A little too fast"),
        gettext_noop(
            "Very many requests came from your network. Nothing was kept. Please wait a while and try again."
        ),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        gettext_noop("Something broke on our side"),
        gettext_noop("It was not your fault. Please keep a copy of your text, and try again later."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        gettext_noop("We are busy"),
        gettext_noop("Please keep a copy of your text, and try again in a few minutes."),
    ),
}


_OTHER = (gettext_noop("That did not work"), gettext_noop("Please start again from the first page."))


def in_words(status: HTTPStatus) -> tuple[str, str]:
    """Heading and sentence for a status."""
    heading, words = _WORDS.get(status, _OTHER)
    return _(heading), _(words)


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
