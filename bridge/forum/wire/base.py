"""What all models of answers share: unknown fields are ignored, a missing one names endpoint and field."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bridge.domain.errors import UnexpectedAnswer
from bridge.forum.endpoint import Endpoint
from bridge.forum.transport import Answer

_NAMED = 5


class Wire(BaseModel):
    """A part of an answer. Values never show in errors, since they may be people's words."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


Model = TypeVar("Model", bound=Wire)


def read(model: type[Model], answer: Answer, endpoint: Endpoint) -> Model:
    """The answer as this model.

    Raises:
        UnexpectedAnswer: a field is missing or of another kind; the text names endpoint and fields.
    """
    outcome = _validated(model, answer.data)
    if isinstance(outcome, model):
        return outcome
    raise UnexpectedAnswer(
        f"{endpoint}: the answer lacks what the bridge needs: {outcome}.",
        hint="The forum's version may be newer or older than those the bridge knows (3.5 and 2026).",
    )


def _validated(model: type[Model], data: object) -> Model | str:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
    places = (".".join(map(str, fault["loc"])) or "the whole" for fault in faults[:_NAMED])
    return ", ".join(dict.fromkeys(places))
