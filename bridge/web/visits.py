"""A moderator's visit to the review pages: who it is, and that the form is ours."""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from bridge.web.moderators import SESSION, Moderators
from bridge.web.reading import Fields, Unfit, read_fields
from bridge.web.site import Here, Site


class SignedOut(Exception):
    """Nobody is signed in, or not any more; what was sent comes along so that it can be shown back."""

    def __init__(self, written: str = "") -> None:
        super().__init__()
        self.written = written


class Visit(NamedTuple):
    """A moderator: the forum account, and the mark that forms carry."""

    site: Site
    user: int
    mark: str

    def pseudonym(self, campaign: str) -> str:
        """Under what the moderator is known in a campaign's log."""
        return self.site.doors.pseudonyms.of_moderator(campaign, f"forum:{self.user}")


def moderators_of(site: Here) -> Moderators:
    """The way in for moderators; Unfit (404) where none is set up."""
    if site.moderators is None:
        raise Unfit(HTTPStatus.NOT_FOUND)
    return site.moderators


Staff = Annotated[Moderators, Depends(moderators_of)]


def _visit(site: Here, staff: Staff, request: Request) -> Visit:
    cookie = request.cookies.get(SESSION, "")
    user = staff.known(cookie)
    if user is None:
        raise SignedOut
    return Visit(site, user, staff.mark(cookie))


def _deed(
    site: Here, staff: Staff, request: Request, fields: Annotated[Fields, Depends(read_fields)]
) -> Visit:
    try:
        visit = _visit(site, staff, request)
    except SignedOut:
        written = fields.one("text") or fields.one("words")
        raise SignedOut(written) from None
    if not hmac.compare_digest(fields.one("mark").encode(), visit.mark.encode()):
        raise Unfit(HTTPStatus.FORBIDDEN)
    return visit


Visiting = Annotated[Visit, Depends(_visit)]
"""Somebody who looks."""

Doing = Annotated[Visit, Depends(_deed)]
"""Somebody who sends a form of ours."""
