"""What changed between two rankings of a campaign, idea by idea, and why."""

from __future__ import annotations

from bridge.domain.language import gettext as _
from bridge.domain.language import ngettext, spoken
from bridge.domain.participation import Tally
from bridge.domain.ranking import Change, RankedIdea, Ranking
from bridge.domain.wording import counted, listed


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
        _readers(readers),
        _for(up),
        _against(down),
        _not_sure(unsure),
        _replies(replies),
        _merges(merges),
        _taken_off(round(capped)),
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
        why=_why(now, moved, [part for part in parts if part]),
    )


# Each sentence stands whole, so that a catalogue has its plural forms; empty where nothing changed.


def _readers(number: int) -> str:
    if number < 0:
        return ngettext("%(num)s fewer reader", "%(num)s fewer readers", -number)
    return ngettext("%(num)s more reader", "%(num)s more readers", number) if number else ""


def _for(number: int) -> str:
    if number < 0:
        return ngettext("%(num)s fewer for", "%(num)s fewer for", -number)
    return ngettext("%(num)s more for", "%(num)s more for", number) if number else ""


def _against(number: int) -> str:
    if number < 0:
        return ngettext("%(num)s fewer against", "%(num)s fewer against", -number)
    return ngettext("%(num)s more against", "%(num)s more against", number) if number else ""


def _not_sure(number: int) -> str:
    if number < 0:
        return ngettext("%(num)s fewer not sure", "%(num)s fewer not sure", -number)
    return ngettext("%(num)s more not sure", "%(num)s more not sure", number) if number else ""


def _replies(number: int) -> str:
    if number < 0:
        return ngettext("%(num)s fewer reply", "%(num)s fewer replies", -number)
    return ngettext("%(num)s more reply", "%(num)s more replies", number) if number else ""


def _merges(number: int) -> str:
    if number < 0:
        return ngettext("%(num)s fewer idea merged into it", "%(num)s fewer ideas merged into it", -number)
    return (
        ngettext("%(num)s more idea merged into it", "%(num)s more ideas merged into it", number)
        if number
        else ""
    )


def _taken_off(number: int) -> str:
    if number < 0:
        return ngettext("%(num)s fewer vote taken off", "%(num)s fewer votes taken off", -number)
    return ngettext("%(num)s more vote taken off", "%(num)s more votes taken off", number) if number else ""


def _counts(now: RankedIdea) -> list[str]:
    """What an idea has that was not there before: its counts, plainly."""
    tally, capped = now.tally, round(now.capped)
    return [
        words
        for number, words in (
            (tally.readers, ngettext("%(num)s reader", "%(num)s readers", tally.readers)),
            (tally.up, ngettext("%(num)s for", "%(num)s for", tally.up)),
            (tally.down, ngettext("%(num)s against", "%(num)s against", tally.down)),
            (tally.unsure, ngettext("%(num)s not sure", "%(num)s not sure", tally.unsure)),
            (tally.replies, counted(tally.replies, "reply")),
            (
                tally.merges,
                ngettext("%(num)s idea merged into it", "%(num)s ideas merged into it", tally.merges),
            ),
            (capped, ngettext("%(num)s vote taken off", "%(num)s votes taken off", capped)),
        )
        if number
    ]


def _why(now: RankedIdea, moved: int | None, parts: list[str]) -> str:
    place = spoken().number(now.place)
    if moved is None:
        if counts := listed(_counts(now)):
            return _("new, at place %(place)s: %(counts)s", place=place, counts=counts)
        return _("new, at place %(place)s: nobody has read it yet", place=place)
    if not moved:
        way = _("still at place %(place)s", place=place)
        return f"{way}: {', '.join(parts)}" if parts else way
    places = counted(abs(moved), "place")
    way = _("up %(places)s", places=places) if moved > 0 else _("down %(places)s", places=places)
    if parts:
        return f"{way}: {', '.join(parts)}"
    return _("%(way)s, because other ideas changed", way=way)
