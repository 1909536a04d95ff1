"""What the first page says of the whole: the figures in a sentence, and what became of the ideas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.domain.campaign import Campaign
from bridge.domain.guide import Guide
from bridge.domain.idea import IdeaStatus
from bridge.domain.language import gettext as _
from bridge.domain.language import ngettext
from bridge.domain.wording import counted, listed
from bridge.render.guide.views import STATUS, View

NAMED = 5
"""So many ideas are named of each status."""

_TOLD = (
    IdeaStatus.DONE,
    IdeaStatus.BEING_TRIED,
    IdeaStatus.CHOSEN,
    IdeaStatus.SHORTLISTED,
    IdeaStatus.NOT_NOW,
    IdeaStatus.IN_DISCUSSION,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Ideas of which the same became: the first of how many, and the filter of the list that shows them."""

    words: str
    number: int
    first: tuple[View, ...]
    filter: str


def outcomes(views: Sequence[View]) -> tuple[Outcome, ...]:
    """What became of the ideas, the furthest first; ideas of which nothing was said are not told."""
    found = []
    for status in _TOLD:
        having = [shown for shown in views if shown.idea.status is status]
        if having:
            found.append(Outcome(_(STATUS[status]), len(having), tuple(having[:NAMED]), f"status={status}"))
    tried = [shown for shown in views if shown.trials]
    if tried:
        found.append(Outcome(_("Tried elsewhere as well"), len(tried), tuple(tried[:NAMED]), "tried=2"))
    return tuple(found)


def headline(campaign: Campaign, guide: Guide) -> str:
    """The figures in one sentence or two; people, ideas, votes and replies are never added up."""
    numbers = guide.numbers
    votes, replies = counted(numbers.votes, "vote"), counted(numbers.replies, "reply")
    given = [words for words, number in ((votes, numbers.votes), (replies, numbers.replies)) if number]
    if not guide.ideas:
        return _("No ideas were published.")
    told = [
        ngettext(
            "In %(weeks)s, %(num)s idea was published without a name.",
            "In %(weeks)s, %(num)s ideas were published without a name.",
            len(guide.ideas),
            weeks=counted(campaign.weeks, "week"),
        )
    ]
    if numbers.people:
        told.append(
            _(
                "%(people)s took part with %(given)s.",
                people=counted(numbers.people, "person"),
                given=listed(given),
            )
        )
    if not guide.solutions:
        return " ".join(told)
    told.append(
        ngettext(
            "The one with most support is told in full.",
            "The %(num)s ideas with most support are presented first.",
            len(guide.solutions),
        )
    )
    return " ".join(told)
