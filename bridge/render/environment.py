"""Templates: an operator's own folder first, then those that ship with the bridge."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from pathlib import Path

import jinja2

from bridge.domain.errors import UserProblem
from bridge.render.inert import inert, inert_line, inert_title
from bridge.render.templating import template_environment

_BLANK_LINES = re.compile(r"\n{3,}")

# What a faulty expression in a template can raise.
_FAULTS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


class Templates:
    """Renders templates by name, such as `forum/idea.md.j2`.

    `own` is the operator's folder, laid out like the shipped one; a file there replaces the shipped file of
    the same name, and may extend it as `shipped/forum/...`. A name that a template uses and nothing defines
    is an error, never an empty string.
    """

    def __init__(self, own: Path | None = None) -> None:
        if own is not None and not own.is_dir():
            raise UserProblem(
                f"The folder for own templates, {own}, is not there.",
                hint="Create it, correct its path, or leave the setting out to use the shipped templates.",
            )
        self._own = own.resolve() if own else None
        self._environment = template_environment(self._own, autoescape=False)
        self._environment.filters.update(inert=inert, inert_line=inert_line, inert_title=inert_title)

    @property
    def environment(self) -> jinja2.Environment:
        """The environment itself, for whoever looks at templates without rendering them."""
        return self._environment

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """Render a template; UserProblem naming file and line when an operator's template is at fault."""
        try:
            text = self._environment.get_template(name).render(context)
        except _FAULTS as fault:
            place = self._place(fault)
            if place is None:
                raise
            reason = fault.message if isinstance(fault, jinja2.TemplateError) else str(fault)
            raise UserProblem(
                f"{place}: {reason}",
                hint=f"Correct the template, or remove it to use the shipped {name}.",
            ) from fault
        lines = [line.rstrip() for line in text.split("\n")]
        return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")

    def _place(self, fault: Exception) -> str | None:
        """`file:line` in the operator's folder to which a fault leads; None if it does not lead there."""
        if self._own is None:
            return None
        if isinstance(fault, jinja2.TemplateSyntaxError) and fault.filename:
            path: Path | None = Path(fault.filename)
            line: int | None = fault.lineno
        else:
            path, line = None, None
            for frame in traceback.extract_tb(fault.__traceback__):
                if Path(frame.filename).is_relative_to(self._own):
                    path, line = Path(frame.filename), frame.lineno
        if path is None or not path.is_relative_to(self._own):
            return None
        return f"{path}:{line}"
