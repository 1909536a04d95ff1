"""Putting the site together from what the settings opened."""

from __future__ import annotations

from collections.abc import Mapping

from bridge.admission.desk import Admission
from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.settings import Settings
from bridge.web.deliveries import Deliveries
from bridge.web.moderators import Moderators
from bridge.web.pages import Pages
from bridge.web.repeats import Repeats
from bridge.web.site import Site
from bridge.wiring import Bridge

SHORTEST_SECRET = 16


def open_site(
    bridge: Bridge, admission: Admission, campaigns: Mapping[str, Campaign], settings: Settings
) -> Site:
    """The site for these campaigns, by slug: it shows them as they stand there at each request."""
    forum = settings.forum_url.rstrip("/") if settings.forum_url else None
    secret = settings.connect_secret
    if secret is not None and len(secret.get_secret_value()) < SHORTEST_SECRET:
        raise UserProblem(
            f"IDEABRIDGE_CONNECT_SECRET has fewer than {SHORTEST_SECRET} characters",
            hint="Set a longer one here and in the forum: whoever guesses it can review ideas.",
        )
    return Site(
        doors=bridge.doors,
        admission=admission,
        campaigns=campaigns,
        clock=bridge.clock,
        pages=Pages(settings.templates),
        repeats=Repeats(bridge.clock),
        deliveries=Deliveries(bridge.store, settings.hook_secret_path()),
        guides=settings.guide_folder,
        forum=forum,
        # Nothing comes back where no key is set to lock the words as typed to.
        keeps_raw=bridge.lock.lock(b"?") != b"",
        address=settings.web_url.rstrip("/") if settings.web_url else None,
        moderators=Moderators(secret.get_secret_value(), forum, bridge.clock) if secret and forum else None,
        metrics_key=settings.metrics_key.get_secret_value() if settings.metrics_key else None,
        language=settings.language,
    )
