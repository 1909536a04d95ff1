"""The pages for a person with a browser: readable, safe, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import requests

from tests.sandbox.conftest import BODY, Forum


class Browser:
    """Follows links and sends forms as a browser would."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.web = requests.Session()
        self.web.trust_env = False

    def open(self, path: str) -> requests.Response:
        return self.web.get(self.url + path, headers={"Accept": "text/html"})

    def send(self, path: str, headers: Any = None, **form: Any) -> requests.Response:
        sent = {"Accept": "text/html", "Origin": self.url, **(headers or {})}
        return self.web.post(self.url + path, data=form, headers=sent)


@pytest.fixture
def browser(forum: Forum) -> Iterator[Browser]:
    browser = Browser(forum.sandbox.base_url)
    yield browser
    browser.web.close()


def text(answer: requests.Response) -> str:
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.text))


def option(answer: requests.Response, label: str) -> str:
    found = re.search(rf'value="([0-9a-f]{{32}})"[^>]*>\s*<span>{label}</span>', answer.text)
    assert found
    return found[1]


def test_a_newcomer_reads_logs_in_votes_likes_and_replies(forum: Forum, browser: Browser) -> None:
    made = forum.poll(tags=["safety"])
    path = f"/t/{made['topic_slug']}/{made['topic_id']}"
    assert "Ideas" in text(browser.open("/"))
    assert "An idea about topic number 1" in text(browser.open(f"/c/ideas/{forum.category}"))
    assert "An idea about topic number 1" in text(browser.open("/tag/safety"))
    before = browser.open(path)
    assert "Log in to vote." in text(before)
    assert "You see the results after voting." in text(before)
    assert "<button" not in before.text
    assert "You are logged in." in text(browser.send("/login", username="nils", **{"return": path}))
    page = browser.open(path)
    ballot = {"post_id": made["id"], "poll_name": "vote", "options[]": option(page, "For")}
    voted = browser.send("/sandbox/vote", **ballot)
    assert "Your vote is counted." in text(voted)
    assert "100 % (1)" in text(voted)
    assert "You liked the post." in text(browser.send("/sandbox/like", post_id=made["id"]))
    answered = browser.send("/sandbox/reply", topic_id=made["topic_id"], raw=f"{BODY} <b>By nils.</b>")
    assert "By nils." in text(answered)
    seen = forum.bot.get(f"/t/{made['topic_id']}.json")
    assert (seen["like_count"], seen["posts_count"]) == (1, 2)
    assert seen["post_stream"]["posts"][0]["polls"][0]["options"][0]["votes"] == 1
    assert seen["post_stream"]["posts"][0]["readers_count"] == 1
    browser.send("/sandbox/vote", undo="true", **ballot)
    browser.send("/sandbox/like", post_id=made["id"], undo="true")
    seen = forum.bot.get(f"/t/{made['topic_id']}.json")
    assert (seen["like_count"], seen["post_stream"]["posts"][0]["polls"][0]["voters"]) == (0, 0)
    assert "You are logged out." in text(browser.send("/logout"))


def test_the_rules_hold_on_pages_too(forum: Forum, browser: Browser) -> None:
    category = forum.sandbox.create_category("Readable", permissions={"everyone": 3, "ideabridge": 1})
    made = forum.poll(category=category)
    browser.send("/login", username="ana")
    page = browser.open(f"/t/x/{made['topic_id']}")
    assert "You may read here, not reply." in text(page)
    refused = browser.send(
        "/sandbox/vote", post_id=made["id"], poll_name="vote", **{"options[]": option(page, "For")}
    )
    assert (refused.status_code, "can't post in this topic" in refused.text.replace("&#39;", "'")) == (
        422,
        True,
    )
    words = "What I wrote"
    refused = browser.send("/sandbox/reply", topic_id=made["topic_id"], raw=words)
    assert refused.status_code == 422
    assert f">{words}</textarea>" in refused.text


def test_nobody_acts_without_logging_in(forum: Forum, browser: Browser) -> None:
    made = forum.topic()
    assert browser.send("/sandbox/like", post_id=made["id"]).status_code == 403
    browser.web.cookies.set("sandbox_member", f"1.{'0' * 64}")
    assert browser.send("/sandbox/like", post_id=made["id"]).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_forms_of_other_sites_are_refused(forum: Forum, browser: Browser, headers: dict[str, str]) -> None:
    made = forum.topic()
    browser.send("/login", username="ana")
    assert browser.send("/sandbox/like", headers=headers, post_id=made["id"]).status_code == 403
    assert forum.bot.get(f"/t/{made['topic_id']}.json")["like_count"] == 0


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(browser: Browser, target: str) -> None:
    answer = browser.web.post(
        f"{browser.url}/login", data={"username": "ana", "return": target}, allow_redirects=False
    )
    assert answer.status_code == 303
    assert re.match(r"/(?!/)", answer.headers["Location"])


