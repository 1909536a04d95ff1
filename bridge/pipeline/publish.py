"""Publish a campaign: everything that the forum should show, as Documents, brought there by the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bridge.domain.campaign import Campaign
from bridge.domain.choices import with_choices_of
from bridge.domain.digest import IdeaLine, Late, Week
from bridge.domain.disclosure import STAFF
from bridge.domain.document import Document, Facet
from bridge.domain.idea import Idea, IdeaStatus
from bridge.domain.identity import Kind
from bridge.domain.language import speaking
from bridge.domain.phase import Phase, Right
from bridge.domain.status import UNANSWERED, Answered, StatusChange, answered
from bridge.pipeline.appear import not_appeared, note_appeared
from bridge.pipeline.check_in import overdue
from bridge.pipeline.count import totals
from bridge.pipeline.joined import goes_on
from bridge.pipeline.notify import notices
from bridge.pipeline.offer import idea_topics, offer, removed_ideas, seen_so_far, turn_of
from bridge.pipeline.release import due_batch, release
from bridge.ports import Charts, Clock, Documents, Forum, Progress, Store
from bridge.ranking.record import from_snapshot
from bridge.sync.apply import Applied
from bridge.sync.desired import canonical
from bridge.sync.guard import guard
from bridge.sync.lease import HeldLease
from bridge.sync.plan import Plan
from bridge.sync.reconcile import Reconciler, View

OFFERED = 3
"""So many ideas that need readers stand in the start topic."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What publishing needs, handed around together. Without `charts` nothing is illustrated."""

    store: Store
    forum: Forum
    clock: Clock
    documents: Documents
    charts: Charts | None = None

    @property
    def reconciler(self) -> Reconciler:
        """The engine on this desk."""
        return Reconciler(self.store, self.forum, self.clock)


def desired_documents(desk: Desk, campaign: Campaign, now: datetime) -> list[Document]:
    """All Documents of a campaign as they should stand now; ideas that are due are counted as released.

    They are in the campaign's language, whatever is spoken: what one run writes no other may write anew.
    """
    with speaking(campaign.language):
        return _desired(desk, campaign, now)


def _desired(desk: Desk, campaign: Campaign, now: datetime) -> list[Document]:
    with desk.store.begin() as unit:
        known = list(unit.ideas.all(campaign.slug))
        history = unit.statuses.all(campaign.slug)
        removed = removed_ideas(unit.links.all(campaign.slug))
        ends = {phase.id: list(unit.periods.ends(campaign.slug, phase.id)) for phase in campaign.phases}
    released = {idea.id: idea for idea in due_batch(campaign, known, now).ideas}
    ideas = [released.get(idea.id, idea) for idea in known]
    render = desk.documents
    today = campaign.local(now).date()
    documents = [render.category(campaign)]
    # Figures as of the end of last week: the start topic changes once a week, not with every vote.
    monday, _ = Week.of(today).bounds(campaign.zone)
    unseen = _unseen(desk, campaign, ideas, now, monday)
    figures = totals(desk.store, campaign, monday)
    standing = [idea for idea in ideas if idea.id not in removed]
    answers = _answers(campaign, standing, history, now, monday)
    late = _late(desk, campaign, today)
    documents.append(render.start(campaign, now, figures, unseen, desk.forum.topic_url, answers, late))
    documents += [render.question(campaign, question.id, now) for question in campaign.questions]
    documents += [
        render.story(campaign, story.id, now) for story in campaign.stories if story.published <= today
    ]
    # One that was merged after its publication stays, closed and with a word on where it goes on.
    documents += _ideas(desk, campaign, ideas, now)
    for phase in campaign.phases:
        extension = _extension(phase, ends[phase.id], now)
        if extension is not None:
            documents.append(render.extension(campaign, phase.id, *extension))
    return documents + notices(desk.store, render, campaign, today)


