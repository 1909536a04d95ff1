"""Charts for texts: the port on matplotlib, which is loaded when something is drawn and not before."""

from __future__ import annotations

from bridge.domain.picture import SupportChart

CHART_WIDTH = 690
"""How wide a forum shows a post, in pixels."""

_ABOVE_AND_BELOW, _ROW = 106, 44


def chart_height(rows: int) -> int:
    """How tall a chart of so many ideas is shown, in pixels."""
    return _ABOVE_AND_BELOW + rows * _ROW


class DrawnCharts:
    """Implements `ports.Charts`."""

    def support(self, chart: SupportChart) -> bytes:
        """A PNG at twice the size at which it is shown, the same bytes for the same chart."""
        from bridge.render.charts.support import draw_support

        return draw_support(chart)
