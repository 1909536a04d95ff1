"""Two ideas are joined and parted again: what people see in the forum, and that nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.small_campaign import TEXTS
from tests.e2e.staging import Operator, Town

LEDGER = ("vote", "past_vote", "vote_count", "reply", "exposure", "idea", "idea_version", "concealment")


@pytest.fixture
def pair(town: Town, running: Operator) -> tuple[str, str]:
    """Two published ideas with votes: heron for the first and against the second, owl for both."""
    running.run("forum", "provision").fine()
    ideas = running.ideas()
    leaves, stays = ideas[TEXTS[0]], ideas[TEXTS[2]]
    for name, choices in (("heron", ("For", "Against")), ("owlet", ("For", "For"))):
        for idea, choice in zip((leaves, stays), choices, strict=True):
            link = running.link(f"idea/{idea}")
            assert link.post_id is not None
            assert link.topic_id is not None
            # One after the other: of two words given at one instant neither is the latest.
            assert town.clock is not None
            town.clock.advance(timedelta(minutes=1))
            person = town.member(name)
            person.read(link.topic_id)
            person.vote(link.post_id, choice, poll_name="vote")
            person.reply(link.topic_id, f"What {name} has to say of idea {idea}, which is more than a word.")
    running.run("sync", "--yes").fine()
    return leaves, stays


def ledger(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(database)) as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in LEDGER}


def seen(town: Town, running: Operator, idea: str) -> dict[str, Any]:
    """A topic as people see it."""
    link = running.link(f"idea/{idea}")
    topic = town.topic(link.topic_id)
    shown = {name: topic[name] for name in ("title", "raw", "closed", "visible", "tags")}
    return {**shown, "poll": town.poll_status(link.post_id)}


def ranked(running: Operator) -> dict[str, Any]:
    return {row["idea"]: row for row in running.run("rank", "--format", "json").fine().data["ideas"]}


def test_joined_and_parted_topics_votes_and_replies_are_as_before(
    town: Town, running: Operator, pair: tuple[str, str]
) -> None:
    leaves, stays = pair
    before = ledger(running.database), [seen(town, running, idea) for idea in pair], ranked(running)

    told = running.run("ideas", "merge", leaves, stays).fine()
    assert f"{leaves} into {stays}: joined" in told.out
    running.run("sync", "--yes").fine()

    gone, stands = (seen(town, running, idea) for idea in pair)
    assert (gone["closed"], gone["poll"], stands["closed"], stands["poll"]) == (1, "closed", 0, "open")
    assert f"/t/{running.link(f'idea/{stays}').topic_id}" in gone["raw"]
    assert f"/t/{running.link(f'idea/{leaves}').topic_id}" in stands["raw"]
    found = ranked(running)
    assert leaves not in found
    # heron's latest word is the one that was given last; owlet counts once although she voted twice.
    assert (found[stays]["up"], found[stays]["down"]) == (1, 1)
    assert found[stays]["replies"] == before[2][leaves]["replies"] + before[2][stays]["replies"]

    running.run("ideas", "unmerge", leaves).fine()
    running.run("sync", "--yes").fine()

    assert ledger(running.database) == before[0]
    assert [seen(town, running, idea) for idea in pair] == before[1]
    assert ranked(running) == before[2]
    assert running.run("plan", "--format", "json").fine().data["changes"] == 0


def test_what_cannot_be_joined_is_told_at_the_command_line(running: Operator, pair: tuple[str, str]) -> None:
    leaves, stays = pair
    assert running.run("ideas", "merge").fine().out == "nothing was proposed\n"
    alone = running.run("ideas", "merge", leaves)
    assert (alone.code, "Two ideas are needed" in alone.err) == (2, True)
    wrong = running.run("ideas", "merge", leaves, "nosuch")
    assert (wrong.code, "There is no idea nosuch" in wrong.err) == (2, True)
    never = running.run("ideas", "unmerge", stays)
    assert (never.code, "was not joined" in never.err) == (2, True)
