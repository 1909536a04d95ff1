"""Pages from templates, and the files beside them, each under an address that changes with its content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from bridge.domain.idea import Masked
from bridge.render.prose import flowing
from bridge.render.templating import shipped_templates, template_environment
from bridge.web.headers import PROOF_POLICY

STATIC = "/static/"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_BLANK = re.compile(r"\n\s*\n")


class Pages:
    """Renders pages; a file in the operator's folder goes before the shipped one of the same name.

    Every value is escaped. A name that a template uses and nothing defines is an error.
    """

    def __init__(self, own: Path | None = None) -> None:
        folders = [*([own] if own else []), shipped_templates()]
        self._files = _files([folder / "static" for folder in reversed(folders)])
        self._environment = template_environment(own, autoescape=True)
        self._environment.filters.update(parts=parts, around=around)
        self._environment.globals["static"] = self.static

    def static(self, name: str) -> str:
        """The address of a file, with a mark of its content."""
        content, _ = self._files[name]
        return f"{STATIC}{name}?v={hashlib.sha256(content).hexdigest()[:16]}"

    def file(self, name: str) -> Response | None:
        """A file beside the pages; None if there is none of this name."""
        found = self._files.get(name)
        return None if found is None else Response(found[0], media_type=found[1])

    def page(
        self,
        name: str,
        status: int = 200,
        *,
        scripts: bool = False,
        retry: int | None = None,
        **values: object,
    ) -> HTMLResponse:
        """A page such as `form`; `scripts` for the one that works out a proof, `retry` in seconds."""
        text = self._environment.get_template(f"web/{name}.html.j2").render(values)
        headers = {"content-security-policy": PROOF_POLICY} if scripts else {}
        if retry is not None:
            headers["retry-after"] = str(retry)
        return HTMLResponse(text, status, headers)


def parts(text: str) -> list[str]:
    """Paragraphs of a text of the campaign file, whose lines were wrapped by hand."""
    return [flowing(part) for part in _BLANK.split(text.strip()) if part.strip()]


def around(context: str, text: str) -> str:
    """What stands around a placeholder, in whole words, with dots where the text goes on."""
    flat = " ".join(text.split())
    start = flat.find(context)
    if start < 0:
        return context
    if start > 0:
        context = "… " + context.partition(" ")[2]
    if start + len(context) < len(flat) and not flat.endswith(context):
        context = context.rpartition(" ")[0] + " …"
    return context


def shown(text: str, masked: Sequence[Masked] = ()) -> list[Markup]:
    """Paragraphs of an idea with each placeholder marked; everything else comes out as it stands."""
    known = {item.placeholder for item in masked}
    return [_marked(part, known) for part in _BLANK.split(text.strip()) if part.strip()]


def _marked(text: str, placeholders: set[str]) -> Markup:
    if not placeholders:
        return escape(text)
    pieces = _either(tuple(sorted(placeholders))).split(text)
    # The pieces between are text, the odd ones placeholders, since the pattern has one group.
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )


@cache
def _either(placeholders: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"({'|'.join(map(re.escape, placeholders))})")


def _files(folders: Sequence[Path]) -> dict[str, tuple[bytes, str]]:
    """Everything below the folders by relative name, later folders first. Read once: no path is asked."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in _TYPES:
                found[path.relative_to(folder).as_posix()] = (path.read_bytes(), _TYPES[path.suffix])
    return found
