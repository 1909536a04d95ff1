"""The forum as the core knows it, spoken to as Discourse."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC

from bridge.domain.errors import ForumError, Permanent, Unknown, UserProblem
from bridge.domain.identity import Key, split_marker
from bridge.domain.observation import (
    ForumFacts,
    NewCategory,
    NewTopic,
    ObservedCategory,
    ObservedPost,
    ObservedTopic,
    Placed,
    PullMemory,
    Snapshot,
)
from bridge.forum import provision, rights, snapshot_lists, snapshot_query
from bridge.forum.acquaintance import Acquaintance
from bridge.forum.api import categories, polls, posts, revisions, tags, topics
from bridge.forum.clients import open_clients
from bridge.forum.convert import observed_topic, regular_posts
from bridge.forum.erasing import Eraser
from bridge.forum.founding import describe, found_category
from bridge.forum.messages import GroupMessages
from bridge.forum.searching import CategorySearch
from bridge.forum.settings import ForumSettings
from bridge.forum.tags import as_objects, as_strings, clean_tag, wants_objects
from bridge.forum.titles import prettify
from bridge.forum.transport import Json
from bridge.forum.uploading import PictureUploads
from bridge.forum.wire.posts import WrittenPost
from bridge.ports import Clock, Progress

_LOG = logging.getLogger(__name__)


class DiscourseForum:
    """Implements bridge.ports.Forum over HTTP.

    Its keys share one pace, since the forum counts all keys of a site together. `jitter` gives numbers in
    0..1 that spread pauses after failures. `traffic` tells what went out and what came back.
    """

    def __init__(
        self,
        settings: ForumSettings,
        clock: Clock,
        *,
        jitter: Callable[[], float] | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        keys = open_clients(settings, clock, jitter)
        self._pacer = keys.pacer
        self._transports = keys.transports
        self.traffic = keys
        self._client = keys.own
        self._runner = keys.runner
        self._admin = keys.admin
        self._forum = Acquaintance(self._client, settings, clock)
        self._categories = CategorySearch(self._client, self._admin)
        self._tag_ids: dict[str, int | str] | None = None
        self._sent: Counter[str] = Counter()
        self.eraser = Eraser(self._client, self._admin)
        self.uploads = PictureUploads(self._client)
        self.messages = GroupMessages(self._client, self._admin, self.facts, self.create_reply)

    # What the forum is like.

    @property
    def requests(self) -> int:
        """HTTP requests made so far, with all keys."""
        return sum(transport.total for transport in self._transports)

    @property
    def requests_by_endpoint(self) -> dict[str, int]:
        """Requests so far by method and path template."""
        return self.traffic.by_endpoint()

    def facts(self) -> ForumFacts:
        """Version, account, limits and rights; read once and remembered."""
        return self._forum.known().facts

    def canonical_title(self, title: str) -> str:
        """The title as the forum will store it."""
        known = self._forum.known()
        return prettify(title, close_up_marks=known.closes_up_marks) if known.prettifies else title.strip()

    def canonical_tag(self, tag: str) -> str:
        """The tag as the forum will store it."""
        return clean_tag(tag, length=self.facts().tag_length)

    def seconds_for(self, requests: int) -> float:
        """How long so many requests take at the pace that the forum allows."""
        return self._pacer.seconds_for(requests)

    def topic_url(self, topic_id: int) -> str:
        """The address of a topic for people; the forum adds the words to it."""
        return f"{self._settings.base}/t/{topic_id}"

    def close(self) -> None:
        """Close the connections."""
        for transport in self._transports:
            transport.close()

    # Looking.

    def find_category(self, *, slug: str | None = None, marker: str | None = None) -> ObservedCategory | None:
        """A category by slug, or by the marker that the bridge left in it; see bridge.forum.searching."""
        if marker is not None:
            return self._categories.by_marker(marker)
        return self._categories.by_slug(slug or "")

    def find_topic(self, external_id: str) -> ObservedTopic | None:
        """The topic with this external id, first post included; None if unknown or trashed."""
        topic_id = topics.look_up(self._client, external_id)
        found = None if topic_id is None else self.topic(topic_id)
        return None if found is None or found.removed else found

    def topic(self, topic_id: int) -> ObservedTopic | None:
        """A topic by number, first post included, `removed` if trashed; None if this account sees none."""
        page = topics.show(self._client, topic_id)
        return None if page is None else observed_topic(page, self.facts().account_id)

    def replies_by_marker(self, topic_id: int, key: Key) -> tuple[Placed, ...]:
        """The bridge's own replies in a topic that carry the marker of this key and stand, oldest first."""
        whole = topics.whole(self._client, topic_id)
        if whole is None:
            return ()
        account = self.facts().account_id
        found: list[Placed] = []
        for post in whole.posts:
            if post.post_number == 1 or post.user_id != account or post.deleted_at or post.raw is None:
                continue
            _, marker = split_marker(post.raw)
            if marker is not None and marker.key == key:
                found.append(Placed(topic_id, post.id, post.raw))
        return tuple(found)

    def replies(self, topic_id: int) -> tuple[ObservedPost, ...]:
        """What was written under the first post of a topic and stands, oldest first; empty if it is gone."""
        whole = topics.whole(self._client, topic_id)
        posts = [] if whole is None else regular_posts(whole.posts, self.facts().account_id)
        return tuple(post for post in posts if post.number > 1 and not post.removed)

    def snapshot(
        self,
        category_id: int,
        memory: PullMemory,
        progress: Progress | None = None,
        *,
        again: bool = True,
    ) -> Snapshot:
        """Look at a whole category: by the stored query where the key may run it, else by lists and feed.

        With `again` off the lists serve without the rolling look. When the query exists but cannot be run
        (taken away, too slow, out of date) the lists serve instead, with a warning; the result says which way
        it was. What the memory holds of the forum spares asking for it; where it does not fit any more, the
        forum is asked.
        """
        self._forum.recall(memory.forum)
        seen = self._by_query(category_id, memory, progress)
        if seen is None:
            pages = self._settings.feed_pages if again else 0
            seen = self._by_lists(category_id, memory, pages, progress)
        return replace(seen, memory=replace(seen.memory, forum=self._forum.to_keep()))

    def group_names(self) -> frozenset[str]:
        """Names of all groups that the bridge's account sees."""
        return categories.group_names(self._client)

    # Writing.

    def create_category(self, new: NewCategory) -> ObservedCategory:
        """Make a category with the bridge's marker; needs an admin's key.

        Unknown also when it stands without its description, which `describe_category` can still give it.
        """
        with rights.needs_admin():
            return found_category(self._admin, new)

    def describe_category(self, category_id: int, description: str) -> None:
        """Write a new category's description, unless somebody has written there; needs an admin's key."""
        with rights.needs_admin():
            describe(self._admin, category_id, description)

    def set_permissions(self, category_id: int, name: str, permissions: tuple[str, ...]) -> None:
        """Replace who may do what in a category; needs an admin's key. Everything else stays as it is."""
        levels = categories.as_levels(permissions)
        present = categories.show(self._admin, category_id)
        if present is None:
            raise UserProblem(
                "The category is not there, or the provisioning key may not see it.",
                hint="Look for it in the forum; the key has to be an admin's.",
            )
        with rights.needs_admin():
            categories.set_permissions(self._admin, present, name, levels)

    def create_topic(self, new: NewTopic) -> Placed:
        """Open a topic; Rejected when the external id is taken, also by a trashed topic.

        The forum answers an equal request within 120 s from memory, be it with an old refusal or with a topic
        that has been deleted since. So when this object sends one a second time, a harmless field differs and
        the forum looks afresh; a topic that did come about is then refused by its external id.
        """
        body: Json = {
            "title": new.title,
            "raw": new.raw,
            "category": new.category_id,
            "external_id": new.external_id,
        }
        if new.tags:
            body["tags"] = self._tags(new.tags)
        if new.created is not None:
            body["created_at"] = new.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self._sent[new.external_id]:
            body["typing_duration_msecs"] = self._sent[new.external_id]
        self._sent[new.external_id] += 1
        return self._placed(posts.create(self._client, body))

    def create_reply(self, topic_id: int, raw: str) -> Placed:
        """Write a reply.

        Sent unchanged each time: a reply has no external id, and the forum's memory of 120 s is what keeps a
        request that is still on its way from being carried out beside its repetition.
        """
        return self._placed(posts.create(self._client, {"topic_id": topic_id, "raw": raw}))

    def delete_reply(self, post_id: int) -> None:
        """Take one of the bridge's own replies away; Gone when there is none, or it was taken away before."""
        posts.delete(self._client, post_id)

    def edit_body(self, post_id: int, raw: str, *, original: str) -> str:
        """Replace a post's text if it still is `original`; gives the stored raw; EditConflict otherwise."""
        stored = posts.edit(self._client, post_id, raw, original)
        return self._stored(post_id) if stored is None else stored

    def hide_revisions(self, post_id: int) -> int:
        """Hide all earlier versions of a post from everybody but staff; gives how many there are.

        Discourse shows them to everybody, so a text that had to go is not gone by an edit alone.
        """
        return revisions.hide_all(self._client, post_id, posts.show(self._client, post_id).version)

    def edit_topic(
        self,
        topic_id: int,
        *,
        title: str | None = None,
        tags: tuple[str, ...] | None = None,
        before_title: str | None = None,
        before_tags: tuple[str, ...] | None = None,
    ) -> None:
        """Change title or tags, whichever is given; tags are replaced as a whole.

        EditConflict if title or tags are no longer those given as `before`. In which form releases since 2026
        compare tags is not known, so there only the title is compared.
        """
        changes: Json = {}
        if before_title is not None:
            changes["original_title"] = before_title
        if before_tags is not None and not wants_objects(self.facts().version):
            changes["original_tags"] = list(before_tags)
        if title is not None:
            changes["title"] = title
        if tags is not None:
            changes["tags"] = self._tags(tags)
        if title is not None or tags is not None:
            topics.update(self._client, topic_id, changes)

    def set_status(self, topic_id: int, status: str, *, enabled: bool) -> None:
        """Switch `closed`, `pinned` or `visible`."""
        topics.set_status(self._client, topic_id, status, enabled=enabled)

    def set_poll(self, post_id: int, name: str, *, opened: bool) -> None:
        """Open or close a poll; closing makes its results visible to everybody."""
        polls.set_status(self._client, post_id, name, opened=opened)

    def recover_topic(self, topic_id: int) -> None:
        """Bring a trashed topic back."""
        topics.recover(self._client, topic_id)

    def reset_bump(self, topic_id: int) -> None:
        """Undo the jump to the top that an edit of a lone first post causes."""
        topics.reset_bump(self._client, topic_id)

    def provision_query(self, group: str = "ideabridge") -> int:
        """Install or renew the stored query with the provisioning key; gives its id.

        `group` is granted the right to run it, unless the bridge's account is an admin itself. Nobody else
        should be in it: who may run the query sees votes by user id.
        """
        known = self._forum.known()
        group_id = known.own_groups.get(group)
        if group_id is None and not known.admin:
            raise UserProblem(
                f"The bridge's account is in no group {group} to which the query could be granted.",
                hint=f"Make the account {known.facts.account} the only member of such a group.",
            )
        with rights.needs_admin():
            query = provision.install_query(self._admin, known.facts.version, group_id)
        self._forum.forget()
        return query

    def limited_key(self, query: int) -> str:
        """A new key that may run this stored query and nothing else; made with the provisioning key.

        It is the provisioning account's own, since only admins run queries by a key with scopes.
        """
        with rights.needs_admin():
            return provision.limited_key(self._admin, query)

    def rights(self) -> Iterator[rights.Finding]:
        """Try every right that the bridge needs, changing nothing; says what is missing and how to get it."""
        return rights.probe(self._client, self._runner, self._admin, self._settings)

    # Inner parts.

    def _by_query(self, category_id: int, memory: PullMemory, progress: Progress | None) -> Snapshot | None:
        known = self._forum.known()
        if known.route is None:
            return None
        taken = self._clock.now().astimezone(UTC)
        try:
            seen = snapshot_query.look(
                self._runner, known.route, category_id, known.facts.account_id, memory, taken, progress
            )
        except Permanent as problem:
            if self._forum.recalled:
                self._forum.known_now()
                return self._by_query(category_id, memory, progress)
            _LOG.warning("The stored query cannot be used, reading lists instead: %s", problem.what)
            return None
        if seen.category is not None and self._settings.admin is None and not known.admin:
            # Permissions that this bridge could not set are not shown to it by the forum's pages either.
            return replace(seen, category=replace(seen.category, permissions=()))
        return seen

    def _by_lists(
        self, category_id: int, memory: PullMemory, pages: int, progress: Progress | None
    ) -> Snapshot:
        before, taken = self.requests, self._clock.now().astimezone(UTC)
        category = self._categories.by_number(category_id)
        if category is None:
            spent = self.requests - before
            return Snapshot(
                taken, (), (), (), frozenset(), snapshot_lists.STRATEGY, spent, complete=False, memory=memory
            )
        facts = self._forum.known().facts
        seen = snapshot_lists.look(
            self._client,
            category_id,
            facts.account_id,
            memory,
            pages,
            taken,
            progress,
            username=facts.account,
        )
        return replace(seen, category=category, requests=self.requests - before)

    def _tags(self, names: tuple[str, ...]) -> list[object]:
        if not wants_objects(self._forum.known_now().facts.version):
            return as_strings(names)
        if self._tag_ids is None or not self._tag_ids.keys() >= set(names):
            self._tag_ids = tags.ids_by_name(self._client)
        return as_objects(names, self._tag_ids)

    def _placed(self, post: WrittenPost) -> Placed:
        raw = self._stored(post.id) if post.raw is None else post.raw
        return Placed(post.topic_id, post.id, raw)

    def _stored(self, post_id: int) -> str:
        """The raw of a post that was just written; without it the outcome is unknown, not failed."""
        try:
            raw = posts.show(self._client, post_id).raw
        except ForumError:
            raw = None
        if raw is None:
            raise Unknown(
                "The forum took a text and does not show what it stored.",
                hint="Run the same command again later: the bridge then looks at the forum first.",
            )
        return raw
