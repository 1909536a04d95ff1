"""The whole site, file by file: the same guide gives the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bridge.domain.campaign import Campaign
from bridge.domain.guide import Guide
from bridge.domain.language import gettext as _
from bridge.domain.picture import Picture
from bridge.domain.wording import level, share
from bridge.pipeline.export import export, written
from bridge.render.guide.data import as_csv, as_json, as_schema
from bridge.render.guide.pages import GuidePages
from bridge.render.guide.pictures import pictures
from bridge.render.guide.search import search_files
from bridge.render.guide.summary import headline, outcomes
from bridge.render.guide.views import STATUS, TopicLink, View, view
from bridge.render.words import clock, dated, day, span

PAGE = 50
"""So many ideas stand on one page of the list."""

THEME = 100
"""So many ideas stand on the page of a theme or a question; the list has all."""

WHO_CAN_ACT = "who-can-act"
"""The lens of this id says to whom an idea is addressed, and has a filter of its own."""

PNG, JPEG = b"\x89PNG", b"\xff\xd8\xff"
"""How files of these kinds begin; browsers of ten years ago show both."""

File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Site:
    """What the site is made of. `lessons` is the operator's Markdown, None where there is none.

    `topic_link` gives the address of a forum topic, None leaves such links out. `logos` are pictures (PNG or
    JPEG) by the name of a partner: the site carries them, since it asks no other site for anything.
    """

    campaign: Campaign
    guide: Guide
    picture: Picture
    topic_link: TopicLink | None = None
    lessons: str | None = None
    logos: Mapping[str, bytes] = field(default_factory=dict)


def build_site(site: Site, own: Path | None = None) -> Iterator[File]:
    """Every file of the site as (path, content), paths relative and with `/`.

    `own` is the operator's folder of templates, whose files go before the shipped ones.
    """
    pages = GuidePages(own)
    campaign, guide = site.campaign, site.guide
    views = [view(campaign, guide, number, site.topic_link) for number in range(len(guide.ideas))]
    shared = _shared(site, views)
    for name in ("guide.css", "guide.js", "icon.svg"):
        yield f"static/{name}", pages.static(name)
    for partner, path in _logos(site).items():
        yield path, site.logos[partner]
    yield from _front(pages, site, views, shared)
    yield from _lists(pages, site, views, shared)
    yield from _ideas(pages, views, shared)
    yield from search_files(campaign, guide, views)
    yield "data/ideas.csv", as_csv(views)
    yield "data/ideas.json", as_json(campaign, guide, views)
    yield "data/guide.schema.json", as_schema()
    made = json.dumps(written(export(guide.ranking)), indent=1, ensure_ascii=False, sort_keys=True)
    yield "data/ranking.json", f"{made}\n".encode()


def _shared(site: Site, views: Sequence[View]) -> dict[str, object]:
    """What every page has."""
    campaign, ranking = site.campaign, site.guide.ranking
    taken = campaign.local(ranking.taken)
    return {
        "campaign": campaign,
        "guide": site.guide,
        "ranking": ranking,
        "root": "",
        "here": "",
        "total": len(views),
        "has_lessons": site.lessons is not None,
        "logos": _logos(site),
        "taken": f"{day(taken.date())}, {clock(taken.time())}",
        "average": share(ranking.prior.mean) if any(shown.voted for shown in views) else "",
        "interval": level(ranking.interval),
    }


def _logos(site: Site) -> dict[str, str]:
    """Partner -> the file of its logo."""
    return {
        partner.name: f"static/logo-{number}.{'png' if site.logos[partner.name][:4] == PNG else 'jpg'}"
        for number, partner in enumerate(site.campaign.partners, start=1)
        if partner.logo is not None and partner.name in site.logos
    }


def _front(
    pages: GuidePages, site: Site, views: Sequence[View], shared: Mapping[str, object]
) -> Iterator[File]:
    campaign, guide = site.campaign, site.guide
    solutions = [shown for shown in views if shown.solution]
    counts = {
        "lens": Counter(tag for idea in guide.ideas for tag in idea.lenses),
        "question": Counter(idea.question for idea in guide.ideas),
    }

    def page(name: str, **values: object) -> File:
        return f"{name}.html", pages.page(name, {**shared, "here": name, **values})

    yield page("index", solutions=solutions, headline=headline(campaign, guide), outcomes=outcomes(views))
    yield page("themes", counts=counts)
    by_id = {shown.id: shown for shown in views}
    related = {shown.id: [by_id[name] for name in shown.idea.related] for shown in solutions}
    yield page("print", solutions=solutions, related=related)
    drawn = pictures(site.picture, views)
    yield from drawn.files.items()
    yield page("charts", drawn=drawn, picture=site.picture)
    yield page("method", **_method(campaign, guide))
    yield page("people")
    yield page("data")
    if site.lessons is not None:
        yield page("lessons", lessons=site.lessons)


def _method(campaign: Campaign, guide: Guide) -> dict[str, object]:
    """What the method page has: phases with their days, and what the figures leave open."""
    zone, tallies = campaign.zone, [idea.ranked.tally for idea in guide.ideas]
    return {
        "phases": [
            {
                "title": phase.title,
                "days": span(phase.first_day(zone), phase.last_day(zone)),
                "summary": phase.summary,
                "note": phase.note,
            }
            for phase in campaign.phases
        ],
        "roles_until": dated(guide.roles.week.last) if guide.roles.week else "",
        "votes_here": sum(tally.voters for tally in tallies),
        "replies_here": sum(tally.replies for tally in tallies),
    }


def _lists(
    pages: GuidePages, site: Site, views: Sequence[View], shared: Mapping[str, object]
) -> Iterator[File]:
    campaign, guide = site.campaign, site.guide
    roles = {idea.role for idea in guide.ideas if idea.role is not None}
    statuses = {idea.status for idea in guide.ideas}
    choices = {
        "roles": [(group.id, group.title) for group in campaign.groups if group.id in roles],
        "statuses": [(str(status), _(words)) for status, words in STATUS.items() if status in statuses],
        "tried": any(shown.tried for shown in views),
        "trials": any(shown.trials for shown in views),
        "across": any(shown.across for shown in views),
        "overdue": any(shown.idea.became is not None and shown.idea.became.overdue for shown in views),
        "themes": [lens for lens in campaign.lenses if lens.id != WHO_CAN_ACT],
        "actors": next((lens for lens in campaign.lenses if lens.id == WHO_CAN_ACT), None),
    }
    last = max(-(-len(views) // PAGE), 1)
    for number in range(1, last + 1):
        listed_here = views[(number - 1) * PAGE : number * PAGE]
        values = {"views": listed_here, "number": number, "last": last, "choices": choices}
        yield list_page(number), pages.page("ideas", {**shared, "here": "ideas", **values})
    for tag in (tag for lens in campaign.lenses for tag in lens.tags):
        having = [shown for shown in views if tag.tag in shown.idea.lenses]
        values = {"tag": tag, "views": having[:THEME], "number": len(having)}
        yield f"theme-{tag.tag}.html", pages.page("theme", {**shared, "here": "themes", **values})
    for question in campaign.questions:
        having = [shown for shown in views if shown.idea.question == question.id]
        values = {"question": question, "views": having[:THEME], "number": len(having)}
        yield f"question-{question.id}.html", pages.page("question", {**shared, "here": "themes", **values})


def list_page(number: int) -> str:
    """The file of a page of the list, from 1."""
    return "ideas.html" if number == 1 else f"ideas-{number}.html"


def _ideas(pages: GuidePages, views: Sequence[View], shared: Mapping[str, object]) -> Iterator[File]:
    by_id = {shown.id: shown for shown in views}
    for place, shown in enumerate(views):
        values = {
            "shown": shown,
            "related": [by_id[name] for name in shown.idea.related],
            "before": views[place - 1] if place else None,
            "after": views[place + 1] if place + 1 < len(views) else None,
            "list_page": list_page(place // PAGE + 1),
        }
        yield shown.href, pages.page("idea", {**shared, "root": "../", "here": "ideas", **values})
