"""The shipped templates as a list, an operator's own beside them, and what is wrong with those."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2 import meta

from bridge.domain.errors import UserProblem
from bridge.render.environment import Templates
from bridge.render.templating import shipped_templates

_SUFFIX = ".j2"
_PAGE_FILTERS = ("parts", "around", "markdown", "paragraphs", "share", "span")
"""What templates of pages have beside the filters of all others."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A template by name, such as `forum/idea.md.j2`; `own` where the operator has one that goes first."""

    name: str
    own: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an own file; `line` counts from 1, 0 for the file as a whole."""

    name: str
    line: int
    words: str


def entries(own: Path | None) -> list[Entry]:
    """All shipped templates, by name."""
    return [Entry(name, own is not None and (own / name).is_file()) for name in _names(shipped_templates())]


def faults(own: Path) -> list[Fault]:
    """Everything that can be said of the own templates without rendering them, all at once.

    A file that has the name of no shipped one, unless another own one uses it; a syntax error; a name that
    the shipped template of the same name does not know, and so may not be there.
    """
    shipped = shipped_templates()
    known = set(_names(shipped))
    environment = reader()
    found: list[Fault] = []
    used: set[str] = set()
    unknown: list[str] = []
    for name in _names(own):
        source = (own / name).read_text(encoding="utf-8", errors="replace")
        try:
            tree = environment.parse(source, name)
        except jinja2.TemplateSyntaxError as fault:
            found.append(Fault(name, fault.lineno, fault.message or "it cannot be read"))
            continue
        used.update(reference for reference in meta.find_referenced_templates(tree) if reference)
        if name not in known:
            unknown.append(name)
            continue
        meant = variables(environment, shipped, name)
        found += [
            Fault(name, 0, f"it uses {word!r}, which the shipped template does not have")
            for word in sorted(meta.find_undeclared_variables(tree) - meant)
        ]
    found += [
        Fault(name, 0, "no shipped template has this name, and no own one uses it")
        for name in unknown
        if name not in used
    ]
    return sorted(found, key=lambda fault: (fault.name, fault.line))


def reader() -> jinja2.Environment:
    """An environment in which every template can be read, those of pages included; it renders nothing."""
    environment = Templates().environment.overlay()
    environment.filters = {**environment.filters, **dict.fromkeys(_PAGE_FILTERS, str)}
    return environment


def variables(environment: jinja2.Environment, folder: Path, name: str) -> set[str]:
    """What a template is given, as far as it and all that it uses show."""
    seen: set[str] = set()
    queue, names = [name], set()
    while queue:
        current = queue.pop()
        if current in seen:
            continue
        seen.add(current)
        tree = environment.parse((folder / current).read_text(encoding="utf-8"), current)
        names |= meta.find_undeclared_variables(tree)
        queue += [reference for reference in meta.find_referenced_templates(tree) if reference]
    return names


def copy(name: str, own: Path) -> Path:
    """Put a shipped template into the own folder, to be changed there; gives its path.

    UserProblem for an unknown name, and where one is there already.
    """
    source = shipped_templates() / name
    if name not in _names(shipped_templates()):
        raise UserProblem(
            f"There is no template {name}.", hint="`ideabridge templates list` names them: forum/idea.md.j2."
        )
    target = own / name
    if target.exists():
        raise UserProblem(f"{target} is there already.", hint="Change that one, or move it away first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return target


def _names(folder: Path) -> list[str]:
    return sorted(_found(folder))


def _found(folder: Path) -> Iterator[str]:
    for path in folder.rglob(f"*{_SUFFIX}"):
        if path.is_file():
            yield path.relative_to(folder).as_posix()
