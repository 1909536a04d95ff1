"""What stops a program, as an exception that becomes problem+json."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from bridge.admission.refusals import Refused
from bridge.domain.errors import UserProblem
from bridge.pipeline.receive import NotOpen
from bridge.web.ideaform import Fault
from bridge.web.refusals import refusal_of
from bridge.web.telling import words_for


class Trouble(Exception):
    """A status, a title, a sentence, fields to put right, and seconds after which it may go."""

    def __init__(
        self,
        status: HTTPStatus,
        title: str,
        detail: str,
        *,
        faults: Sequence[Fault] = (),
        retry: int | None = None,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.detail = detail
        self.faults = tuple(faults)
        self.retry = retry


def wrong(faults: Sequence[Fault]) -> Trouble:
    """Fields that have to be put right."""
    return Trouble(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Not as it should be",
        " ".join(fault.words for fault in faults),
        faults=faults,
    )


def of_problem(problem: UserProblem) -> Trouble:
    """What the pipeline or admission said, for a program."""
    detail = words_for(problem)
    if isinstance(problem, NotOpen):
        return Trouble(HTTPStatus.CONFLICT, "Not open", detail)
    if isinstance(problem, Refused):
        found = refusal_of(problem)
        faults = [Fault(found.field, problem.what)] if found.field else []
        return Trouble(found.status, "Not let in", detail, faults=faults, retry=found.retry)
    return wrong([Fault("text", detail)])
