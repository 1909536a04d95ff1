"""A newcomer with a browser: finds the campaign, signs in, takes part, and the bridge counts it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.small_campaign import TEXTS
from tests.e2e.staging import Operator, Town

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update"),
    *("--disable-background-networking", "--disable-sync"),
)
REPLY = "The porters' lodge has oil, and nobody ever asked for it."


@pytest.fixture(scope="module")
def chromium() -> str:
    """The browser's program."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no chromium here; as root: apt-get install chromium")
    return found


@pytest.fixture
def page(chromium: str, tmp_path: Path) -> Iterator[Page]:
    """A browser that nobody has used before."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=chromium, args=list(FLAGS), headless=True
        )
        context.set_default_timeout(20_000)
        yield context.pages[0]
        context.close()


def test_a_newcomer_takes_part_and_is_counted(town: Town, running: Operator, page: Page) -> None:
    town.member("heron")
    idea = running.ideas()[TEXTS[0]]
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(town.sandbox.base_url)
    page.get_by_role("link", name="Quiet nights").first.click()
    expect(page.get_by_role("link", name="Start here: Quiet nights")).to_be_visible()
    page.get_by_role("link", name=re.compile("^What wakes people up at night")).first.click()
    expect(page.get_by_text("Nobody can get well without sleep.")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Oil the wheels of the drugs trolley").first.click()
    expect(page.get_by_text("It squeals at every door")).to_be_visible()

    page.get_by_role("link", name="Log in to vote.").click()
    page.get_by_role("button", name=re.compile("heron")).click()
    expect(page.get_by_role("heading", name="Oil the wheels of the drugs trolley")).to_be_visible()

    page.get_by_role("button", name=re.compile("Like")).first.click()
    expect(page.get_by_role("button", name=re.compile("Liked · 1"))).to_be_visible()
    page.get_by_label("Against").check()
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("button", name="Change my vote")).to_be_visible()
    expect(page.get_by_text("1 person has voted.")).to_be_visible()
    page.get_by_label(re.compile("Your reply")).fill(REPLY)
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.get_by_text(REPLY)).to_be_visible()
    assert errors == []

    running.run("forum", "provision").fine()
    running.run("sync", "--yes").fine()
    ranked = {row["idea"]: row for row in running.run("rank", "--format", "json").fine().data["ideas"]}
    found = ranked[idea]
    # The like of somebody who votes against is no second voice.
    assert (found["up"], found["down"], found["likes_only"], found["replies"]) == (0, 1, 0, 1)
    assert found["readers"] >= 1
    status = running.run("status", "--format", "json").fine().data
    assert (status["people"], status["votes"], status["replies"]) == (1, 1, 1)
