"""The chart of a digest: the same bytes every time, the size that the text says, any words."""

from __future__ import annotations

import io
from dataclasses import replace

import matplotlib as mpl
import pytest
from matplotlib import image

from bridge.domain.picture import SupportChart, SupportRow
from bridge.render.drawing import CHART_WIDTH, DrawnCharts, chart_height

ROWS = tuple(
    SupportRow(place, f"Idea number {place} is to ring the bell less often", 0.9 - place / 10, 0.2, 0.95)
    for place in range(1, 6)
)
CHART = SupportChart(ROWS, 0.9)


def test_equal_charts_are_equal_bytes_and_say_nothing_of_the_machine() -> None:
    first = DrawnCharts().support(CHART)
    with mpl.rc_context({"font.size": 30, "savefig.dpi": 33, "axes.grid": True}):
        again = DrawnCharts().support(CHART)
    assert first == again
    assert b"matplotlib" not in first.lower()


@pytest.mark.parametrize("rows", [2, 5])
def test_it_is_drawn_at_twice_the_size_at_which_it_is_shown(rows: int) -> None:
    png = DrawnCharts().support(replace(CHART, rows=ROWS[:rows]))
    height, width, _ = image.imread(io.BytesIO(png)).shape
    assert (width, height) == (2 * CHART_WIDTH, 2 * chart_height(rows))
    # Larger ones would be made JPEGs by some forums, and lose their name.
    assert width * height < 1280 * 720


@pytest.mark.parametrize("words", ["", "$x^2$ costs $5", "word " * 60, "w" * 300, "שלום 你好 🙂"])
def test_any_words_can_be_drawn(words: str) -> None:
    assert DrawnCharts().support(replace(CHART, rows=(replace(ROWS[0], words=words),)))[1:4] == b"PNG"


def test_what_it_shows_makes_its_name_and_nothing_else() -> None:
    assert replace(CHART).content == CHART.content
    assert replace(CHART, interval=0.8).content != CHART.content
    assert replace(CHART, rows=ROWS[:4]).content != CHART.content
