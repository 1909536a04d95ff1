"""Pictures go up right before the text that shows them: the forum deletes what no text uses.

The text calls a picture by the name that its bytes will have. A forum that shrinks pictures gives them
another name, and one that takes none gives no name: then the text is changed before it goes out, and the
store remembers the name, so that the next run writes the same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bridge.domain.document import Attachment, Facet
from bridge.domain.errors import Forbidden, Rejected
from bridge.ports import Forum
from bridge.sync.plan import Operation


def with_pictures(forum: Forum, operation: Operation) -> tuple[Operation, Mapping[str, str]]:
    """The operation with its pictures uploaded, and the name of each by its content; empty if refused.

    Sending the same picture again changes nothing in the forum, so a run that was cut off simply does.
    """
    document = operation.document
    body = operation.facets.get(Facet.BODY)
    if document is None or not document.attachments or not isinstance(body, str):
        return operation, {}
    names = {picture.content: _put(forum, picture) for picture in document.attachments}
    for picture in document.attachments:
        body = renamed(body, picture.address, names[picture.content])
    facets = {**operation.facets, Facet.BODY: body}
    whole = {**document.facets, Facet.BODY: body}
    return replace(operation, facets=facets, document=replace(document, facets=whole)), names


def renamed(body: str, address: str, name: str) -> str:
    """The text with a picture by its real name; without the picture where it has none."""
    if name:
        return body.replace(address, name)
    return re.sub(rf"^!\[[^\]\n]*\]\({re.escape(address)}\)\n*", "", body, flags=re.MULTILINE)


def _put(forum: Forum, picture: Attachment) -> str:
    try:
        return forum.uploads.put(picture.name, picture.data)
    except (Rejected, Forbidden):
        # The numbers stand in the text as well: better without the picture than not at all.
        return ""
