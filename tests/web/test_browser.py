"""People with a browser: large and small, light and dark, with scripts and without, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from bridge.pipeline import moderate
from bridge.web.moderators import NONCE, SESSION
from tests.e2e.small_campaign import SLUG
from tests.e2e.test_browser import FLAGS
from tests.web.conftest import INVITED, PROVED, Door

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
IDEA = "I asked Margaret Okafor to oil the trolley. Call 07700 900123. Since then ward {} sleeps."


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright, once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """A headless browser."""
    started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
    yield started
    started.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, door: Door) -> Iterator[Visit]:
    """Opens a browser that nobody has used before. Whatever it asks for has to come from the form's site."""
    opened: list[BrowserContext] = []
    elsewhere: list[str] = []
    errors: list[str] = []

    def open_page(size: dict[str, int] = DESK, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            extra_http_headers={"X-Forwarded-For": str(door.session.headers["X-Forwarded-For"])},
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda asked: elsewhere.append(asked.url) if not asked.url.startswith(door.url) else None,
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None
        )
        return page

    yield open_page
    for context in opened:
        assert context.cookies() == []
        context.close()
    assert elsewhere == []
    # A browser notes pages with an error status; those are asked for on purpose.
    assert [error for error in errors if "Failed to load resource" not in error] == []


def looks_right(page: Page) -> None:
    """No finding of axe, on a small screen in both schemes, and nothing wider than the screen."""
    size = page.viewport_size
    assert size is not None
    page.wait_for_load_state("load")
    schemes: list[Literal["dark", "light"]] = ["dark", "light"] if size == PHONE else ["light"]
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


