"""Taking words out of the forum so that, where it allows that, not even staff can read them any more."""

from __future__ import annotations

from contextlib import suppress

from bridge.domain.errors import Forbidden, Gone
from bridge.forum.api import messages, posts, revisions
from bridge.forum.retry import Client


class Eraser:
    """Implements bridge.ports.Eraser.

    The bridge's own key hides and trashes, an admin's deletes for good what the other one put away. A forum
    that refused that once is not asked again in this process.
    """

    def __init__(self, own: Client, admin: Client) -> None:
        self._own = own
        self._admin = admin
        self._for_good = True

    def revisions(self, post_id: int) -> None:
        """Delete all earlier versions of a post for good, or hide them from everybody but staff."""
        version = posts.show(self._own, post_id).version
        if version == 1:
            return
        if self._for_good:
            try:
                revisions.forget_all(self._admin, post_id)
            except Forbidden:
                self._for_good = False
            else:
                return
        revisions.hide_all(self._own, post_id, version)

    def reply(self, post_id: int) -> None:
        """Delete a reply for good, or put it where only staff find it; nothing happens if it is gone."""
        with suppress(Gone):
            posts.delete(self._own, post_id)
        if self._for_good:
            try:
                with suppress(Gone):
                    messages.delete_post(self._admin, post_id, for_good=True)
            except Forbidden:
                self._for_good = False
