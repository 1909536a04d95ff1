"""Alive, ready, and figures for those who have the key; none tells when an idea came."""

from __future__ import annotations

from datetime import timedelta

from tests.e2e.small_campaign import SLUG
from tests.web.conftest import Door


def figures(door: Door) -> dict[str, float]:
    answer = door.get("/metrics", headers={"Authorization": "Bearer a key for figures"})
    assert answer.status_code == 200
    rows = (line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in rows}


def test_it_is_alive_and_ready(door: Door) -> None:
    assert door.get("/healthz").text == "ok\n"
    assert door.get("/readyz").text == "ready\n"


def test_figures_are_for_those_with_the_key_alone(door: Door) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "a key for figures"}):
        assert door.get("/metrics", headers=headers).status_code == 404
    assert f'ideabridge_waiting{{campaign="{SLUG}"}}' in figures(door)


def test_an_idea_shows_in_the_figures_a_day_later_only(door: Door) -> None:
    """Figures are kept by the second for years, and would tell to the second when it was sent."""
    name = f'ideabridge_waiting{{campaign="{SLUG}"}}'
    before = figures(door)
    door.send("Put the spare keys of the linen room on a red ribbon that fits no pocket.")
    after = figures(door)
    assert {key: value for key, value in after.items() if before.get(key) != value} == {}
    door.clock.advance(timedelta(days=1))
    assert figures(door)[name] > before[name]
