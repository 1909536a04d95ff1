"""The guide of a Welsh campaign: every page, the search with its plural forms, nothing left in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bridge.declare.loader import load_text
from bridge.domain.idea import Experience
from bridge.domain.language import open_catalogues, speaking
from bridge.render.guide.data import COLUMNS, row
from bridge.render.guide.site import build_site
from bridge.render.guide.views import view
from bridge.render.languages import Catalogues
from tests.guide.conftest import (
    DESK,
    FILE,
    IDEAS,
    LESSONS,
    Stage,
    Visit,
    count,
    found,
    gathered,
    site_of,
    staged,
    written,
)
from tests.guide.test_browser import PHONE, looks_right
from tests.reading import read_out
from tests.render.test_every_sentence import Marked, texts_in, words

TOTAL = IDEAS + 1


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A campaign of its own: others move the clock on."""
    with staged(tmp_path_factory.mktemp("stage")) as found:
        yield found


@pytest.fixture(scope="module")
def files(stage: Stage) -> dict[str, bytes]:
    """The same site in English."""
    return dict(build_site(site_of(stage.bridge, stage.campaign, stage.guide, LESSONS)))


@pytest.fixture(scope="module")
def pages(stage: Stage) -> dict[str, bytes]:
    """The whole site by path, in Welsh."""
    open_catalogues(Catalogues().language)
    campaign = load_text(f"language: cy\n{FILE}", "campaign.yaml")
    with speaking("cy"):
        guide = gathered(stage.bridge, campaign)
        return dict(build_site(site_of(stage.bridge, campaign, guide, LESSONS)))


@pytest.fixture(scope="module")
def folder(pages: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site on disk, in place of the English one."""
    return written(tmp_path_factory.mktemp("welsh"), iter(pages.items()))


def test_every_page_says_that_it_is_welsh(pages: dict[str, bytes]) -> None:
    html = {name: content.decode() for name, content in pages.items() if name.endswith(".html")}

    assert len(html) > IDEAS
    assert [name for name, text in html.items() if '<html lang="cy">' not in text] == []
    assert f"cyhoeddwyd {TOTAL} syniad heb enw." in html["index.html"]
    assert "Sut y daeth y canllaw hwn i fod" in html["method.html"]
    assert "Wedi&#39;i ddewis" in html["ideas.html"]


def test_data_for_programs_is_the_same_in_every_language(
    pages: dict[str, bytes], files: dict[str, bytes]
) -> None:
    assert pages["data/ideas.csv"] == files["data/ideas.csv"]
    assert pages["data/guide.schema.json"] == files["data/guide.schema.json"]
    assert json.loads(pages["data/ranking.json"]) == json.loads(files["data/ranking.json"])


def test_pictures_are_drawn_anew(pages: dict[str, bytes], files: dict[str, bytes]) -> None:
    assert pages["charts/support.png"] != files["charts/support.png"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_welsh_pages_are_accessible(visit: Visit, pages: dict[str, bytes], size: dict[str, int]) -> None:
    idea = next(name for name in pages if name.startswith("ideas/"))
    page = visit("index.html", size)
    home = page.url.removesuffix("/index.html")
    for name in ("index.html", "ideas.html", "method.html", idea):
        page.goto(f"{home}/{name}")
        looks_right(page)


def test_the_search_counts_in_welsh(visit: Visit) -> None:
    page = visit("ideas.html")
    count(page, f"{TOTAL} syniad")

    page.get_by_role("searchbox").fill("plain words")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"Canfuwyd \d+ syniad"))
    expect(found(page).first).to_contain_text("cefnogaeth")
    expect(found(page).first.locator(".place")).to_have_attribute("aria-label", re.compile("^Safle "))
    page.get_by_role("searchbox").fill("zebra")
    count(page, "Ni chanfuwyd syniad. Rhowch gynnig ar lai o eiriau neu eiriau byrrach.")
    # Small words of Welsh lead nowhere.
    page.get_by_role("searchbox").fill("mae")
    count(page, "Teipiwch air hirach neu brinnach.")
    page.get_by_role("button", name="Clirio").click()
    count(page, f"{TOTAL} syniad")


def test_replies_in_results_have_their_plural_form(pages: dict[str, bytes]) -> None:
    (columns,) = (text.decode() for name, text in pages.items() if name == "search/columns.js")
    words = json.loads(columns.removeprefix("ideabridge.columns(").removesuffix(");\n"))["words"]

    assert words["found"] == {"most": "Canfuwyd %s syniad", "other": {}}
    assert words["grouping"] == ","


def test_nothing_on_the_pages_is_said_past_the_catalogue(stage: Stage) -> None:
    open_catalogues(lambda _: Marked())
    try:
        campaign = load_text(f"language: cy\n{FILE}", "campaign.yaml")
        with speaking("cy"):
            guide = gathered(stage.bridge, campaign)
            site = dict(build_site(site_of(stage.bridge, campaign, guide, LESSONS)))
    finally:
        open_catalogues(Catalogues().language)
    given = words(" ".join([*texts_in(campaign), *texts_in(guide), LESSONS]))
    # Formulas, what the data are called, and what the calendar gives.
    given |= words(" ".join((*COLUMNS, *row(view(campaign, guide, 0, None)), *map(str, Experience))))
    given |= words("forum example groups")
    given |= words("csv json ranking ionawr chwefror mawrth ebrill ion chwe maw ebr dydd")
    left = {
        name: found
        for name, content in site.items()
        if name.endswith(".html") and (found := words(read_out(content.decode())) - given)
    }

    assert left == {}