def write(page: Page, door: Door, words: str) -> None:
    """Fill the form and go to the preview."""
    page.goto(f"{door.url}/c/{SLUG}")
    page.get_by_label("What wakes people up at night?").check()
    page.get_by_label("Your idea", exact=True).fill(words)
    page.get_by_role("button", name="Show me").click()
    door.clock.advance(timedelta(seconds=30))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_from_the_first_page_to_taking_it_back(door: Door, visit: Visit, size: dict[str, int]) -> None:
    page = visit(size)
    page.goto(door.url)
    looks_right(page)
    page.get_by_role("link", name="Write an idea for Quiet nights").click()
    looks_right(page)
    page.get_by_text("Add topics").click()
    page.get_by_text("More on this question").first.click()
    looks_right(page)
    page.get_by_role("link", name="Who sees what, and for how long").click()
    looks_right(page)
    page.goto(f"{door.url}/c/{INVITED}")
    looks_right(page)

    page.goto(f"{door.url}/c/{SLUG}")
    page.get_by_label("What wakes people up at night?").check()
    page.get_by_label("Your idea", exact=True).fill(" ")
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("alert")).to_contain_text("Please write your idea.")
    expect(page).to_have_title("Problem: Write an idea – Quiet nights")
    looks_right(page)
    write(page, door, IDEA.format(size["width"]))
    expect(page.get_by_role("article")).to_contain_text("I asked [name] to oil the trolley. Call [phone].")
    looks_right(page)
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("Your idea", exact=True)).to_have_value(IDEA.format(size["width"]))
    page.get_by_role("button", name="Show me").click()
    door.clock.advance(timedelta(seconds=30))
    page.get_by_role("button", name="Send this idea").click()
    expect(page.get_by_role("heading", name="Your receipt")).to_be_visible()
    looks_right(page)
    code = "-".join(page.locator(".code b").all_inner_texts())

    page.get_by_role("link", name="I have a receipt").first.click()
    looks_right(page)
    page.get_by_label("Quiet nights").check()
    page.get_by_label("Your receipt").fill("nonsense")
    page.get_by_role("button", name="Show my idea").click()
    expect(page.get_by_text("five groups of four letters").last).to_be_visible()
    looks_right(page)
    page.get_by_label("Your receipt").fill(code.lower())
    page.get_by_role("button", name="Show my idea").click()
    expect(page.get_by_role("heading", name="It waits for a moderator")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Change my idea").click()
    looks_right(page)
    page.get_by_label("Your idea", exact=True).fill(f"Oil the trolley of ward {size['width']} every week.")
    page.get_by_role("button", name="Show me").click()
    looks_right(page)
    page.get_by_role("button", name="Send this change").click()
    looks_right(page)
    page.get_by_role("button", name="Back to my idea").click()
    expect(page.get_by_role("article")).to_contain_text("every week")

    (found,) = [one for one in moderate.waiting(door.bridge.store, SLUG) if str(size["width"]) in one.text]
    store, redactor = door.bridge.store, door.bridge.redactor
    moderate.ask(store, redactor, SLUG, found.id, "Which trolley?", door.clock.now(), by="m")
    door.move()
    page.set_extra_http_headers({"X-Forwarded-For": str(door.session.headers["X-Forwarded-For"])})
    page.reload()
    expect(page.get_by_text("Which trolley?")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Take my idea back").click()
    looks_right(page)
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_role("heading", name="You have taken your idea back")).to_be_visible()
    page.goto(f"{door.url}/nowhere")
    looks_right(page)


def test_all_of_it_without_scripts(door: Door, visit: Visit) -> None:
    page = visit(PHONE, scripts=False)
    write(page, door, "Move the ice machine away from the south bay, please.")
    page.get_by_role("button", name="Send this idea").click()
    code = "-".join(page.locator(".code b").all_inner_texts())

    page.goto(f"{door.url}/receipt")
    page.get_by_label("Quiet nights").check()
    page.get_by_label("Your receipt").fill(code)
    page.get_by_role("button", name="Show my idea").click()
    expect(page.get_by_role("article")).to_contain_text("ice machine")
    page.get_by_role("button", name="Take my idea back").click()
    page.get_by_role("button", name="Yes, take it back").click()

    expect(page.get_by_role("heading", name="You have taken your idea back")).to_be_visible()
    page.goto(f"{door.url}/c/{PROVED}")
    expect(
        page.get_by_text("If nothing happens here, your browser does not run our scripts.")
    ).to_be_visible()
    assert "<noscript>" in page.content()


def test_the_browser_works_out_a_proof(door: Door, visit: Visit) -> None:
    page = visit(PHONE)
    page.goto(f"{door.url}/c/{PROVED}")
    expect(page.get_by_text("Verified")).to_be_visible()
    expect(page.get_by_text("If nothing happens here")).to_have_count(0)
    looks_right(page)
    page.get_by_label("What wakes people up at night?").check()
    page.get_by_label("Your idea", exact=True).fill("Put the ice machine behind a thick door.")
    page.get_by_role("button", name="Show me").click()
    door.clock.advance(timedelta(seconds=30))
    page.get_by_role("button", name="Send this idea").click()

    expect(page.get_by_role("heading", name="Your receipt")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


def test_all_of_it_with_keys_alone(door: Door, visit: Visit) -> None:
    page = visit()
    page.goto(f"{door.url}/c/{SLUG}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    for name, keys in (("What wakes people up at night?", "Space"), ("Your idea", "H")):
        field = page.get_by_label(name, exact=True)
        for _ in range(12):
            if field.evaluate("field => field === document.activeElement"):
                break
            page.keyboard.press("Tab")
        expect(field).to_be_focused()
        page.keyboard.press(keys)
    page.keyboard.insert_text("ang felt on the doors of the linen room.")
    page.get_by_label("A title").press("Enter")

    expect(page.get_by_role("heading", name="This is how it will appear")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("Hang felt on the doors")


def test_a_page_of_another_site_cannot_send_for_somebody(door: Door, visit: Visit, tmp_path: Path) -> None:
    trap = tmp_path / "trap.html"
    trap.write_text(
        f'<form id="f" method="post" action="{door.url}/c/{SLUG}/send">'
        '<input name="text" value="Sack them all"></form>'
        '<script>document.getElementById("f").submit()</script>'
    )
    before = door.rows()
    context = visit().context
    page = context.new_page()
    page.goto(trap.as_uri())

    expect(page.get_by_role("heading", name="This came from another site")).to_be_visible()
    assert door.rows() == before


def test_a_moderator_signs_in_through_the_forum(reviewed: Door, browser: Browser) -> None:
    reviewed.send("I asked Margaret Okafor, at Saint Bride's in Camford, to oil trolley 9 on 3 March 2014.")
    context = browser.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]}, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{reviewed.url}/review")
    looks_right(page)

    page.get_by_role("link", name="Sign in with the forum").click()
    page.get_by_role("button", name="vera").click()
    campaign = page.get_by_role("link", name="Quiet nights")
    expect(campaign).to_be_visible()
    looks_right(page)
    campaign.click()
    idea = page.get_by_role("main").get_by_role("link", name="trolley 9")
    expect(idea).to_be_visible()
    looks_right(page)
    idea.click()
    expect(page.locator("summary", has_text="Send it back")).to_be_visible()
    looks_right(page)
    page.locator("summary", has_text="Send it back").click()
    page.get_by_label("Reason").first.select_option("no-idea")
    looks_right(page)
    page.get_by_role("button", name="Send it back").click()

    expect(page.get_by_role("status")).to_have_text("Sent back to its author, with your reason.")
    looks_right(page)
    # The form's own pages see nothing of the review's cookie.
    seen = {cookie["name"] for cookie in context.cookies(f"{reviewed.url}/c/{SLUG}")}
    assert not {SESSION, NONCE} & seen
    context.close()
