"""People who act in the same process: the same rules as over HTTP, without the requests.

For tests and simulations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bridge.sandbox import liking, polling, removal, revising
from bridge.sandbox.posting import Draft, create_post
from bridge.sandbox.refusals import SandboxRefusal, conflict, invalid_access, not_found, unprocessable
from bridge.sandbox.resources.posts import find_post
from bridge.sandbox.resources.status import set_status
from bridge.sandbox.resources.timings import read
from bridge.sandbox.resources.topics import find_topic
from bridge.sandbox.rules import guardian
from bridge.sandbox.serialise import plain
from bridge.sandbox.site import Site, User

__all__ = ["Member", "SandboxRefusal"]

T = TypeVar("T")


class Member:
    """A person of the forum. Every deed raises SandboxRefusal where the forum would refuse it.

    Args:
        site: the forum.
        user_id: whose deeds these are.
    """

    def __init__(self, site: Site, user_id: int) -> None:
        self._site = site
        self.id = user_id

    @property
    def username(self) -> str:
        """The name in the forum."""
        with self._site.lock:
            return self._site.user(self.id).username

    def _do(self, deed: Callable[[User], T]) -> T:
        with self._site.transaction():
            return deed(self._site.user(self.id))

    def like(self, post_id: int) -> None:
        """Like a post."""
        self._do(lambda user: liking.like(self._site, user, *find_post(self._site, user, post_id)))

    def unlike(self, post_id: int) -> None:
        """Take a like back."""
        self._do(lambda user: liking.unlike(self._site, user, *find_post(self._site, user, post_id)))

    def vote(self, post_id: int, *labels: str, poll_name: str = "poll") -> None:
        """Vote in a poll for the options with these texts, or change the vote."""

        def deed(user: User) -> None:
            poll, _, _ = polling.find(self._site, post_id, poll_name)
            options = self._site.all("SELECT digest, html FROM poll_options WHERE poll_id = ?", poll["id"])
            by_text = {plain(row["html"]): row["digest"] for row in options}
            polling.vote(
                self._site, user, post_id, poll_name, [by_text.get(label, label) for label in labels]
            )

        self._do(deed)

    def unvote(self, post_id: int, *, poll_name: str = "poll") -> None:
        """Take a vote back."""
        self._do(lambda user: polling.unvote(self._site, user, post_id, poll_name))

    def toggle_poll(self, post_id: int, status: str, *, poll_name: str = "poll") -> None:
        """Open or close a poll: ``status`` is "open" or "closed"."""
        self._do(lambda user: polling.toggle(self._site, user, post_id, poll_name, status))

    def create_topic(
        self, title: str, raw: str, category_id: int, tags: tuple[str, ...] = ()
    ) -> tuple[int, int]:
        """Open a topic; returns the ids of topic and post."""

        def deed(user: User) -> tuple[int, int]:
            draft = Draft(raw=raw, title=title, category=str(category_id), tags=list(tags))
            post_id = create_post(self._site, user, draft)
            return self._site.value("SELECT topic_id FROM posts WHERE id = ?", post_id), post_id

        return self._do(deed)

    def reply(self, topic_id: int, raw: str, *, to: int | None = None) -> int:
        """Reply to a topic, or to its post number ``to``; returns the id of the post."""
        draft = Draft(raw=raw, topic_id=topic_id, reply_to_post_number=to)
        return self._do(lambda user: create_post(self._site, user, draft))

    def read(
        self, topic_id: int, post_numbers: list[int] | tuple[int, ...] = (1,), *, milliseconds: int = 5000
    ) -> None:
        """Look at posts for a while."""

        def deed(user: User) -> None:
            topic = find_topic(self._site, user, topic_id)
            read(self._site, user, topic, dict.fromkeys(post_numbers, milliseconds))

        self._do(deed)

    def edit(self, post_id: int, raw: str, *, original: str | None = None, reason: str | None = None) -> None:
        """Change a post's text; ``original`` is what the editor believes to stand there."""

        def deed(user: User) -> None:
            post, topic = find_post(self._site, user, post_id)
            if not guardian.can_edit_post(self._site, user, post, topic):
                raise invalid_access()
            if guardian.too_late(self._site, user, post):
                raise unprocessable(
                    "That post was created too long ago. It can no longer be edited or deleted."
                )
            if original is not None and original != post["raw"]:
                raise conflict()
            change = revising.Change(raw=raw, edit_reason=reason)
            revising.revise(self._site, user, post, change, check_text=True)

        self._do(deed)

    def retitle(self, topic_id: int, title: str) -> None:
        """Change a topic's title."""
        self._revise_topic(topic_id, revising.Change(title=title))

    def retag(self, topic_id: int, tags: tuple[str, ...]) -> None:
        """Replace a topic's tags."""
        self._revise_topic(topic_id, revising.Change(tags=list(tags)))

    def _revise_topic(self, topic_id: int, change: revising.Change) -> None:
        def deed(user: User) -> None:
            topic = find_topic(self._site, user, topic_id)
            if not guardian.can_edit_topic(self._site, user, topic):
                raise invalid_access()
            first = self._site.one("SELECT * FROM posts WHERE topic_id = ? AND post_number = 1", topic_id)
            if first is None:
                raise not_found()
            revising.revise(self._site, user, first, change, check_text=False)

        self._do(deed)

    def set_status(self, topic_id: int, status: str, *, on: bool = True) -> None:
        """Close, pin, pin globally, archive or list a topic; for staff."""

        def deed(user: User) -> None:
            topic = find_topic(self._site, user, topic_id)
            if not user.staff:
                raise invalid_access()
            set_status(self._site, user, topic, status, on=on)

        self._do(deed)

    def delete_topic(self, topic_id: int) -> None:
        """Delete a topic; for staff and for authors of unanswered topics."""

        def deed(user: User) -> None:
            topic = find_topic(self._site, user, topic_id)
            own = topic["user_id"] == user.id and topic["posts_count"] <= 1
            if topic["deleted_at"] is not None or not (user.staff or own):
                raise unprocessable(
                    "There was an error deleting that topic. Please contact the site's administrator."
                )
            removal.delete_topic(self._site, user, topic)

        self._do(deed)

    def recover_topic(self, topic_id: int) -> None:
        """Bring a deleted topic back; for staff."""

        def deed(user: User) -> None:
            topic = find_topic(self._site, user, topic_id)
            if not user.staff or topic["deleted_at"] is None:
                raise invalid_access()
            removal.recover_topic(self._site, topic)

        self._do(deed)

    def delete_post(self, post_id: int) -> None:
        """Delete a reply."""

        def deed(user: User) -> None:
            post, _ = find_post(self._site, user, post_id)
            if not guardian.can_delete_post(user, post):
                raise invalid_access()
            removal.delete_post(self._site, user, post)

        self._do(deed)

    def recover_post(self, post_id: int) -> None:
        """Bring a deleted reply back; for staff."""

        def deed(user: User) -> None:
            post, _ = find_post(self._site, user, post_id)
            if not user.staff:
                raise invalid_access()
            removal.recover_post(self._site, post)

        self._do(deed)
