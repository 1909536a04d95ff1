"""The weekly digest as a topic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Digest, IdeaLine
from bridge.domain.document import Document, Facet
from bridge.pipeline.digest import appears
from bridge.render.environment import Templates
from bridge.render.inert import inert_line, inert_title
from bridge.render.keys import category_key, digest_key
from bridge.render.tags import tag_set
from bridge.render.timetable import phase_words
from bridge.render.words import span

# A title that takes more than one line of a list hides the ideas below it.
_TITLE = 80


@dataclass(frozen=True, slots=True)
class LineWords:
    """One idea as a template shows it: `link` is finished Markdown, `why` a phrase without full stop."""

    link: str
    why: str


def idea_lines(ideas: Sequence[IdeaLine], topic_url: Callable[[int], str]) -> list[LineWords]:
    """Ideas as templates show them in a list."""
    return [
        LineWords(
            f"[{inert_line(inert_title(line.title, _TITLE))}]({topic_url(line.topic_id)})",
            inert_line(line.why),
        )
        for line in ideas
    ]


def digest(
    templates: Templates, campaign: Campaign, week: Digest, topic_url: Callable[[int], str]
) -> Document:
    """The digest of a week; all it says holds for the moment at which it appears, whenever it is rendered."""
    at = appears(campaign, week.week)
    running, coming = campaign.phase_at(at), campaign.next_phase(at)
    monday = week.week.monday
    title = f"Weekly digest: week {week.week.number}, {span(monday, monday + timedelta(days=6))}"

    def lines(ideas: Sequence[IdeaLine]) -> list[LineWords]:
        return idea_lines(ideas, topic_url)

    body = templates.render(
        "forum/digest.md.j2",
        {
            "formula": week.formula,
            "input_hash": week.input_hash,
            "campaign": campaign,
            "week": week.week.number,
            "days": span(monday, monday + timedelta(days=6)),
            "numbers": week.numbers,
            "total": week.total,
            "counts_only": week.counts_only,
            "new": lines(week.new),
            "more_new": week.numbers.ideas > len(week.new),
            "rising": lines(week.rising),
            "discussed": lines(week.discussed),
            "unseen": lines(week.unseen),
            "leading": lines(week.leading),
            "across": lines(week.across),
            "disputed": lines(week.disputed),
            "others_voted": week.others_voted,
            "phase": phase_words(campaign, running) if running else None,
            "next_phase": phase_words(campaign, coming) if coming else None,
        },
    )
    return Document(
        key=digest_key(campaign.slug, week.week),
        parent=category_key(campaign.slug),
        facets={
            # With the campaign's name: two campaigns on one forum have digests of the same week.
            Facet.TITLE: inert_title(f"{title} ({campaign.title})"),
            Facet.BODY: body,
            Facet.TAGS: tag_set(["digest", campaign.hashtag]),
            Facet.LISTED: True,
        },
    )
