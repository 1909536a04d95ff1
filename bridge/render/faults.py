"""What is wrong with an operator's own template: the file, the line, and what to do."""

from __future__ import annotations

import traceback
from pathlib import Path

import jinja2

from bridge.domain.errors import UserProblem

FAULTS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
"""What a faulty expression in a template can raise."""


def own_fault(fault: Exception, own: Path | None, name: str) -> UserProblem | None:
    """The problem to tell where a fault leads into the operator's folder; None where it is not theirs."""
    place = _place(fault, own.resolve()) if own is not None else None
    if place is None:
        return None
    reason = fault.message if isinstance(fault, jinja2.TemplateError) else str(fault)
    if isinstance(fault, jinja2.TemplateNotFound):
        reason = f"there is no template {fault.message}"
    return UserProblem(
        f"{place}: {reason}", hint=f"Correct the template, or remove it to use the shipped {name}."
    )


def _place(fault: Exception, own: Path) -> str | None:
    """`file:line` in the operator's folder to which a fault leads; None if it does not lead there."""
    if isinstance(fault, jinja2.TemplateSyntaxError) and fault.filename:
        path: Path | None = Path(fault.filename)
        line: int | None = fault.lineno
    else:
        path, line = None, None
        for frame in traceback.extract_tb(fault.__traceback__):
            if Path(frame.filename).is_relative_to(own):
                path, line = Path(frame.filename), frame.lineno
    if path is None or not path.is_relative_to(own):
        return None
    return f"{path}:{line}"
