"""Private messages to a group of the bridge's account, over Discourse's HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from bridge.domain.errors import Forbidden, Gone, Permanent
from bridge.domain.observation import Erasure, ForumFacts, ListedMessage, ObservedMessage, Placed
from bridge.forum.api import messages
from bridge.forum.convert import regular_posts
from bridge.forum.retry import Client


class GroupMessages:
    """Implements bridge.ports.Messages.

    The bridge's own key reads, answers, archives and trashes; only an admin's may delete for good, which is
    tried with the provisioning key. `create_reply` writes a reply as the adapter does everywhere.
    """

    def __init__(
        self,
        own: Client,
        admin: Client,
        facts: Callable[[], ForumFacts],
        create_reply: Callable[[int, str], Placed],
    ) -> None:
        self._own = own
        self._admin = admin
        self._facts = facts
        self._create_reply = create_reply

    def inbox(self, group: str) -> list[ListedMessage]:
        """Messages to the group that nobody archived; Gone where there is no such group for the account."""
        return self._listed(group, archived=False)

    def archived(self, group: str) -> list[ListedMessage]:
        """Messages to the group that were archived for it."""
        return self._listed(group, archived=True)

    def read(self, topic_id: int) -> ObservedMessage | None:
        """One message with all that was written in it; None if this account sees none."""
        whole = messages.whole(self._own, topic_id)
        if whole is None:
            return None
        posts = regular_posts(whole.posts, self._facts().account_id)
        return ObservedMessage(
            whole.page.id,
            whole.page.title,
            whole.page.message_archived,
            tuple(sorted(posts, key=lambda post: post.post_id)),
        )

    def answer(self, topic_id: int, raw: str) -> Placed:
        """Write into a message; brings it back into the inbox."""
        return self._create_reply(topic_id, raw)

    def archive(self, topic_id: int) -> None:
        """Take a message out of the group's inbox; doing it twice changes nothing."""
        messages.archive(self._own, topic_id)

    def erase(self, topic_id: int) -> Erasure:
        """Delete a message for good where the forum allows that, else as far as it does; never Forbidden.

        Replies go first, since the forum destroys no topic that has any. What was trashed with the bridge's
        key an admin's may destroy at once; with one key for both the forum wants five minutes in between, and
        then the message stays in its trash.
        """
        whole = messages.whole(self._own, topic_id)
        if whole is None:
            return Erasure.GONE
        replies = [post.id for post in whole.posts if post.post_number > 1]
        tried = [self._destroyed_reply(post, trash=True) for post in replies]
        tried += [self._destroyed_reply(post, trash=False) for post in whole.deleted]
        if whole.page.deleted_at is None and not self._deleted(self._own, topic_id):
            return Erasure.KEPT
        if all(tried) and self._deleted(self._admin, topic_id, for_good=True):
            return Erasure.GONE
        return Erasure.TRASHED

    def _deleted(self, client: Client, topic_id: int, *, for_good: bool = False) -> bool:
        try:
            messages.delete(client, topic_id, for_good=for_good)
        except Gone:
            return True
        except Permanent:
            return False
        return True

    def _destroyed_reply(self, post_id: int, *, trash: bool) -> bool:
        try:
            if trash:
                messages.delete_post(self._own, post_id)
            messages.delete_post(self._admin, post_id, for_good=True)
        except Gone:
            return True
        except Forbidden:
            return False
        return True

    def _listed(self, group: str, *, archived: bool) -> list[ListedMessage]:
        account = self._facts().account
        pages = messages.of_group(self._own, account, group, archived=archived)
        return [
            ListedMessage(item.id, item.last_posted_at.astimezone(UTC), item.last_poster_username == account)
            for page in pages
            for item in page
        ]
