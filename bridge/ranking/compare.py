"""What changed between two rankings of a campaign, idea by idea, and why."""

from __future__ import annotations

from bridge.domain.participation import Tally
from bridge.domain.ranking import Change, RankedIdea, Ranking
from bridge.ranking.words import count, enumerate_in_words


def compare(now: Ranking, before: Ranking | None) -> tuple[Change, ...]:
    """One Change for each idea of `now`, in its order; without `before` every idea is new.

    Ideas that `now` no longer holds (merged or taken down) are left out. ValueError for two campaigns.
    """
    if before is not None and before.campaign != now.campaign:
        raise ValueError(f"Rankings of two campaigns: {now.campaign} and {before.campaign}.")
    earlier = {ranked.idea: ranked for ranked in before.ideas} if before else {}
    return tuple(_change(ranked, earlier.get(ranked.idea)) for ranked in now.ideas)


def _change(now: RankedIdea, before: RankedIdea | None) -> Change:
    moved = before.place - now.place if before else None
    old, new = before.tally if before else Tally(now.idea), now.tally
    readers, up, down = new.readers - old.readers, new.up - old.up, new.down - old.down
    unsure, replies = new.unsure - old.unsure, new.replies - old.replies
    merges, capped = new.merges - old.merges, now.capped - (before.capped if before else 0.0)
    parts = [
        _difference(readers, "reader", "readers"),
        _difference(up, "for", "for"),
        _difference(down, "against", "against"),
        _difference(unsure, "not sure", "not sure"),
        _difference(replies, "reply", "replies"),
        _difference(merges, "idea merged into it", "ideas merged into it"),
        _difference(round(capped), "vote taken off", "votes taken off"),
    ]
    return Change(
        idea=now.idea,
        place=now.place,
        moved=moved,
        readers=readers,
        up=up,
        down=down,
        unsure=unsure,
        replies=replies,
        merges=merges,
        capped=capped,
        why=_why(now.place, moved, [part for part in parts if part]),
    )


def _difference(number: int, one: str, many: str) -> str:
    """`14 more readers`, `1 fewer against`; empty when nothing changed."""
    if not number:
        return ""
    size = abs(number)
    return f"{size:,} {'more' if number > 0 else 'fewer'} {one if size == 1 else many}"


def _why(place: int, moved: int | None, parts: list[str]) -> str:
    if moved is None:
        # Everything is "more" for an idea that was not there; say the counts plainly.
        counts = enumerate_in_words([part.replace(" more ", " ") for part in parts])
        return (
            f"new, at place {place}: {counts}" if counts else f"new, at place {place}: nobody has read it yet"
        )
    if not moved:
        return f"still at place {place}: {', '.join(parts)}" if parts else f"still at place {place}"
    way = f"{'up' if moved > 0 else 'down'} {count(abs(moved), 'place', 'places')}"
    return f"{way}: {', '.join(parts)}" if parts else f"{way}, because other ideas changed"
