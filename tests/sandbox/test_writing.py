"""Making topics and replies: what is checked, what is refused, what is remembered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import BODY, Forum


def refused(forum: Forum, who: str, **body: Any) -> list[str]:
    sent = {"title": "A title that is long enough", "raw": BODY, "category": forum.category, **body}
    status, errors = forum.speaking_as(who).refused("POST", "/posts.json", sent)
    assert status == 422
    return errors


SHORT_TITLE = "Title is too short (minimum is 15 characters)"
UNCLEAR_TITLE = "Title seems unclear, most of the words contain the same letters over and over?"
UNCLEAR = "Body seems unclear, is it a complete sentence?"
SHORT = "Body is too short (minimum is 20 characters)"


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"title": "Short"}, [SHORT_TITLE, UNCLEAR_TITLE]),
        ({"title": ""}, ["Title can't be blank", SHORT_TITLE, UNCLEAR_TITLE]),
        ({"title": "Long title words " * 20}, ["Title is too long (maximum is 255 characters)"]),
        ({"title": "aaaaaaaaaaaaaaaaaaaaa"}, [UNCLEAR_TITLE]),
        ({"title": "One abcdefghijklmnopqrstuvwxyzabcdefg word"}, [UNCLEAR_TITLE]),
        ({"title": "Two emoji 😀 in a title 😀 here"}, ["Title can't have more than 1 emoji"]),
        ({"raw": "tiny"}, [SHORT, UNCLEAR]),
        ({"raw": "   "}, ["Body can't be blank", UNCLEAR]),
        ({"raw": "THIS IS SHOUTED VERY LOUD INDEED"}, [UNCLEAR]),
        ({"raw": "<!-- a comment that is long does not count --> short"}, [SHORT]),
        ({"raw": "words of it " * 2800}, ["Body is limited to 32000 characters; you entered 33599."]),
        ({"category": ""}, ["Category can't be blank"]),
        ({"category": 1}, ["Category is reserved"]),
        ({"external_id": "has space"}, ["External is invalid"]),
        ({"external_id": "x" * 51}, ["External is too long (maximum is 50 characters)"]),
    ],
)
def test_texts_that_will_not_do(forum: Forum, changed: dict[str, Any], errors: list[str]) -> None:
    assert errors == refused(forum, "ana", **changed)


def test_the_longest_and_the_shortest_that_will_do(forum: Forum) -> None:
    words = "A title of words that goes on "
    forum.topic(title=(words * 9)[:254] + "z", raw="Twenty letters long!")
    forum.topic(raw=("Words of a long text, again. " * 1200)[:31_999] + "x")


def test_titles_are_taken_once_in_any_case(forum: Forum) -> None:
    made = forum.topic(title="The title that is taken already")
    assert refused(forum, "ana", title="THE title that is taken already") == ["Title has already been used"]
    forum.bot.ask("DELETE", f"/t/{made['topic_id']}.json")
    forum.topic(title="The title that is taken already")


def test_external_ids_are_taken_for_ever_in_any_case(forum: Forum) -> None:
    made = forum.topic(external_id="idea-1")
    taken = ["External has already been taken"]
    assert refused(forum, "ana", external_id="IDEA-1") == taken
    forum.bot.ask("DELETE", f"/t/{made['topic_id']}.json")
    assert refused(forum, "ana", external_id="idea-1") == taken
    assert forum.bot.ask("GET", "/t/external_id/idea-1.json").status_code == 404
    forum.bot.ask("PUT", f"/t/{made['topic_id']}/recover.json")
    answer = forum.anonymous.ask("GET", "/t/external_id/idea-1.json?include_raw=1&x=2")
    assert answer.status_code == 301
    where = f"{forum.sandbox.base_url}/t/{made['topic_slug']}/{made['topic_id']}.json?include_raw=1"
    assert answer.headers["Location"] == where
    assert forum.bot.ask("GET", "/t/external_id/Idea-1.json").status_code == 404
    assert forum.anonymous.get(f"/t/{made['topic_id']}.json")["external_id"] == "idea-1"


@pytest.mark.parametrize("category", ["General", "ideas", 999999, "-1"])
def test_an_unknown_category_is_a_wrong_parameter(forum: Forum, category: Any) -> None:
    body = {"title": "A title that is long enough", "raw": BODY, "category": category}
    assert forum.bot.refused("POST", "/posts.json", body) == (
        400,
        ["You supplied invalid parameters to the request: category"],
    )


def test_titles_are_rewritten(forum: Forum) -> None:
    made = forum.topic(title="what   shall WE do about this!!!")
    assert forum.bot.get(f"/t/{made['topic_id']}.json")["title"] == "What shall WE do about this!"


def test_the_end_of_a_text_is_cut_and_nothing_else(forum: Forum) -> None:
    made = forum.topic(raw="  Two\r\nlines with\0 a tab\t and more.  \n\n")
    assert made["raw"] == "  Two\r\nlines with a tab\t and more."


def test_skip_validations_skips_texts_rights_and_limits(forum: Forum) -> None:
    closed = forum.sandbox.create_category("Readable", permissions={"everyone": 3, "staff": 1})
    made = forum.topic(forum.speaking_as("nils"), title="Hm", raw="x", category=closed, skip_validations=True)
    assert (made["raw"], made["username"]) == ("x", "nils")


def test_a_backdated_topic_stands_in_its_own_time(forum: Forum) -> None:
    made = forum.topic(created_at="2020-01-02T03:04:05Z")
    topic = forum.bot.get(f"/t/{made['topic_id']}.json")
    assert (topic["created_at"], topic["last_posted_at"]) == ("2020-01-02T03:04:05.000Z",) * 2
    forum.topic()
    listed = forum.bot.get("/latest.json")["topic_list"]["topics"]
    assert listed[-1]["id"] == made["topic_id"]


def test_newcomers_write_few_links_pictures_and_mentions(forum: Forum) -> None:
    links = "Look at https://a.example/1 https://b.example/2 https://c.example/3 please"
    assert refused(forum, "nils", raw=links) == ["Sorry, new users can only put 2 links in a post."]
    pictures = "Look ![a](https://a.example/a.png) and ![b](https://b.example/b.png) here"
    assert refused(forum, "nils", raw=pictures) == [
        "Sorry, new users can only put one embedded media item in a post."
    ]
    mentions = "Hello @ana and @ben and @ideabridge, look at this"
    assert refused(forum, "nils", raw=mentions) == ["Sorry, new users can only mention 2 users in a post."]
    many = " ".join(f"@person{number}" for number in range(11))
    assert refused(forum, "ana", raw=many) == ["Sorry, you can only mention 10 users in a post."]
    forum.topic(raw=many)


def test_the_same_words_twice_within_five_minutes(forum: Forum) -> None:
    topic = forum.topic()["topic_id"]
    ana = forum.speaking_as("ana")
    ana.make(topic_id=topic, raw=BODY)
    body = {"topic_id": topic, "raw": BODY, "typing_duration_msecs": 7}
    assert ana.refused("POST", "/posts.json", body) == (
        422,
        ["Body is too similar to what you recently posted"],
    )
    forum.clock.forward(minutes=6)
    ana.make(**body)


def test_replies_count_and_bump(forum: Forum) -> None:
    old, new = forum.topic()["topic_id"], forum.topic()["topic_id"]
    forum.clock.forward(minutes=1)
    first = forum.speaking_as("ana").make(topic_id=old, raw=f"{BODY} Mine.")
    forum.speaking_as("ben").make(topic_id=old, raw=f"{BODY} To ana.", reply_to_post_number=2)
    listed = [item["id"] for item in forum.bot.get("/latest.json")["topic_list"]["topics"]]
    assert listed == [old, new]
    topic = forum.bot.get(f"/t/{old}.json")
    assert (topic["posts_count"], topic["reply_count"], topic["participant_count"]) == (3, 1, 3)
    assert topic["post_stream"]["posts"][2]["reply_to_user"]["username"] == "ana"
    assert [
        post["username"] for post in forum.bot.ask("GET", f"/posts/{first['id']}/replies.json").json()
    ] == ["ben"]


def test_a_form_does_as_well_as_json(forum: Forum) -> None:
    bot = forum.bot
    form = {
        "title": "A title sent in a form",
        "raw": BODY,
        "category": forum.category,
        "tags[]": ["one", "two"],
    }
    answer = bot.web.post(f"{bot.url}/posts", data=form, headers={"Api-Key": forum.keys.bridge})
    assert answer.status_code == 200
    assert forum.bot.get(f"/t/{answer.json()['topic_id']}.json")["tags"] == ["one", "two"]
    parts = {
        "title": (None, "A title sent in parts"),
        "raw": (None, BODY),
        "category": (None, str(forum.category)),
    }
    sent = bot.web.post(f"{bot.url}/posts.json", files=parts, headers={"Api-Key": forum.keys.bridge})
    assert sent.status_code == 200


def test_a_body_that_is_no_json(forum: Forum) -> None:
    headers = {"Api-Key": forum.keys.bridge, "Content-Type": "application/json"}
    bot = forum.bot
    answer = bot.web.post(f"{bot.url}/posts.json", data='{"title": "broken', headers=headers)
    assert (answer.status_code, answer.json()) == (400, {"status": 400, "error": "Bad Request"})


class TestMemo:
    """Identical creates within two minutes get the first answer again."""

    def body(self, forum: Forum, **more: Any) -> dict[str, Any]:
        return {"title": "Sent more than one time", "raw": BODY, "category": forum.category, **more}

    def test_a_retry_gets_the_first_post(self, forum: Forum) -> None:
        bot = forum.bot
        first = bot.make(**self.body(forum))
        assert bot.make(**self.body(forum, nonce="unknown parameters do not matter")) == first
        nested = bot.make(**self.body(forum, nested_post=True))
        assert (nested["action"], nested["post"], nested["success"]) == ("create_post", first, True)

    def test_it_answers_with_a_deleted_topic(self, forum: Forum) -> None:
        bot = forum.bot
        first = bot.make(**self.body(forum))
        bot.ask("DELETE", f"/t/{first['topic_id']}.json")
        assert bot.make(**self.body(forum)) == first

    def test_it_repeats_a_refusal_whose_cause_is_gone(self, forum: Forum) -> None:
        ana = forum.speaking_as("ana")
        body = self.body(forum, title="Hm")
        assert ana.refused("POST", "/posts.json", body)[0] == 422
        forum.sandbox.site.change_limits(min_topic_title_length=1, title_min_entropy=1)
        assert ana.refused("POST", "/posts.json", body)[0] == 422
        assert ana.ask("POST", "/posts.json", body, headers={"User-Agent": "another"}).status_code == 200

    def test_a_known_parameter_or_time_makes_a_fresh_request(self, forum: Forum) -> None:
        bot = forum.bot
        bot.make(**self.body(forum))
        again = bot.refused("POST", "/posts.json", self.body(forum, typing_duration_msecs=1))
        assert again == (422, ["Title has already been used"])
        forum.clock.forward(seconds=121)
        assert bot.refused("POST", "/posts.json", self.body(forum))[0] == 422

    def test_it_belongs_to_one_person(self, forum: Forum) -> None:
        forum.speaking_as("ana").make(**self.body(forum))
        assert forum.speaking_as("ben").refused("POST", "/posts.json", self.body(forum))[0] == 422

    def test_refusals_that_are_no_answer_of_the_deed_are_not_kept(self, strict_forum: Forum) -> None:
        forum = strict_forum
        topic = forum.topic()["topic_id"]
        ana = forum.speaking_as("ana")
        ana.make(topic_id=topic, raw=BODY)
        body = {"topic_id": topic, "raw": f"{BODY} Second."}
        assert ana.refused("POST", "/posts.json", body)[0] == 429
        forum.clock.forward(seconds=6)
        ana.make(**body)


class TestTags:
    """Tags as a server of 3.5 and as one of 2026 takes them."""

    def tags(self, forum: Forum, topic: int) -> Any:
        return forum.bot.get(f"/t/{topic}.json")["tags"]

    def test_names_are_cleaned_and_made_by_those_who_may(self, forum: Forum) -> None:
        made = forum.topic(tags=["Alpha", "New Täg/one?", "x" * 30])
        assert self.tags(forum, made["topic_id"]) == ["alpha", "new-tägone", "x" * 20]
        plain = forum.topic(forum.speaking_as("ana"), tags=["alpha", "unheard-of"])
        assert self.tags(forum, plain["topic_id"]) == ["alpha"]

    @pytest.mark.parametrize("tags", ["one,two", [{"name": "one"}], [{"id": 1, "name": "one"}]])
    def test_other_shapes_crash_the_old_version(self, forum: Forum, tags: Any) -> None:
        body = {"title": "A title that is long enough", "raw": BODY, "category": forum.category, "tags": tags}
        answer = forum.bot.ask("POST", "/posts.json", body)
        assert (answer.status_code, answer.json()) == (500, {"status": 500, "error": "Internal Server Error"})

    def test_the_new_version_takes_objects_and_drops_strings(self, forum: Forum) -> None:
        forum.sandbox.site.change_limits(tag_style="objects")
        made = forum.topic(tags=[{"name": "one"}, "two"])
        (tag,) = self.tags(forum, made["topic_id"])
        assert (tag["name"], tag["slug"], type(tag["id"])) == ("one", "one", int)
        assert forum.bot.get("/about.json")["about"]["version"].startswith("2026")

    def test_five_are_enough(self, forum: Forum) -> None:
        made = forum.topic(tags=[f"t{number}" for number in range(7)])
        assert self.tags(forum, made["topic_id"]) == ["t0", "t1", "t2", "t3", "t4"]

    @pytest.mark.parametrize("empty", [[], [""]])
    def test_putting_none_empties_them(self, forum: Forum, empty: list[str]) -> None:
        topic = forum.topic(tags=["one"])["topic_id"]
        assert forum.bot.ask("PUT", f"/t/-/{topic}.json", {"tags": empty}).status_code == 200
        assert self.tags(forum, topic) == []
        assert [tag["count"] for tag in forum.bot.get("/tags.json")["tags"]] == [0]

    def test_a_category_may_ask_for_some(self, forum: Forum) -> None:
        forum.admin.ask(
            "PUT", f"/categories/{forum.category}.json", {"name": "Ideas", "minimum_required_tags": 1}
        )
        assert refused(forum, "ana") == ["You must select at least 1 tag."]
        forum.topic()
