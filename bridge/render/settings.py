"""What moderators see where campaigns are configured: the category, how it is done, and the answers."""

from __future__ import annotations

import re

from bridge.domain.campaign import Campaign
from bridge.domain.declaration import Verdict
from bridge.domain.document import Document, Facet
from bridge.domain.identity import SETTINGS_SCOPE, Key, Kind, settings_key
from bridge.domain.kinds import KINDS
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.render.environment import Templates
from bridge.render.inert import inert_line, inert_title, shortened

_CATEGORY = Key(SETTINGS_SCOPE, Kind.CATEGORY, Kind.CATEGORY.value)
_COLOR = "5B6770"
# Posts end at 32,000 characters.
_MOST_PROBLEMS = 20_000
_TITLE = 120
_FACETS = {
    Facet.TITLE.value: gettext_noop("title"),
    Facet.BODY.value: gettext_noop("body"),
    Facet.TAGS.value: gettext_noop("tags"),
    Facet.PINNED.value: gettext_noop("pinned"),
    Facet.CLOSED.value: gettext_noop("closed"),
    Facet.LISTED.value: gettext_noop("listed"),
    Facet.POLL.value: gettext_noop("poll"),
    Facet.PERMISSIONS.value: gettext_noop("permissions"),
    Facet.HISTORY.value: gettext_noop("history"),
}
"""What sides of a Document are called there."""
_RUN = re.compile(r"`+|~+")


def category(templates: Templates, group: str, bridge_group: str) -> Document:
    """The category in which campaigns are configured."""
    return Document(
        key=_CATEGORY,
        facets={
            Facet.TITLE: _("Campaign settings"),
            Facet.PERMISSIONS: tuple(sorted({f"{group}:1", f"{bridge_group}:1"})),
        },
        settings={
            "slug": "campaign-settings",
            "color": _COLOR,
            "description": templates.render("forum/settings-category.md.j2", {}),
            "template": templates.render("forum/settings-new.md.j2", {}),
        },
    )


def how(templates: Templates, scaffold: str) -> Document:
    """The pinned topic that says how a campaign is configured, with a file to start from."""
    return Document(
        key=Key(SETTINGS_SCOPE, Kind.START, "how"),
        parent=_CATEGORY,
        facets={
            Facet.TITLE: _("How to set up a campaign"),
            Facet.BODY: templates.render("forum/settings-how.md.j2", {"file": fenced(scaffold, "yaml")}),
            Facet.PINNED: True,
            Facet.CLOSED: True,
            Facet.LISTED: True,
        },
    )


def topic(templates: Templates, campaign: Campaign, text: str) -> Document:
    """The topic of a campaign whose file is handed over to the forum."""
    return Document(
        key=settings_key(f"campaign-{campaign.slug}"),
        parent=_CATEGORY,
        facets={
            Facet.TITLE: inert_title(shortened(_("Settings: %(campaign)s", campaign=campaign.title), _TITLE)),
            Facet.BODY: templates.render(
                "forum/settings-topic.md.j2",
                {"campaign": campaign, "file": fenced(text, "yaml")},
            ),
            Facet.PINNED: False,
            Facet.CLOSED: False,
            Facet.LISTED: True,
        },
    )


def answer(templates: Templates, key: Key, parent: Key, verdict: Verdict) -> Document:
    """The answer to a campaign file, or to a reply that approves one."""
    body = templates.render(
        "forum/settings-answer.md.j2",
        {
            "outcome": str(verdict.outcome),
            "title": inert_line(verdict.title),
            "problems": fenced(shortened(verdict.problems, _MOST_PROBLEMS), "text")
            if verdict.problems
            else "",
            "what": inert_line(verdict.what),
            "hint": inert_line(verdict.hint),
            "steps": [
                {
                    "action": step.action,
                    "kind": step.kind,
                    "what": inert_line(shortened(step.what, _TITLE)),
                    "facets": ", ".join(_facet(name) for name in step.facets.split(", ") if name),
                }
                for step in verdict.steps
            ],
            "kinds": {str(kind): _(words) for kind, words in KINDS.items()},
            "more": verdict.more,
            "created": verdict.created,
            "updated": verdict.updated,
            "requests": verdict.requests,
            "minutes": max(round(verdict.seconds / 60), 1),
            "notes": [inert_line(note) for note in verdict.notes],
            "failed": [inert_line(reason) for reason in verdict.failed],
        },
    )
    return Document(key=key, parent=parent, facets={Facet.BODY: body})


def _facet(name: str) -> str:
    return _(_FACETS[name]) if name in _FACETS else name


def fenced(text: str, language: str) -> str:
    """A block of code that ends where its text does, whatever is in it."""
    longest = max((len(run) for run in _RUN.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
