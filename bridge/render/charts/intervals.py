"""The panel of ideas, best first: support as a point, and the interval around it as a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bridge.domain.picture import PicturedIdea
from bridge.domain.ranking import Badge
from bridge.render.charts.lettering import label_lines
from bridge.render.charts.style import BAND, BLUE, BODY, INK, LINE, ORANGE, QUIET, SMALL, bare

_BEGIN, _END = -1.95, 1.28
"""Where rows begin and end, in widths of the axis."""

_FORMS: dict[Badge, dict[str, Any]] = {
    Badge.CONFIRMED: {"color": BLUE, "markerfacecolor": BLUE, "linestyle": "-"},
    Badge.NONE: {"color": QUIET, "markerfacecolor": QUIET, "linestyle": "-"},
    Badge.NEEDS_VOTES: {"color": ORANGE, "markerfacecolor": "white", "linestyle": (0, (3, 2))},
}
_MEANING = {
    Badge.CONFIRMED: "confirmed: enough people voted",
    Badge.NONE: "not confirmed yet",
    Badge.NEEDS_VOTES: "needs votes: the interval is wide",
}


def draw_intervals(axes: Axes, ideas: Sequence[PicturedIdea], interval: float) -> None:
    """Draw the given ideas from top to bottom, with place, words and the number of people who saw each."""
    bare(axes)
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(len(ideas) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(axis="x", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    row = axes.get_yaxis_transform()
    for number, idea in enumerate(ideas):
        if number % 2:
            band = {"color": BAND, "linewidth": 0, "zorder": 0, "clip_on": False}
            axes.axhspan(number - 0.5, number + 0.5, xmin=_BEGIN, xmax=_END, **band)
        form = _FORMS[idea.badge]
        axes.plot([idea.low, idea.high], [number, number], linewidth=2.2, **form)
        axes.plot([idea.support], [number], marker="o", markersize=8.5, markeredgewidth=1.8, **form)
        axes.text(
            _BEGIN + 0.085,
            number,
            f"{number + 1}",
            transform=row,
            ha="right",
            va="center",
            size=BODY,
            weight="bold",
        )
        axes.text(
            _BEGIN + 0.105,
            number,
            label_lines(idea, 96, 2),
            transform=row,
            va="center",
            size=SMALL + 0.5,
            color=INK,
            linespacing=1.25,
        )
        axes.text(1.03, number, f"{idea.support:.0%}", transform=row, va="center", size=BODY, weight="bold")
        axes.text(1.25, number, f"{idea.seen:,}", transform=row, ha="right", va="center", size=SMALL)
    axes.text(1.03, -0.75, "support", transform=row, va="bottom", size=SMALL, color=QUIET)
    axes.text(1.25, -0.75, "saw it", transform=row, ha="right", va="bottom", size=SMALL, color=QUIET)
    there = {idea.badge for idea in ideas}
    handles = [
        Line2D([], [], marker="o", markersize=7.5, linewidth=2.2, label=_MEANING[badge], **form)
        for badge, form in _FORMS.items()
        if badge in there
    ]
    handles.append(Line2D([], [], color=INK, linewidth=2.2, label=f"line: {interval:.0%} interval"))
    axes.legend(
        handles=handles,
        loc="upper right",
        bbox_to_anchor=(1.0, -0.035),
        ncols=len(handles),
        frameon=False,
        fontsize=SMALL,
        handlelength=2.6,
    )
