"""A ranking as one picture: ideas with intervals, two kinds of support, and movement."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bridge.domain.language import gettext as _
from bridge.domain.picture import Picture
from bridge.render.charts.bump import TOP, draw_bump
from bridge.render.charts.intervals import draw_intervals
from bridge.render.charts.lettering import plain
from bridge.render.charts.panels import SHOWN
from bridge.render.charts.scatter import draw_scatter
from bridge.render.charts.style import DPI, QUIET, SMALL, TITLE, as_png, head, house_style
from bridge.render.charts.titles import movement_titles, scatter_titles
from bridge.render.inert import shortened

_WIDTH, _UPPER, _ROW, _LOWER, _EMPTY = 14.0, 1.4, 0.43, 7.9, 3.0
"""In inches: width, room for the title, height of an idea, of the lower half, and of that when empty."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as the bytes of a PNG, and how much is in each of its panels."""

    png: bytes
    listed: int
    compared: int
    moments: int


def draw_ranking(picture: Picture) -> Drawn:
    """Draw a ranking; an equal picture gives equal bytes with the same release of matplotlib."""
    listed = picture.ideas[:SHOWN]
    rows = max(len(listed), 1) * _ROW
    shown_below = picture.movement.moments or any(idea.across is not None for idea in picture.ideas)
    height = _UPPER + rows + (_LOWER if shown_below else _EMPTY)

    with house_style():
        figure = Figure(figsize=(_WIDTH, height), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)

        def panel(left: float, top: float, width: float, tall: float) -> Axes:
            """Axes by inches from the upper left corner."""
            return figure.add_axes((left / _WIDTH, 1 - (top + tall) / height, width / _WIDTH, tall / height))

        def title(text: str, told: str, left: float, top: float) -> None:
            head(figure, text, told, left / _WIDTH, 1 - top / height)

        figure.text(
            0.5 / _WIDTH,
            1 - 0.35 / height,
            shortened(plain(picture.title), 90),
            size=TITLE,
            weight="bold",
            va="top",
        )
        figure.text(
            0.5 / _WIDTH,
            1 - 0.75 / height,
            # Two lines of it: the words that say how to take the figures come last.
            fill(shortened(plain(picture.subtitle), 330), 175),
            size=SMALL + 1,
            color=QUIET,
            linespacing=1.35,
            va="top",
        )
        if listed:
            draw_intervals(panel(8.2, _UPPER, 3.7, rows), listed, picture.interval)
        else:
            figure.text(0.5 / _WIDTH, 1 - _UPPER / height, _("There are no ideas."), color=QUIET, va="top")

        top = _UPPER + rows + 1.0
        title(*scatter_titles(), 0.5, top)
        compared = draw_scatter(panel(1.25, top + 0.75, 4.2, 4.2), picture.ideas, picture.why_not_across)
        first = min(TOP, len(listed))
        title(*movement_titles(picture, first), 7.1, top)
        moments = draw_bump(panel(7.75, top + 0.75, 3.35, 5.2), picture.ideas, picture.movement)
        png = as_png(figure)
    return Drawn(png, len(listed), compared, moments)
