"""Sends recorded requests to the embedded forum, in their order, and notes where its answers differ in shape.

Ids differ between the forums: they are matched by walking a recorded answer and ours side by side. What the
recording's
author had made without recording it (topics to page through, say) is made when a later request names it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests

from bridge.sandbox import Limits, Sandbox

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "discourse"
MASTER = "1ab0"
REQUEST_HEADERS = ("Accept", "Content-Type", "User-Agent")
OPTIONAL_NAMES = (
    "last_read_post_number unread new_posts unread_posts notification_level excerpt unicode_title admin"
    " moderator"
    " external_id notice posted last_read_post_id reply_to_user more_topics_url parent_category_id"
)
OPTIONAL = frozenset(OPTIONAL_NAMES.split())
"""Keys whose presence depends on which topic, person or post comes first, not on the kind of answer."""
CREATED = {"created_post_id": "post", "created_post_topic_id": "topic"}
KINDS = {"topic_id": "topic", "post_id": "post", "category_id": "category", "user_id": "user"}


class Clock:
    """The time of the recording."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 1, 28, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move_to(self, recorded: dict[str, Any]) -> None:
        """Go on to the time of a recorded answer, as far as it tells one, and a moment further."""
        self.time += timedelta(milliseconds=20)
        body = recorded["response"].get("json")
        written = isinstance(body, dict) and recorded["request"]["method"] == "POST"
        made = body.get("created_at") if written else None
        if isinstance(made, str) and made.startswith("2026"):
            self.time = max(self.time, datetime.fromisoformat(made))


@dataclass
class Outcome:
    """What came of one request."""

    name: str
    expected: int
    status: int
    differences: list[str] = field(default_factory=list)
    expected_errors: Any = None
    errors: Any = None


def load(folder: str) -> list[dict[str, Any]]:
    """All recorded requests of a folder, by file name."""
    found = []
    for path in sorted((SHARED / folder).glob("*.json")):
        recorded = json.loads(path.read_text())
        if "request" in recorded and "response" in recorded and "status" in recorded["response"]:
            found.append({**recorded, "file": path.stem})
    return found


def compare(expected: Any, given: Any, where: str = "", *, subset: bool = False) -> Iterator[str]:
    """Differences in keys and types; values are not compared, and null fits anything."""
    if expected is None or given is None:
        return
    if isinstance(expected, bool) != isinstance(given, bool):
        yield f"{where}: {type(expected).__name__} expected, {type(given).__name__} given"
    elif isinstance(expected, int | float) and isinstance(given, int | float):
        return
    elif type(expected) is not type(given):
        yield f"{where}: {type(expected).__name__} expected, {type(given).__name__} given"
    elif isinstance(expected, dict):
        if all(re.fullmatch(r"\d+|[0-9a-f]{32}", key) for key in (*expected, *given)):
            pairs: list[tuple[Any, Any]] = list(zip(expected.values(), given.values(), strict=False))
            for old, new in pairs:
                yield from compare(old, new, f"{where}.*", subset=subset)
            return
        optional = OPTIONAL if where.endswith(("[0]", ".user")) else frozenset()
        if not subset:
            lacking = sorted(expected.keys() - given.keys() - optional)
            yield from (f"{where}.{key} is missing" for key in lacking)
        more = sorted(given.keys() - expected.keys() - optional)
        yield from (f"{where}.{key} is not in the recording" for key in more)
        for key in expected.keys() & given.keys():
            yield from compare(expected[key], given[key], f"{where}.{key}", subset=subset)
    elif isinstance(expected, list) and expected and given:
        yield from compare(expected[0], given[0], f"{where}[0]", subset=subset)


def plain_errors(body: Any) -> Any:
    """Messages with numbers of seconds and hours blurred."""
    if not isinstance(body, dict):
        return None
    return [re.sub(r"wait \d+|in \d+", "wait N", str(text)) for text in body.get("errors", [])]


