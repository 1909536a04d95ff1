"""Templates: an operator's own folder first, then those that ship with the bridge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import jinja2

from bridge.domain.errors import UserProblem
from bridge.render.faults import FAULTS, own_fault
from bridge.render.inert import inert, inert_line, inert_title
from bridge.render.templating import template_environment

_BLANK_LINES = re.compile(r"\n{3,}")


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
        except FAULTS as fault:
            problem = own_fault(fault, self._own, name)
            if problem is None:
                raise
            raise problem from fault
        lines = [line.rstrip() for line in text.split("\n")]
        return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
