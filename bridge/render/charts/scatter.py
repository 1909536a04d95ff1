"""The panel of two views: support among all, against support across the sides of the main difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, cos, floor, hypot, pi, sin
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from bridge.domain.language import gettext as _
from bridge.domain.picture import PicturedIdea
from bridge.render.charts.lettering import label
from bridge.render.charts.style import (
    BLUE,
    BODY,
    LINE,
    ORANGE,
    QUIET,
    SMALL,
    bare,
    nothing_here,
    percent,
    percent_ticks,
)

NAMED = 5
"""So many ideas are named: those that differ most..."""

APART = 0.03
"""...if they differ by at least so much."""

_APART_LETTERS = 0.045
"""How far a letter stands from its point, as a share of the axis."""


def draw_scatter(axes: Axes, ideas: Sequence[PicturedIdea], why_none: str) -> int:
    """Draw all ideas that have both figures, and name those that differ most; how many were drawn."""
    bare(axes)
    both = [(idea, idea.support, idea.across) for idea in ideas if idea.across is not None]
    if not both:
        axes.set_xticks([])
        axes.set_yticks([])
        nothing_here(axes, _("No support across sides to show: %(why)s.", why=why_none))
        return 0
    figures = [figure for _idea, support, across in both for figure in (support, across)]
    low = max(floor(min(figures) * 10 - 0.2) / 10, 0.0)
    high = min(ceil(max(figures) * 10 + 0.2) / 10, 1.0)
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.set_aspect("equal", anchor="NW")
    for axis in (axes.xaxis, axes.yaxis):
        percent_ticks(axis, low, high)
    axes.grid(color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel(_("support among all"))
    axes.set_ylabel(_("support across sides"))
    axes.plot([low, high], [low, high], color=QUIET, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
    letters = lettered(ideas)
    named = sorted(
        (entry for entry in both if entry[0].id in letters), key=lambda entry: letters[entry[0].id]
    )
    rest = [entry for entry in both if entry not in named]
    axes.scatter(
        [support for _idea, support, _across in rest],
        [across for _idea, _support, across in rest],
        s=26,
        color=BLUE,
        alpha=0.55,
        linewidths=0,
        zorder=2,
    )
    lines = []
    taken = [(support, across) for _idea, support, across in named]
    for idea, support, across in named:
        letter = letters[idea.id]
        axes.scatter([support], [across], s=46, marker="D", color=ORANGE, linewidths=0, zorder=3)
        place = _free_place(support, across, taken, (high - low) * _APART_LETTERS)
        taken.append(place)
        # A white edge keeps the letter legible where it stands upon points.
        edge = [withStroke(linewidth=2.5, foreground="white")]
        strong: dict[str, Any] = {"size": BODY, "weight": "bold", "color": ORANGE, "path_effects": edge}
        axes.text(*place, letter, ha="center", va="center", zorder=4, **strong)
        lines.append(f"{letter}   {percent(support)} → {percent(across)}   {label(idea, 62)}")
    axes.text(
        0.0,
        -0.17,
        "\n".join(lines) or _("No idea differs by 3 points or more."),
        transform=axes.transAxes,
        va="top",
        size=SMALL,
        linespacing=1.6,
        color=ORANGE if lines else QUIET,
    )
    return len(both)


def lettered(ideas: Sequence[PicturedIdea]) -> Mapping[str, str]:
    """The ideas that are named in the picture, by id: those that differ most, with their letters."""
    apart = {idea.id: abs(idea.across - idea.support) for idea in ideas if idea.across is not None}
    far = sorted(apart, key=lambda idea: (-apart[idea], idea))[:NAMED]
    return dict(zip((idea for idea in far if apart[idea] >= APART), "abcde", strict=False))


def _free_place(
    support: float, across: float, taken: Sequence[tuple[float, float]], apart: float
) -> tuple[float, float]:
    """Where beside a point a letter is furthest from all that is taken; away from the diagonal if it can."""
    away = -1 if across < support else 1
    places = [
        (support - away * apart * cos(angle), across + away * apart * sin(angle))
        for angle in (pi / 4, 0.0, pi / 2, 3 * pi / 4, -pi / 4, pi, 3 * pi / 2, 5 * pi / 4)
    ]

    def room(place: tuple[float, float]) -> float:
        return min((hypot(place[0] - x, place[1] - y) for x, y in taken), default=apart)

    # The first place that is free enough; where none is, the freest.
    return next((place for place in places if room(place) >= 0.95 * apart), max(places, key=room))
