"""Words that had to go are gone from the forum's history and from the bridge's own files too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import requests

from bridge.domain.identity import split_marker
from tests.e2e.small_campaign import campaign_text
from tests.e2e.staging import Operator, Town

SLIP = "Sister Oyelaran"
"""A name that slipped through everybody's eyes."""


def published(town: Town, operator: Operator) -> tuple[str, int]:
    """An idea that names somebody, and the number of its post."""
    idea = sorted(operator.ideas().values())[0]
    # Else the bridge would see the name and refuse it.
    operator.write(
        "campaign.yaml", campaign_text().replace("anonymity:\n", "anonymity:\n  second_person: false\n")
    )
    operator.write("with-name.txt", f"Turn the lights down at ten. {SLIP} does it on her ward.")
    operator.run("ideas", "revise", idea, "--text-file", operator.folder / "with-name.txt").fine()
    operator.run("sync", "--yes").fine()
    link = operator.link(f"idea/{idea}")
    assert link.post_id is not None
    assert SLIP in town.sandbox.post_raw(link.post_id)
    assert town.clock is not None
    town.clock.advance(timedelta(hours=2))
    return idea, link.post_id


def history(town: Town, post_id: int) -> list[int]:
    """Status of each earlier version, as somebody without an account sees it."""
    return [
        requests.get(
            f"{town.sandbox.base_url}/posts/{post_id}/revisions/{number}.json", timeout=10
        ).status_code
        for number in (2, 3)
    ]


def files(operator: Operator) -> bytes:
    return b"".join(
        path.read_bytes() for path in sorted(operator.database.parent.iterdir()) if path.is_file()
    )


def test_earlier_words_are_out_of_sight_everywhere(town: Town, running: Operator) -> None:
    idea, post_id = published(town, running)
    running.write("without.txt", "Turn the lights down at ten, ward by ward.")
    told = running.run(
        "ideas", "revise", idea, "--text-file", running.folder / "without.txt",
        "--hide-earlier", "--reason", "it named somebody",
    ).fine()  # fmt: skip
    assert (
        told.out
        == f"idea {idea} is at version 3; the next run hides all earlier ones\nnext: `ideabridge sync`\n"
    )
    assert SLIP in town.sandbox.post_raw(post_id)
    assert history(town, post_id)[0] == 200

    running.run("sync", "--yes").fine()
    assert SLIP not in town.sandbox.post_raw(post_id)
    assert history(town, post_id) == [403, 403]
    with town.watched() as writes:
        running.run("sync", "--yes").fine()
        assert not writes()
    with closing(sqlite3.connect(running.database)) as database:
        versions = database.execute(
            "SELECT version, text FROM idea_version WHERE idea = ? ORDER BY version", [idea]
        ).fetchall()
    assert [(number, bool(text)) for number, text in versions] == [(1, False), (2, False), (3, True)]
    assert SLIP.encode() not in files(running)


def test_nothing_is_hidden_while_a_moderator_s_words_are_in_the_way(town: Town, running: Operator) -> None:
    """Hiding comes after the text: an edit still to come would make one more version."""
    idea, post_id = published(town, running)
    body, marker = split_marker(town.sandbox.post_raw(post_id))
    town.moderator().edit(post_id, f"{body}\n\nSeen by a moderator.\n\n{marker}")
    running.write("without.txt", "Turn the lights down at ten, ward by ward.")
    running.run(
        "ideas", "revise", idea, "--text-file", running.folder / "without.txt", "--hide-earlier"
    ).fine()
    assert running.run("sync", "--yes").code == 3
    assert 200 in history(town, post_id)

    running.run("resolve", f"idea/{idea}", "--take", "ours").fine()
    running.run("sync", "--yes").fine()
    assert SLIP not in town.sandbox.post_raw(post_id)
    assert 200 not in history(town, post_id)


def test_versions_of_an_earlier_revision_can_be_hidden_later(town: Town, running: Operator) -> None:
    idea, post_id = published(town, running)
    running.write("without.txt", "Turn the lights down at ten, ward by ward.")
    running.run("ideas", "revise", idea, "--text-file", running.folder / "without.txt").fine()
    running.run("sync", "--yes").fine()
    assert 200 in history(town, post_id)
    running.run("ideas", "revise", idea, "--hide-earlier").fine()
    running.run("sync", "--yes").fine()
    assert history(town, post_id) == [403, 403]

    refused = running.run("ideas", "revise", idea, "--hide-earlier")
    assert refused.code == 2
    assert "has these words already" in refused.err


def test_words_that_look_like_personal_data_are_refused(running: Operator) -> None:
    idea = sorted(running.ideas().values())[0]
    running.write("with-name.txt", f"Turn the lights down at ten. {SLIP} does it on her ward.")
    told = running.run("ideas", "revise", idea, "--text-file", running.folder / "with-name.txt")
    assert (told.code, "looks like personal data" in told.err) == (2, True)
    assert SLIP not in "".join(running.ideas())


def test_the_guide_tells_earlier_words_that_appeared_and_nobody_hid(town: Town, running: Operator) -> None:
    """Words that were replaced before the forum had them are read nowhere; a name is masked once more."""
    idea, _ = published(town, running)
    page = running.folder / "site" / "ideas" / f"{idea}.html"
    # The forum writes titles its own way: with a capital, and without a full stop.
    running.run("ideas", "revise", idea, "--title", "lights that go down at ten.").fine()
    running.run("sync", "--yes").fine()
    for words in (
        "Nobody ever saw these words: a hammock on each ward.",
        "Turn the lights down, ward by ward.",
    ):
        running.write("words.txt", words)
        running.run("ideas", "revise", idea, "--text-file", running.folder / "words.txt").fine()
    running.run("guide", "build", "--out", "site").fine()
    told = page.read_text(encoding="utf-8")
    assert "Version 1: " in told
    assert "Version 2: " in told
    assert "Version 3: lights that go down at ten." in told
    assert "does it on her ward." in told
    assert "Oyelaran" not in told
    assert "hammock" not in told
    assert "Version 4: " not in told

    running.run("ideas", "revise", idea, "--hide-earlier").fine()
    running.run("guide", "build", "--out", "site").fine()
    told = page.read_text(encoding="utf-8")
    assert "Version 1: " not in told
    assert "does it on her ward." not in told
    assert "Not all earlier words are here" in told
