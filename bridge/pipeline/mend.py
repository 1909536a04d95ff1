"""Mend what only a person can decide: restore a removed Document, resolve a conflict."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from bridge.domain.campaign import Campaign
from bridge.domain.document import Facet, FacetValue, Link, LinkState
from bridge.domain.errors import UserProblem
from bridge.domain.identity import Key, Kind
from bridge.pipeline.publish import Desk, desired_documents
from bridge.sync.compare import Outcome


class Side(StrEnum):
    """Whose version stands."""

    OURS = "ours"
    THEIRS = "theirs"


def restore(desk: Desk, campaign: Campaign, name: str) -> str:
    """Bring a Document back that a person removed; gives a sentence on what was done. Needs the lease.

    A trashed topic is recovered with its votes and replies; one that a person brought back already is looked
    after again. Only where nothing is left to recover a new generation is prepared, which the next apply
    creates under a new external id. UserProblem for what was not removed. Whatever the forum raises is passed
    on, and then nothing has changed: a second topic beside a trashed one would part votes from their idea.
    """
    key = find_key(campaign, name)
    with desk.store.begin() as unit:
        link = unit.links.get(key)
    if link is None:
        raise _not_removed(key)
    topic = None
    if link.topic_id is not None and key.kind is not Kind.NOTICE:
        topic = desk.forum.topic(link.topic_id)
    if topic is not None:
        if not topic.removed and link.state is LinkState.ACTIVE:
            raise _not_removed(key)
        if topic.removed:
            desk.forum.recover_topic(topic.topic_id)
        _put(desk, replace(link, state=LinkState.ACTIVE))
        if topic.removed:
            return f"{key}: topic {topic.topic_id} was recovered with its votes and replies"
        return f"{key}: topic {topic.topic_id} is back in the forum already and looked after again"
    if link.state is LinkState.ACTIVE and (link.topic_id is None or key.kind is Kind.NOTICE):
        raise _not_removed(key)
    following = link.generation + 1
    _put(
        desk,
        replace(
            link,
            generation=following,
            base={},
            category_id=None,
            topic_id=None,
            post_id=None,
            pending=None,
            state=LinkState.ACTIVE,
        ),
    )
    return f"{key}: generation {following} will be created by the next apply"


def resolve(desk: Desk, campaign: Campaign, name: str, side: Side) -> str:
    """Decide a conflict: `ours` lets the next apply write the campaign's text, `theirs` keeps the forum's.

    Needs the lease. UserProblem where nothing is in conflict.
    """
    key = find_key(campaign, name)
    documents = desired_documents(desk, campaign, desk.clock.now())
    reconciler = desk.reconciler
    view = reconciler.look(campaign.slug, documents)
    comparison = next(
        (item for item in reconciler.compare(campaign.slug, documents, view) if item.key == key), None
    )
    clashes = comparison.by(Outcome.CONFLICT) if comparison else ()
    if comparison is None or not clashes or comparison.link is None:
        raise UserProblem(f"{key} has no conflict", hint="`ideabridge plan` lists the conflicts.")
    base: dict[Facet, FacetValue] = dict(comparison.link.base)
    for clash in clashes:
        base[clash.facet] = clash.theirs if side is Side.OURS else clash.value
    _put(desk, replace(comparison.link, base=base, pending=None))
    if side is Side.OURS:
        return f"{key}: the next apply writes the campaign's version"
    return f"{key}: the forum's version stands"


def find_key(campaign: Campaign, name: str) -> Key:
    """A key of this campaign from `idea/abc` or `campaign/idea/abc`; UserProblem for anything else."""
    parts = name.split("/")
    slug = parts[0] if len(parts) == 3 else campaign.slug
    try:
        kind, last = parts[-2:]
        key = Key(slug, Kind(kind), last)
    except ValueError:
        raise UserProblem(
            f"{name!r} is not the name of a document",
            hint="Names look like idea/abc, question/q1 or story/launch; `ideabridge plan` shows them.",
        ) from None
    if len(parts) > 3 or slug != campaign.slug:
        raise UserProblem(
            f"{name!r} is not a document of the campaign {campaign.slug}",
            hint="Name the file of its own campaign with --campaign.",
        )
    return key


def _not_removed(key: Key) -> UserProblem:
    return UserProblem(f"{key} was not removed", hint="`ideabridge plan` lists what people removed.")


def _put(desk: Desk, link: Link) -> None:
    with desk.store.begin() as unit:
        unit.links.put(link)
