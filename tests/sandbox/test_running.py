"""The forum as a program and as a part of one: lasting data, private keys, people in the same process."""

from __future__ import annotations

import re
import signal
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from bridge.sandbox import Limits, Sandbox, SandboxRefusal
from tests.sandbox.conftest import BODY, Clock, Forum


def test_data_outlives_the_forum(tmp_path: Path) -> None:
    clock = Clock()
    with Sandbox(tmp_path, clock, Limits.relaxed()) as first:
        assert first.fresh
        key = first.seed().bridge
        category = first.create_category("Ideas")
        ana = first.create_user("ana", 2)
        topic, post = first.member("ideabridge").create_topic("A topic that lasts for long", BODY, category)
        ana.like(post)
        first.site.store_setting("max_topics_per_day", 3)
    with Sandbox(tmp_path, clock) as second:
        assert not second.fresh
        assert second.site.limits.max_topics_per_day == 3
        answer = requests.get(f"{second.base_url}/t/{topic}.json", headers={"Api-Key": key}, timeout=10)
        assert (answer.status_code, answer.json()["like_count"]) == (200, 1)
        assert second.member("ana").id == ana.id


def test_starting_again_stays_or_moves() -> None:
    with Sandbox() as sandbox:
        first = sandbox.base_url
        assert sandbox.start() == first
        free = Sandbox()
        port = int(free.start().rpartition(":")[2])
        free.stop()
        assert sandbox.start(port) == f"http://127.0.0.1:{port}"
        assert requests.get(f"{sandbox.base_url}/srv/status", timeout=10).text == "ok"


