"""A commented campaign file to start from."""

from __future__ import annotations

import json
import unicodedata
from datetime import date, timedelta
from importlib.resources import files
from string import Template

from bridge.declare.fields import to_id
from bridge.declare.loader import load_text
from bridge.declare.ready import ready_groups, ready_lenses
from bridge.domain.errors import DeclarationProblems, UserProblem

_COLLECT_DAYS = 21
_PAUSE_DAYS = 7
_CHOOSE_DAYS = 14
_GUIDE_DAYS = 14
_SLUG_LENGTH = 40


def scaffold(title: str, today: date, timezone: str) -> str:
    """The text of a campaign file that validates as it stands.

    It starts on the second Monday after `today` and asks one question in two phases of three and two weeks.
    Raises UserProblem where the title cannot be a campaign's title, or the time zone is not known.
    """
    title = " ".join(title.split())
    starts = today + timedelta(days=14 - today.weekday())
    collect_to = starts + timedelta(days=_COLLECT_DAYS - 1)
    choose_from = collect_to + timedelta(days=_PAUSE_DAYS + 1)
    choose_to = choose_from + timedelta(days=_CHOOSE_DAYS - 1)
    template = Template(files("bridge.declare").joinpath("scaffold.yaml").read_text("utf-8"))
    text = template.substitute(
        slug=_quoted(slug_of(title)),
        title=_quoted(title),
        timezone=_quoted(timezone),
        starts=starts,
        ends=choose_to,
        collect_from=starts,
        collect_to=collect_to,
        choose_from=choose_from,
        choose_to=choose_to,
        published=choose_to + timedelta(days=_GUIDE_DAYS),
        groups=", ".join(ready_groups()),
        lenses=", ".join(ready_lenses()),
    )
    try:
        load_text(text, "campaign.yaml")
    except DeclarationProblems as error:
        first = error.problems[0]
        raise UserProblem(
            f"No campaign file can be written with this {first.key or 'title'}: {first.message}.",
            hint=f"Did you mean {first.suggestion}?" if first.suggestion else "Choose another one.",
        ) from None
    return text


def slug_of(title: str) -> str:
    """A slug made of a title: letters and digits of the basic alphabet, at most 40 characters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    slug = to_id(plain).lstrip("0123456789-")[:_SLUG_LENGTH].strip("-")
    return slug or "campaign"


def _quoted(text: str) -> str:
    """A YAML scalar that reads back as this text, without quotes where none are needed."""
    plain = text.replace(" ", "").replace("/", "").replace("_", "").replace("-", "")
    words = {"true", "false", "null", "yes", "no", "on", "off"}
    if (
        plain.isascii()
        and plain.isalpha()
        and text[0].isalpha()
        and text == text.strip()
        and text.casefold() not in words
    ):
        return text
    return json.dumps(text, ensure_ascii=False)