def plan(
    desk: Desk,
    campaign: Campaign,
    *,
    force: bool = False,
    close_dropped: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """What publishing would do now. Reads the forum, writes nothing anywhere."""
    documents = desired_documents(desk, campaign, desk.clock.now())
    return desk.reconciler.plan(
        campaign.slug, documents, force=force, close_dropped=close_dropped, progress=progress
    )


def apply(
    desk: Desk,
    campaign: Campaign,
    lease: HeldLease,
    *,
    view: View | None = None,
    extra: Sequence[Document] = (),
    approved: str | None = None,
    force: bool = False,
    close_dropped: bool = False,
    progress: Progress | None = None,
    confirm: Callable[[Plan], bool] = lambda _: True,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Plan, Applied | None]:
    """Settle, release what is due, plan, ask, and carry it out; the second result is None when declined.

    `extra` are Documents of this run only, such as a digest. `view` is a look at the forum taken in this run.
    """
    reconciler = desk.reconciler
    if view is None:
        reconciler.settle(campaign.slug)
    now = desk.clock.now()
    unseen = not_appeared(desk.store, campaign.slug)
    documents = [*desired_documents(desk, campaign, now), *extra]
    made = reconciler.plan(
        campaign.slug, documents, view=view, close_dropped=close_dropped, force=force, progress=progress
    )
    if not confirm(made):
        return made, None
    # Before anything is marked as released: a plan that is held back leaves no trace.
    guard(made, approved=approved, force=force)
    release(desk.store, campaign, now)
    with desk.store.begin() as unit:
        for phase in campaign.phases:
            unit.periods.record(campaign.slug, phase.id, phase.closes, now)
    applied = reconciler.apply(made, lease, approved=approved, force=force, progress=progress, stop=stop)
    if unseen:
        note_appeared(desk.store, campaign.slug, unseen, canonical(documents, desk.forum))
    return made, applied


def apply_only(
    desk: Desk,
    campaign: Campaign,
    lease: HeldLease,
    documents: Sequence[Document],
    *,
    progress: Progress | None = None,
) -> tuple[Plan, Applied]:
    """Publish these Documents and nothing else; their category has to be there already."""
    reconciler = desk.reconciler
    reconciler.settle(campaign.slug)
    made = reconciler.plan(
        campaign.slug,
        [desk.documents.category(campaign), *documents],
        only=frozenset(document.key for document in documents),
        progress=progress,
    )
    return made, reconciler.apply(made, lease, progress=progress)


def _ideas(desk: Desk, campaign: Campaign, ideas: Sequence[Idea], now: datetime) -> list[Document]:
    """The ideas that are released, each with where it goes on, or which others go on in it."""
    with desk.store.begin() as unit:
        links = list(unit.links.all(campaign.slug))
    topics = idea_topics(links)
    published = {link.key: str(link.base.get(Facet.BODY, "")) for link in links if link.key.kind is Kind.IDEA}
    by_id = {idea.id: idea for idea in ideas}
    ends = goes_on(ideas)
    told = tells_role(ideas)
    url = desk.forum.topic_url

    def lines(names: Iterable[str]) -> list[IdeaLine]:
        return [
            IdeaLine(name, by_id[name].title, topics[name], "")
            for name in sorted(names)
            if name in topics and name in by_id and by_id[name].status is not IdeaStatus.WITHDRAWN
        ]

    documents = []
    for idea in ideas:
        if idea.batch is not None:
            target = lines([ends[idea.id]]) if idea.id in ends else []
            joined = lines(name for name, end in ends.items() if end == idea.id)
            shown = idea if idea.id in told else replace(idea, role=None)
            document = desk.documents.idea(campaign, shown, now, target, joined, url)
            body = with_choices_of(document.body, published.get(document.key, ""))
            documents.append(replace(document, facets={**document.facets, Facet.BODY: body}))
    return documents


def tells_role(ideas: Iterable[Idea]) -> frozenset[str]:
    """The released ideas that may say from which role they come.

    An idea does once its batch and those before it hold as many ideas of that role as may be told of a group
    of staff; before that it would be one of a few. What is decided at its release stays: no later idea
    changes an earlier topic.
    """
    batches: dict[tuple[str, int], list[str]] = {}
    for idea in ideas:
        if idea.role is not None and idea.batch is not None:
            batches.setdefault((idea.role, idea.batch), []).append(idea.id)
    counted: Counter[str] = Counter()
    told: set[str] = set()
    for (role, _), names in sorted(batches.items()):
        counted[role] += len(names)
        if counted[role] >= STAFF:
            told.update(names)
    return frozenset(told)


def _unseen(
    desk: Desk, campaign: Campaign, ideas: Sequence[Idea], now: datetime, monday: datetime
) -> list[IdeaLine]:
    """Ideas open for votes that need readers, by the ranking of the end of last week."""
    with desk.store.begin() as unit:
        snapshot = unit.rankings.latest(campaign.slug, monday)
        topics = idea_topics(unit.links.all(campaign.slug))
    if snapshot is None:
        return []
    ranking = from_snapshot(snapshot)
    seen = {entry.idea: entry.tally.seen for entry in ranking.ideas}
    titles = {
        idea.id: idea.title
        for idea in ideas
        if idea.id in seen
        and idea.stands
        and idea.status in UNANSWERED
        and campaign.allows_for(Right.VOTE, idea.question, now)
    }
    turn = turn_of(campaign, Week.of(campaign.local(monday).date()))
    chosen = offer(ranking, titles.keys() & topics.keys(), count=OFFERED, turn=turn)
    return [IdeaLine(idea, titles[idea], topics[idea], seen_so_far(seen[idea])) for idea in chosen]


def _answers(
    campaign: Campaign,
    ideas: Sequence[Idea],
    history: Sequence[StatusChange],
    now: datetime,
    monday: datetime,
) -> Answered | None:
    """How ideas were answered up to the end of last week, from the first answer or the end of voting on."""
    found = answered(ideas, history, monday)
    votes_to_come = any(Right.VOTE in phase.rights and now < phase.closes for phase in campaign.phases)
    return found if found.ideas and (found.answered or not votes_to_come) else None


def _late(desk: Desk, campaign: Campaign, today: date) -> list[Late]:
    with desk.store.begin() as unit:
        topics = idea_topics(unit.links.all(campaign.slug))
    return [
        Late(
            IdeaLine(found.idea.id, found.idea.title, topics[found.idea.id], ""),
            found.asked[-1].day,
            found.undertaking.owner,
        )
        for found in overdue(desk.store, campaign, today)
        if found.idea.id in topics
    ]


def _extension(
    phase: Phase, recorded: Sequence[tuple[datetime, datetime]], now: datetime
) -> tuple[datetime, datetime] | None:
    """The last end and the present one, if the end was moved after the phase had opened."""
    history = list(recorded)
    if history and history[-1][1] != phase.closes:
        history.append((now, phase.closes))
    if len(history) < 2 or history[-1][0] < phase.opens:
        return None
    return history[-2][1], history[-1][1]
