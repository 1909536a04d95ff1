"""Gather what the guide tells, from the ledger, the newest ranking and the campaign file.

Only published state goes in: what the ranking holds are ideas that people can see. Ideas that wait, were
refused, withdrawn, joined with others or removed from the forum are counted and never shown. The same state
gives the same guide, but for what a day brings by itself: check-ins that are asked, and late answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Week
from bridge.domain.disclosure import sides_told
from bridge.domain.document import LinkState
from bridge.domain.guide import (
    Decided,
    GroupCount,
    GroupTable,
    Guide,
    GuideIdea,
    Quote,
    roles_told,
    solutions_of,
)
from bridge.domain.idea import Idea, IdeaStatus, SubmissionState, Wording
from bridge.domain.identity import Key, Kind
from bridge.domain.participation import Reply
from bridge.domain.ranking import Ranking
from bridge.pipeline.became import trials_of, what_became
from bridge.pipeline.break_down import By, break_down
from bridge.pipeline.count import numbers
from bridge.pipeline.joined import goes_on
from bridge.pipeline.offer import idea_topics
from bridge.pipeline.publish import Desk, apply_only
from bridge.pipeline.quote import best_quotes
from bridge.ports.services import Progress, Redactor, Relations
from bridge.ports.store import Store
from bridge.ranking.explain import explain
from bridge.sync.lease import HeldLease

RELATED = 4
"""So many ideas on the same theme stand at an idea."""


def gather(
    store: Store,
    campaign: Campaign,
    ranking: Ranking,
    now: datetime,
    redactor: Redactor,
    relations: Relations,
) -> Guide:
    """The guide by this ranking, which is as old as the last vote; all else is told as it is `now`."""
    slug = campaign.slug
    with store.begin() as unit:
        known = unit.ideas.all(slug)
        topics = idea_topics(unit.links.all(slug))
        replies = unit.ledger.replies(slug)
        states = unit.submissions.counts(slug)
        names = unit.receipts.names(slug)
        became = what_became(unit, campaign, now)
        trials = trials_of(unit, campaign, now)
        earlier = unit.ideas.earlier(slug)
    ideas = {idea.id: idea for idea in known}
    shown = [ranked for ranked in ranking.ideas if ranked.idea in ideas and ideas[ranked.idea].stands]
    roles = roles_told(ideas[ranked.idea].role for ranked in shown)
    related = relations.related(
        {ranked.idea: f"{ideas[ranked.idea].title}\n{ideas[ranked.idea].text}" for ranked in shown}, RELATED
    )
    quotes = _quotes(slug, known, replies, redactor)
    batches = {batch: place for place, batch in enumerate(sorted(_batches(known)), start=1)}
    entries = []
    for ranked in map(sides_told, shown):
        idea = ideas[ranked.idea]
        assert idea.published is not None
        entries.append(
            GuideIdea(
                id=idea.id,
                title=idea.title,
                text=idea.text,
                question=idea.question,
                lenses=tuple(tag for tag in idea.lenses if campaign.lens_tag(tag) is not None),
                role=idea.role if idea.role in roles else None,
                experience=idea.experience,
                status=idea.status,
                versions=idea.version,
                published=campaign.local(idea.published).date(),
                batch=batches.get(idea.batch or 0, 0),
                ranked=ranked,
                explanation=explain(ranked, ranking),
                quotes=quotes.get(idea.id, ()),
                related=related.get(idea.id, ()),
                topic_id=topics.get(idea.id),
                became=became.get(idea.id),
                trials=trials.get(idea.id, ()),
                earlier=_masked(earlier.get(idea.id, ()), redactor),
            )
        )
    return Guide(
        campaign=slug,
        ranking=ranking,
        solutions=solutions_of([entry.ranked for entry in entries], campaign.guide.solutions),
        ideas=tuple(entries),
        numbers=numbers(store, campaign, None, None),
        decided=_decided(known, states, len(entries)),
        roles=_roles(store, campaign, now),
        credits=tuple(sorted(names, key=lambda name: (name.casefold(), name))),
    )


def _quotes(
    slug: str, ideas: Sequence[Idea], replies: Sequence[Reply], redactor: Redactor
) -> Mapping[str, tuple[Quote, ...]]:
    """The best replies by idea; what was said to an idea that goes on in another stays where it was said."""
    by_document: defaultdict[str, list[Reply]] = defaultdict(list)
    for reply in replies:
        by_document[reply.document].append(reply)
    found = {}
    for idea in ideas:
        said = by_document.get(str(Key(slug, Kind.IDEA, idea.id)))
        if said and idea.stands:
            found[idea.id] = best_quotes(said, redactor)
    return found


def _masked(wordings: Sequence[Wording], redactor: Redactor) -> tuple[Wording, ...]:
    """Earlier words, masked once more: somebody may have had a reason to replace them."""
    return tuple(
        Wording(old.version, redactor.redact(old.title).text, redactor.redact(old.text).text)
        for old in wordings
    )


def _batches(ideas: Sequence[Idea]) -> set[int]:
    return {idea.batch for idea in ideas if idea.batch is not None}


def _decided(ideas: Sequence[Idea], states: Mapping[SubmissionState, int], shown: int) -> Decided:
    taken_back = sum(1 for idea in ideas if idea.status is IdeaStatus.WITHDRAWN)
    published = sum(1 for idea in ideas if idea.published is not None and idea.stands)
    return Decided(
        accepted=states.get(SubmissionState.ACCEPTED, 0),
        merged=states.get(SubmissionState.MERGED, 0),
        returned=states.get(SubmissionState.RETURNED, 0),
        rejected=states.get(SubmissionState.REJECTED, 0),
        joined=len(goes_on(ideas)),
        withdrawn=states.get(SubmissionState.WITHDRAWN, 0) + taken_back,
        removed=published - shown,
        waiting=sum(1 for idea in ideas if idea.published is None and idea.stands),
    )


def _roles(store: Store, campaign: Campaign, now: datetime) -> GroupTable:
    found = break_down(store, campaign, By.ROLE, now)
    groups = tuple(GroupCount(group.id, group.title, group.ideas) for group in found.slices)
    return GroupTable(Week.parse(found.week) if found.week else None, found.least, groups)


@dataclass(frozen=True, slots=True)
class Posting:
    """What came of publishing the guide's topic. `topic` is None where a person removed it.

    `changed` says whether this run wrote, `conflict` that a person changed the text as well and nothing was
    written; `failed` is the forum's reason for refusing it.
    """

    topic: int | None
    changed: bool
    conflict: bool = False
    failed: str | None = None


def publish(
    desk: Desk, campaign: Campaign, lease: HeldLease, guide: Guide, progress: Progress | None = None
) -> Posting:
    """Bring the guide's topic to the forum, or up to date."""
    document = desk.documents.guide(campaign, guide, desk.forum.topic_url)
    made, applied = apply_only(desk, campaign, lease, [document], progress=progress)
    with desk.store.begin() as unit:
        link = unit.links.get(document.key)
    standing = link is not None and link.state is LinkState.ACTIVE
    return Posting(
        topic=link.topic_id if link is not None and standing else None,
        changed=bool(applied.created or applied.updated),
        conflict=any(conflict.key == document.key for conflict in made.conflicts),
        failed=next((reason for _, reason in applied.failed), None),
    )
