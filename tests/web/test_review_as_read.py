"""The words of the review pages in both languages, as somebody read them last.

After a change that is meant, run with UPDATE_SNAPSHOTS=1, read the difference, and keep it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bridge.domain.idea import Submission
from bridge.pipeline import moderate
from tests.e2e.small_campaign import SLUG
from tests.reading import read_out
from tests.web.conftest import Door, code_on
from tests.web.test_as_it_is_read import SNAPSHOTS
from tests.web.test_review import TEXT, Moderator

_ID = re.compile("[0-9a-f]{24}")
FIRST = TEXT.format(1)
SECOND = "Oil the wheels of trolley 2. Someone did it once, and the whole ward slept."


@pytest.mark.parametrize("code", ["en", "cy"])
def test_pages(reviewed: Door, code: str) -> None:
    campaigns = reviewed.site.campaigns
    assert isinstance(campaigns, dict)
    for slug in list(campaigns):
        campaigns[slug] = replace(campaigns[slug], language=code)
    for name, page in _pages(reviewed):
        path = SNAPSHOTS / code / f"review-{name}.txt"
        told = _ID.sub("ID", f"{read_out(page)}\n")
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.write_text(told, encoding="utf-8")
        assert told == path.read_text(encoding="utf-8"), name


def _pages(door: Door) -> Iterator[tuple[str, str]]:
    yield "signed-out", door.get("/review").text
    yield "of-nobody-on-the-staff", Moderator(door, "ana").entered.text
    yield "nothing-waits", Moderator(door, "vera").get(f"/review/{SLUG}").text
    code = code_on(door.post(f"/c/{SLUG}/send", door.form(text=FIRST)).text)
    # The queue is by the day on which an idea came.
    door.clock.advance(timedelta(days=1))
    door.send(SECOND)
    vera, other = Moderator(door, "vera"), Moderator(door, "max")
    yield "campaigns", vera.get("/review").text
    yield "queue", vera.get(f"/review/{SLUG}").text
    address = vera.idea("trolley 1")
    yield "idea", vera.get(address).text
    yield "faulty", vera.decide(address, "ask", words=" ").text
    asked = vera.decide(address, "ask", words="Which trolley is it?")
    yield "asked", vera.get(asked.headers["Location"]).text
    door.post("/receipt/answer", {"campaign": SLUG, "code": code, "words": "The one for the morning round."})
    yield "answered", vera.get(address).text
    words = {"title": "Oil the wheels of the trolley", "text": FIRST.replace("Margaret Okafor", "The matron")}
    agreed = vera.decide(address, "accept", **words)
    yield "agreed", vera.get(agreed.headers["Location"]).text
    yield "again", vera.decide(address, "accept", **words).text
    yield "seen-by-the-second", other.get(address).text
    second = other.idea("trolley 2")
    handed = other.decide(second, "hand-on")
    yield "handed-on", other.get(handed.headers["Location"]).text
    yield "not-to-decide", other.get(second).text
    returned = vera.decide(second, "return", code="unclear", words="")
    yield "returned", vera.get(returned.headers["Location"]).text
    signed_out = vera.post("/review/sign-out", mark="x")
    yield "forged", signed_out.text


def test_reasons_that_are_kept_are_in_the_language_of_the_campaign(reviewed: Door) -> None:
    campaigns = reviewed.site.campaigns
    assert isinstance(campaigns, dict)
    campaigns[SLUG] = replace(campaigns[SLUG], language="cy")
    reviewed.send(FIRST)

    (found,) = moderate.waiting(reviewed.bridge.store, SLUG)

    assert isinstance(found, Submission)
    assert any(reason.startswith("Saesneg y mae'r rheolau") for reason in found.reasons)
    assert {place.why for place in found.masked} == {"enw"}
