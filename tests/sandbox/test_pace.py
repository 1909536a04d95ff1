"""How often one may do a thing, by the forum's clock."""

from __future__ import annotations

import pytest

from bridge.sandbox import Limits
from bridge.sandbox.refusals import time_left
from tests.sandbox.conftest import BODY, Forum

CODE = "Discourse-Rate-Limit-Error-Code"


def test_sixty_requests_a_minute_for_all_keys_together(strict_forum: Forum) -> None:
    forum = strict_forum
    people = [forum.bot, forum.admin, forum.speaking_as("ana")]
    for number in range(60):
        assert people[number % 3].ask("GET", "/srv/status").status_code == 200
    forum.clock.forward(seconds=3)
    answer = forum.bot.ask("GET", "/srv/status")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "57"
    assert answer.headers[CODE] == "admin_api_key_rate_limit"
    assert answer.json() == {
        "errors": [
            "You’ve performed this action too many times. Please wait 57 seconds before trying again."
        ],
        "error_type": "rate_limit",
        "extras": {"wait_seconds": 57, "time_left": "57 seconds"},
    }


def test_refused_requests_do_not_prolong_the_wait(strict_forum: Forum) -> None:
    forum = strict_forum
    bot = forum.bot
    for _ in range(70):
        bot.ask("GET", "/srv/status")
    forum.clock.forward(seconds=59)
    assert bot.ask("GET", "/srv/status").status_code == 429
    assert forum.anonymous.ask("GET", "/srv/status").status_code == 200
    forum.clock.forward(seconds=1)
    assert bot.ask("GET", "/srv/status").status_code == 200


def test_requests_with_a_wrong_key_are_not_counted(strict_forum: Forum) -> None:
    stranger = strict_forum.person("f" * 64, "ana")
    for _ in range(70):
        assert stranger.ask("GET", "/srv/status").status_code == 403
    assert strict_forum.bot.ask("GET", "/srv/status").status_code == 200


def test_the_window_slides(strict_forum: Forum) -> None:
    forum = strict_forum
    bot = forum.bot
    for _ in range(60):
        assert bot.ask("GET", "/srv/status").status_code == 200
        forum.clock.forward(seconds=1)
    assert bot.ask("GET", "/srv/status").status_code == 200


def test_people_pause_between_posts_and_staff_do_not(strict_forum: Forum) -> None:
    forum = strict_forum
    topic = forum.topic()["topic_id"]
    forum.topic()
    ana = forum.speaking_as("ana")
    ana.make(topic_id=topic, raw=f"{BODY} One.")
    answer = ana.ask("POST", "/posts.json", {"topic_id": topic, "raw": f"{BODY} Two."})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert CODE not in answer.headers
    forum.clock.forward(seconds=5)
    ana.make(topic_id=topic, raw=f"{BODY} Three.")


def test_what_was_not_made_does_not_count(strict_forum: Forum) -> None:
    forum = strict_forum
    topic = forum.topic()["topic_id"]
    ana = forum.speaking_as("ana")
    assert ana.refused("POST", "/posts.json", {"topic_id": topic, "raw": "x"})[0] == 422
    ana.make(topic_id=topic, raw=BODY)


def test_newcomers_pause_longer(strict_forum: Forum) -> None:
    forum = strict_forum
    topic = forum.topic()["topic_id"]
    nils = forum.speaking_as("nils")
    nils.make(topic_id=topic, raw=BODY)
    answer = nils.ask("POST", "/posts.json", {"topic_id": topic, "raw": f"{BODY} Again."})
    assert answer.json()["extras"] == {"wait_seconds": 30, "time_left": "30 seconds"}


def test_twenty_topics_a_day(strict_forum: Forum) -> None:
    forum = strict_forum
    ana = forum.speaking_as("ana")
    for number in range(20):
        forum.topic(ana, raw=f"{BODY} Number {number}.")
        forum.clock.forward(minutes=1)
    status, errors = ana.refused(
        "POST", "/posts.json", {"title": "One more topic for today", "raw": BODY, "category": forum.category}
    )
    assert status == 429
    assert errors[0].startswith("You’ve reached the maximum new topics allowed per day.")
    forum.topic(ana, raw=f"{BODY} With the right to skip.", skip_validations=True)
    forum.clock.forward(hours=24)
    forum.topic(ana)


