"""Pictures of the guide, and tables with exactly what they draw."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bridge.domain.participation import Tally
from bridge.domain.picture import Moment, Movement
from bridge.domain.ranking import Sides
from bridge.render.guide.site import build_site
from tests.guide.conftest import Stage, site_of


def rows(page: str, section: str) -> list[str]:
    """Ids of the ideas in the table of a section."""
    part = page.partition(f'aria-labelledby="{section}"')[2].partition("</section>")[0]
    return re.findall(r'<th scope="row"><a href="ideas/([a-z0-9]+)\.html">', part)


def test_tables_hold_what_the_pictures_draw(stage: Stage, files: dict[str, bytes]) -> None:
    page = files["charts.html"].decode()
    ideas = stage.guide.ideas

    assert rows(page, "support") == [idea.id for idea in ideas[:20]]
    both = [idea.id for idea in ideas if idea.ranked.sides.score is not None]
    assert 20 < len(both) < len(ideas)
    assert rows(page, "sides") == both
    assert len(re.findall(r"<td>[a-e]</td>", page)) == 5
    assert {"charts/support.png", "charts/sides.png"} <= files.keys()


def test_how_the_first_moved_is_a_picture_with_a_table(stage: Stage) -> None:
    site = site_of(stage.bridge, stage.campaign, stage.guide)
    places = {idea.id: place for place, idea in enumerate(stage.guide.ideas, start=1)}
    first, *_ = (idea.id for idea in stage.guide.ideas)
    moments = (Moment(date(2015, 1, 18), {**places, first: 40}), Moment(date(2015, 1, 25), places))
    built = dict(build_site(replace(site, picture=replace(site.picture, movement=Movement("week", moments)))))

    part = built["charts.html"].decode().partition('aria-labelledby="moves"')[2]
    assert part.count('<th scope="row">') == 10
    assert '<td class="num">40</td><td class="num">1</td>' in part
    assert built["charts/places.png"].startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_no_picture_and_said(stage: Stage) -> None:
    quiet = replace(
        stage.guide,
        ideas=tuple(
            replace(idea, ranked=replace(idea.ranked, tally=Tally(idea.id), sides=Sides()))
            for idea in stage.guide.ideas
        ),
        solutions=(),
    )
    site = site_of(stage.bridge, stage.campaign, quiet)
    site = replace(site, picture=replace(site.picture, movement=Movement("week", (), "it began today")))
    built = dict(build_site(site))

    page = built["charts.html"].decode()
    assert not [name for name in built if name.startswith("charts/")]
    assert "There is no picture: nobody has voted." in page
    assert "No movement to show: it began today." in page
    assert "<img" not in page
    assert "How to read the bars" not in built["index.html"].decode()
    assert "Nobody has voted, so the order of the list says nothing." in built["method.html"].decode()