def test_hostile_texts_stay_texts(forum: Forum, browser: Browser) -> None:
    raw = f"{BODY} <script>alert(1)</script> <img src=x onerror=alert(1)> ![x](https://example.com/x.png)"
    made = forum.topic(title="A title with <script>alert(1)</script>", raw=raw, tags=["one"])
    for path in ("/", f"/t/x/{made['topic_id']}", "/latest"):
        answer = browser.open(path)
        assert "<script" not in answer.text
        assert "onerror" not in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<img" not in browser.open(f"/t/x/{made['topic_id']}").text


def test_dates_are_shown_as_people_write_them(forum: Forum, browser: Browser) -> None:
    raw = (
        f'{BODY} Ends [date=2015-03-13 time=23:59:00 timezone="Europe/London"], begins [date=2015-01-09]. '
        '<span class="discourse-local-date" data-date="soon">at some time</span>'
    )
    made = forum.topic(raw=raw)
    page = browser.open(f"/t/x/{made['topic_id']}").text
    assert "Ends <span>13 March 2015, 23:59</span>, begins <span>9 January 2015</span>." in page
    assert "at some time" in page


def test_private_places_are_not_shown(forum: Forum, browser: Browser) -> None:
    hidden = forum.sandbox.create_category("Hidden place", permissions={"staff": 1})
    made = forum.topic(category=hidden, title="A hidden topic of the staff")
    assert browser.open(f"/t/x/{made['topic_id']}").status_code == 404
    assert browser.open(f"/c/hidden-place/{hidden}").status_code == 404
    assert "Hidden place" not in browser.open("/").text
    assert "A hidden topic" not in browser.open("/latest").text
    assert browser.open("/nothing").status_code == 404


def test_small_actions_and_marks_are_told(forum: Forum, browser: Browser) -> None:
    made = forum.topic()
    forum.bot.ask("PUT", f"/t/{made['topic_id']}/status.json", {"status": "closed", "enabled": "true"})
    browser.send("/login", username="ana")
    shown = text(browser.open(f"/t/x/{made['topic_id']}"))
    assert "ideabridge closed this topic" in shown
    assert "This topic takes no more replies." in shown


class Outline(HTMLParser):
    """Headings, labels and controls of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.labelled: set[str] = set()
        self.controls: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        elif tag == "label" and values.get("for"):
            self.labelled.add(str(values["for"]))
        elif tag in ("textarea", "input") and values.get("type") not in ("hidden", "radio", "checkbox"):
            self.controls.append(str(values.get("id")))
        elif tag == "html":
            self.lang = str(values.get("lang"))


@pytest.mark.parametrize(
    "path", ["/", "/latest", "/tags", "/login", "/c/ideas/{category}", "/t/x/{topic}", "/u/ana"]
)
def test_pages_are_built_for_everybody(forum: Forum, browser: Browser, path: str) -> None:
    for number in range(25):
        forum.sandbox.create_user(f"person{number}")
    made = forum.poll(tags=["one"])
    browser.send("/login", username="ana")
    outline = Outline()
    outline.feed(browser.open(path.format(category=forum.category, topic=made["topic_id"])).text)
    assert outline.lang == "en"
    assert outline.headings.count(1) == 1
    steps = list(zip(outline.headings, outline.headings[1:], strict=False))
    assert all(after - before <= 1 for before, after in steps), outline.headings
    assert set(outline.controls) <= outline.labelled


def test_programs_get_json_where_people_get_pages(forum: Forum) -> None:
    made = forum.topic()
    url = f"{forum.sandbox.base_url}/t/{made['topic_id']}"
    kinds = {
        "text/html": requests.get(url, headers={"Accept": "text/html"}, timeout=10),
        "application/json": requests.get(f"{url}.json", timeout=10),
    }
    for kind, answer in kinds.items():
        assert answer.headers["Content-Type"].startswith(kind)
    asked = requests.get(url, headers={"Accept": "application/json"}, timeout=10)
    assert asked.json()["id"] == made["topic_id"]
