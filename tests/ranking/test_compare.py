"""What changed since an earlier ranking, told in one sentence an idea."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bridge.domain.participation import Tally
from bridge.domain.ranking import Change, Ranking
from bridge.ranking.compare import compare

Ranked = Callable[..., Ranking]


Changes = Callable[[Sequence[Tally], Sequence[Tally]], dict[str, Change]]


@pytest.fixture(name="changes")
def _changes(ranked: Ranked) -> Changes:
    """Ranks two states and gives the changes by idea."""

    def compared(now: Sequence[Tally], before: Sequence[Tally]) -> dict[str, Change]:
        return {change.idea: change for change in compare(ranked(*now), ranked(*before))}

    return compared


def others(number: int) -> list[Tally]:
    """Ideas that keep their counts, each liked a little less than the one before."""
    return [Tally(f"other{place:02}", up=30 - place, down=place, readers=40) for place in range(number)]


def test_rise_with_all_that_came(changes: Changes) -> None:
    before = Tally("handover", up=8, down=1, readers=20)
    after = replace(before, up=27, down=3, readers=34)

    change = changes([*others(20), after], [*others(20), before])["handover"]

    assert (change.readers, change.up, change.down, change.replies) == (14, 19, 2, 0)
    assert change.moved is not None
    assert change.moved > 1
    assert change.why == f"up {change.moved} places: 14 more readers, 19 more for, 2 more against"


def test_fall_names_what_was_taken_back(changes: Changes) -> None:
    before = Tally("handover", up=28, down=1, readers=40)
    after = replace(before, up=27, unsure=1, replies=2)

    change = changes([*others(4), after], [*others(4), before])["handover"]

    assert change.why == "down 1 place: 1 fewer for, 1 more not sure, 2 more replies"
    assert (change.moved, change.up, change.unsure) == (-1, -1, 1)


def test_being_overtaken_is_said_plainly(changes: Changes) -> None:
    before = others(3)
    after = [before[0], before[1], replace(before[2], up=40, down=0)]

    found = changes(after, before)

    assert found["other00"].why == "down 1 place, because other ideas changed"
    assert found["other02"].why == "up 2 places: 12 more for, 2 fewer against"


def test_staying_in_place(changes: Changes) -> None:
    before = others(2)
    after = [before[0], replace(before[1], readers=41, replies=1)]

    found = changes(after, before)

    assert found["other00"].why == "still at place 1"
    assert found["other01"].why == "still at place 2: 1 more reader, 1 more reply"


def test_new_ideas_are_not_said_to_rise(changes: Changes) -> None:
    after = [*others(2), Tally("fresh", up=5, down=1, readers=9), Tally("unread")]

    found = changes(after, others(2))

    assert (found["fresh"].new, found["fresh"].moved, found["fresh"].up) == (True, None, 5)
    assert found["fresh"].why == f"new, at place {found['fresh'].place}: 9 readers, 5 for and 1 against"
    assert found["unread"].why == f"new, at place {found['unread'].place}: nobody has read it yet"


def test_without_an_earlier_ranking_everything_is_new(ranked: Ranked) -> None:
    assert [change.new for change in compare(ranked(*others(3)), None)] == [True, True, True]


def test_ideas_that_went_are_left_out(changes: Changes) -> None:
    assert list(changes(others(1), others(3))) == ["other00"]


def test_changes_come_in_the_order_of_the_ranking(ranked: Ranked, crowd: list[Tally]) -> None:
    now = ranked(*crowd)

    assert [change.idea for change in compare(now, ranked())] == [entry.idea for entry in now.ideas]


def test_two_campaigns_are_not_compared(ranked: Ranked) -> None:
    with pytest.raises(ValueError, match="two campaigns: winter and summer"):
        compare(ranked(), ranked(campaign="summer"))
