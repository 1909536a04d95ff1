"""Uploads in answers."""

from __future__ import annotations

from bridge.forum.wire.base import Wire


class Uploaded(Wire):
    """POST /uploads.json: the short address goes into texts, whatever the forum's host is."""

    short_url: str
