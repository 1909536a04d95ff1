"""Every way in which the forum says no, in the shapes that Discourse 3.5 uses.

The shapes differ by origin: controllers answer ``{"errors": [...], "error_type": ...}``, creating a post
adds ``action``,
and a crash or an unknown record inside a controller answers ``{"status", "error"}`` without ``errors``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_INVALID_ACCESS = "You are not permitted to view the requested resource."
_NOT_FOUND = "The requested URL or resource could not be found."
_CONFLICT = "That post was edited by another user and your changes can no longer be saved."
_SAD = "Something has gone wrong. Perhaps this topic was closed or deleted while you were looking at it?"


class SandboxRefusal(Exception):
    """The forum refused a request.

    Attributes:
        status: HTTP status of the answer.
        errors: the messages of the answer, empty where its shape has none.
        body: the JSON body, or a string for plain text and HTML.
        headers: further headers of the answer.
        content_type: media type of the answer.
    """

    def __init__(
        self,
        status: int,
        body: Any,
        *,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/json; charset=utf-8",
    ) -> None:
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
        self.content_type = content_type
        found = body.get("errors", []) if isinstance(body, dict) else []
        self.errors: list[str] = [str(message) for message in found]
        super().__init__(f"{status}: {'; '.join(self.errors) or body}")


class CreateFailed(SandboxRefusal):
    """Creating a post failed for a reason that a retry within the memo's time is told again."""

    def __init__(self, errors: Sequence[str], action: str = "create_post") -> None:
        super().__init__(422, {"action": action, "errors": list(errors)})


class RateLimited(SandboxRefusal):
    """Too many requests or deeds; ``wait`` is the number of seconds to wait."""

    def __init__(self, message: str, wait: int, code: str | None = None) -> None:
        left = time_left(wait)
        headers = {"Retry-After": str(wait)}
        if code:
            headers["Discourse-Rate-Limit-Error-Code"] = code
        super().__init__(
            429,
            {
                "errors": [message.format(time_left=left)],
                "error_type": "rate_limit",
                "extras": {"wait_seconds": wait, "time_left": left},
            },
            headers=headers,
        )
        self.wait = wait


def plain_limit(wait: int, code: str) -> SandboxRefusal:
    """429 in front of the application, for one address: plain text, no JSON (Discourse's RequestTracker)."""
    text = (
        "Slow down, you're making too many requests.\n"
        f"Please retry again in {wait} seconds.\nError code: {code}."
    )
    headers = {"Retry-After": str(wait), "Discourse-Rate-Limit-Error-Code": code}
    return SandboxRefusal(429, text, headers=headers, content_type="text/plain; charset=utf-8")


def time_left(seconds: int) -> str:
    """Say a waiting time in the words of the forum: whole units, rounded down."""
    if seconds <= 3:
        return "a few seconds"
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{seconds} seconds"


def invalid_access() -> SandboxRefusal:
    """403 for a person who may not do this."""
    return SandboxRefusal(403, {"errors": [_INVALID_ACCESS], "error_type": "invalid_access"})


def invalid_key(*, page: bool) -> SandboxRefusal:
    """403 for an unknown, revoked or out-of-scope key, or a user name that does not fit it.

    Args:
        page: reading a topic adds a not-found page in ``extras``.
    """
    body: dict[str, Any] = {
        "errors": [f"{_INVALID_ACCESS} The API username or key is invalid."],
        "error_type": "invalid_access",
    }
    if page:
        body["extras"] = _page_extras()
    return SandboxRefusal(403, body)


def not_logged_in() -> SandboxRefusal:
    """403 for an anonymous reader of something that needs an account."""
    return SandboxRefusal(
        403, {"errors": ["You need to be logged in to do that."], "error_type": "not_logged_in"}
    )


def bad_csrf() -> SandboxRefusal:
    """403 for a write without a key."""
    return SandboxRefusal(403, ["BAD CSRF"], content_type="text/plain; charset=utf-8")


def not_found(*, page: bool = False) -> SandboxRefusal:
    """404; reading a topic adds a page of HTML in ``extras``."""
    body: dict[str, Any] = {"errors": [_NOT_FOUND], "error_type": "not_found"}
    if page:
        body["extras"] = _page_extras()
    return SandboxRefusal(404, body)


def bare_not_found() -> SandboxRefusal:
    """404 without ``error_type``, as for an un-like of something that was not liked."""
    return SandboxRefusal(404, {"errors": [_NOT_FOUND]})


def record_not_found() -> SandboxRefusal:
    """404 in the shape of a controller that looked a record up by id."""
    return SandboxRefusal(404, {"status": 404, "error": "Not Found"})


def missing(name: str) -> SandboxRefusal:
    """400 for a parameter that is needed."""
    return SandboxRefusal(400, {"errors": [f"param is missing or the value is empty: {name}"]})


def invalid_parameters(name: str) -> SandboxRefusal:
    """400 for a parameter with an impossible value."""
    return SandboxRefusal(
        400,
        {
            "errors": [f"You supplied invalid parameters to the request: {name}"],
            "error_type": "invalid_parameters",
        },
    )


def bad_request() -> SandboxRefusal:
    """400 for a body that cannot be read."""
    return SandboxRefusal(400, {"status": 400, "error": "Bad Request"})


def crash() -> SandboxRefusal:
    """500 as Discourse answers where a request's shape was not expected."""
    return SandboxRefusal(500, {"status": 500, "error": "Internal Server Error"})


def unprocessable(*errors: str) -> SandboxRefusal:
    """422 with messages."""
    return SandboxRefusal(422, {"errors": list(errors)})


def forbidden(*errors: str) -> SandboxRefusal:
    """403 with messages but no ``error_type``."""
    return SandboxRefusal(403, {"errors": list(errors or (_INVALID_ACCESS,))})


def conflict() -> SandboxRefusal:
    """409: what the editor had before is not what stands there."""
    return SandboxRefusal(409, {"errors": [_CONFLICT]})


def cannot_reply() -> CreateFailed:
    """422 for a reply to a topic that is closed, gone or out of reach."""
    return CreateFailed([_SAD])


def _page_extras() -> dict[str, Any]:
    return {
        "title": "Page Not Found",
        "html": '<div class="page-not-found"><h1 class="title">That page is private or gone.</h1></div>',
        "group": None,
    }
