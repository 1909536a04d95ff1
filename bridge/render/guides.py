"""The guide's topic in the forum: its headline, the first solutions, and where the site is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bridge.domain.campaign import Campaign
from bridge.domain.document import Document, Facet
from bridge.domain.guide import Guide, GuideIdea
from bridge.domain.language import gettext as _
from bridge.domain.wording import share
from bridge.render.digests import LineWords
from bridge.render.environment import Templates
from bridge.render.inert import inert_line, inert_title
from bridge.render.keys import category_key, guide_key
from bridge.render.tags import tag_set

_TITLE = 120


def guide(
    templates: Templates, campaign: Campaign, shown: Guide, topic_url: Callable[[int], str]
) -> Document:
    """The topic of the guide; the same guide gives the same text, however often it is published."""
    body = templates.render(
        "forum/guide.md.j2",
        {
            "campaign": campaign,
            "numbers": shown.numbers,
            "ideas": len(shown.ideas),
            "solutions": [_line(idea, topic_url) for idea in shown.first],
            "ranking": shown.ranking,
        },
    )
    return Document(
        key=guide_key(campaign.slug),
        parent=category_key(campaign.slug),
        facets={
            Facet.TITLE: inert_title(_("The guide: what came out of %(campaign)s", campaign=campaign.title)),
            Facet.BODY: body,
            Facet.TAGS: tag_set(["guide", campaign.hashtag]),
            Facet.LISTED: True,
        },
    )


@dataclass(frozen=True, slots=True)
class SolutionWords(LineWords):
    """A solution with its place as people read it, `=9` where several share it."""

    place: str


def _line(idea: GuideIdea, topic_url: Callable[[int], str]) -> SolutionWords:
    ranked = idea.ranked
    title = inert_line(inert_title(idea.title, _TITLE))
    link = f"[{title}]({topic_url(idea.topic_id)})" if idea.topic_id is not None else title
    why = _(
        "support of %(share)s, likely between %(low)s and %(high)s",
        share=share(ranked.score),
        low=share(ranked.low),
        high=share(ranked.high),
    )
    if ranked.sides.score is not None:
        why += "; " + _("%(share)s across both sides", share=share(ranked.sides.score))
    return SolutionWords(link, why, ranked.shown_place)
