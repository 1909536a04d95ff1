"""The three panels of a ranking, each as a picture of its own: as wide as a page, in letters for reading."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bridge.domain.language import gettext as _
from bridge.domain.picture import Picture
from bridge.render.charts.bump import TOP, draw_bump
from bridge.render.charts.intervals import draw_intervals
from bridge.render.charts.scatter import draw_scatter
from bridge.render.charts.style import as_png, head, house_style
from bridge.render.charts.titles import movement_titles, scatter_titles

SHOWN = 20
"""So many ideas are listed."""

_WIDTH, _ROW, _LEFT = 7.8, 0.34, 0.08
"""In inches: width, height of an idea, and the margin. With all its rows the first picture shares a sheet
with the head of the guide's page."""

_DENSITY = 200
"""Dots an inch: sharp on paper and on dense screens."""


def draw_support_panel(picture: Picture) -> bytes:
    """The first ideas, each with its likely range; an equal picture gives equal bytes."""
    listed = picture.ideas[:SHOWN]
    top, rows = 0.72, len(listed) * _ROW

    def draw(panel: Panel) -> None:
        panel.title(
            _("Support, and where it is likely to lie"),
            _("The first %(number)s, best first.", number=len(listed)),
        )
        axes = panel.axes(4.1, 2.1, top, rows)
        draw_intervals(axes, listed, picture.interval, left=4.0, width=2.1, tall=_ROW, letters=51, columns=2)

    return _drawn(top + rows + 0.7, draw)


def draw_sides_panel(picture: Picture) -> bytes:
    """Support among all against support across both sides, of all ideas that have both."""
    top = 0.85

    def draw(panel: Panel) -> None:
        panel.title(*scatter_titles())
        draw_scatter(panel.axes(0.85, 4.4, top, 4.4), picture.ideas, picture.why_not_across)

    return _drawn(top + 4.4 + 2.1, draw)


def draw_places_panel(picture: Picture) -> bytes:
    """How the first came to their places."""
    first = min(TOP, len(picture.ideas))
    top, tall = 1.05, max(first + 1, 4) * 0.47

    def draw(panel: Panel) -> None:
        panel.title(*movement_titles(picture, first))
        draw_bump(panel.axes(0.45, 4.5, top, tall), picture.ideas[:SHOWN], picture.movement)

    return _drawn(top + tall + 0.65, draw)


class Panel:
    """A figure on which places are told in inches."""

    def __init__(self, figure: Figure, height: float) -> None:
        self._figure, self._height = figure, height

    def title(self, title: str, told: str) -> None:
        """A title in the upper left corner, with a line below it that says how to read the picture."""
        head(self._figure, title, told, _LEFT / _WIDTH, 1 - _LEFT / self._height)

    def axes(self, left: float, width: float, top: float, tall: float) -> Axes:
        """Axes by their upper left corner."""
        bottom = 1 - (top + tall) / self._height
        return self._figure.add_axes((left / _WIDTH, bottom, width / _WIDTH, tall / self._height))


def _drawn(height: float, draw: Callable[[Panel], None]) -> bytes:
    with house_style():
        figure = Figure(figsize=(_WIDTH, height), dpi=_DENSITY, facecolor="white")
        FigureCanvasAgg(figure)
        draw(Panel(figure, height))
        return as_png(figure)
