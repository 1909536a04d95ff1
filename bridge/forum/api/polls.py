"""Polls: open and close (OBSERVED, last section)."""

from __future__ import annotations

from bridge.forum.endpoint import writing
from bridge.forum.retry import Client

TOGGLE = writing("PUT", "/polls/toggle_status.json")


def set_status(client: Client, post_id: int, name: str, *, opened: bool) -> None:
    """PUT /polls/toggle_status.json, by the author or staff; a closed poll shows its results to everybody."""
    body: dict[str, object] = {
        "post_id": post_id,
        "poll_name": name,
        "status": "open" if opened else "closed",
    }
    client.call(TOGGLE, body=body)
