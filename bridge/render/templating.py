"""What every template environment has: own templates first, nothing undefined, in the language spoken."""

from __future__ import annotations

from pathlib import Path

import jinja2
from markupsafe import Markup

import bridge
from bridge.domain import wording
from bridge.domain.language import spoken
from bridge.render import words
from bridge.render.prose import flowing


def shipped_templates() -> Path:
    """The folder of the shipped templates: inside an installed wheel, else the checkout's."""
    package = Path(bridge.__file__).parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


def template_environment(own: Path | None, *, autoescape: bool) -> jinja2.Environment:
    """Templates of the operator's folder `own`, then the shipped ones, also as `shipped/NAME`.

    A name that a template uses and nothing defines is an error, never an empty string. Sentences in `_()`,
    `ngettext()` and `{% trans %}` come in the language that is spoken when the template is rendered.
    """
    shipped = jinja2.FileSystemLoader(shipped_templates())
    first = [jinja2.FileSystemLoader(own)] if own else []
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*first, shipped, jinja2.PrefixLoader({"shipped": shipped})]),
        undefined=jinja2.StrictUndefined,
        autoescape=autoescape,  # noqa: S701 - Markdown is not escaped: untrusted text arrives inert there
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda message: spoken().gettext(message),
        ngettext=lambda one, many, number: spoken().ngettext(one, many, number),
        pgettext=lambda context, message: spoken().pgettext(context, message),
        newstyle=True,
    )
    environment.globals.update(language=_tag, ngettext=_ngettext)
    environment.filters.update(
        counted=wording.counted,
        day=words.day,
        either=wording.either,
        flowing=flowing,
        listed=wording.listed,
        number=_number,
        sentence=wording.sentence,
        share=wording.share,
        short_day=words.short_day,
        span=lambda pair: words.span(*pair),
        weekday=words.weekday,
    )
    return environment


@jinja2.pass_context
def _ngettext(context: jinja2.runtime.Context, one: str, many: str, number: int, **values: object) -> str:
    """The plural form that belongs to a number; `%(num)s` stands for it as people write it."""
    language = spoken()
    message = language.ngettext(one, many, number)
    if context.eval_ctx.autoescape:
        message = Markup(message)  # noqa: S704 - ours; the values in it are escaped
    return message % {"num": language.number(number), **values}


def _number(value: float) -> str:
    return spoken().number(value)


def _tag() -> str:
    """The tag of the language for pages: `en-GB`, `cy`."""
    code = spoken().code
    return "en-GB" if code == "en" else code
