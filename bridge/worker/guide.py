"""The guide, built and published: what the command does when asked and the worker by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bridge.domain.campaign import Campaign
from bridge.domain.disclosure import sides_told
from bridge.domain.errors import UserProblem
from bridge.domain.guide import Guide
from bridge.domain.language import gettext_noop
from bridge.holder import gone, holder
from bridge.pipeline.guide import gather, publish
from bridge.pipeline.portray import portray
from bridge.pipeline.rank import rank
from bridge.render.guide.folder import check_place, write_guide
from bridge.render.guide.site import Site, build_site
from bridge.settings import Settings
from bridge.sync.lease import hold
from bridge.wiring import Bridge


def site_of(bridge: Bridge, declared: Campaign, topic_link: Callable[[int], str] | None) -> Site:
    """The guide as it stands now, by a new ranking; `topic_link` gives addresses of topics."""
    guide = guide_of(bridge, declared)
    shown = replace(guide.ranking, ideas=tuple(map(sides_told, guide.ranking.ideas)))
    titles = {idea.id: idea.title for idea in guide.ideas}
    picture = portray(bridge.store, declared, shown, shown.ideas, titles, gettext_noop("support"))
    return Site(declared, guide, picture, topic_link)


def guide_of(bridge: Bridge, declared: Campaign) -> Guide:
    """What the guide tells now, by a new ranking."""
    now = bridge.clock.now()
    ranking = rank(bridge.store, declared, now)
    return gather(bridge.store, declared, ranking, now, bridge.redactor, bridge.relations)


def lessons_in(declared: Campaign, folder: Path | None, named: Path | None = None) -> str | None:
    """The operator's words on lessons: the file named, else the campaign's in this folder, else none."""
    path = named
    if path is None and folder is not None and declared.guide.lessons is not None:
        path = folder / declared.guide.lessons
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UserProblem(f"cannot read the lessons in {path}: {reason}", hint="Name another file.") from None


def guide_now(bridge: Bridge, campaign: Campaign, settings: Settings, folder: Path | None) -> str:
    """Build the guide where a folder is set for guides, and publish its topic once its day has come.

    `folder` is that of the campaign's file, if it has one. Gives what was done.
    """
    parts = []
    if settings.guide_folder is not None:
        out = settings.guide_folder / campaign.slug
        check_place(out)
        site = site_of(bridge, campaign, bridge.forum.topic_url)
        lessons = lessons_in(campaign, folder)
        files, _ = write_guide(out, dict(build_site(replace(site, lessons=lessons), settings.templates)))
        parts.append(f"{len(site.guide.ideas)} ideas in {files} files")
    if is_out(campaign, bridge):
        with hold(bridge.store, bridge.clock, campaign.slug, holder(), gone=gone) as lease:
            posting = publish(bridge.desk, campaign, lease, guide_of(bridge, campaign))
        if posting.failed is not None:
            raise UserProblem(
                f"the forum refused the guide: {posting.failed}", hint="Mend that in the forum."
            )
        if posting.conflict:
            parts.append("somebody changed its topic, which a person has to resolve")
        else:
            parts.append("its topic was brought up to date" if posting.changed else "its topic stands")
    return ", ".join(parts) or "nothing to do: no folder for guides is set, and its day has not come"


def is_out(campaign: Campaign, bridge: Bridge) -> bool:
    """Whether the guide's day has come."""
    published = campaign.guide.published
    return published is not None and campaign.local(bridge.clock.now()).date() >= published
