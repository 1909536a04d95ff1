"""Pictures for texts, as the core asks for them."""

from __future__ import annotations

from bridge.forum.api import uploads
from bridge.forum.retry import Client


class PictureUploads:
    """Implements `ports.Uploads`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def address(self, name: str, data: bytes) -> str:
        """What a file will be called in texts if the forum keeps its bytes as they are."""
        return uploads.address(name, data)

    def put(self, name: str, data: bytes) -> str:
        """Upload a picture; gives its name in texts, which is the same for the same bytes."""
        return uploads.create(self._client, name, data)
