"""What every template environment has: own templates first, nothing undefined, in the language spoken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
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
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update(gettext=_gettext, language=_tag, ngettext=_ngettext, pgettext=_pgettext)
    environment.filters.update(flowing=flowing, sentence=wording.sentence)
    speaking: dict[str, Callable[..., str]] = {
        "counted": wording.counted,
        "day": words.day,
        "either": wording.either,
        "listed": _listed,
        "number": _number,
        "share": wording.share,
        "dated": words.dated,
        "short_day": words.short_day,
        "span": _span,
        "weekday": words.weekday,
    }
    environment.filters.update({name: _at_run_time(word) for name, word in speaking.items()})
    return environment


def _at_run_time(word: Callable[..., str]) -> Callable[..., str]:
    """The filter without that which Jinja makes of it for a constant.

    It would run once when the template is compiled, and its words would stay in the language of that moment.
    """

    @jinja2.pass_context
    @wraps(word)
    def filtered(_: jinja2.runtime.Context, /, *values: object, **named: object) -> str:
        return word(*values, **named)

    return filtered


# Own functions instead of those that Jinja makes: there a value whose name is that of one of their own
# parameters (`context`, `number`) would be an error. Values in messages are free to have any name.
@jinja2.pass_context
def _gettext(context: jinja2.runtime.Context, message: str, /, **values: object) -> str:
    return _with_values(context, spoken().gettext(message), values)


@jinja2.pass_context
def _pgettext(context: jinja2.runtime.Context, meaning: str, message: str, /, **values: object) -> str:
    return _with_values(context, spoken().pgettext(meaning, message), {"context": meaning, **values})


@jinja2.pass_context
def _ngettext(context: jinja2.runtime.Context, one: str, many: str, number: int, /, **values: object) -> str:
    """The plural form that belongs to a number; `%(num)s` stands for it as people write it."""
    language = spoken()
    return _with_values(
        context, language.ngettext(one, many, number), {"num": language.number(number), **values}
    )


def _with_values(context: jinja2.runtime.Context, message: str, values: Mapping[str, object]) -> str:
    if context.eval_ctx.autoescape:
        message = Markup(message)  # noqa: S704 - ours; the values in it are escaped
    return message % values


def _listed(parts: Sequence[str], last: str = "and") -> str:
    """`a, b and c`; templates of earlier versions ask for `a, b or c` by the word."""
    return wording.either(parts) if last == "or" else wording.listed(parts)


def _span(days: tuple[date, date]) -> str:
    return words.span(*days)


def _number(value: float) -> str:
    return spoken().number(value)


def _tag() -> str:
    """The tag of the language for pages: `en-GB`, `cy`."""
    code = spoken().code
    return "en-GB" if code == "en" else code
