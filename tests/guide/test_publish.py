"""`guide build` and `guide publish` as an operator types them, on the embedded forum."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import operator, running, town
from tests.e2e.small_campaign import SLUG, TEXTS, at, campaign_text
from tests.e2e.staging import Operator, Town

__all__ = ["operator", "running", "town"]

LINK = "https://example.org/guide/"
GUIDE = f"guide:\n  solutions: 3\n  published: 2015-03-20\n  link: {LINK}\n  lessons: lessons.md\n"


@pytest.fixture
def over(town: Town, running: Operator) -> Operator:
    """The small campaign with a guide: declared, voted on and over."""
    running.write("campaign.yaml", campaign_text() + GUIDE)
    running.write("lessons.md", "Ask earlier.\n")
    for text, names in zip(TEXTS, (("ana", "ben", "cleo"), ("ana", "ben"), ("cleo",)), strict=False):
        shown = running.link(f"idea/{running.ideas()[text]}")
        assert shown.post_id is not None
        for name in names:
            town.member(name).vote(shown.post_id, "For", poll_name="vote")
    assert town.clock is not None
    running.run("sync", "--yes").fine()
    town.clock.move_to(at(60))
    return running


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_site_comes_out_and_again_the_same(town: Town, over: Operator) -> None:
    told = over.run("guide", "build", "--out", "site", "--format", "json").fine().data
    first = tree(over.folder / "site")
    assert (told["ideas"], told["solutions"], told["seed"]) == (6, 3, None)
    assert told["files"] == len(first) - 1
    idea = over.ideas()[TEXTS[0]]
    topic = over.link(f"idea/{idea}").topic_id
    assert f'href="{town.sandbox.base_url}/t/{topic}"'.encode() in first[f"ideas/{idea}.html"]
    assert b"Ask earlier." in first["lessons.html"]
    assert told["input_hash"].encode() in first["index.html"]

    over.run("guide", "build", "--out", "site").fine()
    assert tree(over.folder / "site") == first


def test_what_is_published_no_more_goes_from_the_folder(town: Town, over: Operator) -> None:
    """Only what an earlier build made: a file of somebody else stays."""
    over.run("guide", "build", "--out", "site").fine()
    site = over.folder / "site"
    (site / "robots.txt").write_text("somebody's own", encoding="utf-8")
    idea = over.ideas()[TEXTS[5]]
    topic = over.link(f"idea/{idea}").topic_id
    assert topic is not None
    town.moderator().delete_topic(topic)
    over.run("sync", "--yes").fine()
    told = over.run("guide", "build", "--out", "site", "--format", "json").fine().data

    assert told["ideas"] == 5
    assert not (site / "ideas" / f"{idea}.html").exists()
    assert "Weigh people after breakfast" not in "".join(
        content.decode("utf-8", "replace") for content in tree(site).values()
    )
    assert (site / "robots.txt").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(operator: Operator) -> None:
    (operator.folder / "mine").mkdir()
    operator.write("mine/letter.txt", "Dear all")
    told = operator.run("guide", "build", "--out", "mine")

    assert told.code == 2
    assert "holds something that is no guide" in told.err
    assert [path.name for path in (operator.folder / "mine").iterdir()] == ["letter.txt"]


def test_without_a_forum_there_are_no_links_to_it(over: Operator) -> None:
    told = over.wears(IDEABRIDGE_FORUM_URL=None).run("guide", "build", "--out", "site").fine()

    assert "the guide links to no topics" in told.err
    assert "/t/" not in "".join(
        content.decode("utf-8", "replace") for content in tree(over.folder / "site").values()
    )


def test_lessons_that_cannot_be_read(operator: Operator) -> None:
    told = operator.run("guide", "build", "--out", "site", "--lessons", "none.md")

    assert told.code == 2
    assert "cannot read the lessons in none.md" in told.err


def test_the_topic_is_opened_once_and_brought_up_to_date(town: Town, over: Operator) -> None:
    first = over.run("guide", "publish", "--yes", "--format", "json").fine().data
    assert first["changed"]
    topic = over.link("guide/guide").topic_id
    assert first["topic"] == f"{town.sandbox.base_url}/t/{topic}"
    shown = town.topic(topic)
    assert shown["title"] == "The guide: what came out of Quiet nights"
    assert f"]({LINK})" in shown["raw"]
    best = over.link(f"idea/{over.ideas()[TEXTS[0]]}")
    assert f"/t/{best.topic_id}): support of" in shown["raw"].partition("\n- **1** ")[2].partition("\n")[0]
    assert "guide" in shown["tags"]
    ranking = over.run("rank", "--format", "json").fine().data
    for part in (ranking["formula"], ranking["input_hash"], ranking["result_hash"]):
        assert part in shown["raw"]

    with town.watched() as writes:
        again = over.run("guide", "publish", "--yes", "--format", "json").fine().data
        assert writes() == {}
    assert (again["changed"], again["topic"]) == (False, first["topic"])

    over.write("campaign.yaml", campaign_text() + GUIDE.replace("solutions: 3", "solutions: 2"))
    assert over.run("guide", "publish", "--yes", "--format", "json").fine().data["changed"]
    assert "## The 2 solutions" in town.topic(topic)["raw"]
    assert len(town.topics(f"<!-- ib:{SLUG}/guide/")) == 1
    # The main job leaves it alone.
    assert [
        found
        for found in over.run("plan", "--format", "json").fine().data["operations"]
        if "guide" in str(found)
    ] == []


def test_what_a_person_wrote_into_the_topic_is_never_written_over(town: Town, over: Operator) -> None:
    over.run("guide", "publish", "--yes").fine()
    link = over.link("guide/guide")
    assert link.post_id is not None
    town.moderator().edit(link.post_id, "We wrote this ourselves.")
    over.write("campaign.yaml", campaign_text() + GUIDE.replace("solutions: 3", "solutions: 2"))
    told = over.run("guide", "publish", "--yes")

    assert told.code == 3
    assert "resolve" in told.out
    assert town.topic(link.topic_id)["raw"].startswith("We wrote this ourselves.")


def test_a_digest_and_the_ranking_say_by_what_they_were_made(over: Operator) -> None:
    stamp = over.run("rank", "--format", "json").fine().data
    told = over.run("rank").fine().out.splitlines()[-1]
    body = over.run("digest", "preview", "--week", "2015-W03", "--format", "json").fine().data["body"]

    assert told == f"by {stamp['formula']}, no random numbers; input {stamp['input_hash']}"
    assert f"Ranked by {stamp['formula']}, without random numbers; input {stamp['input_hash']}." in body


def test_nothing_is_written_without_a_yes(operator: Operator) -> None:
    told = operator.run("guide", "publish")

    assert told.code != 0
    assert "--yes" in told.err


def test_a_guide_before_anything_is_published(operator: Operator) -> None:
    told = operator.run("guide", "build", "--out", "site", "--format", "json").fine().data

    assert told["ideas"] == 0
    assert "No ideas were published" in (operator.folder / "site" / "index.html").read_text(encoding="utf-8")
    assert json.loads((operator.folder / "site/data/ideas.json").read_text(encoding="utf-8"))["ideas"] == []
