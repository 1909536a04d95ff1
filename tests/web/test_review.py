"""Moderators sign in through the forum and decide; nobody else gets in, no other site acts for them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from bridge.domain.idea import SubmissionState
from bridge.pipeline import moderate
from bridge.web.moderators import NONCE, SESSION
from tests.e2e.small_campaign import SLUG
from tests.web.conftest import SECRET, Door, code_on, hidden

TEXT = "Oil the wheels of trolley {}. Margaret Okafor did it once, and the whole ward slept."


class Moderator:
    """A browser in somebody's hands. Cookies are carried by hand, since they are for TLS alone."""

    def __init__(self, door: Door, name: str, *, enter: bool = True) -> None:
        self.door = door
        self.cookies: dict[str, str] = {}
        asked = self.get("/review/sign-in")
        assert asked.status_code == 303
        forum = requests.Session()
        target = asked.headers["Location"]
        forum.headers["Accept"] = "text/html"
        home = f"http://{urlsplit(target).netloc}"
        forum.post(f"{home}/login", {"username": name}, headers={"Origin": home}, timeout=10)
        self.back = forum.get(target, allow_redirects=False, timeout=10).headers["Location"]
        assert self.back.startswith(f"{door.url}/review/in?sso=")
        if enter:
            self.entered = self.get(self.back.removeprefix(door.url))

    def get(self, path: str) -> requests.Response:
        return self._kept(self.door.get(path, headers=self._headers()))

    def post(self, path: str, **fields: object) -> requests.Response:
        return self._kept(self.door.post(path, fields, headers=self._headers()))

    def idea(self, words: str) -> str:
        """The address of the idea in which these words stand."""
        (found,) = [one for one in moderate.waiting(self.door.bridge.store, SLUG) if words in one.text]
        return f"/review/{SLUG}/{found.id}"

    def accept(self, words: str, **changes: str) -> requests.Response:
        """Accept it, with other words where they are given."""
        (found,) = [one for one in moderate.waiting(self.door.bridge.store, SLUG) if words in one.text]
        address = f"/review/{SLUG}/{found.id}"
        return self.decide(address, "accept", **{"title": found.title, "text": found.text, **changes})

    def decide(self, address: str, deed: str, **fields: object) -> requests.Response:
        """Send one of the forms on an idea's page."""
        mark = hidden(self.get(address).text)["mark"]
        return self.post(f"{address}/{deed}", mark=mark, **fields)

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _kept(self, answer: requests.Response) -> requests.Response:
        for said in answer.raw.headers.getlist("Set-Cookie"):
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer


def test_a_moderator_reads_and_accepts(reviewed: Door) -> None:
    reviewed.send(TEXT.format(1))
    vera = Moderator(reviewed, "vera")
    assert vera.entered.status_code == 303
    assert "1 idea waiting" in vera.get("/review").text
    address = vera.idea("trolley 1")
    page = vera.get(address).text
    assert "<mark>[name]</mark>" in page
    assert "Margaret" not in page

    done = vera.accept("trolley 1", title="Oil the wheels of the trolley")

    assert done.headers["Location"] == f"/review/{SLUG}?done=accepted"
    assert "Accepted." in vera.get(done.headers["Location"]).text
    with reviewed.bridge.store.begin() as unit:
        (idea,) = unit.ideas.all(SLUG)
    assert (idea.title, "[name]" in idea.text) == ("Oil the wheels of the trolley", True)
    assert vera.get(address).headers["Location"] == f"/review/{SLUG}?done=gone"


def test_words_that_come_back_need_a_second_person(reviewed: Door) -> None:
    reviewed.send(TEXT.format(2))
    vera, max_ = Moderator(reviewed, "vera"), Moderator(reviewed, "max")
    address = vera.idea("trolley 2")
    words = {
        "title": "Oil the wheels of the trolley",
        "text": TEXT.format(2).replace("Margaret Okafor", "The matron"),
    }

    first = vera.decide(address, "accept", **words)
    again = vera.decide(address, "accept", **words)

    assert first.headers["Location"].endswith("done=agreed")
    assert again.status_code == 422
    assert "a second person has to" in again.text
    assert "one of two agreed" in max_.get(f"/review/{SLUG}").text
    assert max_.decide(address, "accept", **words).headers["Location"].endswith("done=accepted")


def test_the_other_decisions(reviewed: Door) -> None:
    codes = {number: reviewed.send(TEXT.format(number)) for number in (3, 4, 5, 6)}
    vera = Moderator(reviewed, "vera")
    assert vera.decide(vera.idea("trolley 3"), "return", code="", words=" ").status_code == 422

    for number, deed, fields in (
        (3, "return", {"code": "no-idea", "words": "Tell us more."}),
        (4, "reject", {"code": "advert"}),
        (5, "ask", {"words": "Which trolley?"}),
        (6, "hand-on", {}),
    ):
        assert vera.decide(vera.idea(f"trolley {number}"), deed, **fields).status_code == 303

    for number, words in ((3, "Tell us more."), (4, "It advertises something."), (5, "Which trolley?")):
        assert words in reviewed.post("/receipt", {"campaign": SLUG, "code": codes[number]}).text
    handed = vera.get(vera.idea("trolley 6")).text
    assert "You handed this one on" in handed
    assert "<form" not in handed
    mark = hidden(vera.get("/review").text)["mark"]
    assert vera.post(f"{vera.idea('trolley 6')}/accept", mark=mark).status_code == 422
    left = {one.state for one in moderate.waiting(reviewed.bridge.store, SLUG)}
    assert left == {SubmissionState.WAITING}


