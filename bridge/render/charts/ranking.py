"""A ranking as one picture: ideas with intervals, two kinds of support, and movement."""

from __future__ import annotations

import io
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bridge.domain.picture import Picture
from bridge.render.charts.bump import TOP, draw_bump
from bridge.render.charts.intervals import draw_intervals
from bridge.render.charts.lettering import plain
from bridge.render.charts.scatter import draw_scatter
from bridge.render.charts.style import DPI, QUIET, SMALL, TITLE, head, house_style

SHOWN = 20
"""So many ideas are listed."""

_WIDTH, _ROW, _LOWER = 14.0, 0.43, 6.9
"""In inches: width, height of one idea, height of the lower half."""


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
    height = 1.75 + rows + 0.95 + _LOWER

    with house_style():
        figure = Figure(figsize=(_WIDTH, height), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)

        def panel(left: float, top: float, width: float, tall: float) -> Axes:
            """Axes by inches from the upper left corner."""
            return figure.add_axes((left / _WIDTH, 1 - (top + tall) / height, width / _WIDTH, tall / height))

        def title(text: str, told: str, left: float, top: float) -> None:
            head(figure, text, told, left / _WIDTH, 1 - top / height)

        figure.text(
            0.5 / _WIDTH, 1 - 0.35 / height, plain(picture.title), size=TITLE, weight="bold", va="top"
        )
        figure.text(
            0.5 / _WIDTH, 1 - 0.75 / height, plain(picture.subtitle), size=SMALL + 1, color=QUIET, va="top"
        )
        if listed:
            draw_intervals(panel(8.45, 1.75, 4.0, rows), listed, picture.interval)
        else:
            figure.text(0.5 / _WIDTH, 1 - 1.5 / height, "There are no ideas.", color=QUIET, va="top")

        top = 1.75 + rows + 1.1
        title(
            "Who likes it: all, or both sides",
            "Below the line: liked by one side more than by the other. Letters: the few that differ most.",
            0.5,
            top,
        )
        compared = draw_scatter(panel(1.25, top + 0.75, 4.2, 4.2), picture.ideas, picture.why_not_across)
        first = min(TOP, len(listed))
        title(
            f"How the first {first} came to their places" if first > 1 else "How places changed",
            f"Their place by {picture.order} at the end of each {picture.movement.step}, by what was known then.",
            7.1,
            top,
        )
        moments = draw_bump(panel(7.75, top + 0.75, 3.1, 5.2), picture.ideas, picture.movement)
        png = io.BytesIO()
        # Without this the release of matplotlib would stand in the file.
        figure.savefig(png, format="png", metadata={"Software": "ideabridge"})
    return Drawn(png.getvalue(), len(listed), compared, moments)
