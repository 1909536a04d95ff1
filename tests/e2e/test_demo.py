"""The demo as somebody runs it who has never seen the bridge before."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.staging import Operator

KEYS = {
    *("forum_url", "campaign", "topics_created", "ideas_published", "votes", "replies", "requests"),
    *("ranking", "digests"),
}


def test_it_plays_the_example_once_and_ends(tmp_path: Path) -> None:
    told = Operator(tmp_path, {}).process("demo", "--once", "--format", "json", "--people", "12").fine()

    found = told.data
    assert set(found) >= KEYS
    assert found["campaign"] == "challenge-top-down-change"
    assert found["changes_left"] == 0
    assert found["ideas_published"] >= 90
    assert found["topics_created"] > found["ideas_published"]
    assert found["votes"] > 0
    assert found["replies"] > 0
    assert found["requests"] > found["topics_created"]
    # A moderator takes one idea away on the way; the ranking leaves it out.
    assert len(found["ranking"]) == found["ideas_published"] - 1
    assert len(found["digests"]) >= 2
    assert len({digest["week"] for digest in found["digests"]}) == len(found["digests"])
    assert all(row["url"].startswith(found["forum_url"]) for row in found["ranking"] + found["digests"])
    assert list(tmp_path.iterdir()) == []
