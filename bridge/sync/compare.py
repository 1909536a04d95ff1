"""The three-way comparison: what we want, what the forum shows, and the state on which both last agreed.

Pure functions; the table they implement is in `bridge/README.md`. A facet that people changed is never
overwritten: where both sides changed a text, the outcome is a conflict that a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bridge.domain.document import (
    POLL_OPEN,
    Document,
    Facet,
    Facets,
    FacetValue,
    Link,
    LinkState,
    agrees,
)
from bridge.domain.identity import Key, text_hash
from bridge.sync.observed import Seen

_TEXTS = frozenset({Facet.TITLE, Facet.BODY})

FRESH: Facets = {
    Facet.CLOSED: False,
    Facet.PINNED: False,
    Facet.LISTED: True,
    Facet.POLL: POLL_OPEN,
}
"""How a topic stands right after it was opened."""


class Outcome(StrEnum):
    """What the comparison says of one Document."""

    SAME = "same"
    CREATE = "create"
    ADOPT = "adopt"
    UPDATE = "update"
    KEEP = "keep"
    CONFLICT = "conflict"
    REMOVED = "removed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class FacetChange:
    """What to do about one facet: `value` is what would be written (for tags a merge of both sides)."""

    facet: Facet
    outcome: Outcome
    value: FacetValue
    base: FacetValue | None
    theirs: FacetValue


@dataclass(frozen=True, slots=True)
class Comparison:
    """One Document compared. `agreed` is the link to store when nothing more has to be written for it."""

    key: Key
    outcome: Outcome
    document: Document | None
    link: Link | None
    seen: Seen | None
    changes: tuple[FacetChange, ...] = ()
    agreed: Link | None = None

    def by(self, outcome: Outcome) -> tuple[FacetChange, ...]:
        """The facets with this outcome."""
        return tuple(change for change in self.changes if change.outcome is outcome)


def compare(document: Document, link: Link | None, seen: Seen | None) -> Comparison:
    """Compare one desired Document; see the table in the module's documentation."""
    if link is not None and link.state is LinkState.REMOVED:
        return Comparison(document.key, Outcome.REMOVED, document, link, seen)
    if seen is None or seen.removed:
        if seen is None and (link is None or not placed(link)):
            return Comparison(document.key, Outcome.CREATE, document, link, None)
        return Comparison(document.key, Outcome.REMOVED, document, link, seen)
    if link is None:
        adopted = adopt(document, seen)
        inner = _compare_facets(document, adopted, seen)
        return replace(inner, outcome=Outcome.ADOPT, link=adopted, agreed=inner.agreed or adopted)
    return _compare_facets(document, link, seen)


def placed(link: Link) -> bool:
    """Whether the Document has a place in the forum; a restored one waits for its new generation."""
    return link.category_id is not None or link.topic_id is not None


def compare_dropped(link: Link, seen: Seen | None) -> Comparison | None:
    """A Document that is no longer desired: told, never deleted. None when it is already out of sight."""
    if link.state is LinkState.REMOVED or seen is None or seen.removed:
        return None
    if seen.facets.get(Facet.LISTED) is False:
        return None
    return Comparison(link.key, Outcome.DROPPED, None, link, seen)


def adopt(document: Document, seen: Seen) -> Link:
    """The link for something of ours that the store does not know (lost database, lost answer).

    The forum's text becomes the base only if the marker's hash proves that nobody touched it since the bridge
    wrote it; without proof the base stays unknown, so that differing texts become a conflict. States are
    based on a fresh topic; tags on what both sides have in common.
    """
    base: dict[Facet, FacetValue] = {}
    body = seen.facets.get(Facet.BODY)
    title = seen.facets.get(Facet.TITLE)
    proven = (
        seen.marker is not None
        and isinstance(body, str)
        and seen.marker.hash == text_hash(title if isinstance(title, str) else None, body)
    )
    if document.use_existing is not None:
        base.update(document.facets)
    for facet in document.facets:
        if facet not in seen.facets:
            continue
        if facet in _TEXTS:
            if proven:
                base[facet] = seen.facets[facet]
        elif facet is Facet.TAGS:
            base[facet] = tuple(sorted(set(_tags(seen.facets[facet])) & set(document.tags)))
        elif facet is Facet.PERMISSIONS:
            base[facet] = seen.facets[facet]
        else:
            base[facet] = FRESH[facet]
    return Link(
        key=document.key,
        generation=seen.generation,
        base=base,
        category_id=seen.category_id,
        topic_id=seen.topic_id,
        post_id=seen.post_id,
    )


