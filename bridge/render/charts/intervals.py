"""The panel of ideas, best first: support as a point, and the interval around it as a line."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop, pgettext, spoken
from bridge.domain.picture import PicturedIdea
from bridge.domain.ranking import Badge
from bridge.domain.wording import level
from bridge.render.charts.lettering import label_lines
from bridge.render.charts.style import (
    BAND,
    BLUE,
    BODY,
    INK,
    LINE,
    ORANGE,
    QUIET,
    SMALL,
    bare,
    percent,
    percent_ticks,
)

_SUPPORT, _ACROSS, _SEEN, _END = 0.55, 1.04, 1.46, 1.52
"""Where columns of figures end, and rows with them, in inches from the right end of the axis."""

_FORMS: dict[Badge, dict[str, Any]] = {
    Badge.CONFIRMED: {"color": BLUE, "markerfacecolor": BLUE, "linestyle": "-"},
    Badge.NONE: {"color": QUIET, "markerfacecolor": QUIET, "linestyle": "-"},
    Badge.NEEDS_VOTES: {"color": ORANGE, "markerfacecolor": "white", "linestyle": (0, (3, 2))},
}
_MEANING = {
    Badge.CONFIRMED: gettext_noop("confirmed: enough people voted"),
    Badge.NONE: gettext_noop("not confirmed yet"),
    Badge.NEEDS_VOTES: gettext_noop("needs votes: the interval is wide"),
}


def draw_intervals(
    axes: Axes,
    ideas: Sequence[PicturedIdea],
    interval: float,
    *,
    left: float = 7.7,
    width: float = 3.7,
    tall: float = 0.43,
    letters: int = 103,
    columns: int = 4,
) -> None:
    """Draw the given ideas from top to bottom: place, words, support, and how many people saw each.

    The axis is `width` inches wide; words begin `left` inches before it, with so many `letters` on a line.
    Rows are `tall` inches high, the legend has so many `columns`.
    """
    bare(axes)
    begin, end = -left / width, 1 + _END / width
    begins = floor(min(idea.low for idea in ideas) * 10) / 10
    axes.set_xlim(begins, 1.0)
    axes.set_ylim(len(ideas) - 0.5, -0.5)
    axes.set_yticks([])
    percent_ticks(axes.xaxis, begins, 1.0)
    axes.grid(axis="x", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    row = axes.get_yaxis_transform()
    small: dict[str, Any] = {"transform": row, "size": SMALL, "va": "center"}
    for number, idea in enumerate(ideas):
        if number % 2:
            band: dict[str, Any] = {"color": BAND, "linewidth": 0, "zorder": 0, "clip_on": False}
            axes.axhspan(number - 0.5, number + 0.5, xmin=begin, xmax=end, **band)
        form = _FORMS[idea.badge]
        axes.plot([idea.low, idea.high], [number, number], linewidth=2.2, **form)
        point: dict[str, Any] = {"marker": "o", "markersize": 8.5, "markeredgewidth": 1.8, "clip_on": False}
        axes.plot([idea.support], [number], **point, **form)
        strong: dict[str, Any] = {
            "transform": row,
            "size": BODY,
            "va": "center",
            "ha": "right",
            "weight": "bold",
        }
        axes.text(begin + 0.33 / width, number, idea.place, **strong)
        axes.text(begin + 0.44 / width, number, label_lines(idea, letters, 2), linespacing=1.12, **small)
        axes.text(1 + _SUPPORT / width, number, percent(idea.support), **strong)
        across = "–" if idea.across is None else percent(idea.across)
        axes.text(1 + _ACROSS / width, number, across, ha="right", **small)
        axes.text(1 + _SEEN / width, number, spoken().number(idea.seen), ha="right", **small)
    heads = (
        (_SUPPORT, pgettext("column of eight letters", "support")),
        (_ACROSS, pgettext("column of eight letters", "across")),
        (_SEEN, pgettext("column of eight letters", "saw it")),
    )
    for place, title in heads:
        above: dict[str, Any] = {**small, "va": "bottom", "color": QUIET}
        axes.text(1 + place / width, -0.62, title, ha="right", **above)
    there = {idea.badge for idea in ideas}
    handles = [
        Line2D([], [], marker="o", markersize=7.5, linewidth=2.2, label=_(_MEANING[badge]), **form)
        for badge, form in _FORMS.items()
        if badge in there
    ]
    told = _("line: %(level)s interval", level=level(interval))
    handles.append(Line2D([], [], color=INK, linewidth=2.2, label=told))
    axes.legend(
        handles=handles,
        loc="upper right",
        bbox_to_anchor=(end, -0.26 / (tall * len(ideas))),
        borderaxespad=0.0,
        ncols=min(len(handles), columns),
        frameon=False,
        fontsize=SMALL,
        handlelength=2.6,
    )
