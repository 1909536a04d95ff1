"""A group whose private messages are a door for ideas, and people who write to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests

from bridge.domain.campaign import Campaign
from bridge.domain.idea import Submission
from bridge.domain.identity import split_marker
from bridge.domain.message import answered_by
from bridge.pipeline import moderate
from bridge.pipeline.correspond import Corresponded, correspond
from bridge.sync.lease import hold
from bridge.wiring import Bridge
from tests.e2e.staging import Town

GROUP = "ideas"
IDEA = "Fill the urn before the round.\n\nSiobhan Fitzgerald does so on ward 7, and nobody waits there."


@dataclass
class Box:
    """A group's inbox in the forum, the people who write to it, and the bridge that answers."""

    town: Town
    bridge: Bridge
    campaign: Campaign

    def _does(self, name: str, method: str, path: str, **body: Any) -> Any:
        answer = requests.request(
            method,
            self.town.sandbox.base_url + path,
            json=body or None,
            headers={"Api-Key": self.town.keys.anyone, "Api-Username": name},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def open(self) -> None:
        """Make the group, with the bridge's account in it, and let everybody write to it."""
        admin = self.town.keys.admin_username
        made = self._does(admin, "POST", "/admin/groups.json", group={"name": GROUP})
        number = made["basic_group"]["id"]
        self._does(admin, "PUT", f"/groups/{number}.json", group={"messageable_level": 99})
        self._does(admin, "PUT", f"/groups/{number}/members.json", usernames=self.town.keys.bridge_username)

    def writes(self, raw: str = IDEA, title: str = "An idea for the campaign", name: str = "heron") -> int:
        """Somebody writes a message; gives its topic."""
        self.town.member(name)
        sent = self._does(
            name,
            "POST",
            "/posts.json",
            title=title,
            raw=raw,
            archetype="private_message",
            target_recipients=GROUP,
        )
        return int(sent["topic_id"])

    def replies(self, topic: int, raw: str, name: str = "heron") -> None:
        self._does(name, "POST", "/posts.json", topic_id=topic, raw=raw)

    def run(self, campaign: Campaign | None = None) -> Corresponded:
        with hold(self.bridge.store, self.bridge.clock, "kettles", "test") as lease:
            done = correspond(self.bridge.desk, self.bridge.doors, campaign or self.campaign, lease)
        assert done is not None
        return done

    def answers(self, topic: int) -> list[str]:
        """What the bridge wrote in a message and still stands."""
        site = self.town.sandbox.site
        with site.lock:
            return list(
                site.column(
                    "SELECT raw FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? "
                    "AND username = ? AND deleted_at IS NULL ORDER BY posts.id",
                    topic,
                    self.town.keys.bridge_username,
                )
            )

    def code(self, topic: int) -> str:
        """The receipt that stands in the answer."""
        (answer,) = self.answers(topic)
        body, marker = split_marker(answer)
        told = answered_by(marker, "kettles")
        assert told is not None
        assert told.code is not None
        assert f"Your receipt code is **{told.code}**" in body
        return told.code

    def waiting(self) -> tuple[Submission, ...]:
        return tuple(moderate.waiting(self.bridge.store, "kettles"))

    def inbox(self) -> list[int]:
        return [listed.topic_id for listed in self.bridge.forum.messages.inbox(GROUP)]

    def left(self) -> int:
        """Posts of messages that the forum's database still holds, in its trash too."""
        site = self.town.sandbox.site
        with site.lock:
            return int(
                site.value(
                    "SELECT count(*) FROM posts JOIN topics ON topics.id = topic_id "
                    "WHERE archetype = 'private_message'"
                )
            )

    def later(self, **wait: float) -> None:
        assert self.town.clock is not None
        self.town.clock.move_to(self.bridge.clock.now() + timedelta(**wait))
