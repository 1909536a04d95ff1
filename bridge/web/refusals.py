"""Which field and which status belong to a refusal of admission."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from bridge.admission import Refused


class Refusal(NamedTuple):
    """The field to look at, the status, and seconds after which it may go."""

    field: str
    status: HTTPStatus
    retry: int | None = None


def refusal_of(problem: Refused) -> Refusal:
    """How a page or program is told."""
    raise NotImplementedError(problem)
