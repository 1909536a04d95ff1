"""Pictures of rankings: the same bytes every time, whatever words are in them, and no empty panel."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import image

from bridge.domain.picture import Moment, Movement, Picture, PicturedIdea
from bridge.domain.ranking import Badge
from bridge.render.charts.lettering import label, label_lines
from bridge.render.charts.panels import SHOWN, draw_places_panel, draw_sides_panel, draw_support_panel
from bridge.render.charts.ranking import draw_ranking
from bridge.render.charts.scatter import lettered
from bridge.render.charts.style import SMALL, percent
from bridge.render.charts.titles import movement_titles


def idea(number: int, words: str = "", across: float | None = None) -> PicturedIdea:
    support = 0.95 - number / 40
    return PicturedIdea(
        id=str(number),
        words=words or f"Idea number {number} is to ring the bell less often",
        support=support,
        low=support - 0.1,
        high=min(support + 0.1, 0.99),
        across=across,
        seen=40 - number,
        badge=list(Badge)[number % 3],
        place=str(number),
    )


def picture(*ideas: PicturedIdea, moments: int = 3, title: str = "Bells") -> Picture:
    return Picture(
        title=title,
        subtitle="In the order in which they were rung",
        order="support",
        interval=0.9,
        ideas=ideas,
        movement=Movement(
            "week",
            tuple(
                Moment(
                    date(2015, 12, 20 + number),
                    {one.id: (place + number) % len(ideas) + 1 for place, one in enumerate(ideas)},
                )
                for number in range(moments)
            ),
            "" if moments else "nobody voted yet",
        ),
        why_not_across="too few bells",
    )


def test_equal_pictures_are_equal_bytes_and_say_nothing_of_the_machine() -> None:
    whole = picture(*(idea(number, across=0.9 - number / 30) for number in range(25)))

    first = draw_ranking(whole)
    with mpl.rc_context({"font.size": 30, "savefig.dpi": 33, "axes.grid": True}):
        second = draw_ranking(whole)
        assert mpl.rcParams["font.size"] == 30

    assert first.png == second.png
    assert (first.listed, first.compared, first.moments) == (SHOWN, 25, 3)
    assert b"matplotlib" not in first.png
    assert b"ideabridge" in first.png


@pytest.mark.parametrize("draw", [draw_support_panel, draw_sides_panel, draw_places_panel])
def test_panels_by_themselves_are_as_wide_as_a_page_and_the_same_each_time(
    draw: Callable[[Picture], bytes],
) -> None:
    whole = picture(*(idea(number, across=0.9 - number / 30) for number in range(25)))
    first = draw(whole)
    with mpl.rc_context({"font.size": 30, "savefig.dpi": 33}):
        assert draw(whole) == first

    assert b"matplotlib" not in first
    tall, wide, _ = image.imread(io.BytesIO(first)).shape
    assert wide == 1560
    # On a sheet of A4 with the guide's margins there is room for the head of the page above 19 cm of picture,
    # and the smallest letters have 8 points.
    across = 21 - 2 * 1.5
    assert tall / wide * across < 19
    assert SMALL * across / 2.54 / 7.8 > 8
    # The guide shows them 911 px wide where there is room.
    assert SMALL / 72 / 7.8 * 911 > 13
    assert draw(picture(idea(1, across=0.5))) != first


def test_longer_steps_are_told_in_words() -> None:
    steps = {"week": "every week", "day": "every day", "2 weeks": "every 2 weeks", "3 days": "every 3 days"}
    whole = picture(idea(1))

    for step, told in steps.items():
        _title, below = movement_titles(replace(whole, movement=replace(whole.movement, step=step)), 1)
        assert f"at the end of {told}, by what" in below


def test_the_picture_of_two_views_names_those_that_differ_most() -> None:
    near, far = idea(1, across=0.9), idea(2, across=0.3)

    assert lettered([near, far, idea(3)]) == {"2": "a"}
    assert list(lettered([idea(number, across=0.1) for number in range(9)]).values()) == list("abcde")


def test_another_figure_is_another_picture() -> None:
    assert draw_ranking(picture(idea(1), idea(2))).png != draw_ranking(picture(idea(1), idea(3))).png


@pytest.mark.parametrize(
    "words",
    [
        "$5 or \\frac{1}{2} of $6_{x}$",
        "\x1b[31mred\x00",
        "日本語のテキスト",
        "עברית",
        "x" * 5000,
        "😀",
        " \n ",
        "_^{",
    ],
)
def test_any_words_can_be_drawn(words: str) -> None:
    drawn = draw_ranking(picture(idea(1, words, across=0.5), idea(2, words), title=words))

    assert (drawn.listed, drawn.compared) == (2, 1)


def test_panels_without_anything_are_left_small_and_not_empty() -> None:
    bare, full = draw_ranking(picture(idea(1), moments=0)), draw_ranking(picture(idea(1), moments=2))
    nothing = draw_ranking(picture(moments=0))

    assert (nothing.listed, bare.compared, bare.moments) == (0, 0, 0)
    small, large = (image.imread(io.BytesIO(one.png)) for one in (bare, full))
    assert small.shape[0] < large.shape[0]
    # Below the middle, where both panels say why they are empty.
    halves = np.array_split(small[small.shape[0] // 2 + 60 :, :, :3].min(axis=2) < 0.9, 2, axis=1)
    assert all(half.sum() > 200 for half in halves)


def test_words_that_the_font_lacks_give_way_to_the_id() -> None:
    assert label(idea(7, "日本語のテキスト"), 40) == "idea 7"
    assert label(idea(7, " \n "), 40) == "idea 7"
    assert label(idea(7, "Ring\n the 日 bell"), 40) == "Ring the □ bell"


def test_words_are_cut_to_lines() -> None:
    words = "one two three four five six seven eight nine ten"

    assert label_lines(idea(1, words), 12, 2) == "one two\nthree four…"
    assert label_lines(idea(1, words), 60, 2) == words


def test_a_share_below_one_never_reads_as_everybody() -> None:
    assert [percent(share) for share in (0.0, 0.994, 0.996, 1.0)] == ["0%", "99%", ">99%", "100%"]


def test_many_moments_and_years() -> None:
    drawn = draw_ranking(picture(*(idea(number) for number in range(12)), moments=12))

    assert drawn.moments == 12
