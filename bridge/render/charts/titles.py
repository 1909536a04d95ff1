"""What stands above a panel: its title, and how to read it."""

from __future__ import annotations

from bridge.domain.language import gettext as _
from bridge.domain.picture import Picture
from bridge.domain.wording import counted


def scatter_titles() -> tuple[str, str]:
    """Of the panel of two views."""
    return (
        _("Who likes it: all, or both sides"),
        _("Each point is an idea. Below the line are those that one side likes much more than the other."),
    )


def movement_titles(picture: Picture, first: int) -> tuple[str, str]:
    """Of the panel that follows so many ideas."""
    return (
        _("How the first %(number)s came to their places", number=first)
        if first > 1
        else _("How places changed"),
        _(
            "Place by %(order)s at the end of every %(step)s, by what was known then.\n"
            "A line begins where the idea came in.",
            order=_(picture.order),
            step=_step(picture.movement.step),
        ),
    )


def _step(step: str) -> str:
    """How far apart the moments are, in words: `week`, `2 weeks`."""
    number, _space, unit = step.rpartition(" ")
    if number:
        return counted(int(number), unit.removesuffix("s"))
    return {"week": _("week"), "day": _("day")}[unit]
