"""What a pull costs that asks for one thing after the other, as a first script on the forum's interface does.

It lists the category 30 topics a page, opens every topic, fetches posts beyond the first 20 in twenties, and
asks for the likers of every post that has any. Poll counts come with the topics; who voted stays hidden.
Kinder than many scripts: it does not ask for likers where the forum counts none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests

_LIKE = 2
_LIKERS = 200
_POSTS = 20


@dataclass
class Naive:
    """A pull of one category; the counters hold what it saw."""

    url: str
    key: str
    username: str
    sent: int = 0
    votes: Counter[str] = field(default_factory=Counter)
    likes: int = 0
    replies: int = 0

    def pull(self, category: str, account: int) -> None:
        """Read everything in a category (`slug/id`); `account` is the bridge's own user."""
        with requests.Session() as session:
            session.headers.update({"Api-Key": self.key, "Api-Username": self.username})
            for topic in self._topics(session, category):
                self._topic(session, topic, account)

    def _get(self, session: requests.Session, path: str, **query: Any) -> Any:
        self.sent += 1
        answer = session.get(self.url + path, params=query, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def _topics(self, session: requests.Session, category: str) -> list[int]:
        found: dict[int, None] = {}
        page = 0
        while True:
            listed = self._get(session, f"/c/{category}/l/latest.json", page=page)["topic_list"]
            before = len(found)
            found.update((topic["id"], None) for topic in listed["topics"])
            if not listed.get("more_topics_url") or len(found) == before:
                return list(found)
            page += 1

    def _topic(self, session: requests.Session, topic: int, account: int) -> None:
        stream = self._get(session, f"/t/{topic}.json")["post_stream"]
        posts = stream["posts"]
        rest = stream["stream"][len(posts) :]
        for start in range(0, len(rest), _POSTS):
            query = {"post_ids[]": rest[start : start + _POSTS]}
            posts += self._get(session, f"/t/{topic}/posts.json", **query)["post_stream"]["posts"]
        for post in posts:
            liked = any(done["id"] == _LIKE and done.get("count") for done in post["actions_summary"])
            likers = self._likers(session, post["id"]) if liked else 0
            if post["post_number"] == 1:
                self.likes += likers
            elif post["user_id"] != account:
                self.replies += 1
            for poll in post.get("polls") or []:
                for option in poll["options"]:
                    self.votes[option["html"]] += option["votes"]

    def _likers(self, session: requests.Session, post: int) -> int:
        found: set[int] = set()
        page = 0
        while True:
            query = {"id": post, "post_action_type_id": _LIKE, "limit": _LIKERS, "page": page}
            listed = self._get(session, "/post_action_users.json", **query)
            found.update(person["id"] for person in listed["post_action_users"])
            if len(found) >= listed.get("total_rows_post_action_users", 0) or not listed["post_action_users"]:
                return len(found)
            page += 1
