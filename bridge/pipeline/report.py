"""Report where a campaign stands, from what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.document import LinkState
from bridge.domain.idea import SubmissionState
from bridge.domain.identity import Kind
from bridge.pipeline.count import numbers
from bridge.pipeline.release import due_batch
from bridge.ports import Store


@dataclass(frozen=True, slots=True)
class Report:
    """A campaign's standing; times are texts on the campaign's clock."""

    campaign: str
    phase: str | None
    rights: tuple[str, ...]
    next_phase: str | None
    waiting: int
    accepted: int
    published: int
    batch_due: str | None
    people: int
    votes: int
    replies: int
    last_pull: str | None
    oldest_count: str | None
    ranked: str | None
    digests: tuple[str, ...]
    removed: tuple[str, ...]
    unsettled: int


def report(store: Store, campaign: Campaign, now: datetime) -> Report:
    """Everything that `status` shows; asks the forum nothing."""

    def clock(instant: datetime | None) -> str | None:
        return campaign.local(instant).strftime("%Y-%m-%d %H:%M") if instant else None

    with store.begin() as unit:
        ideas = unit.ideas.all(campaign.slug)
        states = unit.submissions.counts(campaign.slug)
        links = unit.links.all(campaign.slug)
        unsettled = len(unit.journal.unsettled(campaign.slug))
        last_pull = unit.ledger.last_pull(campaign.slug)
        oldest = min((count.looked for count in unit.ledger.counts(campaign.slug)), default=None)
        latest = unit.rankings.latest(campaign.slug)
    batch = due_batch(campaign, ideas, now)
    figures = numbers(store, campaign, None, None)
    phase, following = campaign.phase_at(now), campaign.next_phase(now)
    return Report(
        campaign=campaign.slug,
        phase=f"{phase.title}, until {phase.last_day(campaign.zone)}" if phase else None,
        rights=tuple(sorted(campaign.rights_at(now))),
        next_phase=f"{following.title}, from {following.first_day(campaign.zone)}" if following else None,
        waiting=states.get(SubmissionState.WAITING, 0),
        accepted=sum(1 for idea in ideas if idea.batch is None and idea.stands),
        published=sum(1 for idea in ideas if idea.batch is not None and idea.stands),
        batch_due=clock(now if batch.ideas else batch.due),
        people=figures.people,
        votes=figures.votes,
        replies=figures.replies,
        last_pull=clock(last_pull),
        oldest_count=clock(oldest),
        ranked=clock(latest.taken) if latest else None,
        digests=tuple(sorted(link.key.name for link in links if link.key.kind is Kind.DIGEST)),
        removed=tuple(
            f"{link.key.kind}/{link.key.name}" for link in links if link.state is LinkState.REMOVED
        ),
        unsettled=unsettled,
    )
