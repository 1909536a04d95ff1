"""Release accepted ideas in batches, so that nobody can tell who wrote one from when it appeared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.idea import Idea, rounded_to_hour
from bridge.domain.phase import Right
from bridge.ports import Store


@dataclass(frozen=True, slots=True)
class Batch:
    """Ideas that go out together; empty when none is due. `waiting` counts those that stay behind.

    `due` is when a smaller batch will go out at the latest, if ideas wait.
    """

    ideas: tuple[Idea, ...]
    waiting: int
    due: datetime | None


def due_batch(campaign: Campaign, ideas: Sequence[Idea], now: datetime) -> Batch:
    """Which accepted ideas are due for publication.

    All waiting ideas go out together once there are `batch_size` of them, or once the oldest has waited
    `longest_wait` and there are `least`; fewer wait on until no phase takes ideas any more. Nothing goes out
    before the first phase opens. All get the same time, rounded to the hour. They are ordered by id, which is
    a hash of the public text: an order that says nothing of arrival.
    """
    waiting = sorted((idea for idea in ideas if idea.batch is None), key=lambda idea: idea.id)
    waiting = [idea for idea in waiting if idea.stands]
    if not waiting:
        return Batch((), 0, None)
    opens = min((phase.opens for phase in campaign.phases), default=now)
    rule = campaign.anonymity
    oldest = min(idea.accepted for idea in waiting)
    # `accepted` is rounded down to the hour, so an hour more keeps the promised wait.
    due = max(oldest + rule.longest_wait + timedelta(hours=1), opens)
    closes = max((phase.closes for phase in campaign.phases if Right.IDEA in phase.rights), default=due)
    if len(waiting) < min(rule.least, rule.batch_size):
        due = max(due, closes)
    if now < opens or (len(waiting) < rule.batch_size and now < due):
        return Batch((), len(waiting), due)
    number = max((idea.batch for idea in ideas if idea.batch is not None), default=0) + 1
    hour = max(rounded_to_hour(now), opens)
    return Batch(tuple(replace(idea, batch=number, published=hour) for idea in waiting), 0, None)


def release(store: Store, campaign: Campaign, now: datetime) -> Batch:
    """Mark the due ideas as released; they are published by the next apply."""
    with store.begin() as unit:
        batch = due_batch(campaign, unit.ideas.all(campaign.slug), now)
        for idea in batch.ideas:
            # Its author may take it back at this moment.
            found = unit.ideas.get(campaign.slug, idea.id, hold=True)
            if found is not None and found.stands:
                unit.ideas.put(replace(found, batch=idea.batch, published=idea.published))
    return batch
