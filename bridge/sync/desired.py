"""Bring desired Documents into the form in which the forum will show them, so that comparing is exact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bridge.domain.document import Document, Facet, FacetValue
from bridge.domain.identity import normalise_body
from bridge.ports import Forum


def canonical(documents: Iterable[Document], forum: Forum) -> list[Document]:
    """The same Documents with titles and tags as the forum stores them and texts with unified line ends.

    The forum rewrites titles (capitals, dots, spaces) and tags (lower case, no signs); comparing what was
    sent with what is shown would otherwise edit for ever. A category that moderators named is theirs: it is
    used and never changed, so it keeps no facets.
    """
    return [_canonical(document, forum) for document in documents]


def _canonical(document: Document, forum: Forum) -> Document:
    if document.use_existing is not None:
        return replace(document, facets={})
    facets: dict[Facet, FacetValue] = {}
    for facet, value in document.facets.items():
        if facet is Facet.TITLE and isinstance(value, str):
            # A category's name is stored as it is; only topic titles are rewritten.
            facets[facet] = value if Facet.PERMISSIONS in document.facets else forum.canonical_title(value)
        elif facet is Facet.BODY and isinstance(value, str):
            facets[facet] = normalise_body(value)
        elif facet is Facet.TAGS and isinstance(value, tuple):
            facets[facet] = tuple(sorted({forum.canonical_tag(tag) for tag in value}))
        elif isinstance(value, tuple):
            facets[facet] = tuple(sorted(value))
        else:
            facets[facet] = value
    return replace(document, facets=facets)
