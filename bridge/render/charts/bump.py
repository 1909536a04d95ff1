"""The panel of movement: which places the present first ones had, from week to week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from bridge.domain.language import gettext as _
from bridge.domain.language import pgettext
from bridge.domain.picture import Moment, Movement, PicturedIdea
from bridge.render.charts.lettering import label_lines
from bridge.render.charts.style import BAND, BODY, LINE, SMALL, TEN, bare, nothing_here
from bridge.render.words import brief_month

TOP = 10
"""So many ideas are followed."""


def draw_bump(axes: Axes, ideas: Sequence[PicturedIdea], movement: Movement) -> int:
    """Draw the first TOP of `ideas`, best first, through all moments; how many moments were drawn."""
    bare(axes)
    axes.set_yticks([])
    axes.set_xticks([])
    moments, top = movement.moments, ideas[:TOP]
    if not moments or not top:
        why = movement.why_none or _("there are no ideas")
        nothing_here(axes, _("No movement to show: %(why)s.", why=why))
        return 0
    outside = len(top) + 1.3
    last = len(moments) - 1
    axes.set_xlim(-0.25, last + 0.25)
    axes.set_xticks(range(len(moments)), _days(moments))
    rows = {float(row): str(row) for row in range(1, len(top) + 1)}
    for row in rows:
        axes.axhline(row, color=LINE, linewidth=0.8, zorder=0)
    if any(moment.places.get(idea.id, 0) > len(top) for moment in moments for idea in top):
        axes.axhspan(outside - 0.45, outside + 0.45, color=BAND, linewidth=0, zorder=0)
        rows[outside] = pgettext("places below the first", "lower")
    axes.set_ylim(max(rows) + 0.6, 0.4)
    axes.set_yticks(list(rows), list(rows.values()))
    for number, idea in enumerate(top):
        color = TEN[number % len(TEN)]
        path = [
            (when, place if (place := moment.places[idea.id]) <= len(top) else outside)
            for when, moment in enumerate(moments)
            if idea.id in moment.places
        ]
        axes.plot(
            [when for when, _place in path],
            [place for _when, place in path],
            color=color,
            linewidth=2.4,
            zorder=2,
        )
        inside = [(when, place) for when, place in path if place != outside]
        axes.scatter(
            [when for when, _place in inside],
            [place for _when, place in inside],
            s=44,
            color=color,
            zorder=3,
            edgecolors="white",
            linewidths=1.2,
        )
        beside: dict[str, Any] = {"xy": (last, number + 1), "textcoords": "offset points", "va": "center"}
        axes.annotate(idea.place, xytext=(25, 0), ha="right", size=BODY, weight="bold", **beside)
        axes.annotate(label_lines(idea, 31, 2), xytext=(31, 0), size=SMALL, linespacing=1.15, **beside)
    return len(moments)


def _days(moments: Sequence[Moment]) -> list[str]:
    """The day of each moment, and below it month and year where they are others than before."""
    told = []
    years = len({moment.day.year for moment in moments})
    before = None
    for moment in moments:
        lines = [str(moment.day.day)]
        if before is None or (moment.day.year, moment.day.month) != (before.year, before.month):
            lines.append(brief_month(moment.day))
        if before is None or moment.day.year != before.year:
            # Two of four digits each would touch where moments stand close.
            lines.append(str(moment.day.year) if years == 1 else f"’{moment.day.year % 100:02d}")
        told.append("\n".join(lines))
        before = moment.day
    return told
