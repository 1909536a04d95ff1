"""The panel of movement: which places the present first ones had, from week to week."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from bridge.domain.picture import Moment, Movement, PicturedIdea
from bridge.render.charts.lettering import label
from bridge.render.charts.style import BODY, LINE, QUIET, SMALL, TEN, bare
from bridge.render.words import brief_day

TOP = 10
"""So many ideas are followed."""


def draw_bump(axes: Axes, ideas: Sequence[PicturedIdea], movement: Movement) -> int:
    """Draw the first TOP of `ideas`, best first, through all moments; how many moments were drawn."""
    bare(axes)
    axes.set_yticks([])
    axes.set_xticks([])
    moments, top = movement.moments, ideas[:TOP]
    if not moments or not top:
        why = movement.why_none or "there are no ideas"
        axes.text(0.5, 0.5, f"No movement to show:\n{why}.", ha="center", va="center", color=QUIET)
        return 0
    outside = len(top) + 1.3
    last = len(moments) - 1
    axes.set_xlim(-0.25, last + 0.25)
    axes.set_ylim(outside + 0.6, 0.4)
    axes.set_xticks(range(len(moments)), _days(moments))
    axes.set_yticks(
        [*range(1, len(top) + 1), outside], [*(str(place) for place in range(1, len(top) + 1)), "lower"]
    )
    for place in range(1, len(top) + 1):
        axes.axhline(place, color=LINE, linewidth=0.8, zorder=0)
    axes.axhspan(outside - 0.45, outside + 0.45, color="#f5f5f5", linewidth=0, zorder=0)
    for number, idea in enumerate(top):
        color = TEN[number % len(TEN)]
        path = [
            (when, min(float(place), outside) if place <= len(top) else outside)
            for when, moment in enumerate(moments)
            if (place := moment.places.get(idea.id)) is not None
        ]
        axes.plot(
            [when for when, _ in path], [place for _, place in path], color=color, linewidth=2.4, zorder=2
        )
        inside = [(when, place) for when, place in path if place != outside]
        axes.scatter(
            [when for when, _ in inside],
            [place for _, place in inside],
            s=44,
            color=color,
            zorder=3,
            edgecolors="white",
            linewidths=1.2,
        )
        axes.annotate(
            f"{number + 1}",
            (last, number + 1),
            xytext=(13, 0),
            textcoords="offset points",
            va="center",
            ha="center",
            size=BODY,
            weight="bold",
            color=color,
        )
        axes.annotate(
            label(idea, 30),
            (last, number + 1),
            xytext=(23, 0),
            textcoords="offset points",
            va="center",
            size=SMALL,
        )
    return len(moments)


def _days(moments: Sequence[Moment]) -> list[str]:
    """The day of each moment, with the year where it is another one than before."""
    years = [moment.day.year for moment in moments]
    return [
        f"{brief_day(moment.day)}\n{moment.day.year}"
        if len(set(years)) > 1 and (not number or years[number - 1] != moment.day.year)
        else brief_day(moment.day)
        for number, moment in enumerate(moments)
    ]
