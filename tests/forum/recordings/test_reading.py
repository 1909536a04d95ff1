"""Answers of a real forum, read by the adapter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import responses
from responses import matchers

from bridge.domain.errors import UnexpectedAnswer
from bridge.domain.identity import Key, Kind, with_marker
from bridge.domain.observation import ObservedOption, ObservedPoll, PullMemory
from bridge.forum import query
from bridge.forum.adapter import DiscourseForum
from bridge.forum.api import likes
from bridge.forum.convert import label, observed_poll
from bridge.forum.endpoint import reading
from bridge.forum.transport import Answer
from bridge.forum.wire.base import read
from bridge.forum.wire.likes import LikersPage
from bridge.forum.wire.messages import MessageList
from bridge.forum.wire.posts import FeedPage, PostPart
from bridge.forum.wire.queries import QueryList, QueryRun
from bridge.forum.wire.tags import TagList
from bridge.forum.wire.topics import TopicList, TopicPage

URL = "https://forum.test"
ANY = reading("/any.json")


@pytest.fixture
def about(recording: Any) -> None:
    """The three answers from which the facts are learnt, and an empty list of stored queries."""
    responses.get(f"{URL}/about.json", json=recording("002-about")["response"]["json"])
    responses.get(f"{URL}/session/current.json", json=recording("003-session-current")["response"]["json"])
    responses.get(f"{URL}/site/settings.json", json={"max_tags_per_topic": 7})
    responses.get(f"{URL}/admin/plugins/explorer/queries.json", status=404, json={"errors": ["no"]})


@responses.activate
def test_facts(forum: DiscourseForum, about: None) -> None:
    facts = forum.facts()
    assert (facts.version, facts.account, facts.account_id, facts.staff) == (
        "3.5.0.beta8-dev",
        "labadmin",
        1,
        True,
    )
    assert (facts.title_min, facts.title_max, facts.body_min, facts.body_max) == (15, 255, 20, 32000)
    assert (facts.max_tags, facts.tag_length, facts.query) == (7, 20, None)
    before = forum.requests
    assert forum.facts() is facts
    assert forum.requests == before == 4
    assert forum.canonical_title("what next !") == "What next!"
    assert forum.canonical_tag("New Täg/one?") == "new-tägone"


@responses.activate
def test_a_stored_query_is_found_by_name(forum: DiscourseForum, about: None, recording: Any) -> None:
    queries = recording("de-005-query-list")["response"]["json"]
    queries["queries"][0] |= {"name": "ideabridge pull"}
    responses.replace("GET", f"{URL}/admin/plugins/explorer/queries.json", json=queries)
    assert forum.facts().query == queries["queries"][0]["id"]


@responses.activate
def test_a_member_of_a_group_finds_the_query_among_the_groups_reports(
    forum: DiscourseForum, about: None, recording: Any
) -> None:
    session = recording("015-session-current-single-user-key")["response"]["json"]
    session["current_user"]["groups"].append({"id": 41, "name": "bridgers", "has_messages": False})
    reports = recording("de-025-group-reports-list")["response"]["json"]
    reports["queries"][0] |= {"name": "ideabridge pull"}
    responses.replace("GET", f"{URL}/session/current.json", json=session)
    responses.get(f"{URL}/g/bridgers/reports.json", json=reports)
    facts = forum.facts()
    assert (facts.query, facts.staff) == (reports["queries"][0]["id"], False)
    # Groups of the forum's own, such as the trust levels, are not asked.
    assert sum(count for name, count in forum.requests_by_endpoint.items() if "/g/" in name) == 1


@responses.activate
@pytest.mark.parametrize("admin", [True, False])
def test_releases_of_2026_run_the_query_at_other_addresses(forum: DiscourseForum, admin: bool) -> None:
    responses.get(f"{URL}/about.json", json={"about": {"version": "2026.3.0", "locale": "en"}})
    groups = [{"id": 41, "name": "bridgers"}]
    user = {"id": 9, "username": "ideabridge", "admin": admin, "moderator": True, "groups": groups}
    responses.get(f"{URL}/session/current.json", json={"current_user": user})
    responses.get(f"{URL}/site/settings.json", json={})
    queries = {"queries": [{"id": 5, "name": "ideabridge pull"}]}
    plugin = f"{URL}/admin/plugins/discourse-data-explorer/queries"
    wishes = {
        "params": '{"category": "7", "known": "|", "skip": "|", "after_kind": "0", "after_k1": "0",'
        ' "after_k2": "0", "after_k3": "0"}',
        "limit": "10000",
        "download": "true",
    }
    head = [query.MARK, 0, 0, 1, query.VERSION, 0, 0, 0, 0, 0, None, None, None, None]
    table = {"columns": query.COLUMNS, "rows": [head]}
    if admin:
        responses.get(f"{plugin}.json", json=queries)
        responses.post(f"{plugin}/5/run.json", json=table, match=[matchers.json_params_matcher(wishes)])
    else:
        responses.get(f"{URL}/g/bridgers/reports.json", json=queries)
        run = f"{URL}/data-explorer/queries/5/run.json"
        responses.get(run, json=table, match=[matchers.query_param_matcher(wishes)])
    seen = forum.snapshot(7, PullMemory())
    assert (seen.strategy, seen.requests, seen.topics) == ("data-explorer", 1, ())


@responses.activate
def test_find_topic(forum: DiscourseForum, about: None, recording: Any) -> None:
    found = recording("027-topic-by-external-id")["response"]
    responses.get(
        f"{URL}/t/external_id/bridge-012901-1.json",
        status=301,
        headers={"Location": found["headers"]["Location"]},
    )
    responses.get(
        f"{URL}/t/9.json",
        json=recording("043-topic-get-include-raw")["response"]["json"],
        match=[matchers.query_param_matcher({"include_raw": "1"})],
    )
    topic = forum.find_topic("bridge-012901-1")
    assert topic is not None
    assert (topic.topic_id, topic.category_id, topic.external_id) == (9, 5, "bridge-012901-1")
    assert (topic.closed, topic.pinned, topic.listed, topic.removed) == (False, False, True, False)
    assert topic.created == datetime(2026, 11, 22, 1, 29, 17, 513000, tzinfo=UTC)
    assert topic.first is not None
    assert topic.first.raw == "This is the **first** post of the bridged topic, run 012901. :smile:"
    assert (topic.first.ours, topic.first.number, topic.first.readers) == (True, 1, 0)


@responses.activate
def test_an_unknown_or_trashed_external_id_is_none(forum: DiscourseForum, recording: Any) -> None:
    gone = recording("fact-051-ext-trashed-lookup-admin")["response"]
    responses.get(f"{URL}/t/external_id/x.json", status=gone["status"], json=gone["json"])
    assert forum.find_topic("x") is None


@responses.activate
def test_a_redirect_to_something_else_is_told(forum: DiscourseForum) -> None:
    responses.get(f"{URL}/t/external_id/x.json", status=302, headers={"Location": f"{URL}/login"})
    with pytest.raises(UnexpectedAnswer, match="does not point to a topic"):
        forum.find_topic("x")


@responses.activate
def test_a_trashed_topic_is_shown_to_staff_as_removed(
    forum: DiscourseForum, about: None, recording: Any
) -> None:
    responses.get(
        f"{URL}/t/27.json", json=recording("fact-052-ext-trashed-get-topic-admin")["response"]["json"]
    )
    topic = forum.topic(27)
    assert topic is not None
    assert topic.removed
    assert topic.external_id == "fact-ext-015014"


@responses.activate
def test_a_hidden_topic_is_none(forum: DiscourseForum, recording: Any) -> None:
    gone = recording("154-err-topic-get-no-access")["response"]
    responses.get(f"{URL}/t/47.json", status=gone["status"], json=gone["json"])
    assert forum.topic(47) is None


@responses.activate
def test_a_reply_is_found_by_its_marker_beyond_the_first_twenty_posts(
    forum: DiscourseForum, about: None, recording: Any
) -> None:
    page = recording("106-big-topic-get")["response"]["json"]
    stream = page["post_stream"]["stream"]
    assert len(stream) > len(page["post_stream"]["posts"]) == 20
    key = Key("challenge", Kind.NOTICE, "extension-1")
    ours = page["post_stream"]["posts"][1] | {
        "id": stream[-1],
        "user_id": 1,
        "raw": with_marker(key, None, "Longer."),
    }
    copied = ours | {"id": stream[-2], "user_id": 3}
    responses.get(f"{URL}/t/12.json", json=page)
    responses.get(f"{URL}/t/12/posts.json", json={"post_stream": {"posts": [copied, ours]}})
    (placed,) = forum.replies_by_marker(12, key)
    assert (placed.topic_id, placed.post_id) == (12, stream[-1])
    assert forum.replies_by_marker(12, Key("challenge", Kind.NOTICE, "extension-2")) == ()


def test_polls_of_a_real_forum(recording: Any) -> None:
    page = TopicPage.model_validate(recording("216-poll-topic-get-after-votes")["response"]["json"])
    poll = observed_poll(page.post_stream.posts[0].polls[0])
    assert poll == ObservedPoll(
        "poll", True, (ObservedOption("Red", 0), ObservedOption("Green", 1), ObservedOption("Blue", 1)), 2
    )


@responses.activate
def test_received_likes_of_a_real_forum(forum: DiscourseForum, recording: Any) -> None:
    """All likes of an account's posts, by as many pages as the forum makes of them."""
    answer = recording("fact-236-user-actions-limit-500")["response"]["json"]
    address = f"{URL}/user_actions.json"
    for offset, rows in ((0, answer["user_actions"]), (265, [])):
        wishes = {"username": "labadmin", "filter": "2", "limit": "500", "offset": str(offset)}
        match = [matchers.query_param_matcher(wishes)]
        responses.get(address, json={"user_actions": rows}, match=match)
    (page,) = likes.received(forum._client, "labadmin")
    assert len(page) == len(set(page)) == 265
    assert (164, 270) in page


