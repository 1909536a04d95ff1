"""Texts and titles come out as a running Discourse made them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bridge.sandbox.cooking.cook import cook
from bridge.sandbox.cooking.lookup import Place
from bridge.sandbox.rules import titles
from tests.sandbox.replay import SHARED

needs_recordings = pytest.mark.skipif(not SHARED.is_dir(), reason="the recordings at ../shared are not here")


class Lab:
    """The names that the recorded forum knew."""

    def mention(self, name: str) -> str | None:
        known = {"ana": "user", "labadmin": "user", "alice012901": "user", "bridgers": "group"}
        return known.get(name.lower())

    def hashtag(self, slug: str) -> Place | None:
        names = {"ideas-plugin-lab": "Ideas plugin lab", "bridge-012901": "Bridge 012901"}
        return Place("category", 5, names[slug], slug) if slug in names else None

    def topic(self, topic_id: int, post_number: int) -> tuple[str, str] | None:
        address = f"http://127.0.0.1:3900/t/about-the-site-feedback-category/1/{post_number}"
        return ("About the Site Feedback category", address) if topic_id == 1 else None

    def avatar(self, username: str) -> str | None:
        colours = {"ana": "a6a055", "bob012901": "97f17d", "labadmin": "8c91f0"}
        if username not in colours:
            return None
        return f"//127.0.0.1:3900/letter_avatar_proxy/v4/letter/{username[0]}/{colours[username]}/48.png"

    def upload(self, short_url: str) -> str | None:
        return None


def _posts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        raw, cooked = value.get("raw"), value.get("cooked")
        if isinstance(raw, str) and isinstance(cooked, str) and value.get("post_type") == 1:
            yield raw, cooked
        for inner in value.values():
            yield from _posts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _posts(inner)


NOT_HERE = (
    "/uploads/",
    "quote-modified",
    "site-feedback",
    "civilized",
    "speech_balloon",
    "//127.0.0.1:3900/admin",
)
"""Signs of the few recorded posts with what this forum does not have: uploads, guides, rarer emoji."""


def recorded_posts() -> list[tuple[str, str]]:
    if not SHARED.is_dir():
        return []
    found: dict[tuple[str, str], None] = {}
    for folder in ("recordings", "recordings-plugins"):
        for path in sorted((SHARED / folder).glob("*.json")):
            for raw, cooked in _posts(json.loads(path.read_text())):
                if not any(sign in cooked for sign in NOT_HERE):
                    plain = cooked.replace('src="//127.0.0.1:3900/images', 'src="/images')
                    found[raw, plain] = None
    return list(found)


@needs_recordings
def test_every_recorded_post_is_cooked_alike() -> None:
    posts = recorded_posts()
    assert len(posts) > 270
    assert [pair for pair in posts if cook(pair[0], Lab()).html != pair[1]] == []


@needs_recordings
def test_the_table_of_titles() -> None:
    table = json.loads((SHARED / "recordings-plugins" / "fact-300-title-prettify-table.json").read_text())
    rows = [row for row in table["rows"] if row["status"] == 200]
    assert len(rows) == 32
    assert [row["title"] for row in rows] == [titles.prettify(row["sent"]) for row in rows]
    assert [row["slug"] for row in rows] == [titles.slugify(row["title"]) for row in rows]
    typed = [row for row in rows if "😀" not in row["title"]]
    assert [row["fancy_title"] for row in typed] == [titles.fancy(row["title"]) for row in typed]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("[poll]\n* a\n* b\n[/poll]", ["poll"]),
        ("> [poll name=q]\n> * a\n> * b\n> [/poll]", ["q"]),
        ('[details="x"]\n[poll name=d]\n* a\n* b\n[/poll]\n[/details]', ["d"]),
        ("[quote]\n[poll name=x]\n* a\n* b\n[/poll]\n[/quote]", []),
        ("\\[poll]\n* a\n* b\n\\[/poll]", []),
        ("[\u200bpoll]\n* a\n* b\n[/poll]", []),
        ("```\n[poll]\n* a\n* b\n[/poll]\n```", []),
        ("    [poll]\n    * a\n    * b\n    [/poll]", []),
        ("[poll]\njust text\n[/poll]", []),
        ("[poll]\n* a\n* b", []),
        ("[poll name=one]\n* a\n[/poll]\n\n[poll name=two]\n1. a\n2. b\n[/poll]", ["one", "two"]),
    ],
)
def test_where_a_poll_is_made(raw: str, names: list[str]) -> None:
    assert names == [poll.name for poll in cook(raw, Lab()).polls]


def test_a_poll_is_read_in_full() -> None:
    head = "[poll name=v type=multiple results=staff_only public=true min=1 max=2 chartType=pie]"
    raw = f"{head}\n# *Why?*\n* **A** b\n* c\n[/poll]"
    (poll,) = cook(raw, Lab()).polls
    read = (poll.name, poll.type, poll.results, poll.public, poll.min, poll.max, poll.chart_type)
    assert read == ("v", "multiple", "staff_only", True, 1, 2, "pie")
    assert poll.title == "<em>Why?</em>"
    assert [text for _, text in poll.options] == ["<strong>A</strong> b", "c"]


def test_number_polls_make_their_options() -> None:
    (poll,) = cook("[poll type=number min=1 max=5 step=2]\n[/poll]", Lab()).polls
    assert [text for _, text in poll.options] == ["1", "3", "5"]


@pytest.mark.parametrize(
    "raw",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        '<div style="position:fixed" onclick=x>y</div>',
        "<iframe src='https://example.com'></iframe>",
        "<svg onload=alert(1)>",
        "<style>body{display:none}</style>",
        '<form action="/x"><input name=a></form>',
        "![x](javascript:alert(1))",
    ],
)
def test_hostile_html_is_dropped(raw: str) -> None:
    made = cook(raw, Lab()).html.lower()
    for sign in (
        "<script",
        "onerror=",
        'href="javascript:',
        "onclick",
        "<iframe",
        "onload",
        "<style",
        "<form",
        'src="javascript:',
    ):
        assert sign not in made


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "2026-08-01T10:00:00Z"),
        ("Europe/London", "2026-08-01T09:00:00Z"),
        ("America/New_York", "2026-08-01T14:00:00Z"),
        ("Nowhere/Special", "2026-08-01T10:00:00Z"),
    ],
)
def test_a_time_is_shown_in_utc(zone: str, shown: str) -> None:
    made = cook(f'[date=2026-08-01 time=10:00:00 timezone="{zone}"]', Lab()).html
    assert f">{shown}</span>" in made
    assert f'data-timezone="{zone}"' in made
    assert 'data-time="10:00:00"' in made
