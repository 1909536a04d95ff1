"""Pages of the guide from `guide/*.html.j2`: every value is escaped, the operator's templates go first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from bridge.domain.errors import UserProblem
from bridge.render.faults import FAULTS, own_fault
from bridge.render.inert import clean
from bridge.render.templating import shipped_templates, template_environment

_BLANK = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\n[ \t]*(?=\n)")


class GuidePages:
    """Renders pages by name, such as `idea`; a file in the operator's folder replaces the shipped one.

    Texts from people are escaped; the campaign file's are the operator's own Markdown, in which HTML and
    pictures from elsewhere stay words: a page of the guide asks nobody else for anything.
    """

    def __init__(self, own: Path | None = None) -> None:
        self._folders = [*([own] if own else []), shipped_templates()]
        # Resolved, so that a fault can be followed into it.
        self._own = own.resolve() if own else None
        self._environment = template_environment(self._own, autoescape=True)
        self._markdown = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")
        self._environment.filters.update(markdown=self.markdown, paragraphs=paragraphs)

    def page(self, name: str, values: Mapping[str, object]) -> bytes:
        """A page; UserProblem naming file and line when an operator's own template is at fault."""
        try:
            text = self._environment.get_template(f"guide/{name}.html.j2").render(values)
        except FAULTS as fault:
            problem = own_fault(fault, self._own, f"guide/{name}.html.j2")
            if problem is None:
                raise
            raise problem from fault
        return _SPACE.sub("", text).encode()

    def static(self, name: str) -> bytes:
        """A file beside the pages, as it goes into the site."""
        for folder in self._folders:
            path = folder / "static" / "guide" / name
            if path.is_file():
                return path.read_bytes()
        raise UserProblem(f"there is no static/guide/{name} beside the templates")

    def markdown(self, text: str, down: int = 2) -> Markup:
        """The operator's Markdown as HTML; headings go down so many levels, below those of the page."""
        tokens = self._markdown.parse(text)
        for token in tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(int(token.tag[1:]) + down, 6)}"
        return Markup(self._markdown.renderer.render(tokens, self._markdown.options, {}))  # noqa: S704


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a text that people wrote; lines within one stay lines."""
    return [part.strip() for part in _BLANK.split(clean(text).strip()) if part.strip()]