def test_a_near_idea_takes_another_in(reviewed: Door) -> None:
    reviewed.send("Oil the wheels of the trolley on the ward, so that the whole ward sleeps.")
    vera = Moderator(reviewed, "vera")
    vera.accept("so that the whole")
    reviewed.send("Oil the wheels of the trolley on the ward, so that the whole ward can sleep.")

    page = vera.get(vera.idea("can sleep")).text
    assert "Others said nearly the same" in page
    idea = page.partition('name="idea" value="')[2].partition('"')[0]

    assert vera.decide(vera.idea("can sleep"), "merge", idea=idea).headers["Location"].endswith("done=merged")


def test_others_do_not_get_in(reviewed: Door) -> None:
    ana = Moderator(reviewed, "ana")

    assert ana.entered.status_code == 403
    assert "Only moderators and admins" in ana.entered.text
    assert SESSION not in ana.cookies
    page = reviewed.get(f"/review/{SLUG}")
    assert (page.status_code, "Sign in with the forum" in page.text) == (403, True)


def test_an_answer_is_good_once_and_in_one_browser(reviewed: Door) -> None:
    vera = Moderator(reviewed, "vera", enter=False)
    path = vera.back.removeprefix(reviewed.url)
    with_its_nonce = {"Cookie": f"{NONCE}={vera.cookies[NONCE]}"}
    assert reviewed.get(path, headers=with_its_nonce).status_code == 303
    assert reviewed.get(path, headers=with_its_nonce).status_code == 403

    other = Moderator(reviewed, "max", enter=False)
    assert reviewed.get(other.back.removeprefix(reviewed.url)).status_code == 403
    late = Moderator(reviewed, "max", enter=False)
    reviewed.clock.advance(timedelta(minutes=11))
    assert late.get(late.back.removeprefix(reviewed.url)).status_code == 403


def test_what_the_forum_did_not_sign_is_worth_nothing(reviewed: Door) -> None:
    asked = reviewed.get("/review/sign-in")
    nonce = asked.cookies[NONCE]
    (sent,) = parse_qs(urlsplit(asked.headers["Location"]).query)["sso"]
    assert nonce in base64.b64decode(sent).decode()
    told = {"nonce": nonce, "external_id": "1", "admin": "true", "moderator": "true"}
    sso = base64.b64encode(urlencode(told).encode()).decode()
    for secret in ("another secret", "", "x" * 64):
        sig = hmac.new(secret.encode(), sso.encode(), hashlib.sha256).hexdigest()
        answer = reviewed.get(
            f"/review/in?{urlencode({'sso': sso, 'sig': sig})}", headers={"Cookie": f"{NONCE}={nonce}"}
        )
        assert answer.status_code == 403
        assert SESSION not in answer.cookies
    for cookie in ("1.99999999999.", "1.99999999999." + "0" * 64, "x", "..", "1.9.é"):
        page = reviewed.get("/review", headers={"Cookie": f"{SESSION}={cookie}".encode()})
        assert page.status_code == 403


def test_the_cookie_is_for_these_pages_and_half_an_hour(reviewed: Door) -> None:
    vera = Moderator(reviewed, "vera")
    said = vera.entered.headers["Set-Cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/review", "Max-Age=1800"):
        assert part in said
    assert SECRET not in said
    assert "vera" not in said
    assert vera.get("/review").status_code == 200

    reviewed.clock.advance(timedelta(minutes=31))

    assert vera.get("/review").status_code == 403


def test_a_form_of_another_site_decides_nothing(reviewed: Door) -> None:
    code = reviewed.send(TEXT.format(7))
    vera = Moderator(reviewed, "vera")
    address = vera.idea("trolley 7")
    fields = {"code": "advert"}

    assert vera.post(f"{address}/reject", **fields).status_code == 403
    assert vera.post(f"{address}/reject", mark="0" * 64, **fields).status_code == 403
    assert code_on(reviewed.get("/receipt").text) == ""
    assert "It waits for a moderator" in reviewed.post("/receipt", {"campaign": SLUG, "code": code}).text


def test_what_was_written_is_not_lost_when_the_half_hour_is_over(reviewed: Door) -> None:
    reviewed.send(TEXT.format(8))
    vera = Moderator(reviewed, "vera")
    address = vera.idea("trolley 8")
    mark = hidden(vera.get(address).text)["mark"]
    reviewed.clock.advance(timedelta(minutes=31))

    answer = vera.post(f"{address}/ask", mark=mark, words="Which trolley do you mean, dear author?")

    assert answer.status_code == 403
    assert "Which trolley do you mean, dear author?" in answer.text


def test_signing_out_ends_it(reviewed: Door) -> None:
    vera = Moderator(reviewed, "vera")
    mark = hidden(vera.get("/review").text)["mark"]
    copy = vera.cookies[SESSION]

    vera.post("/review/sign-out", mark=mark)

    assert vera.cookies[SESSION] == ""
    assert reviewed.get("/review", headers={"Cookie": f"{SESSION}={copy}"}).status_code == 403
    assert vera.get("/review").status_code == 403


@pytest.mark.parametrize("path", ["/review", "/review/sign-in", f"/review/{SLUG}"])
def test_without_a_secret_there_are_no_such_pages(door: Door, path: str) -> None:
    assert door.get(path).status_code == 404
