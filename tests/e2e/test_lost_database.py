"""The database is gone, or the key ring with it: the same ideas come again and none stands there twice."""

from __future__ import annotations

from tests.e2e.small_campaign import TEXTS, ideas_text
from tests.e2e.staging import Operator, Town

OURS = "<!-- ib:quiet-nights/idea/"


def lose_database(operator: Operator) -> None:
    for file in operator.database.parent.glob(f"{operator.database.name}*"):
        file.unlink()
    operator.run("db", "upgrade").fine()


def test_with_the_key_ring_the_same_words_find_their_topics_again(town: Town, running: Operator) -> None:
    lose_database(running)
    running.run("ideas", "import", "ideas.csv", "--reviewed").fine()

    told = running.run("apply", "--yes", "--format", "json").fine()

    assert told.data["created"] == []
    assert len(town.topics(OURS)) == 6


def test_without_it_nothing_is_running_a_second_time_by_accident(town: Town, running: Operator) -> None:
    """Another key gives the same words other ids, so the bridge cannot know that they are the same."""
    lose_database(running)
    running.database.with_suffix(".keys.json").unlink()
    running.run("ideas", "import", "ideas.csv", "--reviewed").fine()

    told = running.run("apply", "--yes")

    assert told.code == 3
    assert "the forum shows 6 ideas of this campaign that this database does not know" in told.err
    assert "Restore database and key ring" in told.err
    assert len(town.topics(OURS)) == 6

    running.run("apply", "--yes", "--force").fine()
    assert len(town.topics(OURS)) == 12


def test_what_is_not_taken_in_again_is_told_before_more_is_published(town: Town, running: Operator) -> None:
    """Half of the ideas of a lost database, and some new ones: a person has to say that this is meant."""
    lose_database(running)
    others = [*TEXTS[:4], *(f"{text} On Sundays as well." for text in TEXTS[4:])]
    running.write("other.csv", ideas_text(others))
    running.run("ideas", "import", "other.csv", "--reviewed").fine()

    told = running.run("apply", "--yes")

    assert told.code == 3
    assert "the forum shows 2 ideas" in told.err
    assert len(town.topics(OURS)) == 6
