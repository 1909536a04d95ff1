"""The demo as somebody runs it who has never seen the bridge before."""

from __future__ import annotations

from pathlib import Path

from bridge.examples import example_campaign
from tests.e2e.staging import Operator

KEYS = {
    *("forum_url", "campaign", "topics_created", "ideas_published", "votes", "replies", "requests"),
    *("ranking", "digests"),
}


def test_it_plays_the_example_and_leaves_nothing_behind(tmp_path: Path) -> None:
    told = Operator(tmp_path, {}).process(
        "demo", "--once", "--ideas-open", "--format", "json", "--people", "12"
    )

    found = told.fine().data
    assert set(found) >= KEYS
    assert found["campaign"] == "challenge-top-down-change"
    assert found["changes_left"] == 0
    assert list(tmp_path.iterdir()) == []


def test_to_the_end_moderators_answer_ideas_and_people_like_replies(tmp_path: Path) -> None:
    """So that whoever looks at the demo's guide and digests sees what these are for."""
    data = tmp_path / "demo"
    played = ("demo", "--once", "--to-the-end", "--format", "json", "--people", "60", "--data", data)
    found = Operator(tmp_path, {}).process(*played).fine().data
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

    reader = Operator(
        tmp_path,
        {
            "IDEABRIDGE_DATABASE_URL": f"sqlite:///{data}/ideabridge.sqlite3",
            "IDEABRIDGE_KEYS": str(data / "ideabridge.keys.json"),
            "IDEABRIDGE_FORUM_URL": "http://127.0.0.1:9",
            "IDEABRIDGE_API_KEY": "x",
            "IDEABRIDGE_CAMPAIGN": str(example_campaign()),
        },
    )
    reader.process("guide", "build", "--out", tmp_path / "site").fine()
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "site" / "ideas").iterdir()]
    first = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert sum("What people said" in page for page in pages) > 5
    assert sum("In the hands of: The improvement team" in page for page in pages) == 1
    assert sum("Two medical wards, March 2015" in page for page in pages) == 1
    for status in ("Being tried", "Chosen", "On the shortlist", "Not now", "In discussion"):
        assert f"<dt>{status} " in first
    late = reader.process("digest", "preview", "--week", "2015-W13").fine().out
    assert "**Overdue:**" in late
    course = reader.process("digest", "preview", "--week", "2015-W12").fine().out
    assert "The first ward kept it up" in course
