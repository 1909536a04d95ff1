"""Note which wordings of ideas the forum has shown: those alone may be read again in the guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bridge.domain.document import Document, Facet, LinkState, agrees
from bridge.domain.identity import Kind
from bridge.ports import Store

_WORDS = (Facet.TITLE, Facet.BODY)


def not_appeared(store: Store, campaign: str) -> Mapping[str, int]:
    """Latest versions that are not known to have been shown; to be asked before Documents are made."""
    with store.begin() as unit:
        return unit.ideas.not_appeared(campaign)


def note_appeared(
    store: Store, campaign: str, before: Mapping[str, int], documents: Sequence[Document]
) -> None:
    """Note of these versions which the forum shows now, in the words of these Documents (in canonical form).

    An idea that got other words while they were on their way is left for the next run: its Document may be of
    either version.
    """
    with store.begin() as unit:
        now = unit.ideas.not_appeared(campaign)
        shown = {}
        for document in documents:
            idea = document.key.name
            if document.key.kind is not Kind.IDEA or idea not in before or before[idea] != now.get(idea):
                continue
            link = unit.links.get(document.key)
            if (
                link is not None
                and link.state is LinkState.ACTIVE
                and all(agrees(link.base.get(facet), document.facets.get(facet)) for facet in _WORDS)
            ):
                shown[idea] = before[idea]
        unit.ideas.appeared(campaign, shown)
