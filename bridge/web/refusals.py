"""Which field, status and words belong to a refusal of admission."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from bridge.admission import refusals as why
from bridge.domain.language import gettext, gettext_noop

_HERE = gettext_noop("Here is a fresh form with your text in it. Please check it and send it again.")


class Refusal(NamedTuple):
    """Field, words, status, seconds after which it may go, and whether a new form is needed."""

    field: str
    words: str
    status: HTTPStatus
    retry: int | None = None
    fresh: bool = False


class _Kind(NamedTuple):
    field: str
    status: HTTPStatus
    retry: int | None = None
    fresh: bool = False


_KINDS: Mapping[type[why.Refused], _Kind] = {
    why.FormShut: _Kind("", HTTPStatus.CONFLICT),
    why.TooSoon: _Kind("", HTTPStatus.TOO_MANY_REQUESTS, retry=3),
    why.FormExpired: _Kind("", HTTPStatus.CONFLICT, fresh=True),
    why.FormUsed: _Kind("", HTTPStatus.CONFLICT, fresh=True),
    why.FormElsewhere: _Kind("", HTTPStatus.FORBIDDEN, fresh=True),
    why.FormUnknown: _Kind("", HTTPStatus.FORBIDDEN, fresh=True),
    why.InvitationMissing: _Kind("invitation", HTTPStatus.UNPROCESSABLE_ENTITY),
    why.InvitationUnknown: _Kind("invitation", HTTPStatus.UNPROCESSABLE_ENTITY),
    why.InvitationUsed: _Kind("invitation", HTTPStatus.CONFLICT),
    why.ProofMissing: _Kind("proof", HTTPStatus.UNPROCESSABLE_ENTITY),
    why.ProofWrong: _Kind("proof", HTTPStatus.UNPROCESSABLE_ENTITY),
    why.ProofExpired: _Kind("proof", HTTPStatus.UNPROCESSABLE_ENTITY),
    why.ProofUsed: _Kind("proof", HTTPStatus.CONFLICT),
    why.TooFast: _Kind("", HTTPStatus.TOO_MANY_REQUESTS, retry=60),
    why.TooMany: _Kind("", HTTPStatus.TOO_MANY_REQUESTS, retry=3600),
}
_OTHER = _Kind("", HTTPStatus.FORBIDDEN)


def refusal_of(problem: why.Refused) -> Refusal:
    """How a page or a program is told."""
    kind = _KINDS.get(type(problem), _OTHER)
    # A page gives the fresh form at once, so the advice to open one would send people away from their text.
    words = f"{problem.what} {gettext(_HERE) if kind.fresh else problem.hint}".strip()
    return Refusal(kind.field, words, kind.status, kind.retry, kind.fresh)
