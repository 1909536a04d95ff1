"""The pictures of the guide, and in tables exactly what they draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bridge.domain.picture import Picture
from bridge.render.guide.views import View


@dataclass(frozen=True, slots=True)
class Pictures:
    """Which pictures there are, as files, and the ideas in each, best first.

    `letters` are those of ideas that the picture of both sides names, by id. A picture that would be empty is
    none, and its ideas are none.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    support: tuple[View, ...] = ()
    sides: tuple[View, ...] = ()
    places: tuple[View, ...] = ()
    letters: dict[str, str] = field(default_factory=dict)


def pictures(picture: Picture, views: Sequence[View]) -> Pictures:
    """Draw what there is to draw."""
    from bridge.render.charts.bump import TOP
    from bridge.render.charts.panels import SHOWN, draw_places_panel, draw_sides_panel, draw_support_panel
    from bridge.render.charts.scatter import lettered

    by_id = {shown.id: shown for shown in views}
    drawn = [by_id[idea.id] for idea in picture.ideas if idea.id in by_id]
    sides = tuple(by_id[idea.id] for idea in picture.ideas if idea.across is not None and idea.id in by_id)
    moved = tuple(drawn[:TOP]) if picture.movement.moments else ()
    files = {}
    if drawn:
        files["charts/support.png"] = draw_support_panel(picture)
    if sides:
        files["charts/sides.png"] = draw_sides_panel(picture)
    if moved:
        files["charts/places.png"] = draw_places_panel(picture)
    return Pictures(files, tuple(drawn[:SHOWN]), sides, moved, dict(lettered(picture.ideas)))
