"""Every sentence that can be translated, from the templates and the code; catalogues brought up to date."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from ruamel.yaml import YAML

import bridge
from bridge.domain.errors import UserProblem
from bridge.render.catalogue import Fault
from bridge.render.languages import FOLDER, names_in, read_catalogue, strings
from bridge.render.templating import shipped_templates

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_TEMPLATE_OPTIONS = {
    "trimmed": "true",
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}
_COMMENT = "Translators:"
_PERCENT = re.compile(r"%\(\w+\)s|%%")
_MARKUP = ("**", "`", "](", "<b>", "</b>", "<a ", "</a>", "<code>", "</code>", "<span", "</span>", "<mark>")
_READY = ("title", "summary", "definition")
"""What of the ready groups and lenses people read."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a catalogue: sentences in all, those without a translation, and those that went."""

    path: Path
    sentences: int
    missing: int
    dropped: int


def messages() -> Catalog:
    """All messages of this version, in the order of the files in which they stand."""
    catalogue = Catalog(project="ideabridge", charset="utf-8")
    for name, found, comments, context in _found():
        catalogue.add(found, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def translate(folder: Path, code: str) -> Brought:
    """Write the catalogue of a language into a folder of templates, or bring it up to date.

    Translations that are there stay; sentences that are gone go. UserProblem for a code that is none.
    """
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        raise UserProblem(
            f"{code!r} is no code of a language.", hint="Codes are such as cy, de or pt-BR."
        ) from None
    path = folder / FOLDER / f"{code}.po"
    before = read_catalogue(path, code) if path.is_file() else Catalog(locale=locale, charset="utf-8")
    known = {(message.id, message.context) for message in before if message.id}
    after = Catalog(
        locale=locale,
        project="ideabridge",
        charset="utf-8",
        header_comment=f"# {locale.english_name} words of ideabridge.",
    )
    # Its forms are in the order of its own rule, which may be another one than CLDR's.
    after.mime_headers = [("Plural-Forms", before.plural_forms)]
    for message in messages():
        if not message.id:
            continue
        there = before.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        same = there is not None and there.id == message.id
        after.add(
            message.id,
            there.string if there is not None and same else None,
            message.locations,
            auto_comments=message.auto_comments,
            user_comments=there.user_comments if there is not None and same else (),
            flags=there.flags if there is not None and same else (),
            context=message.context,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(after))
    kept = {(message.id, message.context) for message in after if message.id}
    return Brought(path, len(kept), sum(1 for _ in untranslated(after)), len(known - kept))


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file; the same catalogue gives the same bytes."""
    out = BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, include_lineno=False)
    head = (
        f"{catalogue.header_comment}\n"
        'msgid ""\nmsgstr ""\n'
        f'"Project-Id-Version: {catalogue.project}\\n"\n'
        f'"Language: {str(catalogue.locale).replace("_", "-")}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return head.encode() + out.getvalue().strip(b"\n") + b"\n"


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """The messages of which a translation, or one of its plural forms, is missing."""
    return (message for message in catalogue if message.id and not all(strings(message)))


def misfits(catalogue: Catalog) -> Iterator[tuple[Message, str]]:
    """Translations that cannot stand for their message, and why: other names in them, markup that is gone."""
    for message in catalogue:
        if not message.id or not all(strings(message)):
            continue
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        meant = set().union(*map(names_in, ids))
        for number, said in enumerate(strings(message)):
            # A plural form for one number may leave that out, as English does.
            needed = meant - {"num"} if len(ids) > 1 else meant
            if len(ids) > 1 and number <= 1:
                needed &= names_in(ids[0])
            if unknown := names_in(said) - meant:
                yield message, f"%({min(unknown)})s is no name of this sentence"
            elif missing := needed - names_in(said):
                yield message, f"%({min(missing)})s is missing"
            elif said.count("\n") != ids[-1].count("\n"):
                # Many sentences stand in a list, a table or a comment, which a line break would end.
                yield message, "its line breaks are other ones"
            elif _PERCENT.sub("", said).count("%"):
                yield message, "a per cent sign is written twice"
            elif any(said.count(mark) != ids[-1].count(mark) for mark in _MARKUP):
                yield message, "its markup is another one"
            elif said.count('"') > ids[-1].count('"'):
                # Many sentences stand in attributes, which such a sign would end.
                yield message, 'a quotation mark is written “ or ”, not "'


def word_faults(own: Path) -> tuple[list[Fault], list[str]]:
    """What is wrong in own catalogues, and a remark on each that is not whole."""
    faults, remarks = [], []
    for path in sorted((own / FOLDER).glob("*.po")):
        name = f"{FOLDER}/{path.name}"
        try:
            catalogue = read_catalogue(path, path.stem)
        except UserProblem as problem:
            faults.append(Fault(name, 0, problem.what))
            continue
        faults += [Fault(name, message.lineno or 0, why) for message, why in misfits(catalogue)]
        there = {(message.id, message.context) for message in catalogue if all(strings(message))}
        missing = [found for found in messages() if found.id and (found.id, found.context) not in there]
        if missing:
            remarks.append(
                f"{name}: {len(missing)} sentences are not in it; they come as shipped, or in English"
            )
    return faults, remarks


def _found() -> Iterator[tuple[str, str | tuple[str, ...], Iterable[str], str | None]]:
    package = Path(bridge.__file__).parent
    templates = shipped_templates()
    for path in sorted(templates.rglob("*.j2")):
        name = f"templates/{path.relative_to(templates).as_posix()}"
        yield from _extracted("jinja2.ext:babel_extract", path, name, _TEMPLATE_OPTIONS)
    for path in sorted(package.rglob("*.py")):
        if "domain.language" in path.read_text("utf-8"):
            yield from _extracted("python", path, f"bridge/{path.relative_to(package).as_posix()}", {})
    for path in sorted((package / "declare").glob("*.yaml")):
        if path.name != "scaffold.yaml":
            for text in _texts(YAML(typ="safe", pure=True).load(path.read_text("utf-8"))):
                yield f"bridge/declare/{path.name}", text, (), None


def _extracted(
    method: str, path: Path, name: str, options: dict[str, str]
) -> Iterator[tuple[str, str | tuple[str, ...], Iterable[str], str | None]]:
    try:
        with path.open("rb") as source:
            for _, found, comments, context in extract(
                method, source, _KEYWORDS, [_COMMENT], options, strip_comment_tags=True
            ):
                yield name, found, comments, context
    except tokenize.TokenError as fault:
        raise UserProblem(f"{path} cannot be read: {fault}") from fault


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _texts(part)
    elif isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str) and key in _READY:
                yield value
            elif not isinstance(value, str):
                yield from _texts(value)
