"""What every page works with: the campaigns, the pipeline's doors, admission, templates and the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from bridge.admission.desk import Admission
from bridge.domain.campaign import Campaign, FormAccess
from bridge.domain.language import gettext as _
from bridge.domain.phase import Phase, Right
from bridge.domain.question import Question
from bridge.pipeline.receive import Doors
from bridge.ports import Clock
from bridge.render import words
from bridge.web.deliveries import Deliveries
from bridge.web.moderators import Moderators
from bridge.web.pages import Pages
from bridge.web.repeats import Repeats

_BEFORE_SLUGS = frozenset({"c", "review", "guide", "campaigns"})
"""After which parts of an address a campaign is named."""


@dataclass(frozen=True, slots=True)
class Site:
    """The form's site. `forum` is the address of the forum, for links, and `address` its own.

    `guides` is the folder in which built guides lie, if there is one.

    `keeps_raw` says whether the text as typed is kept as well, locked to keys that this machine has not.
    `moderators` is None where nobody can review here, `metrics_key` where no figures are given. `language` is
    that of pages that belong to no campaign, where campaigns speak several.
    """

    doors: Doors
    admission: Admission
    campaigns: Mapping[str, Campaign]
    clock: Clock
    pages: Pages
    repeats: Repeats
    deliveries: Deliveries
    guides: Path | None
    forum: str | None
    keeps_raw: bool
    address: str | None = None
    moderators: Moderators | None = None
    metrics_key: str | None = None
    language: str = "en"

    def language_at(self, path: str) -> str:
        """In what language to answer there: the campaign's, else that of all campaigns, else the site's."""
        parts = path.split("/")
        named = [
            self.campaigns[slug]
            for before, slug in pairwise(parts)
            if before in _BEFORE_SLUGS and slug in self.campaigns
        ]
        spoken = {campaign.language for campaign in named[-1:] or self.campaigns.values()}
        return spoken.pop() if len(spoken) == 1 else self.language

    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    def topic(self, topic_id: int | None) -> str | None:
        """The address of a topic in the forum."""
        return f"{self.forum}/t/{topic_id}" if self.forum and topic_id else None


def _here(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


Here = Annotated[Site, Depends(_here)]
"""The site that an endpoint belongs to."""

Address = Annotated[str, Depends(_address)]
"""The network address of whoever asks: for counters in memory alone, never kept or logged."""


def open_questions(campaign: Campaign, now: datetime) -> tuple[Question, ...]:
    """The questions that take ideas through the form now."""
    if campaign.intake.form is FormAccess.CLOSED:
        return ()
    return tuple(
        question for question in campaign.questions if campaign.allows_for(Right.IDEA, question.id, now)
    )


def until(campaign: Campaign, now: datetime) -> str:
    """Until when ideas are taken, in words that fit after "until"."""
    phase = campaign.phase_at(now)
    assert phase is not None
    return words.until(phase.closes, campaign.zone)


def standing(campaign: Campaign, now: datetime) -> tuple[str, str]:
    """Heading and sentence for a campaign whose form is not open: when it opens, or when it closed."""
    if campaign.intake.form is FormAccess.CLOSED:
        return (
            _("This campaign takes no ideas here"),
            _("It takes them in another way. The campaign team can tell you how."),
        )
    asking = [phase for phase in campaign.phases if Right.IDEA in phase.rights]
    coming = min((phase for phase in asking if phase.opens > now), key=_opens, default=None)
    if coming is not None:
        begins = words.beginning(coming.opens, campaign.zone)
        return _("Ideas are not open yet"), _("You can send ideas from %(day)s.", day=begins)
    past = max((phase for phase in asking if phase.closes <= now), key=_opens, default=None)
    if past is not None:
        ended = words.until(past.closes, campaign.zone)
        return _("Ideas are closed"), _("Ideas were open until %(day)s.", day=ended)
    return _("This campaign takes no ideas"), _("You can read, vote and reply in the forum.")


def _opens(phase: Phase) -> datetime:
    return phase.opens
