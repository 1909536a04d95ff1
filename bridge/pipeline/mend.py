"""Mend what only a person can decide: restore a removed Document, resolve a conflict."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from bridge.domain.campaign import Campaign
from bridge.domain.document import Facet, FacetValue, LinkState
from bridge.domain.errors import ForumError, UserProblem
from bridge.domain.identity import Key, Kind
from bridge.pipeline.publish import Desk, desired_documents
from bridge.sync.compare import Outcome


class Side(StrEnum):
    """Whose version stands."""

    OURS = "ours"
    THEIRS = "theirs"


def restore(desk: Desk, campaign: Campaign, name: str) -> str:
    """Bring a Document back that a person removed; gives a sentence on what was done.

    A trashed topic is recovered with its votes and replies. Where that is not possible a new generation is
    prepared, which the next apply creates under a new external id.
    """
    key = find_key(campaign, name)
    with desk.store.begin() as unit:
        link = unit.links.get(key)
    if link is None or link.state is not LinkState.REMOVED:
        raise UserProblem(f"{key} was not removed", hint="`ideabridge plan` lists what people removed.")
    if link.topic_id is not None and key.kind is not Kind.NOTICE:
        try:
            desk.forum.recover_topic(link.topic_id)
        except ForumError:
            pass
        else:
            with desk.store.begin() as unit:
                unit.links.put(replace(link, state=LinkState.ACTIVE))
            return f"{key}: topic {link.topic_id} was recovered with its votes and replies"
    with desk.store.begin() as unit:
        unit.links.put(
            replace(
                link,
                generation=link.generation + 1,
                base={},
                topic_id=None,
                post_id=None,
                pending=None,
                state=LinkState.ACTIVE,
            )
        )
    return f"{key}: generation {link.generation + 1} will be created by the next apply"


def resolve(desk: Desk, campaign: Campaign, name: str, side: Side) -> str:
    """Decide a conflict: `ours` lets the next apply write the campaign's text, `theirs` keeps the forum's."""
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
    with desk.store.begin() as unit:
        unit.links.put(replace(comparison.link, base=base, pending=None))
    if side is Side.OURS:
        return f"{key}: the next apply writes the campaign's version"
    return f"{key}: the forum's version stands"


def find_key(campaign: Campaign, name: str) -> Key:
    """A key from `idea/abc`, `campaign/idea/abc` or a bare name that only one Document can have."""
    parts = name.split("/")
    try:
        if len(parts) == 3:
            return Key.parse(name)
        if len(parts) == 2:
            return Key(campaign.slug, Kind(parts[0]), parts[1])
    except ValueError:
        pass
    raise UserProblem(
        f"{name!r} is not the name of a document",
        hint="Names look like idea/abc, question/q1 or story/launch; `ideabridge plan` shows them.",
    )
