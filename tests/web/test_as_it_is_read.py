"""The words of every page that people outside the forum see, in both languages, as somebody read them last.

After a change that is meant, run with UPDATE_SNAPSHOTS=1, read the difference, and keep it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.clock import SimulatedClock
from bridge.pipeline import moderate
from bridge.settings import Settings
from tests.e2e.small_campaign import SLUG, at
from tests.reading import read_out
from tests.web.conftest import INVITED, PROVED, QUIET, Door, code_on, hidden, serving

SNAPSHOTS = Path(__file__).parent / "snapshots"
TEXT = "Put rubber feet under the chairs in the corridor, says Nurse Morwenna Trelawney."
OTHER = "Let the porters oil every wheel once in a week, in the quiet hour after lunch."
_CODE = re.compile(r"^[0-9A-Z]{4}$", re.MULTILINE)


@pytest.fixture(scope="module", params=["en", "cy"])
def read(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str]]]:
    """A language, and the words of each page by name."""
    folder = tmp_path_factory.mktemp(request.param)
    settings = Settings(database_url=f"sqlite:///{folder}/bridge.sqlite3", ner="off", language=request.param)
    with serving(settings, SimulatedClock(at(1)), folder) as door:
        campaigns = door.site.campaigns
        assert isinstance(campaigns, dict)
        for slug in list(campaigns):
            campaigns[slug] = replace(campaigns[slug], language=request.param)
        yield request.param, {name: _plain(page) for name, page in _pages(door)}


def _plain(page: str) -> str:
    """Without what is another each time: the signs of a receipt."""
    return _CODE.sub("XXXX", f"{read_out(page)}\n")


def _pages(door: Door) -> Iterator[tuple[str, str]]:
    yield "home", door.get("/").text
    yield "no-such-page", door.get("/nowhere").text
    yield "form", door.get(f"/c/{SLUG}").text
    yield "form-by-invitation", door.get(f"/c/{INVITED}").text
    yield "form-with-a-proof", door.get(f"/c/{PROVED}").text
    yield "how", door.get(f"/c/{QUIET}/how").text
    faulty = door.form(text="", title="x" * 300, role="no", lenses="no", experience="no", question="no")
    yield "form-with-faults", door.post(f"/c/{SLUG}/preview", faulty).text
    seen = door.post(f"/c/{SLUG}/preview", door.form(text=TEXT)).text
    yield "preview", seen
    sent = door.post(f"/c/{SLUG}/send", hidden(seen)).text
    yield "sent", sent
    yield "receipt", door.get("/receipt").text
    held = {"campaign": SLUG, "code": code_on(sent)}
    yield "receipt-unknown", door.post("/receipt", {**held, "code": "0000-0000-0000-0000-0000"}).text
    yield "case-waiting", door.post("/receipt", held).text
    yield "revise", door.post("/receipt/edit", {**held, "question": "q1", "text": TEXT}).text
    yield "withdraw", door.post("/receipt/withdraw", held).text
    store, redactor = door.bridge.store, door.bridge.redactor
    (waits,) = moderate.waiting(store, SLUG)
    moderate.ask(store, redactor, SLUG, waits.id, "Which corridor?", door.clock.now())
    yield "case-asked", door.post("/receipt", held).text
    yield "answered", door.post("/receipt/answer", {**held, "words": "The long one."}).text
    moderate.return_(store, redactor, SLUG, waits.id, "unclear", door.clock.now())
    yield "case-returned", door.post("/receipt", held).text
    yield "taken-back", door.post("/receipt/withdraw/confirm", held).text
    yield from _of_a_published_idea(door)


def _of_a_published_idea(door: Door) -> Iterator[tuple[str, str]]:
    held = {"campaign": SLUG, "code": door.send(OTHER)}
    store = door.bridge.store
    (waits,) = moderate.waiting(store, SLUG)
    made = moderate.accept(store, door.bridge.redactor, SLUG, waits.id, door.clock.now(), alone=True).idea
    assert made is not None
    yield "case-accepted", door.post("/receipt", held).text
    with store.begin() as unit:
        unit.ideas.put(replace(made, batch=1, published=door.clock.now()))
    yield "case-published", door.post("/receipt", held).text
    near = door.post(f"/c/{SLUG}/preview", door.form(text=OTHER.replace("lunch", "supper"))).text
    yield "preview-near", near
    yield "supported", door.post(f"/c/{SLUG}/support", {**hidden(near), "idea": made.id}).text
    door.clock.move_to(at(19))
    yield "closed", door.post(f"/c/{SLUG}/send", hidden(near)).text
    door.clock.move_to(at(31) + timedelta(days=1))
    yield "case-after-the-guide", door.post("/receipt", held).text
    yield "home-closed", door.get("/").text


NAMES = (
    *("home", "no-such-page", "form", "form-by-invitation", "form-with-a-proof", "how", "form-with-faults"),
    *("preview", "sent", "receipt", "receipt-unknown", "case-waiting", "revise", "withdraw", "case-asked"),
    *("answered", "case-returned", "taken-back", "case-accepted", "case-published", "preview-near"),
    *("supported", "closed", "case-after-the-guide", "home-closed"),
)


def test_every_page_is_kept(read: tuple[str, dict[str, str]]) -> None:
    assert set(read[1]) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_page(read: tuple[str, dict[str, str]], name: str) -> None:
    code, pages = read
    path = SNAPSHOTS / code / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[name], encoding="utf-8")

    assert pages[name] == path.read_text(encoding="utf-8")