def test_a_taken_port_is_an_error() -> None:
    other = Sandbox()
    with Sandbox() as one:
        port = int(one.base_url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            other.start(port)
    other.stop()


def test_the_program_keeps_its_keys_to_the_owner_and_stops_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bridge.sandbox", "--port", "0", "--data", str(tmp_path / "forum")]

    def run() -> tuple[str, str, str]:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as program:
            assert program.stdout is not None
            said = "".join(program.stdout.readline() for _ in range(3))
            url = re.search(r"http://\S+", said)
            assert url, said
            page = requests.get(url[0], timeout=10).text
            program.send_signal(signal.SIGINT)
            rest, _ = program.communicate(timeout=5)
        return url[0], page, said + rest

    url, page, said = run()
    assert "Categories" in page
    path = tmp_path / "forum" / "keys.env"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys = dict(
        line.split("=", 1) for line in path.read_text().splitlines() if "=" in line and line[0] != "#"
    )
    assert keys["IDEABRIDGE_FORUM_URL"] == url
    assert str(path) in said
    assert not any(value in said for name, value in keys.items() if name.endswith("KEY"))
    stored = path.read_text()
    second_url, _, again = run()
    assert keys["IDEABRIDGE_API_KEY"] in path.read_text()
    assert stored.splitlines()[1:] == path.read_text().splitlines()[1:]
    assert "Traceback" not in said + again
    assert second_url.startswith("http://127.0.0.1:")


class TestMembers:
    """People in the same process are held to the same rules."""

    def test_what_they_do_is_seen_over_http(self, forum: Forum) -> None:
        made = forum.poll()
        ana = forum.sandbox.member("ana")
        ana.like(made["id"])
        ana.vote(made["id"], "Not sure", poll_name="vote")
        ana.read(made["topic_id"], [1])
        reply = ana.reply(made["topic_id"], f"{BODY} From inside.")
        topic = forum.bot.get(f"/t/{made['topic_id']}.json")
        first, second = topic["post_stream"]["posts"]
        assert (
            first["actions_summary"][0]["count"],
            first["polls"][0]["voters"],
            first["readers_count"],
        ) == (1, 1, 1)
        assert (second["id"], second["username"]) == (reply, "ana")
        ana.unlike(made["id"])
        ana.unvote(made["id"], poll_name="vote")
        ana.edit(reply, f"{BODY} Changed inside.")
        ana.delete_post(reply)
        topic = forum.bot.get(f"/t/{made['topic_id']}.json")
        assert (topic["like_count"], topic["post_stream"]["posts"][1]["user_deleted"]) == (0, True)
        assert forum.sandbox.post_raw(made["id"]) == made["raw"]

    def test_staff_does_more(self, forum: Forum) -> None:
        made = forum.topic(tags=["one"])
        moderator = forum.sandbox.create_user("moderator", 4, moderator=True)
        moderator.retitle(made["topic_id"], "a title by the moderator")
        moderator.retag(made["topic_id"], ("two",))
        moderator.set_status(made["topic_id"], "closed")
        topic = forum.bot.get(f"/t/{made['topic_id']}.json")
        assert (topic["title"], topic["tags"], topic["closed"]) == ("A title by the moderator", ["two"], True)
        moderator.delete_topic(made["topic_id"])
        assert forum.speaking_as("ana").ask("GET", f"/t/{made['topic_id']}.json").status_code == 404
        moderator.recover_topic(made["topic_id"])
        forum.speaking_as("ana").get(f"/t/{made['topic_id']}.json")

    @pytest.mark.parametrize(
        ("deed", "status"),
        [
            (lambda ana, made: ana.edit(made["id"], BODY + " No."), 403),
            (lambda ana, made: ana.delete_topic(made["topic_id"]), 422),
            (lambda ana, made: ana.set_status(made["topic_id"], "closed"), 403),
            (lambda ana, made: ana.retitle(made["topic_id"], "Another title for this"), 403),
            (lambda ana, made: ana.unlike(made["id"]), 404),
            (lambda ana, made: ana.vote(made["id"], "Perhaps", poll_name="vote"), 422),
            (lambda ana, made: ana.reply(made["topic_id"], "short"), 422),
            (lambda ana, made: ana.recover_topic(made["topic_id"]), 403),
            (lambda ana, made: ana.delete_post(made["id"]), 403),
            (lambda ana, made: ana.like(999), 404),
        ],
    )
    def test_refusals_say_what_the_forum_says(self, forum: Forum, deed: object, status: int) -> None:
        made = forum.poll()
        assert callable(deed)
        with pytest.raises(SandboxRefusal) as refused:
            deed(forum.sandbox.member("ana"), made)
        assert refused.value.status == status
        assert refused.value.errors

    def test_an_edit_of_another_text_conflicts(self, forum: Forum) -> None:
        made = forum.topic()
        bot = forum.sandbox.member("ideabridge")
        with pytest.raises(SandboxRefusal, match="409"):
            bot.edit(made["id"], "Another text of the post.", original="not what stands there")

    def test_unknown_people(self, forum: Forum) -> None:
        with pytest.raises(LookupError, match="create_user"):
            forum.sandbox.member("nobody")
        with pytest.raises(LookupError, match="create_group"):
            forum.sandbox.create_user("somebody", groups=["nowhere"])
        with pytest.raises(SandboxRefusal, match="unique"):
            forum.sandbox.create_user("Ana")
        assert forum.sandbox.site.user_named("somebody") is None

    def test_a_key_made_inside(self, forum: Forum) -> None:
        person = forum.person(forum.sandbox.create_api_key("ana"))
        assert person.get("/session/current.json")["current_user"]["username"] == "ana"

    def test_newcomers_can_be_made(self, forum: Forum) -> None:
        forum.sandbox.create_user("fresh", 0, age=timedelta(0))
        assert (
            forum.admin.ask("GET", "/admin/users/list/new.json?filter=fresh").json()[0]["created_at_age"] == 0
        )

    def test_many_at_the_same_time(self, forum: Forum) -> None:
        """Threads in the process and requests over HTTP take turns; nothing is counted twice or lost."""
        made = forum.poll("always")
        people = [forum.sandbox.create_user(f"person{number}") for number in range(40)]

        def act(part: int) -> None:
            for person in people[part::4]:
                person.vote(made["id"], "For", poll_name="vote")
                person.like(made["id"])
                person.reply(made["topic_id"], f"{BODY} By {person.username}.")

        threads = [threading.Thread(target=act, args=(part,)) for part in range(4)]
        for thread in threads:
            thread.start()
        bot = forum.bot
        while any(thread.is_alive() for thread in threads):
            bot.get(f"/t/{made['topic_id']}.json")
        topic = bot.get(f"/t/{made['topic_id']}.json")
        assert (topic["posts_count"], topic["like_count"]) == (41, 40)
        assert topic["post_stream"]["posts"][0]["polls"][0]["options"][0]["votes"] == 40
        assert (
            forum.sandbox.site.value(
                "SELECT count(DISTINCT post_number) FROM posts WHERE topic_id = ?", made["topic_id"]
            )
            == 41
        )


def test_nothing_of_the_forum_is_left_behind() -> None:
    with Sandbox() as sandbox:
        folder = sandbox.site.path.parent
        assert folder.is_dir()
    assert not folder.exists()


def test_a_folder_from_before_a_part_was_added_gets_its_tables(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as sandbox:
        sandbox.create_user("ana")
        for table in ("web_hooks", "reviewables", "uploads", "topic_voting_votes"):
            sandbox.site.run(f"DROP TABLE {table}")
    with Sandbox(tmp_path) as sandbox:
        assert not sandbox.fresh
        assert sandbox.member("ana").username == "ana"
        assert sandbox.site.value("SELECT count(*) FROM web_hooks") == 0
        assert sandbox.site.value("SELECT count(*) FROM uploads") == 0
