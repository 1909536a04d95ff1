"""The forum told who voted how, and then it does so no more: figures stay right, nobody counts twice."""

from __future__ import annotations

from typing import Any

from bridge.domain.participation import Method
from tests.e2e.small_campaign import SLUG, TEXTS
from tests.e2e.staging import Operator, Town


def idea_post(operator: Operator) -> tuple[str, int]:
    idea = operator.ideas()[TEXTS[0]]
    link = operator.link(f"idea/{idea}")
    assert link.post_id is not None
    return idea, link.post_id


def hide_query(town: Town) -> None:
    """An admin takes the right to run the query away, and the query itself."""
    with town.sandbox.site.transaction():
        town.sandbox.site.run("DELETE FROM data_explorer_query_groups")
        town.sandbox.site.run("DELETE FROM data_explorer_queries")


def figures(operator: Operator, idea: str) -> dict[str, Any]:
    operator.run("sync", "--yes", "--force").fine()
    rows = operator.run("rank", "--top", "0", "--format", "json").fine().data["ideas"]
    row = next(row for row in rows if row["idea"] == idea)
    return {name: row[name] for name in ("up", "down", "unsure", "basis")}


def test_counts_take_over_once_they_differ_and_give_way_to_names_again(town: Town, running: Operator) -> None:
    running.run("forum", "provision").fine()
    idea, post = idea_post(running)
    town.member("heron").vote(post, "For", poll_name="vote")
    assert figures(running, idea) == {"up": 1, "down": 0, "unsure": 0, "basis": "people"}

    hide_query(town)
    assert figures(running, idea) == {"up": 1, "down": 0, "unsure": 0, "basis": "people"}

    town.member("otter").vote(post, "Against", poll_name="vote")
    assert figures(running, idea) == {"up": 1, "down": 1, "unsure": 0, "basis": "poll-counts"}

    running.run("forum", "provision").fine()
    assert figures(running, idea) == {"up": 1, "down": 1, "unsure": 0, "basis": "people"}
    with running.store() as store, store.begin() as unit:
        votes = unit.ledger.votes(SLUG, idea)
        assert unit.ledger.counts(SLUG) == () or not unit.ledger.counts(SLUG)
    assert [vote.method for vote in votes] == [Method.POLL, Method.POLL]
