"""How the first comments of a conversation came to their places, from week to week."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

from bridge.domain.picture import Moment, Movement
from bridge.pipeline.conversation import MILLISECONDS, Conversation
from bridge.pipeline.rank_conversation import By, rank_conversation

DAY = 24 * 60 * 60 * MILLISECONDS
"""In milliseconds."""

MOST_MOMENTS = 12
"""More would not be seen apart: steps become longer instead."""

QUIET = 0.01
"""The last votes, as a share of all, that make no steps of their own: strays come in for years."""


def movement(conversation: Conversation, *, by: By = By.SUPPORT) -> Movement:
    """The place of every comment at each week's end; by days where the votes span less than two weeks.

    Weeks count from the day of the first vote, UTC. The last moment is the end, with all that is known.
    """
    step, ends = step_ends(conversation)
    if not ends:
        why = "nobody voted yet" if not len(conversation.at) else "all votes came on one day"
        return Movement(step, (), why)
    last = int(conversation.at.max())
    moments = []
    for end in ends:
        ranked = rank_conversation(conversation, by=by, until=end if end < last else None)
        places = {entry.comment.id: place for place, entry in enumerate(ranked.comments, start=1)}
        moments.append(Moment(_day(min(end, last)), places))
    return Movement(step, tuple(moments))


def step_ends(conversation: Conversation) -> tuple[str, list[int]]:
    """The length of a step in words and the last millisecond of each; none where all is in one step."""
    if not len(conversation.at):
        return "week", []
    times = np.sort(conversation.at)
    first, last = int(times[0]) // DAY * DAY, int(times[-1])
    busy = int(times[len(times) - 1 - int(QUIET * len(times))])
    days, name = (7, "week") if last - first >= 14 * DAY else (1, "day")
    steps = (busy - first) // (days * DAY) + 1
    each = -(-steps // MOST_MOMENTS)
    ends = [first + number * each * days * DAY - 1 for number in range(1, -(-steps // each) + 1)]
    if 0 < last - ends[-1] < each * days * DAY // 2:
        ends[-1] = last
    elif ends[-1] < last:
        # What came in late has one step for all of it.
        ends.append(last)
    return name if each == 1 else f"{each} {name}s", ends if len(ends) > 1 else []


def _day(instant: int) -> date:
    return datetime.fromtimestamp(instant / MILLISECONDS, UTC).date()
