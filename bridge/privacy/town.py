"""The forum of the rehearsal and its people: moderators, members, and authors who write to a group."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from bridge.privacy.commands import Failed
from bridge.privacy.people import Author
from bridge.sandbox import Keys, Sandbox

_VOTERS = 5
_ACCEPT = "accept this idea as it stands"
_REPLIES = (
    "We tried this last winter, and it took us one afternoon.",
    "Who would pay for it? On our floor nobody has a budget for such things.",
)
_HOOKS = (101, 102, 103, 104, 105, 201, 202, 203, 204)
"""Everything that the forum tells of topics and posts."""


class Town:
    """People and what they do in the forum, and what anybody can see there."""

    def __init__(self, sandbox: Sandbox, keys: Keys, authors: Sequence[Author]) -> None:
        self.sandbox, self.keys, self.authors = sandbox, keys, authors
        self._shuffle = random.Random(20150112)  # noqa: S311 - who votes how, in a rehearsal
        self._moderators = [
            sandbox.create_user(name, trust_level=4, moderator=True) for name in ("owl", "heron")
        ]
        self._voters = [sandbox.create_user(f"member_{number}", trust_level=2) for number in range(_VOTERS)]
        self._make_group()
        for author in self.authors:
            sandbox.create_user(author.account, trust_level=1)

    def hook(self, url: str, campaign: str) -> None:
        """The forum tells of everything in the campaign's category.

        A web hook without categories would tell private messages as well, with their author.
        """
        site = self.sandbox.site
        with site.lock:
            category = site.value(
                "SELECT category_id FROM category_custom_fields WHERE value = ?",
                f"{campaign}/category/category",
            )
        fields = {
            "web_hook": {
                "payload_url": url,
                "content_type": "1",
                "wildcard_web_hook": False,
                "active": True,
                "web_hook_event_type_ids": list(_HOOKS),
                "secret": "",
                "category_ids": [category],
            }
        }
        self._as_admin("POST", "/admin/api/web_hooks.json", fields)

    def write_message(self, author: Author) -> None:
        """An author writes to the group by private message."""
        key = self.sandbox.create_user_api_key(author.account)
        fields = {
            "title": "An idea for the campaign, by message",
            "raw": author.text,
            "archetype": "private_message",
            "target_recipients": "ideas",
        }
        author.sent.append(datetime.now(UTC))
        self._ask_forum("POST", "/posts.json", fields, {"User-Api-Key": key})
        author.sent.append(datetime.now(UTC))

    def accept_all(self, moderator: int) -> None:
        """One of two moderators accepts everything that stands in the review, by replies."""
        for topic in self._review_topics():
            self._moderators[moderator].reply(topic, _ACCEPT)

    def take_part(self, number: int) -> None:
        """Members read, vote and reply; `number` counts the rounds from 1."""
        site = self.sandbox.site
        with site.lock:
            posts = [
                (row["id"], row["topic_id"])
                for row in site.all(
                    "SELECT posts.id, topic_id FROM posts JOIN topics ON topics.id = topic_id "
                    "WHERE post_number = 1 AND topics.external_id LIKE 'ib-idea-%' ORDER BY posts.id"
                )
            ]
        for post, topic in posts:
            for voter in self._voters:
                choice = self._shuffle.choice(("For", "For", "Against", "Not sure", ""))
                if choice:
                    voter.read(topic)
                    voter.vote(post, choice, poll_name="vote")
        self._voters[number].reply(posts[-number][1], _REPLIES[number - 1])

    def public_pages(self) -> list[str]:
        """Paths that anybody can ask the forum for."""
        site = self.sandbox.site
        with site.lock:
            posts = [
                (row["id"], row["topic_id"])
                for row in site.all(
                    "SELECT posts.id, topic_id FROM posts JOIN topics ON topics.id = topic_id "
                    "WHERE post_number = 1 AND topics.external_id LIKE 'ib-%'"
                )
            ]
        ways = [
            way
            for post, topic in posts
            for way in (f"/t/{topic}.json", f"/posts/{post}.json", f"/posts/{post}/revisions/latest.json")
        ]
        return ["/latest.json", "/posts.json", "/categories.json", *ways]

    def find_topics(self) -> None:
        """Note for each author where the idea stands; Failed where one is missing."""
        found = self.sandbox.site
        with found.lock:
            rows = [
                dict(row)
                for row in found.all(
                    "SELECT topics.id, raw FROM topics "
                    "JOIN posts ON topic_id = topics.id AND post_number = 1 "
                    "WHERE topics.external_id LIKE 'ib-idea-%'"
                )
            ]
        for author in self.authors:
            words = _plain(author.words)
            author.topic = next((row["id"] for row in rows if words in _plain(row["raw"])), 0)
        missing = [author.number for author in self.authors if not author.topic]
        if missing:
            raise Failed(f"ideas of authors {missing} are not in the forum")

    def _review_topics(self) -> list[int]:
        site = self.sandbox.site
        with site.lock:
            return list(
                site.column(
                    "SELECT id FROM topics WHERE external_id LIKE 'ib-review-%' AND NOT closed "
                    "AND deleted_at IS NULL ORDER BY id"
                )
            )

    def _make_group(self) -> None:
        """A group that everybody may write to, with the bridge's account in it."""
        number = self._as_admin("POST", "/admin/groups.json", {"group": {"name": "ideas"}})["basic_group"][
            "id"
        ]
        self._as_admin("PUT", f"/groups/{number}.json", {"group": {"messageable_level": 99}})
        self._as_admin("PUT", f"/groups/{number}/members.json", {"usernames": self.keys.bridge_username})

    def _as_admin(self, method: str, path: str, fields: object) -> Any:
        headers = {"Api-Key": self.keys.admin, "Api-Username": self.keys.admin_username}
        return self._ask_forum(method, path, fields, headers)

    def _ask_forum(self, method: str, path: str, fields: object, headers: Mapping[str, str]) -> Any:
        connection = HTTPConnection(urlsplit(self.sandbox.base_url).netloc, timeout=30)
        try:
            connection.request(
                method, path, json.dumps(fields), {"Content-Type": "application/json", **headers}
            )
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise Failed(f"the forum answered {method} {path} with {answer.status}")
        return json.loads(text)


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum()).casefold()
