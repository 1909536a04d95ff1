"""Hostile texts through the forum: how many come alive as typed, how many as the bridge writes them.

Each is opened as a topic over HTTP and read back as the forum cooked it. Samples stand alone and in pairs;
the rest is put together by chance from samples and from signs that mean something to the forum.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import closing

import requests

from bridge.clock import SimulatedClock
from bridge.domain.observation import NewCategory, NewTopic
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.render.inert import inert
from bridge.sandbox import Limits, Sandbox
from tests.perf.bench_pull import START
from tests.perf.table import Table
from tests.render.hostile import ALIVE, HOSTILE, LONGEST, shown, undrawn, words

_SIGNS = "@#:[]()<>!*_~`|\\/.-+=&;^$\"'%{}0189 abcxXpPD\n\t\u200b\u200d\u2060\u202eé"


def run(*, quick: bool = False) -> list[Table]:
    """Samples, pairs of samples, texts by chance and one as long as a post may be."""
    rows = [
        _row(name, texts)
        for name, texts in (
            ("samples", list(HOSTILE)),
            ("pairs of samples", list(_pairs(20 if quick else 400))),
            ("signs by chance", list(_chance(20 if quick else 400))),
            ("32,000 characters", [LONGEST]),
        )
    ]
    return [
        Table(
            "Hostile texts, opened as topics and read back as cooked",
            ("texts", "how many", "alive as typed", "alive", "polls made", "words lost", "seconds"),
            rows,
            ("alive: a link, mention, picture, poll, heading, script or any other element but paragraphs.",),
        )
    ]


def _pairs(number: int) -> Iterator[str]:
    luck = random.Random(2015)
    for _ in range(number):
        yield luck.choice(("\n", " ", "")).join(luck.sample(HOSTILE, 2))


def _chance(number: int) -> Iterator[str]:
    luck = random.Random(2016)
    for _ in range(number):
        yield "".join(luck.choices(_SIGNS, k=luck.randint(20, 80)))


def _row(name: str, texts: list[str]) -> tuple[str, int, int, int, int, int, float]:
    clock = SimulatedClock(START)
    begin = time.perf_counter()
    with Sandbox(clock=clock.now, limits=Limits.relaxed()) as sandbox:
        keys = sandbox.seed()
        sandbox.create_user("ana", trust_level=2)
        settings = ForumSettings(
            sandbox.base_url, keys.bridge, keys.bridge_username, keys.admin, keys.admin_username,
            requests_per_minute=6000,
        )  # fmt: skip
        with closing(DiscourseForum(settings, clock)) as forum, requests.Session() as session:
            category = forum.create_category(
                NewCategory("Anything", "anything", "", "0F6B8F", ("everyone:1",), "c/category/c")
            ).category_id
            typed = lost = alive = polls = 0
            for number, text in enumerate(map(undrawn, texts)):
                html = []
                for way, raw in (("typed", text), ("inert", inert(text))):
                    new = NewTopic(f"ib-{way}-{number}", category, f"A {way} text, number {number}", raw, ())
                    # A forum refuses an empty post: then there is nothing to see either.
                    post = forum.create_topic(new).post_id if raw.strip() else None
                    html.append(_cooked(session, sandbox.base_url, post))
                typed += bool(ALIVE.search(html[0]["cooked"]))
                alive += bool(ALIVE.search(html[1]["cooked"]))
                polls += len(html[1].get("polls", ()))
                lost += words(shown(html[1]["cooked"])) != words(text)
    return name, len(texts), typed, alive, polls, lost, time.perf_counter() - begin


def _cooked(session: requests.Session, url: str, post: int | None) -> dict[str, str]:
    if post is None:
        return {"cooked": ""}
    answer = session.get(f"{url}/posts/{post}.json", timeout=30)
    answer.raise_for_status()
    found: dict[str, str] = answer.json()
    return found