class Replay:
    """Replays one folder on one forum."""

    def __init__(self, recordings: list[dict[str, Any]], limits: Limits | None = None) -> None:
        self.clock = Clock()
        self.recordings = recordings
        self.sandbox = Sandbox(clock=self.clock, limits=limits or Limits(max_admin_api_reqs_per_minute=0))
        self.sandbox.start()
        keys = self.sandbox.seed()
        self.keys = {MASTER: keys.anyone}
        self.ids: dict[str, dict[int, int]] = defaultdict(dict)
        self.web = requests.Session()
        self.web.trust_env = False

    def close(self) -> None:
        self.web.close()
        self.sandbox.stop()

    def send(self, recorded: dict[str, Any]) -> Outcome:
        """Send one recorded request and compare the answers."""
        request, response = recorded["request"], recorded["response"]
        self.prepare(response.get("json"))
        self.clock.move_to(recorded)
        body = self._body(request["body"])
        headers = {name: value for name, value in request["headers"].items() if name in REQUEST_HEADERS}
        key = request["headers"].get("Api-Key")
        if key is not None:
            headers["Api-Key"] = self.keys.get(key, self.keys[MASTER] if key.startswith(MASTER) else key)
        if "Api-Username" in request["headers"]:
            headers["Api-Username"] = request["headers"]["Api-Username"]
        data: Any = None
        if body is not None:
            if headers.get("Content-Type") == "application/x-www-form-urlencoded":
                pairs = body.items() if isinstance(body, dict) else body
                data = urlencode([(k, v) for k, vs in pairs for v in (vs if isinstance(vs, list) else [vs])])
            else:
                data = body if isinstance(body, str) else json.dumps(body)
        answer = self.web.request(
            request["method"],
            self.sandbox.base_url + self._path(request["path"]),
            data=data.encode() if isinstance(data, str) else data,
            headers=headers,
            allow_redirects=False,
        )
        outcome = Outcome(recorded["file"], response["status"], answer.status_code)
        kind = (response["headers"].get("Content-Type") or "").partition(";")[0]
        if kind != answer.headers.get("Content-Type", "").partition(";")[0]:
            outcome.differences.append(f"content type {answer.headers.get('Content-Type')} instead of {kind}")
        if kind == "application/json" and answer.text:
            given, expected = answer.json(), response.get("json")
            self.learn(expected, given)
            outcome.differences += list(compare(expected, given))
            outcome.expected_errors, outcome.errors = plain_errors(expected), plain_errors(given)
        for name in ("Location", "Retry-After", "Discourse-Rate-Limit-Error-Code"):
            if (name in response["headers"]) != (name in answer.headers):
                outcome.differences.append(f"header {name}")
        return outcome

    def learn(self, expected: Any, given: Any) -> None:
        """Match the ids of two answers of the same shape."""
        if isinstance(expected, dict) and isinstance(given, dict):
            kind = _kind(expected)
            if kind == "topic" and expected["title"] != given.get("title"):
                return
            if kind and "id" in given and isinstance(expected.get("id"), int):
                self.ids[kind].setdefault(expected["id"], given["id"])
            old, new = expected.get("key"), given.get("key")
            if isinstance(old, str) and isinstance(new, str) and len(new) == 64:
                self.keys[old] = new
            if expected.get("action") == "enqueued" and "pending_post" in given:
                self.ids["item"][expected["pending_post"]["id"]] = given["pending_post"]["id"]
            for name, kind in CREATED.items():
                if isinstance(expected.get(name), int) and isinstance(given.get(name), int):
                    self.ids[kind].setdefault(expected[name], given[name])
            for name, kind in KINDS.items():
                if isinstance(expected.get(name), int) and isinstance(given.get(name), int):
                    self.ids[kind].setdefault(expected[name], given[name])
            for name in expected.keys() & given.keys():
                self.learn(expected[name], given[name])
        elif isinstance(expected, list) and isinstance(given, list) and len(expected) == len(given):
            for old, new in zip(expected, given, strict=True):
                self.learn(old, new)

    def new(self, kind: str, old: int) -> int:
        """Our id for a recorded one; a topic that is not there yet is made as the recordings show it."""
        if old > 9_000_000 or old < 0:
            return old
        if old not in self.ids[kind]:
            if kind == "topic":
                self._make_topic(old)
            elif kind == "post":
                self._make_post(old)
        return self.ids[kind].get(old, old)

    def _path(self, path: str) -> str:
        def swap(kind: str, pattern: str, text: str) -> str:
            return re.sub(pattern, lambda m: m[1] + str(self.new(kind, int(m[2]))), text)

        path = swap("topic", r"(^/t/(?:[a-z-][^/]*/)?)(\d+)", path)
        path = swap("topic", r"(^/posts/by_number/|^/raw/)(\d+)", path)
        path = swap("post", r"(^/posts/|^/post_actions/|^/discourse-reactions/posts/)(\d+)", path)
        path = swap("post", r"(post_ids\[\]=|\bbefore=|post_id=|post_action_users.json\?id=)(\d+)", path)
        path = swap("category", r"(^/categories/)(\d+)", path)
        path = swap("category", r"(^/c/(?:[^?]*/)?)(\d+)(?=/show|/l/|\.json)", path)
        path = swap("category", r"([?&]category=)(\d+)", path)
        path = swap("user", r"(^/admin/users/)(\d+)", path)
        path = swap("group", r"(^/groups/)(\d+)", path)
        path = swap("key", r"(^/admin/api/keys/)(\d+)", path)
        path = swap("hook", r"(^/admin/api/web_hook(?:s|_events)/)(\d+)", path)
        path = swap("topic", r"([?&]topic_id=)(\d+)", path)
        path = swap("item", r"(^/review/)(\d+)", path)
        path = swap("query", r"(/queries/|/reports/)(\d+)", path)

        def each(match: re.Match[str]) -> str:
            return match[1] + ",".join(str(self.new("topic", int(part))) for part in match[2].split(","))

        return re.sub(r"(topic_ids=)([\d,]+)", each, path)

    def _body(self, body: Any) -> Any:
        if isinstance(body, list):
            return [[name, self.new("post", value) if name == "post_id" else value] for name, value in body]
        if not isinstance(body, dict):
            return body
        swapped = dict(body)
        kinds = {**KINDS, "category": "category", "parent_category_id": "category"}
        for name, kind in kinds.items():
            if isinstance(swapped.get(name), int):
                swapped[name] = self.new(kind, swapped[name])
        if "post_action_type_id" in swapped or set(swapped) == {"id"}:
            swapped["id"] = self.new("post", swapped["id"])
        if isinstance(swapped.get("post_ids"), list):
            swapped["post_ids"] = [self.new("post", old) for old in swapped["post_ids"]]
        if isinstance(swapped.get("query"), dict) and "group_ids" in swapped["query"]:
            groups = [self.ids["group"].get(old, old) for old in swapped["query"]["group_ids"]]
            swapped["query"] = {**swapped["query"], "group_ids": groups}
        return swapped

    def prepare(self, expected: Any) -> None:
        """Make the topics that a recorded list shows."""
        if isinstance(expected, dict) and isinstance(expected.get("topic_list"), dict):
            listed = sorted(expected["topic_list"]["topics"], key=lambda item: int(item["id"]))
            for item in listed:
                if not item["title"].startswith("About the ") and item["category_id"] in self.ids["category"]:
                    self.new("topic", item["id"])

    def _shown(self) -> Iterator[dict[str, Any]]:
        for recorded in self.recordings:
            yield from _objects(recorded["response"].get("json"))

    def _make_topic(self, old: int) -> None:
        shown = list(self._shown())
        posts = {post["id"]: post for post in shown if post.get("topic_id") == old and "cooked" in post}
        listed = next(
            (
                item
                for item in shown
                if item.get("id") == old and {"fancy_title", "category_id"} <= item.keys()
            ),
            None,
        )
        if listed is None and not posts:
            self.ids["topic"][old] = old
            return
        title = listed["title"] if listed else f"Unrecorded topic {old}"
        first = min(posts.values(), key=lambda post: post["post_number"]) if posts else None
        author = first["username"] if first else "labadmin"
        body: dict[str, Any] = {
            "title": title,
            "raw": _source(first) if first else f"The body of unrecorded topic {old}.",
            "category": self.new("category", listed["category_id"] if listed else 5),
            "skip_validations": True,
            "tags": [],
        }
        made = self._post(body, author)
        self.ids["topic"][old] = made["topic_id"]
        if first:
            self.ids["post"][first["id"]] = made["id"]
        for post in sorted(posts.values(), key=lambda post: int(post["post_number"])):
            known = post is first or post["id"] in self.ids["post"] or self._recorded(post["id"])
            if not known and post["post_type"] == 1:
                reply = {"topic_id": made["topic_id"], "raw": _source(post), "skip_validations": True}
                self.ids["post"][post["id"]] = self._post(reply, post["username"])["id"]

    def _recorded(self, post_id: int) -> bool:
        """Whether a recorded request makes this post."""
        for recorded in self.recordings:
            body: Any = recorded["response"].get("json")
            request = recorded["request"]
            if request["path"].startswith("/posts.json") and request["method"] == "POST":
                inner = body.get("post", body) if isinstance(body, dict) else {}
                if isinstance(inner, dict) and inner.get("id") == post_id:
                    return True
        return False

    def _make_post(self, old: int) -> None:
        shown = next((post for post in self._shown() if post.get("id") == old and "cooked" in post), None)
        if shown is None:
            self.ids["post"][old] = old
            return
        topic = self.new("topic", shown["topic_id"])
        if old not in self.ids["post"]:
            reply = {"topic_id": topic, "raw": _source(shown), "skip_validations": True}
            self.ids["post"][old] = self._post(reply, shown["username"])["id"]

    def _post(self, body: dict[str, Any], username: str) -> Any:
        headers = {"Api-Key": self.keys[MASTER], "Api-Username": username}
        answer = self.web.post(f"{self.sandbox.base_url}/posts.json", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


def _kind(shown: dict[str, Any]) -> str | None:
    if "post_number" in shown and "cooked" in shown:
        return "post"
    if "fancy_title" in shown:
        return "topic"
    if "text_color" in shown and "slug" in shown:
        return "category"
    if "payload_url" in shown:
        return "hook"
    if "param_info" in shown:
        return "query"
    if "mentionable_level" in shown:
        return "group"
    if "truncated_key" in shown:
        return "key"
    return "user" if "username" in shown and "avatar_template" in shown else None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


def _source(post: dict[str, Any]) -> str:
    raw = post.get("raw")
    if isinstance(raw, str) and raw:
        return raw
    return unescape(re.sub("<[^>]+>", "", post["cooked"])) or "No text was recorded."
