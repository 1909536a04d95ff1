"""Pages in the language of their campaign; what belongs to none is in that of the site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bridge.clock import SimulatedClock
from bridge.domain.campaign import Campaign
from bridge.domain.language import open_catalogues, speaking, spoken
from bridge.render.languages import Catalogues
from bridge.settings import Settings
from tests.e2e.small_campaign import SLUG, at
from tests.reading import read_out
from tests.render.test_every_sentence import Marked, texts_in, words
from tests.web.conftest import INVITED, PROVED, QUIET, Door, code_on, hidden, serving

TEXT = "Put rubber feet under the chairs in the corridor, says Nurse Morwenna Trelawney."


@pytest.fixture(scope="module")
def welsh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The small campaign in Welsh beside three in English, on a site that is Welsh by itself."""
    folder = tmp_path_factory.mktemp("welsh")
    settings = Settings(database_url=f"sqlite:///{folder}/bridge.sqlite3", ner="off", language="cy")
    with serving(settings, SimulatedClock(at(1)), folder) as door:
        campaigns = door.site.campaigns
        assert isinstance(campaigns, dict)
        with speaking("cy"):
            campaigns[SLUG] = replace(campaigns[SLUG], language="cy")
        yield door


@pytest.fixture(autouse=True)
def _elsewhere(welsh: Door) -> None:
    welsh.move()


def language(page: str) -> str:
    return page.partition('<html lang="')[2].partition('"')[0]


def test_each_form_is_in_the_language_of_its_campaign(welsh: Door) -> None:
    ours, other = welsh.get(f"/c/{SLUG}").text, welsh.get(f"/c/{QUIET}").text

    assert (language(ours), language(other)) == ("cy", "en-GB")
    assert "Dangoswch i mi sut y bydd yn edrych" in ours
    assert "Show me how it will look" in other
    assert spoken().code == "en"


def test_what_belongs_to_no_campaign_is_in_that_of_the_site(welsh: Door) -> None:
    assert language(welsh.get("/").text) == "cy"
    assert "Nid oes tudalen o'r fath" in welsh.get("/nowhere").text.replace("&#39;", "'")
    assert language(welsh.get(f"/c/{QUIET}/nowhere").text) == "en-GB"


def test_faults_preview_and_receipt(welsh: Door) -> None:
    empty = welsh.post(f"/c/{SLUG}/preview", welsh.form(text=" "))
    seen = welsh.post(f"/c/{SLUG}/preview", welsh.form(text=TEXT))
    sent = welsh.post(f"/c/{SLUG}/send", hidden(seen.text))

    assert (empty.status_code, "Ysgrifennwch eich syniad." in empty.text) == (422, True)
    assert "Yr hyn a dynnwyd allan" in seen.text
    assert "yn edrych fel enw" in seen.text
    assert (sent.status_code, "Diolch. Mae eich syniad wedi cyrraedd." in sent.text) == (200, True)


def test_a_receipt_speaks_the_language_of_the_campaign_that_was_chosen(welsh: Door) -> None:
    ours = welsh.send("Let the porters oil every wheel once in a week, at night.")
    other = welsh.send("Ring the family at ten and not at four, every single day.", QUIET)

    told = welsh.post("/receipt", {"campaign": SLUG, "code": ours}).text
    english = welsh.post("/receipt", {"campaign": QUIET, "code": other}).text

    assert (language(told), "Mae&#39;n aros am gymedrolwr" in told) == ("cy", True)
    assert (language(english), "It waits for a moderator" in english) == ("en-GB", True)


def test_refusals_of_admission(welsh: Door) -> None:
    form = welsh.form(text=TEXT)
    form["token"] = "made up"

    assert "Ni ddaeth y dudalen hon oddi wrthym ni" in welsh.post(f"/c/{SLUG}/send", form).text
    assert "did not come from us" in welsh.post(f"/c/{QUIET}/send", form).text


def test_programs_are_told_in_the_language_of_the_campaign(welsh: Door) -> None:
    told = welsh.post("/api/preview", json={"campaign": SLUG, "question": "q1", "text": TEXT}).json()

    assert "enw" in {item["why"] for item in told["masked"]}


def test_campaigns_of_one_language_decide_for_the_site(welsh: Door) -> None:
    def at_home(*languages: str) -> str:
        shown: dict[str, Campaign] = {
            name: replace(welsh.site.campaigns[slug], language=code)
            for name, slug, code in zip("abc", (INVITED, PROVED, QUIET), languages, strict=False)
        }
        return replace(welsh.site, campaigns=shown, language="en").language_at("/")

    assert [at_home("cy", "cy"), at_home("cy", "en"), at_home("cy"), at_home()] == ["cy", "en", "cy", "en"]


def test_nothing_on_the_pages_is_said_past_the_catalogue(welsh: Door) -> None:
    with spoken_otherwise(welsh) as campaign:
        seen = welsh.post(f"/c/{SLUG}/preview", welsh.form(text=TEXT))
        sent = welsh.post(f"/c/{SLUG}/send", hidden(seen.text))
        held = {"campaign": SLUG, "code": code_on(sent.text)}
        pages = [
            welsh.get("/"),
            welsh.get("/nowhere"),
            welsh.get("/receipt"),
            welsh.get(f"/c/{SLUG}"),
            welsh.get(f"/c/{SLUG}/how"),
            welsh.post(f"/c/{SLUG}/preview", welsh.form(text="", title="x" * 300, role="no", lenses="no")),
            seen,
            sent,
            welsh.post("/receipt", held),
            welsh.post("/receipt", {**held, "code": "0000-0000-0000-0000-0000"}),
            welsh.post("/receipt/edit", {**held, "question": "q1", "text": TEXT}),
            welsh.post("/receipt/withdraw", held),
            welsh.post("/receipt/answer", {**held, "words": "Yes"}),
            welsh.post("/receipt/withdraw/confirm", held),
        ]
    given = words(" ".join([*texts_in(campaign), TEXT, held["code"], "name ionawr dydd"]))
    left = [words(read_out(page.text)) - given for page in pages]

    assert left == [set()] * len(pages)


@contextmanager
def spoken_otherwise(door: Door) -> Iterator[Campaign]:
    """The small campaign alone, in the made-up language."""
    campaigns = door.site.campaigns
    assert isinstance(campaigns, dict)
    before = dict(campaigns)
    open_catalogues(lambda _: Marked())
    try:
        for slug in (INVITED, PROVED, QUIET):
            del campaigns[slug]
        yield campaigns[SLUG]
    finally:
        campaigns.update(before)
        open_catalogues(Catalogues().language)
