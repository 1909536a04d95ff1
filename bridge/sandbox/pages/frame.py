"""The frame of every page: templates, dates, safe links back, and how a refusal is told to a person."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from babel import Locale
from babel.dates import format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from bridge.sandbox.cooking.emoji import NAMES
from bridge.sandbox.refusals import SandboxRefusal
from bridge.sandbox.routing import Call, Reply
from bridge.sandbox.site import read_stamp

_HTML = "text/html; charset=utf-8"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_EMOJI = re.compile(r'<img src="/images/emoji/[^"]*" title=":([\w+-]+):"[^>]*>')
_PICTURE = re.compile(r'<img (?=[^>]*src="([^"]*)")[^>]*>')
_UPLOAD = re.compile(r"(?://[^/]+)?/uploads/")
_AVATAR = re.compile(r'<img [^>]*class="avatar">')
_DATE = re.compile(r'<span class="discourse-local-date"[^>]*>[^<]*</span>')
_DATA = re.compile(r'data-(date|time)="([^"]*)"')
_POLL = re.compile(r'<div class="poll"[^>]*>.*?</div>\n</div>\n</div>\n</div>(?:\n|\Z)', re.DOTALL)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("bridge.sandbox", "pages"),
        autoescape=select_autoescape(["html", "j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["day"] = day
    templates.filters["shown"] = shown
    return templates


def day(moment: str | None) -> str:
    """A stored time as a person reads it."""
    if not moment:
        return ""
    time: datetime = read_stamp(moment)
    return f"{time.day} {time:%B %Y, %H:%M}"


def shown(cooked: str, language: str = "en-GB") -> Markup:
    """A post's HTML for a page: emoji as characters, other sites' pictures as links, polls left to forms.

    Dates are in the zone that they name: the forum's script shows them on each reader's clock.
    """
    text = _POLL.sub("", cooked)
    text = _AVATAR.sub("", text)
    text = _EMOJI.sub(lambda match: NAMES.get(match[1], f":{match[1]}:"), text)
    text = _PICTURE.sub(_picture, text)
    text = _DATE.sub(lambda match: _dated(match[0], language), text)
    # Cooked HTML was made and sanitised by the forum itself.
    return Markup(text)  # noqa: S704


def _picture(match: re.Match[str]) -> str:
    if _UPLOAD.match(match[1]):
        return match[0]
    return f'<a href="{match[1]}">picture</a>' if match[1].startswith(("http://", "https://")) else ""


def _dated(span: str, language: str) -> str:
    given = dict(_DATA.findall(span))
    try:
        moment = datetime.fromisoformat(f"{given.get('date')}T{given.get('time', '00:00:00')}")
    except ValueError:
        # Somebody wrote such an element by hand.
        return span
    pattern = "d MMMM y, HH:mm" if "time" in given else "d MMMM y"
    return f"<span>{escape(format_datetime(moment, pattern, locale=Locale.parse(language, sep='-')))}</span>"


def alone(title: str, cooked: str, style: str, language: str) -> str:
    """A page that holds one text and its looks."""
    # The style sheet is the forum's own file.
    looks = Markup(style)  # noqa: S704
    template = _templates().get_template("alone.html.j2")
    return template.render(title=title, cooked=cooked, style=looks, language=language)


def page(call: Call, template: str, status: int = 200, **values: Any) -> Reply:
    """A page made from a template."""
    notice = call.query.get("notice")
    body = (
        _templates()
        .get_template(f"{template}.html.j2")
        .render(
            site_title=call.site.limits.title,
            user=call.actor,
            here=call.path,
            notice=_NOTICES.get(str(notice)),
            **values,
        )
    )
    return Reply(body, status, _HTML, {"Content-Security-Policy": _POLICY, "Referrer-Policy": "same-origin"})


_NOTICES = {
    "liked": "You liked the post.",
    "unliked": "You took your like back.",
    "voted": "Your vote is counted. You can change it while the poll is open.",
    "unvoted": "You took your vote back.",
    "replied": "Your reply was added.",
    "welcome": "You are logged in.",
    "bye": "You are logged out.",
}


def back(target: str, notice: str, fragment: str = "") -> Reply:
    """Go back to a page of this forum with a notice."""
    parts = urlsplit(target)
    path = parts.path if parts.path.startswith("/") and not target.startswith("//") else "/"
    place = f"#{quote(fragment)}" if fragment else ""
    return Reply("", 303, _HTML, {"Location": f"{path}?notice={quote(notice)}{place}"})


def onward(target: str) -> Reply:
    """Go on to an address that leads to another site.

    By a page and not by a redirect, since the forms of these pages may lead nowhere but here.
    """
    place = escape(target)
    body = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>One moment</title>'
        f'<meta http-equiv="refresh" content="0;url={place}"><p><a href="{place}">Go on</a></p></html>'
    )
    return Reply(body, 200, _HTML)


def render_refusal(refused: SandboxRefusal, call: Call | None) -> Reply:
    """Tell a person why the forum refused something, and where to go from here."""
    titles = {
        403: "This is not allowed",
        404: "There is nothing here",
        422: "That did not work",
        429: "A little too fast",
    }
    title = titles.get(refused.status, "That did not work")
    message = " ".join(refused.errors) or "The page is not there or it is private."
    message = re.sub("<[^>]+>", "", message)
    if call is None:
        head = f"<!doctype html><html lang=en><title>{title}</title>"
        body = f"{head}<h1>{title}</h1><p><a href='/'>To the forum</a></p>"
        return Reply(body, refused.status, _HTML)
    came_from = urlsplit(call.headers.get("referer", "")).path
    return page(
        call,
        "refused",
        refused.status,
        title=title,
        message=message,
        came_from=came_from or "/",
        written=str(call.params.get("raw") or ""),
        topic_id=str(call.params.get("topic_id") or ""),
    )
