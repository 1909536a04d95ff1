"""Likes and polls: who may, who sees, what moves and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import BODY, Forum


def like(forum: Forum, who: str, post: int) -> tuple[int, list[str]]:
    answer = forum.speaking_as(who).ask("POST", "/post_actions.json", {"id": post, "post_action_type_id": 2})
    return answer.status_code, answer.json().get("errors", [])


class TestLikes:
    def test_once_and_not_the_own(self, forum: Forum) -> None:
        post = forum.topic()["id"]
        assert like(forum, "ana", post)[0] == 200
        again = "Oops! You already performed this action. Can you try refreshing the page?"
        assert like(forum, "ana", post) == (403, [again])
        assert like(forum, "ideabridge", post)[0] == 403
        assert like(forum, "ana", 999)[0] == 404

    def test_counts_move_and_times_do_not(self, forum: Forum) -> None:
        made = forum.topic()
        before = forum.bot.get("/latest.json?order=op_likes")["topic_list"]["topics"][0]
        forum.clock.forward(hours=1)
        like(forum, "ana", made["id"])
        after = forum.bot.get("/latest.json?order=op_likes")["topic_list"]["topics"][0]
        assert (after["like_count"], after["op_like_count"]) == (1, 1)
        assert before | {"like_count": 1, "op_like_count": 1} == after
        assert forum.bot.get(f"/posts/{made['id']}.json")["updated_at"] == made["updated_at"]

    def test_taking_back_within_ten_minutes_reuses_the_row(self, forum: Forum) -> None:
        post = forum.topic()["id"]
        path = f"/post_actions/{post}.json?post_action_type_id=2"
        like(forum, "ana", post)
        row = forum.sandbox.site.value("SELECT id FROM post_actions WHERE post_id = ?", post)
        forum.clock.forward(minutes=10)
        ana = forum.speaking_as("ana")
        assert ana.ask("DELETE", path).status_code == 200
        assert ana.refused("DELETE", path)[0] == 404
        gone = forum.sandbox.site.one("SELECT * FROM post_actions WHERE id = ?", row)
        assert gone is not None
        assert gone["deleted_at"] is not None
        like(forum, "ana", post)
        rows = forum.sandbox.site.all("SELECT * FROM post_actions WHERE post_id = ?", post)
        assert [(found["id"], found["deleted_at"]) for found in rows] == [(row, None)]
        forum.clock.forward(minutes=11)
        assert ana.refused("DELETE", path)[0] == 403
        summary = ana.get(f"/posts/{post}.json")["actions_summary"][0]
        assert summary == {"id": 2, "count": 1, "acted": True}

    def test_closed_topics_take_likes(self, forum: Forum) -> None:
        made = forum.topic()
        forum.bot.ask("PUT", f"/t/{made['topic_id']}/status.json", {"status": "closed", "enabled": "true"})
        assert like(forum, "ana", made["id"])[0] == 200

    def test_who_liked_two_hundred_at_a_time(self, forum: Forum) -> None:
        post = forum.topic()["id"]
        for number in range(205):
            forum.sandbox.create_user(f"liker{number}").like(post)
        path = f"/post_action_users.json?id={post}&post_action_type_id=2"
        first = forum.anonymous.get(path)
        assert (len(first["post_action_users"]), first["total_rows_post_action_users"]) == (200, 205)
        assert first["post_action_users"][0]["username"] == "liker0"
        rest = forum.anonymous.get(f"{path}&limit=200&page=1")["post_action_users"]
        assert [person["username"] for person in rest] == [f"liker{number}" for number in range(200, 205)]
        assert forum.bot.refused("GET", f"{path}&limit=201")[0] == 400


def ballot(made: Any, *texts: str, name: str = "vote") -> dict[str, Any]:
    (poll,) = [poll for poll in made["polls"] if poll["name"] == name]
    ids = {option["html"]: option["id"] for option in poll["options"]}
    return {"post_id": made["id"], "poll_name": name, "options": [ids.get(text, text) for text in texts]}


def vote(forum: Forum, who: str, sent: dict[str, Any]) -> tuple[int, list[str]]:
    answer = forum.speaking_as(who).ask("PUT", "/polls/vote.json", sent)
    return answer.status_code, answer.json().get("errors", [])


def seen(forum: Forum, reader: Any, made: Any) -> tuple[list[int] | None, int]:
    """Counts, if the reader sees them, and the number of voters."""
    (poll,) = reader.get(f"/posts/{made['id']}.json")["polls"]
    counts = [option["votes"] for option in poll["options"] if "votes" in option]
    return counts or None, poll["voters"]


class TestPolls:
    def test_voting_changing_and_taking_back(self, forum: Forum) -> None:
        made = forum.poll("always")
        assert vote(forum, "ana", ballot(made, "For")) == (200, [])
        assert vote(forum, "nils", ballot(made, "Against")) == (200, [])
        assert seen(forum, forum.bot, made) == ([1, 1, 0], 2)
        vote(forum, "ana", ballot(made, "Not sure"))
        assert seen(forum, forum.bot, made) == ([0, 1, 1], 2)
        own = forum.speaking_as("ana").get(f"/posts/{made['id']}.json")["polls_votes"]["vote"]
        assert own == ballot(made, "Not sure")["options"]
        body = {"post_id": made["id"], "poll_name": "vote"}
        assert forum.speaking_as("ana").ask("DELETE", "/polls/vote.json", body).status_code == 200
        assert seen(forum, forum.bot, made) == ([0, 1, 0], 1)

    @pytest.mark.parametrize(
        ("results", "open_seen", "closed_seen"),
        [
            ("always", "author voter other staff", "author voter other staff"),
            ("on_vote", "author voter", "author voter other staff"),
            ("on_close", "", "author voter other staff"),
            ("staff_only", "staff", "staff"),
        ],
    )
    def test_who_sees_the_counts(self, forum: Forum, results: str, open_seen: str, closed_seen: str) -> None:
        made = forum.poll(results, who=forum.speaking_as("ana"))
        vote(forum, "ben", ballot(made, "For"))
        readers = {
            "author": forum.speaking_as("ana"),
            "voter": forum.speaking_as("ben"),
            "other": forum.speaking_as("nils"),
            "staff": forum.admin,
        }
        for expected in (open_seen, closed_seen):
            views = {name: seen(forum, reader, made) for name, reader in readers.items()}
            assert expected.split() == [name for name, view in views.items() if view[0] is not None]
            assert {view[1] for view in views.values()} == {1}
            status = {"post_id": made["id"], "poll_name": "vote", "status": "closed"}
            assert forum.speaking_as("ana").ask("PUT", "/polls/toggle_status.json", status).status_code == 200
        assert vote(forum, "nils", ballot(made, "For")) == (422, ["Poll must be open to vote."])

    def test_counts_are_where_posts_are(self, forum: Forum) -> None:
        made = forum.poll()
        vote(forum, "ana", ballot(made, "For"))
        topic = f"/t/{made['topic_id']}"
        places = [
            forum.bot.get("/posts.json")["latest_posts"][0],
            forum.bot.get(f"{topic}.json")["post_stream"]["posts"][0],
            forum.bot.get(f"{topic}/posts.json?post_ids[]={made['id']}")["post_stream"]["posts"][0],
        ]
        assert [[option["votes"] for option in post["polls"][0]["options"]] for post in places] == [
            [1, 0, 0]
        ] * 3

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"options": []}, "You must select at least 1 valid option."),
            ({"options": ["deadbeef"]}, "You must select at least 1 valid option."),
            ({"poll_name": "nope"}, "No poll named <strong>nope</strong> associated with this post."),
            ({"post_id": 999}, "Cannot act on a deleted post."),
        ],
    )
    def test_ballots_that_will_not_do(self, forum: Forum, change: dict[str, Any], error: str) -> None:
        made = forum.poll()
        assert vote(forum, "ana", ballot(made, "For") | change) == (422, [error])
        assert vote(forum, "ana", ballot(made, "For", "Against")) == (
            422,
            ["Only 1 vote is allowed for this poll."],
        )

    def test_closing_the_topic_stops_neither_votes_nor_likes(self, forum: Forum) -> None:
        made = forum.poll()
        path = f"/t/{made['topic_id']}/status.json"
        forum.bot.ask("PUT", path, {"status": "closed", "enabled": "true"})
        assert vote(forum, "ana", ballot(made, "For"))[0] == 200
        forum.bot.ask("PUT", path, {"status": "archived", "enabled": "true"})
        assert vote(forum, "ben", ballot(made, "For")) == (422, ["The topic must be open to vote."])

    def test_closing_and_opening_is_for_the_author_and_staff(self, forum: Forum) -> None:
        made = forum.poll(who=forum.speaking_as("ana"))
        body = {"post_id": made["id"], "poll_name": "vote", "status": "closed"}
        assert forum.speaking_as("ben").refused("PUT", "/polls/toggle_status.json", body)[0] == 422
        assert forum.bot.ask("PUT", "/polls/toggle_status.json", body).json()["poll"]["status"] == "closed"
        forum.bot.ask("PUT", "/polls/toggle_status.json", body | {"status": "open"})
        assert vote(forum, "ben", ballot(made, "For"))[0] == 200

    def test_a_text_around_the_poll_keeps_the_votes(self, forum: Forum) -> None:
        made = forum.poll()
        vote(forum, "ana", ballot(made, "For"))
        forum.clock.forward(hours=1)
        raw = made["raw"].replace(BODY, "Another text that goes around the poll.")
        changed = forum.bot.ask("PUT", f"/posts/{made['id']}.json", {"post": {"raw": raw}}).json()["post"]
        assert changed["version"] == 2
        assert seen(forum, forum.bot, made) == ([1, 0, 0], 1)

    def test_other_options_lose_the_votes_and_are_refused_later(self, forum: Forum) -> None:
        made = forum.poll()
        vote(forum, "ana", ballot(made, "For"))
        changed = {"post": {"raw": made["raw"].replace("Not sure", "No idea")}}
        path = f"/posts/{made['id']}.json"
        assert forum.bot.ask("PUT", path, changed).status_code == 200
        assert seen(forum, forum.bot, made) == ([0, 0, 0], 0)
        vote(forum, "ana", ballot(made, "For"))
        forum.clock.forward(minutes=6)
        too_late = (422, ["You cannot change a poll after the first 5 minutes."])
        assert forum.bot.refused("PUT", path, {"post": {"raw": made["raw"]}}) == too_late
        assert forum.bot.refused("PUT", path, {"post": {"raw": BODY}}) == too_late

    def test_leaving_the_poll_out_removes_it(self, forum: Forum) -> None:
        made = forum.poll()
        vote(forum, "ana", ballot(made, "For"))
        forum.bot.ask("PUT", f"/posts/{made['id']}.json", {"post": {"raw": BODY}})
        assert "polls" not in forum.bot.get(f"/posts/{made['id']}.json")
        assert forum.sandbox.site.value("SELECT count(*) FROM poll_votes") == 0

    def test_polls_that_will_not_do(self, forum: Forum) -> None:
        def refuse(who: str, poll: str) -> Any:
            body = {
                "title": "A topic with some poll in it",
                "raw": f"{BODY}\n\n{poll}",
                "category": forum.category,
            }
            return forum.speaking_as(who).ask("POST", "/posts.json", body).json()

        same = refuse("ana", "[poll]\n* Same\n* Same\n[/poll]")
        assert same == {"action": "poll", "errors": ["Poll must have different options."]}
        newcomer = refuse("nils", "[poll]\n* One\n* Two\n[/poll]")
        assert newcomer == {"action": "create_post", "errors": ["You are not allowed to create polls."]}
        twice = refuse("ana", "[poll]\n* One\n* Two\n[/poll]\n\n[poll]\n* One\n* Two\n[/poll]")
        assert twice["action"] == "poll"

    def test_voters_are_named_where_the_poll_is_public(self, forum: Forum) -> None:
        raw = f"{BODY}\n\n[poll name=vote public=true]\n* For\n* Against\n[/poll]"
        made, secret = forum.topic(raw=raw), forum.poll("always")
        vote(forum, "ana", ballot(made, "For"))
        query = f"/polls/voters.json?post_id={made['id']}&poll_name=vote"
        (people,) = forum.bot.get(query)["voters"].values()
        assert [person["username"] for person in people] == ["ana"]
        assert forum.bot.refused("GET", f"/polls/voters.json?post_id={secret['id']}&poll_name=vote")[0] == 400

    def test_several_choices_and_ranks(self, forum: Forum) -> None:
        polls = "[poll name=many type=multiple min=2 max=2]\n* a\n* b\n* c\n[/poll]\n\n"
        polls += "[poll name=rank type=ranked_choice]\n* a\n* b\n* c\n[/poll]"
        made = forum.topic(raw=f"{BODY}\n\n{polls}")
        assert vote(forum, "ana", ballot(made, "a", "b", name="many"))[0] == 200
        assert vote(forum, "ana", ballot(made, "a", name="many"))[0] == 422
        assert vote(forum, "ana", ballot(made, "a", "b", "c", name="many"))[0] == 422
        a, b, c = ballot(made, "a", "b", "c", name="rank")["options"]
        for who, order in (("ana", (a, b, c)), ("ben", (b, a, c)), ("nils", (b, c, a))):
            ranks = {str(i): {"digest": option, "rank": i + 1} for i, option in enumerate(order)}
            sent = {"post_id": made["id"], "poll_name": "rank", "options": ranks}
            assert vote(forum, who, sent)[0] == 200
        poll = forum.bot.get(f"/posts/{made['id']}.json")["polls"][1]
        assert poll["ranked_choice_outcome"]["winning_candidate"] == {"digest": b, "html": "b"}

    def test_a_poll_closes_by_its_time(self, forum: Forum) -> None:
        head = "[poll name=vote close=2026-03-02T10:00:00Z results=on_close]"
        raw = f"{BODY}\n\n{head}\n* For\n* Against\n[/poll]"
        made = forum.topic(raw=raw)
        assert vote(forum, "ana", ballot(made, "For"))[0] == 200
        forum.clock.forward(hours=1)
        assert vote(forum, "ben", ballot(made, "For"))[0] == 422
        assert seen(forum, forum.speaking_as("ben"), made) == ([1, 0], 1)