def test_likes_of_a_real_forum(recording: Any) -> None:
    post = PostPart.model_validate(recording("178-post-get-after-likes")["response"]["json"])
    assert post.likes == 2
    never_liked = PostPart.model_validate(recording("026-topic-create-external-id")["response"]["json"])
    assert never_liked.likes == 0


@pytest.mark.parametrize(
    ("html", "text"),
    [("For", "For"), ("Don&rsquo;t know", "Don’t know"), ("<b>Yes</b> &amp; no", "Yes & no"), (" a ", "a")],
)
def test_labels_lose_their_html(html: str, text: str) -> None:
    assert label(html) == text


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("051-posts-latest", FeedPage),
        ("fact-240-posts-latest", FeedPage),
        ("058-latest", TopicList),
        ("149-category-paging-page2-empty", TopicList),
        ("fact-209-list-op-likes", TopicList),
        ("043-topic-get-include-raw", TopicPage),
        ("fact-903-extid-topic-get", TopicPage),
        ("176-like-users", LikersPage),
        ("fact-231-likers-page-1-limit-200", LikersPage),
        ("fact-002-tags-list", TagList),
        ("de-005-query-list", QueryList),
        ("de-102-pull-run", QueryRun),
    ],
)
def test_recorded_answers_are_understood(recording: Any, name: str, model: Any) -> None:
    # Some long lists were cut by the recorder, who left a word in their place.
    data = without_cuts(recording(name)["response"]["json"])
    assert read(model, Answer(data), ANY)


