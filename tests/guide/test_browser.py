"""The guide opened from disk: by mouse and by keys, with scripts and without, large and small, on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.guide.conftest import DESK, IDEAS, Stage, Visit, count, found

PHONE = {"width": 320, "height": 640}
TOTAL = IDEAS + 1


def looks_right(page: Page) -> None:
    """No finding of axe, on a small screen in dark colours, and nothing wider than the screen."""
    size = page.viewport_size
    assert size is not None
    page.emulate_media(color_scheme="dark" if size == PHONE else "light")
    violations = (
        Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    )
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


NAMES = (
    *("index", "ideas", "themes", "theme-means-time", "question-q1", "charts", "method", "lessons", "people"),
    *("data", "print"),
)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_kind_of_page_is_accessible(visit: Visit, stage: Stage, size: dict[str, int]) -> None:
    """On a small screen all of them, on a large one those that look different there."""
    (quoted,) = (idea.id for idea in stage.guide.ideas if idea.quotes)
    page = visit("index.html", size)
    home = page.url.removesuffix("/index.html")
    for name in (*(NAMES if size == PHONE else ("index", "charts")), f"ideas/{quoted}"):
        page.goto(f"{home}/{name}.html")
        for closed in page.locator("details").all():
            closed.evaluate("one => { one.open = true; }")
        looks_right(page)
    page.goto(f"{home}/ideas.html#words=ward")
    expect(found(page).first).to_be_visible()
    looks_right(page)


def test_results_come_as_one_types_and_are_counted(visit: Visit, stage: Stage) -> None:
    page = visit("ideas.html")
    count(page, f"{TOTAL} ideas")
    expect(page.locator("#listed")).to_be_visible()

    page.get_by_role("searchbox").press_sequentially("war")
    having = [idea for idea in stage.guide.ideas if re.search(r"\bwar", f"{idea.title} {idea.text}".lower())]
    assert 0 < len(having) < TOTAL
    count(page, f"{len(having)} ideas found")
    expect(page.locator("#listed")).to_be_hidden()
    expect(found(page)).to_have_count(min(len(having), 20))

    page.get_by_role("searchbox").fill("ward zebra")
    count(page, "No idea found. Try fewer or shorter words.")
    for nothing in ("?!", "n"):
        page.get_by_role("searchbox").fill(nothing)
        count(page, "Type a longer or rarer word.")
        expect(found(page)).to_have_count(0)
    page.get_by_role("button", name="Clear").click()
    count(page, f"{TOTAL} ideas")
    expect(page.locator("#listed")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_words_in_a_title_come_before_words_in_a_text(visit: Visit) -> None:
    page = visit("ideas.html#words=plain%20words")

    expect(found(page).first.get_by_role("heading")).to_have_text("Say it in plain words")


def test_the_same_is_shown_of_an_idea_in_the_list_and_in_results(visit: Visit) -> None:
    page = visit("ideas.html")
    listed = page.locator("#listed li.card").first
    before = " ".join(listed.inner_text().split())
    classes = "all => all.map(one => one.getAttribute('class'))"
    bars = listed.locator("rect").evaluate_all(classes)
    page.get_by_label("Order").select_option("support")

    assert " ".join(found(page).first.inner_text().split()) == before
    assert found(page).first.locator("rect").evaluate_all(classes) == bars


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit("index.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.get_by_role("link", name="All ideas", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ideas.html")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "words":
            break
    page.keyboard.type("ward")
    expect(page.get_by_role("status")).to_contain_text("found")
    # Enter searches, and does not leave the page.
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Question")).to_be_focused()
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Tab")
    expect(found(page).first.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ideas/*.html")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="strength")).to_be_visible()


def test_more_results_take_the_focus_along(visit: Visit) -> None:
    page = visit("ideas.html#sort=newest")
    page.get_by_role("button", name="Show more: 20 of").focus()
    page.keyboard.press("Enter")

    expect(found(page).nth(20).get_by_role("link")).to_be_focused()
    expect(found(page)).to_have_count(40)


def test_an_index_that_is_gone_leaves_the_list(browser: Browser, folder: Path, tmp_path: Path) -> None:
    """Somebody who copies the pages and forgets the folder beside them still reads everything."""
    (tmp_path / "static").mkdir()
    for name in ("ideas.html", "static/guide.css", "static/guide.js", "static/icon.svg"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    page = browser.new_page()
    page.goto(f"{tmp_path.as_uri()}/ideas.html")
    page.get_by_role("searchbox").fill("trolley")

    count(page, "The search cannot be loaded; the whole list is below.")
    expect(page.locator("#listed li.card").first).to_be_visible()
    page.close()


def test_everything_is_there_without_scripts(visit: Visit, stage: Stage) -> None:
    page = visit("index.html", scripts=False)
    expect(page.get_by_text("120 people took part with")).to_be_visible()
    page.get_by_role("link", name=f"See all {TOTAL} ideas, search and filter").click()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_text("Search and filters need scripts.")).to_be_visible()
    expect(page.locator("#listed li.card")).to_have_count(50)
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#listed li.card")).to_have_count(TOTAL - 50)
    page.get_by_role("link", name="Themes", exact=True).click()
    page.get_by_role("link", name="Time").click()
    with_time = sum("means-time" in idea.lenses for idea in stage.guide.ideas)
    expect(page.locator("li.card")).to_have_count(with_time)
    page.locator("li.card a").first.click()
    page.locator("summary").click()
    expect(page.get_by_role("rowheader", name="strength")).to_be_visible()


def test_a_print_has_the_words_and_not_the_buttons(visit: Visit) -> None:
    page = visit("print.html")
    page.emulate_media(media="print")

    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator("article")).to_have_count(12)
    assert len(page.pdf(format="A4")) > 10_000
    page.goto(page.url.replace("print.html", "ideas.html"))
    expect(page.locator("#search")).to_be_hidden()
    expect(page.locator("#listed li.card").first).to_be_visible()