def test_likes_and_edits_are_counted_by_the_day(strict_forum: Forum) -> None:
    forum = strict_forum
    forum.sandbox.site.change_limits(
        max_likes_per_day=2, max_edits_per_day=1, max_admin_api_reqs_per_minute=0
    )
    ben = forum.speaking_as("ben")
    posts = [forum.topic()["id"] for _ in range(3)]
    for post in posts[:2]:
        assert (
            ben.ask("POST", "/post_actions.json", {"id": post, "post_action_type_id": 2}).status_code == 200
        )
    status, errors = ben.refused("POST", "/post_actions.json", {"id": posts[2], "post_action_type_id": 2})
    assert (status, errors[0][:4]) == (429, "Wow!")
    own = forum.topic(ben)["id"]
    for number, expected in ((1, 200), (2, 429)):
        forum.clock.forward(minutes=10)
        body = {"post": {"raw": f"{BODY} Edited {number}."}}
        assert ben.ask("PUT", f"/posts/{own}.json", body).status_code == expected


def test_printing_is_for_staff_or_five_an_hour(forum: Forum) -> None:
    forum.sandbox.site.change_limits(max_prints_per_hour_per_user=5)
    topic = forum.topic()["topic_id"]
    ana, bot = forum.speaking_as("ana"), forum.bot
    for _ in range(5):
        ana.get(f"/t/{topic}.json?print=true")
        bot.get(f"/t/{topic}.json?print=true")
    assert ana.refused("GET", f"/t/{topic}.json?print=true")[0] == 422
    bot.get(f"/t/{topic}.json?print=true")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds"),
        (4, "4 seconds"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (150, "2 minutes"),
        (86222, "23 hours"),
    ],
)
def test_waiting_times_in_words(seconds: int, words: str) -> None:
    assert words == time_left(seconds)


def test_limits_can_be_changed_over_http_and_last(forum: Forum) -> None:
    assert forum.admin.ask(
        "PUT", "/admin/site_settings/max_topics_per_day.json", {"max_topics_per_day": 7}
    ).ok
    assert forum.anonymous.get("/site/settings.json")["max_topics_per_day"] == 7
    assert forum.admin.refused("PUT", "/admin/site_settings/nothing.json", {"nothing": 1}) == (
        422,
        ["No setting named 'nothing' exists"],
    )
    assert forum.admin.refused("PUT", "/admin/site_settings/can_permanently_delete.json", {})[0] == 422
    assert Limits().max_topics_per_day == 20


def test_an_address_is_limited_in_plain_text(forum: Forum) -> None:
    """Requests with a valid key do not count; refused ones do."""
    forum.sandbox.site.change_limits(max_reqs_per_ip_per_10_seconds=3)
    reader = forum.anonymous
    for _ in range(5):
        forum.bot.get("/latest.json")
    for _ in range(3):
        reader.get("/latest.json")
    refused = reader.ask("GET", "/latest.json")
    assert (refused.status_code, refused.headers["Content-Type"]) == (429, "text/plain; charset=utf-8")
    assert refused.headers["Discourse-Rate-Limit-Error-Code"] == "ip_10_secs_limit"
    assert int(refused.headers["Retry-After"]) == 10
    assert refused.text.endswith("Error code: ip_10_secs_limit.")
    forum.clock.forward(seconds=9)
    assert reader.ask("GET", "/latest.json").status_code == 429
    forum.clock.forward(seconds=2)
    reader.get("/latest.json")
    forum.sandbox.site.change_limits(max_reqs_per_ip_per_10_seconds=0, max_reqs_per_ip_per_minute=1)
    reader.get("/latest.json")
    refused = reader.ask("GET", "/latest.json")
    assert refused.headers["Discourse-Rate-Limit-Error-Code"] == "ip_60_secs_limit"


def test_keys_of_applications_have_limits_of_their_own(strict_forum: Forum) -> None:
    forum = strict_forum
    reader = forum.anonymous
    header = {"User-Api-Key": forum.sandbox.create_user_api_key("ana")}
    for _ in range(20):
        assert reader.ask("GET", "/session/current.json", headers=header).status_code == 200
    refused = reader.ask("GET", "/session/current.json", headers=header)
    assert refused.status_code == 429
    assert refused.headers["Discourse-Rate-Limit-Error-Code"] == "user_api_key_limiter_60_secs"
    assert refused.json()["extras"] == {"wait_seconds": 60, "time_left": "1 minute"}
    assert forum.admin.ask("GET", "/session/current.json").status_code == 200
    forum.clock.forward(minutes=1, seconds=1)
    assert reader.ask("GET", "/session/current.json", headers=header).status_code == 200
