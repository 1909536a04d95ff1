"""The site's tags (CONTRACT, section 5)."""

from __future__ import annotations

from bridge.forum.endpoint import reading
from bridge.forum.retry import Client
from bridge.forum.wire.base import read
from bridge.forum.wire.tags import TagList

LIST = reading("/tags.json")


def ids_by_name(client: Client) -> dict[str, int | str]:
    """GET /tags.json: the id of every tag that this account sees."""
    return {tag.name: tag.id for tag in read(TagList, client.call(LIST), LIST).tags}