def _compare_facets(document: Document, link: Link, seen: Seen) -> Comparison:
    changes: list[FacetChange] = []
    concealing: FacetChange | None = None
    base = dict(link.base)
    for facet, ours in document.facets.items():
        if facet is Facet.HISTORY:
            if link.base.get(facet) != ours:
                concealing = FacetChange(facet, Outcome.UPDATE, ours, link.base.get(facet), "")
            continue
        if facet not in seen.facets:
            continue
        theirs = seen.facets[facet]
        if facet is Facet.TAGS:
            change = _tag_change(ours, link.base, theirs)
        else:
            change = _facet_change(facet, ours, link, theirs)
        if change is not None:
            changes.append(change)
        elif not agrees(link.base.get(facet), ours):
            base[facet] = ours
    if concealing is not None and not any(
        change.facet in _TEXTS and change.outcome is Outcome.CONFLICT for change in changes
    ):
        # Only once the text is settled: an edit still to come would make one more version to hide.
        changes.append(concealing)
    agreed = replace(
        link,
        base=base,
        pending=link.pending if any(change.facet is Facet.BODY for change in changes) else None,
        category_id=seen.category_id,
        topic_id=seen.topic_id,
        post_id=seen.post_id,
    )
    outcomes = {change.outcome for change in changes}
    outcome = next(
        (rank for rank in (Outcome.CONFLICT, Outcome.UPDATE, Outcome.KEEP) if rank in outcomes), Outcome.SAME
    )
    return Comparison(
        document.key,
        outcome,
        document,
        link,
        seen,
        tuple(changes),
        agreed if agreed != link else None,
    )


def _facet_change(facet: Facet, ours: FacetValue, link: Link, theirs: FacetValue) -> FacetChange | None:
    if ours == theirs:
        return None
    base = link.base.get(facet)
    if base is None:
        outcome = Outcome.CONFLICT
    elif agrees(base, theirs):
        outcome = Outcome.UPDATE
    elif agrees(base, ours):
        outcome = Outcome.KEEP
    elif facet is Facet.BODY and _is_pending(link, theirs):
        # The forum shows what was sent and never confirmed: it was us, so the newer text may follow.
        outcome = Outcome.UPDATE
    else:
        outcome = Outcome.CONFLICT
    return FacetChange(facet, outcome, ours, base, theirs)


def _is_pending(link: Link, theirs: FacetValue) -> bool:
    return link.pending is not None and isinstance(theirs, str) and link.pending == text_hash(None, theirs)


def _tag_change(
    ours: FacetValue, base_facets: Mapping[Facet, FacetValue], theirs: FacetValue
) -> FacetChange | None:
    """Tags merge like a set: what we add and drop since the base is added to and dropped from theirs."""
    base = base_facets.get(Facet.TAGS)
    mine, yours = set(_tags(ours)), set(_tags(theirs))
    old = set(_tags(base)) if base is not None else mine & yours
    merged = tuple(sorted((yours | (mine - old)) - (old - mine)))
    if mine == yours:
        return None
    outcome = Outcome.KEEP if set(merged) == yours else Outcome.UPDATE
    return FacetChange(Facet.TAGS, outcome, merged, base, theirs)


def _tags(value: FacetValue) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
