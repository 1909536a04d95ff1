"""What tells of a campaign as a whole: its category, its pinned start topic, and notices under that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bridge.domain.campaign import Campaign, VoteMethod
from bridge.domain.document import Document, Facet
from bridge.domain.errors import UserProblem
from bridge.domain.language import gettext as _
from bridge.domain.status import Answered
from bridge.render.digests import LateWords, LineWords
from bridge.render.environment import Templates
from bridge.render.inert import inert_title, shortened
from bridge.render.keys import category_key, extension_key, start_key
from bridge.render.tags import tag_set
from bridge.render.timetable import ended, phase_words, stage
from bridge.render.words import ending, until

# Names of categories end at fifty characters (CONTRACT, section 5).
_CATEGORY_NAME = 50


def category(templates: Templates, campaign: Campaign) -> Document:
    """The category: readers see, vote, like and reply; only the bridge's group opens topics.

    Level 2 lets people reply and not open topics, and voting needs it (OBSERVED, last section).
    """
    placement = campaign.placement
    name = shortened(inert_title(placement.name or campaign.title), _CATEGORY_NAME)
    description = templates.render("forum/category.md.j2", {"campaign": campaign})
    return Document(
        key=category_key(campaign.slug),
        facets={
            Facet.TITLE: name,
            Facet.PERMISSIONS: tuple(sorted({f"{placement.readers}:2", f"{placement.bridge_group}:1"})),
        },
        use_existing=placement.category,
        settings={
            "slug": campaign.slug,
            "color": placement.color.removeprefix("#"),
            "description": description,
        },
    )


def start(
    templates: Templates,
    campaign: Campaign,
    now: datetime,
    figures: Mapping[str, int],
    unseen: Sequence[LineWords] = (),
    answers: Answered | None = None,
    late: Sequence[LateWords] = (),
) -> Document:
    """The pinned start topic. It changes when a phase or a day of the calendar turns, or the figures do.

    `figures` may hold `people`, `ideas`, `replies` and `votes`; nothing is said of figures when it is empty.
    `unseen` are ideas that need readers; nothing is said of answers where there are none; `late` are overdue
    check-ins.
    """
    today = campaign.local(now).date()
    running = campaign.phase_at(now)
    coming = campaign.next_phase(now)
    body = templates.render(
        "forum/start.md.j2",
        {
            "campaign": campaign,
            "stage": stage(campaign, now).value,
            "phase": phase_words(campaign, running) if running else None,
            "next_phase": phase_words(campaign, coming) if coming else None,
            "phases": [phase_words(campaign, phase) for phase in campaign.phases],
            "sign_up_open": campaign.sign_up is not None and today >= campaign.sign_up.opens,
            "polls": campaign.voting.method is VoteMethod.POLL,
            "figures": figures,
            "unseen": unseen,
            "answers": answers,
            "late": late,
        },
    )
    return Document(
        key=start_key(campaign.slug),
        parent=category_key(campaign.slug),
        facets={
            Facet.TITLE: inert_title(_("Start here: %(campaign)s", campaign=campaign.title)),
            Facet.BODY: body,
            Facet.TAGS: tag_set([campaign.hashtag]),
            Facet.PINNED: True,
            Facet.CLOSED: ended(campaign, now),
            Facet.LISTED: True,
        },
    )


def extension(
    templates: Templates, campaign: Campaign, phase_id: str, before: datetime, after: datetime
) -> Document:
    """The notice under the start topic that a phase ends at another time than was said."""
    phase = next((phase for phase in campaign.phases if phase.id == phase_id), None)
    if phase is None:
        raise UserProblem(
            f"The campaign {campaign.slug} has no phase {phase_id!r}.",
            hint="Use one of: " + ", ".join(known.id for known in campaign.phases) + ".",
        )
    body = templates.render(
        "forum/extension.md.j2",
        {
            "campaign": campaign,
            "phase": phase_words(campaign, phase),
            "before": ending(before, campaign.zone),
            "after": until(after, campaign.zone),
            "longer": after > before,
        },
    )
    return Document(
        key=extension_key(campaign.slug, phase_id, after),
        parent=start_key(campaign.slug),
        facets={Facet.BODY: body},
    )
