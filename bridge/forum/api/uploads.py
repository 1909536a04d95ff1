"""Uploads: a picture for a text (CONTRACT, section 10)."""

from __future__ import annotations

import hashlib

from bridge.forum.endpoint import writing
from bridge.forum.retry import Client
from bridge.forum.transport import File
from bridge.forum.wire.base import read
from bridge.forum.wire.uploads import Uploaded

CREATE = writing("POST", "/uploads.json")

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def create(client: Client, name: str, data: bytes) -> str:
    """POST /uploads.json: gives the short address `upload://...`.

    The same bytes are the same upload (OBSERVED, section 10), so a request that is repeated does no harm.
    What no post uses is deleted by the forum after 48 hours.

    Raises:
        Rejected: the forum does not take such a file.
    """
    fields = {"upload_type": "composer", "type": "composer", "synchronous": "true"}
    return read(Uploaded, client.call(CREATE, file=File(name, data, fields)), CREATE).short_url


def address(name: str, data: bytes) -> str:
    """The short address under which the forum keeps a file whose bytes it leaves alone: SHA-1 in base 62."""
    number, digits = int(hashlib.sha1(data, usedforsecurity=False).hexdigest(), 16), ""
    while number:
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return f"upload://{digits or '0'}.{name.rpartition('.')[2]}"
