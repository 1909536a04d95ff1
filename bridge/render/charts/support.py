"""The chart of a digest: the ideas in the lead with their support and how sure it is."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bridge.domain.language import gettext as _
from bridge.domain.picture import PicturedIdea, SupportChart
from bridge.domain.ranking import Badge
from bridge.domain.wording import level
from bridge.render.charts.lettering import label_lines
from bridge.render.charts.style import (
    BAND,
    BLUE,
    BODY,
    HEAD,
    LINE,
    QUIET,
    SMALL,
    as_png,
    bare,
    house_style,
    percent,
)
from bridge.render.charts.style import percent_ticks as ticks
from bridge.render.drawing import CHART_WIDTH, chart_height

_DENSITY = 2
"""Drawn at twice its size, for screens on which a point is more than a dot."""

_DPI = 100
_WORDS = 0.58
"""Share of the width that words take."""

_TOP, _ROW = 0.74, 0.44
"""In inches: room for the title, and the height of an idea."""


def draw_support(chart: SupportChart) -> bytes:
    """Draw it; an equal chart gives equal bytes with the same release of matplotlib."""
    rows = chart.rows
    width, height = CHART_WIDTH / _DPI, chart_height(len(rows)) / _DPI
    with house_style():
        figure = Figure(figsize=(width, height), dpi=_DPI * _DENSITY, facecolor="white")
        FigureCanvasAgg(figure)
        tall = len(rows) * _ROW
        axes = figure.add_axes((_WORDS, 1 - (_TOP + tall) / height, 0.965 - _WORDS, tall / height))
        bare(axes)
        low = max(floor(min(row.low for row in rows) * 10 - 0.2) / 10, 0.0)
        high = min(ceil(max(row.high for row in rows) * 10 + 0.2) / 10, 1.0)
        axes.set_xlim(low, high)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks([])
        ticks(axes.xaxis, low, high)
        axes.grid(axis="x", color=LINE, linewidth=0.8)
        axes.set_axisbelow(True)
        for number, row in enumerate(rows):
            if number % 2:
                left = -_WORDS / (0.965 - _WORDS)
                band: dict[str, Any] = {"color": BAND, "linewidth": 0, "zorder": 0, "clip_on": False}
                axes.axhspan(number - 0.5, number + 0.5, xmin=left, xmax=1.0, **band)
            axes.plot([row.low, row.high], [number, number], color=BLUE, linewidth=3, solid_capstyle="round")
            axes.plot([row.support], [number], marker="o", markersize=9, color=BLUE, clip_on=False)
            place = axes.get_yaxis_transform()
            beside: dict[str, Any] = {"transform": place, "va": "center"}
            at = -_WORDS / (0.965 - _WORDS)
            axes.text(at + 0.075, number, f"{row.place}", ha="right", size=BODY, weight="bold", **beside)
            words = PicturedIdea(
                f"{row.place}", row.words, row.support, row.low, row.high, None, 0, Badge.NONE, f"{row.place}"
            )
            axes.text(at + 0.11, number, label_lines(words, 47, 2), size=SMALL, linespacing=1.2, **beside)
            axes.text(-0.03, number, percent(row.support), ha="right", size=BODY, weight="bold", **beside)
        figure.text(0.013, 1 - 0.12 / height, _("Ideas in the lead"), size=HEAD, weight="bold", va="top")
        told = _(
            "Point: support. Line: where it lies in %(level)s of cases like this.",
            level=level(chart.interval),
        )
        figure.text(0.013, 1 - 0.40 / height, told, size=SMALL, color=QUIET, va="top")
        return as_png(figure)
