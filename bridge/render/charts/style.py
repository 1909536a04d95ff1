"""How pictures look: colours that everybody can tell apart, sizes, and nothing from the reader's machine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import fill

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from bridge.domain.language import spoken

INK = "#222222"
QUIET = "#767676"
LINE = "#d9d9d9"
BAND = "#f5f5f5"
BLUE = "#0072b2"
ORANGE = "#c05000"
"""Blue and orange are told apart in every kind of colour blindness; a form always says the same as well."""

TEN = (
    *("#332288", "#cc6677", "#117733", "#88ccee", "#882255"),
    *("#999933", "#44aa99", "#aa4499", "#ddaa33", "#666666"),
)
"""For ten lines at once. Source: the scheme "muted" by Paul Tol, its yellow darkened, and a grey."""

DPI = 120

TITLE, HEAD, BODY, SMALL = 17.0, 13.0, 10.5, 9.0
"""Sizes of letters, in points."""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw by these settings alone, whatever a matplotlibrc file on this machine says."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": "DejaVu Sans",
                "font.size": BODY,
                "text.color": INK,
                # People write dollar signs; none of them begins a formula.
                "text.parse_math": False,
                "axes.edgecolor": LINE,
                "axes.labelcolor": INK,
                "axes.labelsize": BODY,
                "xtick.color": QUIET,
                "ytick.color": QUIET,
                "xtick.labelsize": SMALL,
                "ytick.labelsize": SMALL,
            }
        )
        yield


def bare(axes: Axes) -> None:
    """No frame and no tick marks."""
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)


def nothing_here(axes: Axes, why: str) -> None:
    """Say why a panel is empty."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(0.0, 1.0, fill(why, 62), transform=axes.transAxes, va="top", color=QUIET, linespacing=1.4)


def percent_ticks(axis: Axis, low: float, high: float) -> None:
    """Ticks at whole tens of per cent, every second one where there would be many."""
    each = 1 if high - low < 0.55 else 2
    first, last = round(low * 10), round(high * 10)
    tens = range(last - (last - first) // each * each, last + 1, each)
    axis.set_ticks([ten / 10 for ten in tens], [spoken().percent(ten / 10) for ten in tens])


def percent(share: float) -> str:
    """`93%`; a share below one never reads as everybody."""
    return f">{spoken().percent(0.99)}" if 0.995 <= share < 1.0 else spoken().percent(share)


def head(figure: Figure, title: str, told: str, left: float, top: float) -> None:
    """A panel's title with a line below it that says how to read it; places in fractions of the figure."""
    figure.text(left, top, title, size=HEAD, weight="bold", va="top")
    below = top - 0.28 / figure.get_size_inches()[1]
    figure.text(left, below, told, size=SMALL, color=QUIET, va="top", linespacing=1.35)


def as_png(figure: Figure) -> bytes:
    """The figure as a PNG; an equal one gives equal bytes with the same release of matplotlib."""
    png = io.BytesIO()
    # Without this the release of matplotlib would stand in the file.
    figure.savefig(png, format="png", metadata={"Software": "ideabridge"})
    return png.getvalue()
