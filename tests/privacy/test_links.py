"""A whole run leaves no link, and the search is no good if it misses one that was planted."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.privacy.people import Author, Door
from bridge.privacy.search import Appeared
from tests.privacy.conftest import Played


def test_nothing_leads_to_an_author(played: Played) -> None:
    result = played.search()
    assert result.links == ()
    assert result.smallest_batch == 12
    assert result.marks > 200


def test_every_sort_of_place_was_searched(played: Played) -> None:
    looked = played.search().looked
    assert set(looked) == {
        "backups",
        "database and files",
        "logs and messages",
        "exports",
        "answers over HTTP",
        "web hooks",
        "texts and versions in the forum",
    }
    assert min(looked.values()) >= 9
    assert "ideabridge_published" in played.evidence.exports["metrics"]
    assert {"guide/index.html", "guide/data/ideas.csv", "guide/data/ranking.json"} <= set(
        played.evidence.exports
    )


def test_every_door_was_used_and_every_idea_appeared(played: Played) -> None:
    assert {author.door for author in played.authors} == set(Door)
    # One was taken back by her author after it had appeared.
    assert len(played.appeared) == len(played.authors)
    holders = [author for author in played.authors if author.door in (Door.FORM, Door.API)]
    assert all(len(author.receipt) == 24 for author in holders)


def test_what_is_found_without_a_search_is_there(played: Played) -> None:
    """Else an empty place would pass for a clean one."""
    texts = b"\n".join(place.content for place in played.evidence.places())
    for words in ("ulverstane", "marked/"):
        assert words.encode() not in texts
    for author in played.authors[1:]:
        assert author.words.split(",", maxsplit=1)[0].casefold().encode() in texts


def test_what_was_taken_back_is_gone_from_every_place_that_people_see(played: Played) -> None:
    """The first author took it back after it had appeared; what the forum keeps of it is hidden."""
    words = played.authors[0].words.split(",", maxsplit=1)[0].casefold().encode()
    seen = [place for place in played.evidence.places() if words in place.content]
    # The operator's earlier commands told it while it was public, and so did the forum's web hooks.
    assert {place.group for place in seen} <= {
        "logs and messages",
        "web hooks",
        "texts and versions in the forum",
    }
    site = played.evidence.site
    assert site is not None
    with site.lock:
        topic = site.one("SELECT visible, closed FROM topics WHERE id = ?", played.authors[0].topic)
        hidden = site.column(
            "SELECT post_revisions.hidden FROM post_revisions "
            "JOIN posts ON posts.id = post_id WHERE topic_id = ?",
            played.authors[0].topic,
        )
    assert topic is not None
    assert (topic["visible"], topic["closed"]) == (0, 1)
    assert hidden
    assert all(hidden)


@contextmanager
def in_database(
    played: Played, file: str, plant: str, values: tuple[object, ...], undo: str
) -> Iterator[None]:
    """A statement carried out in one of the databases, and undone."""
    path = next(played.evidence.data.rglob(file))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(plant, values)
        connection.commit()
        try:
            yield
        finally:
            connection.execute(undo)
            connection.commit()


@contextmanager
def in_file(path: Path, content: bytes) -> Iterator[None]:
    path.write_bytes(content)
    try:
        yield
    finally:
        path.unlink()


@contextmanager
def in_list(texts: dict[str, str], words: str) -> Iterator[None]:
    texts["planted"] = words
    try:
        yield
    finally:
        del texts["planted"]


def account_in_the_moderation_log(played: Played, author: Author) -> object:
    plant = (
        "INSERT INTO moderation (campaign, subject, decision, reason, at) "
        "VALUES ('x', 'x', 'accept', ?, '2015-01-01')"
    )
    undo = "DELETE FROM moderation WHERE campaign = 'x'"
    return in_database(played, "ideabridge.sqlite3", plant, (f"sent by {author.account}",), undo)


def second_in_the_database(played: Played, author: Author) -> object:
    moment = f"{author.sent[0]:%Y-%m-%d %H:%M:%S.000000}"
    plant = "INSERT INTO period (campaign, phase, closes, at) VALUES ('x', 'x', ?, ?)"
    undo = "DELETE FROM period WHERE campaign = 'x'"
    return in_database(played, "ideabridge.sqlite3", plant, (moment, moment), undo)


def guessable_hash_in_the_database(played: Played, author: Author) -> object:
    digest = hashlib.sha256(author.email.encode()).hexdigest()
    plant = "INSERT INTO credit (campaign, name) VALUES ('x', ?)"
    return in_database(
        played, "ideabridge.sqlite3", plant, (digest,), "DELETE FROM credit WHERE campaign = 'x'"
    )


def receipt_in_the_store_of_tickets(played: Played, author: Author) -> object:
    plant = "INSERT INTO spent (door, ticket, until) VALUES ('x', ?, '2015-01-01')"
    file = next(
        path for path in played.evidence.data.rglob("*.sqlite3") if path.name != "ideabridge.sqlite3"
    ).name
    return in_database(played, file, plant, (author.receipt,), "DELETE FROM spent WHERE door = 'x'")


def address_in_a_temporary_file(played: Played, author: Author) -> object:
    return in_file(played.evidence.temporary / "upload.tmp", f"from {author.address}".encode())


def raw_text_in_base64(played: Played, author: Author) -> object:
    whole = base64.b64encode(f"xx{author.text} and more".encode())
    return in_file(played.evidence.data / "cache.bin", b"\x00" + whole)


def name_in_another_spelling(played: Played, author: Author) -> object:
    return in_file(played.evidence.data / "cache.bin", f"DR {author.surname.upper()}".encode("utf-16-le"))


def email_in_a_log(played: Played, author: Author) -> object:
    return in_list(played.evidence.said, f"level=info event=received reply_to={author.email}")


def browser_in_a_log(played: Played, author: Author) -> object:
    return in_list(played.evidence.said, f'127.0.0.1 - "POST /c/x/send" "{author.agent}"')


def token_in_an_answer(played: Played, author: Author) -> object:
    return in_list(played.evidence.answers, f"<input value={author.token}>")


def key_in_an_export(played: Played, author: Author) -> object:
    path = next(path for path in played.evidence.data.rglob("*keys*.json") if "doors" not in path.name)
    keys = json.loads(path.read_text())["campaigns"]["marked-ideas"]
    return in_list(played.evidence.exports, f"secret: {base64.b64decode(keys['receipt']).hex()}")


@contextmanager
def raw_text_in_a_revision(played: Played, author: Author) -> Iterator[None]:
    """The idea posted first and masked by an edit afterwards: everybody can read the first version."""
    site = played.evidence.site
    assert site is not None
    with site.transaction():
        post = site.value("SELECT id FROM posts WHERE topic_id = ? AND post_number = 1", author.topic)
        site.insert(
            "post_revisions",
            post_id=post,
            number=2,
            user_id=1,
            modifications=json.dumps({"raw": [author.text, author.words]}),
            created_at=site.stamp(),
            updated_at=site.stamp(),
        )
    yield
    with site.transaction():
        site.run("DELETE FROM post_revisions WHERE post_id = ? AND user_id = 1", post)


@contextmanager
def message_in_a_web_hook(played: Played, author: Author) -> Iterator[None]:
    played.evidence.hooks.append(
        json.dumps({"post": {"username": author.account, "raw": author.text}}).encode()
    )
    yield
    played.evidence.hooks.pop()


@pytest.mark.parametrize(
    ("plant", "kind", "group"),
    [
        (account_in_the_moderation_log, "account", "database and files"),
        (second_in_the_database, "second of sending", "database and files"),
        (guessable_hash_in_the_database, "e-mail address", "database and files"),
        (receipt_in_the_store_of_tickets, "receipt", "database and files"),
        (address_in_a_temporary_file, "network address", "temporary files"),
        (raw_text_in_base64, "words that had to be masked", "database and files"),
        (name_in_another_spelling, "name in the text", "database and files"),
        (email_in_a_log, "e-mail address", "logs and messages"),
        (browser_in_a_log, "browser", "logs and messages"),
        (token_in_an_answer, "form token", "answers over HTTP"),
        (key_in_an_export, "key in ", "exports"),
        (raw_text_in_a_revision, "telephone in the text", "texts and versions in the forum"),
        (message_in_a_web_hook, "account", "web hooks"),
    ],
)
def test_a_planted_leak_is_found(
    played: Played, plant: Callable[[Played, Author], object], kind: str, group: str
) -> None:
    author = next(author for author in played.authors[1:] if author.door is Door.FORM)
    with plant(played, author):  # type: ignore[attr-defined]
        found = played.search().links
    assert [link for link in found if link.what.startswith(kind) and link.where.startswith(group)], found


def test_an_order_that_follows_the_sending_is_found(played: Played) -> None:
    batches = sorted(idea.batch for idea in played.appeared)
    by_sending = sorted(played.appeared, key=lambda idea: idea.sent)
    ordered = [
        replace(idea, topic=number, batch=batch)
        for number, (idea, batch) in enumerate(zip(by_sending, batches, strict=True))
    ]
    (link,) = played.search(ordered).links
    assert link.what == "the order of publication follows the order of sending"


def test_a_batch_of_one_is_found(played: Played) -> None:
    alone = [replace(played.appeared[0], batch=99), *played.appeared[1:]]
    result = played.search(alone)
    assert [link.what for link in result.links] == ["a batch of 1"]
    assert result.smallest_batch == 1


def test_a_time_of_its_own_is_found(played: Played) -> None:
    def moved(idea: Appeared) -> Appeared:
        return replace(idea, times=(*idea.times[:-1], "2026-01-01T09:00:07.000Z"))

    told = [moved(played.appeared[0]), *played.appeared[1:]]
    batch = played.appeared[0].batch
    assert [link.what for link in played.search(told).links] == [
        f"ideas of batch {batch} carry different times"
    ]


def test_a_value_in_both_stores_is_found(played: Played) -> None:
    with closing(sqlite3.connect(next(played.evidence.data.rglob("ideabridge.sqlite3")))) as connection:
        (mark,) = connection.execute("SELECT mark FROM receipt LIMIT 1").fetchone()
    file = next(
        path for path in played.evidence.data.rglob("*.sqlite3") if path.name != "ideabridge.sqlite3"
    ).name
    plant = "INSERT INTO spent (door, ticket, until) VALUES ('x', ?, '2015-01-01')"
    with in_database(played, file, plant, (mark,), "DELETE FROM spent WHERE door = 'x'"):
        found = played.search().links
    assert [link.what for link in found] == [f"the value {mark[:12]!r}"]


def test_nothing_that_was_planted_is_left(played: Played) -> None:
    assert played.search().links == ()
