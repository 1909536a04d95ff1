"""Search, filters and orders of the guide's list: what they find, what the address and paper say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bridge.domain.guide import Guide
from bridge.domain.idea import Experience
from bridge.domain.participation import Basis
from bridge.domain.ranking import Sides
from bridge.render.guide.site import build_site
from tests.guide.conftest import IDEAS, Stage, Visit, count, found, site_of, written
from tests.guide.test_browser import looks_right

TOTAL = IDEAS + 1


def test_filters_add_up_and_can_be_sent_to_others(visit: Visit, stage: Stage) -> None:
    page = visit("ideas.html")
    page.get_by_label("Question").select_option("q1")
    page.get_by_label("Theme").select_option("means-time")
    page.get_by_label("From").select_option("nurse")
    page.get_by_label("Tried or wished for").select_option("1")
    having = [
        idea
        for idea in stage.guide.ideas
        if idea.question == "q1"
        and "means-time" in idea.lenses
        and idea.role == "nurse"
        and idea.experience == "we-did"
    ]
    assert 1 < len(having) < 20
    count(page, f"{len(having)} ideas found")
    titles = found(page).get_by_role("heading").all_text_contents()
    assert page.url.endswith("#question=q1&lens=means-time&role=nurse&tried=1")

    other = visit(page.url.rpartition("/")[2])
    count(other, f"{len(having)} ideas found")
    assert found(other).get_by_role("heading").all_text_contents() == titles
    expect(other.get_by_label("Theme")).to_have_value("means-time")
    other.get_by_label("Status").select_option("chosen")
    expect(other.get_by_role("status")).not_to_have_text(f"{len(having)} ideas found")
    assert "&status=chosen" in other.url


def test_who_can_act_what_is_overdue_and_what_was_tried_elsewhere(visit: Visit, stage: Stage) -> None:
    page = visit("ideas.html")
    page.get_by_label("Who can act").select_option("act-team")
    team = [idea for idea in stage.guide.ideas if "act-team" in idea.lenses]
    assert 1 < len(team) < TOTAL
    count(page, f"{len(team)} ideas found")
    assert page.url.endswith("#actor=act-team")
    assert page.get_by_label("Theme").locator("optgroup").count() == 1

    for field, value in (("Status", "overdue"), ("Tried or wished for", "2")):
        page = visit("ideas.html")
        page.get_by_label(field).select_option(value)
        count(page, "1 idea found")
    found(page).get_by_role("link").click()
    expect(page.get_by_role("heading", name="What became of it")).to_be_visible()
    text = page.inner_text("main")
    for words in (
        "Three wards asked for it.",
        "In the hands of: The porters <b>",
        "First step: Buy oil & rags",
        "It is moving: Half of them are quiet.",
        "Nobody has said yet",
        "Ward 7, March 2015. It worked. One can was enough.",
        "=The day unit. It did not work.",
    ):
        assert words in text
    looks_right(page)


def test_only_what_is_there_can_be_chosen(visit: Visit) -> None:
    page = visit("ideas.html")

    assert page.get_by_label("Status").locator("option").all_text_contents() == [
        "Any",
        "New",
        "Chosen",
        "Overdue: nobody has said how it goes on",
    ]
    assert page.get_by_label("From").locator("option").all_text_contents() == ["Everybody", "Nurse", "Carer"]


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("support", lambda idea: 0),
        # By the figure that is shown; those that show none stand behind the others.
        ("across", lambda idea: -(idea.ranked.sides.score or 0.0)),
        ("discussed", lambda idea: -idea.ranked.tally.replies),
        ("newest", lambda idea: -idea.batch),
    ],
)
def test_orders(visit: Visit, stage: Stage, order: str, key: Callable[[object], int]) -> None:
    page = visit(f"ideas.html#sort={order}")
    count(page, f"{TOTAL} ideas found")
    for _ in range(TOTAL // 20):
        page.get_by_role("button", name="Show more").click()
    expect(found(page)).to_have_count(TOTAL)
    links = found(page).get_by_role("link").evaluate_all("all => all.map(one => one.href)")

    expected = [idea.id for idea in sorted(stage.guide.ideas, key=key)]
    assert [link.rpartition("/")[2].removesuffix(".html") for link in links] == expected


def test_the_link_that_skips_to_the_page_keeps_the_selection(visit: Visit) -> None:
    page = visit("ideas.html#role=nurse")
    before = page.locator("#count").inner_text()
    assert before != f"{TOTAL} ideas found"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main'")

    assert page.locator("#count").inner_text() == before
    assert page.get_by_label("From").input_value() == "nurse"


def test_an_address_with_nonsense_in_it_shows_the_list(visit: Visit) -> None:
    page = visit("ideas.html#question=q9&lens=%E0%A4%A&words=&other=1")

    count(page, f"{TOTAL} ideas")
    expect(page.locator("#listed")).to_be_visible()
    expect(page.get_by_text("The address asks for a filter that is not here.")).to_be_visible()
    assert page.url.endswith("ideas.html")
    page.get_by_label("From").select_option("nurse")
    expect(page.get_by_text("The address asks for a filter that is not here.")).to_be_hidden()


def test_what_is_not_here_is_left_out_and_the_rest_is_kept(visit: Visit) -> None:
    page = visit("ideas.html#role=nurse&lens=of-another-guide")

    expect(page.get_by_text("The address asks for a filter that is not here.")).to_be_visible()
    assert page.url.endswith("#role=nurse")


def test_each_filter_can_be_gone_back_from_but_not_each_letter(visit: Visit) -> None:
    page = visit("ideas.html")
    page.get_by_label("From").select_option("nurse")
    count(page, "30 ideas found")
    page.get_by_role("searchbox").press_sequentially("the")
    page.wait_for_function("location.hash.indexOf('words=the') > 0")
    page.get_by_label("Question").select_option("q1")
    page.wait_for_function("location.hash.indexOf('question=q1') > 0")

    page.go_back()
    expect(page.get_by_label("Question")).to_have_value("")
    assert page.url.endswith("#words=the&role=nurse")
    page.go_back()
    count(page, f"{TOTAL} ideas")
    expect(page.get_by_label("From")).to_have_value("")
    page.go_forward()
    expect(page.get_by_label("From")).to_have_value("nurse")


def test_coming_back_from_an_idea_shows_as_many_as_before(visit: Visit) -> None:
    page = visit("ideas.html#role=nurse")
    page.get_by_role("button", name="Show more").click()
    expect(found(page)).to_have_count(30)
    found(page).last.get_by_role("link").click()
    page.wait_for_url("**/ideas/*.html")

    page.go_back()
    expect(found(page)).to_have_count(30)


def test_paper_says_what_was_selected(visit: Visit) -> None:
    page = visit("ideas.html#words=the&role=nurse")
    expect(found(page)).not_to_have_count(0)
    page.emulate_media(media="print")

    number = page.locator("#count").inner_text()
    said = page.locator("#selection")
    expect(said).to_have_text(f"{number} – Search: the; From: Nurse")
    expect(said).to_be_visible()
    expect(page.get_by_role("heading", name="All ideas")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(said).to_be_hidden()
    page = visit("ideas.html#role=nurse")
    page.emulate_media(media="print")
    expect(page.locator("#selection")).to_have_text(
        "30 ideas found – From: Nurse. The first 20 of 30 are on this paper."
    )


def silent(guide: Guide, number: int) -> Guide:
    """The guide, in which nobody voted on one of its ideas."""
    idea = guide.ideas[number]
    tally = replace(idea.ranked.tally, up=0, down=0, unsure=0, basis=Basis.NOTHING)
    ideas = list(guide.ideas)
    ideas[number] = replace(idea, ranked=replace(idea.ranked, tally=tally, sides=Sides()))
    return replace(guide, ideas=tuple(ideas))


def test_an_idea_that_nobody_voted_on_shows_no_support(
    browser: Browser, stage: Stage, tmp_path: Path
) -> None:
    """Neither on its page nor in the list, with scripts and without."""
    guide = silent(stage.guide, 20)
    idea = guide.ideas[20]
    written(tmp_path, build_site(site_of(stage.bridge, stage.campaign, guide)))
    page = browser.new_page()
    page.goto(f"{tmp_path.as_uri()}/ideas/{idea.id}.html")
    measure = page.locator(".measure")
    expect(measure).to_contain_text("Nobody has voted on it, so there is no support to tell.")
    assert "%" not in measure.inner_text()

    for address, cards in (("ideas.html", "#listed > ol > li"), ("ideas.html#sort=support", "#found > li")):
        page.goto("about:blank")
        page.goto(f"{tmp_path.as_uri()}/{address}")
        page.set_viewport_size({"width": 1280, "height": 900})
        more = page.get_by_role("button", name="Show more")
        if "#" in address:
            more.click()
        card = page.locator(cards).nth(20)
        expect(card).to_contain_text("Nobody has voted on it")
        assert "%" not in card.locator(".meta").inner_text()
        assert card.locator("svg").count() == 0
    page.close()


def test_results_say_of_a_wish_that_was_tried_elsewhere_not_that_they_did_it(
    visit: Visit, stage: Stage
) -> None:
    wishes = {
        idea.id for idea in stage.guide.ideas if idea.trials and idea.experience is not Experience.WE_DID
    }
    page = visit("ideas.html#tried=2")
    expect(found(page).first).to_be_visible()
    for card in found(page).all():
        link = card.get_by_role("link").get_attribute("href") or ""
        if link.rpartition("/")[2].removesuffix(".html") in wishes:
            assert "They did it" not in card.inner_text()
            break
    else:
        raise AssertionError("no wish was tried elsewhere")