def without_cuts(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: without_cuts(value) for name, value in data.items()}
    if isinstance(data, list):
        return [without_cuts(value) for value in data if not (isinstance(value, str) and "cut by" in value)]
    return data


def test_a_missing_field_is_told_with_endpoint_and_place_and_without_values(recording: Any) -> None:
    data = recording("051-posts-latest")["response"]["json"]
    del data["latest_posts"][0]["topic_id"]
    data["latest_posts"][1]["version"] = "somebody's words"
    with pytest.raises(UnexpectedAnswer) as caught:
        read(FeedPage, Answer(data), ANY)
    assert "GET /any.json" in caught.value.what
    assert "latest_posts.0.topic_id" in caught.value.what
    assert "latest_posts.1.version" in caught.value.what
    assert "somebody" not in caught.value.what
    assert caught.value.__context__ is None


@pytest.mark.parametrize("data", [None, [], "text", 7])
def test_an_answer_of_another_kind_is_told(data: object) -> None:
    with pytest.raises(UnexpectedAnswer, match="the whole"):
        read(FeedPage, Answer(data), ANY)


def test_tags_are_read_in_both_forms(recording: Any) -> None:
    page = recording("192-topic-get-tagged")["response"]["json"]
    names = page["tags"]
    assert names
    as_objects = page | {"tags": [{"id": 4, "name": name, "slug": name} for name in names]}
    assert TopicPage.model_validate(page).tags == TopicPage.model_validate(as_objects).tags == names


def test_a_list_of_messages(recording: Any) -> None:
    listed = read(MessageList, Answer(recording("254-pm-list")["response"]["json"]), ANY).topic_list
    assert [(item.id, item.last_posted_at) for item in listed.topics] == [
        (55, datetime(2026, 11, 22, 1, 30, 32, 636_000, tzinfo=UTC))
    ]
    assert listed.more_topics_url is None


@responses.activate
def test_a_message_with_who_wrote_in_it(forum: DiscourseForum, about: None, recording: Any) -> None:
    page = recording("256-pm-get-by-recipient")["response"]["json"]
    responses.get(f"{URL}/t/55.json", json=page)
    message = forum.messages.read(55)
    assert message is not None
    assert (message.title, message.archived) == (page["title"], page["message_archived"])
    assert [(post.post_id, post.author, post.ours) for post in message.posts] == [
        (106, 1, True),
        (108, 2, False),
    ]
