"""One reconcile run: settle, look, compare, plan, guard, apply. Cut off anywhere, it is simply run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bridge.domain.document import Document, Link, LinkState
from bridge.domain.errors import UserProblem
from bridge.domain.identity import Key, Kind
from bridge.domain.observation import ObservedCategory, ObservedTopic, PullMemory, Snapshot
from bridge.ports import Clock, Forum, Progress, Store
from bridge.sync.apply import Applied, Applier
from bridge.sync.compare import Comparison, Outcome, compare, compare_dropped
from bridge.sync.desired import canonical
from bridge.sync.guard import guard, guard_view
from bridge.sync.lease import HeldLease
from bridge.sync.notices import reading_again, see_notices
from bridge.sync.observed import Seen, refreshed, see_all, see_category
from bridge.sync.plan import Plan, make_plan
from bridge.sync.settle import settle

_DROPPABLE = frozenset({Kind.QUESTION, Kind.STORY, Kind.IDEA})


@dataclass(frozen=True, slots=True)
class View:
    """What one look at the forum brought: Documents by key, and the snapshot for the pull to use."""

    seen: Mapping[Key, Seen]
    snapshot: Snapshot | None
    requests: int


class Reconciler:
    """Brings the forum to the desired state of one campaign, and never against a person's edit."""

    def __init__(self, store: Store, forum: Forum, clock: Clock) -> None:
        self._store = store
        self._forum = forum
        self._clock = clock

    def settle(self, campaign: str) -> int:
        """Close journal rows whose answer never came; gives how many there were. Needs the lease."""
        return settle(self._store, self._forum, self._clock, campaign)

    def look(
        self,
        campaign: str,
        documents: Sequence[Document],
        *,
        force: bool = False,
        progress: Progress | None = None,
        again: bool = True,
    ) -> View:
        """Look at the campaign's category; of one that does not exist yet there is only the search for it.

        `again` as in `Forum.snapshot`. A linked topic that the category no longer shows is looked up by its
        number: it may have been moved, or removed.
        """
        before = self._forum.requests
        category = next(document for document in documents if document.key.kind is Kind.CATEGORY)
        with self._store.begin() as unit:
            links = list(unit.links.all(campaign))
            memory = unit.ledger.memory(campaign)
            known = unit.ledger.topics(campaign)
        category_link = next((link for link in links if link.key == category.key), None)
        seen_category, snapshot = self._look_into(category, category_link, memory, progress, again=again)
        if seen_category is None or snapshot is None:
            return View({}, None, self._forum.requests - before)
        topics = refreshed(snapshot.topics, known, snapshot.kept)
        snapshot = replace(snapshot, topics=topics)
        seen = dict(see_all(campaign, topics, links))
        notices = see_notices(campaign, links, snapshot.posts)
        seen.update(notices)
        snapshot = reading_again(snapshot, notices)
        topic_links = [
            link
            for link in links
            if link.topic_id is not None
            and link.state is LinkState.ACTIVE
            and link.key.kind not in (Kind.CATEGORY, Kind.NOTICE)
        ]
        visible = sum(1 for link in topic_links if link.key in seen and not seen[link.key].removed)
        guard_view(len(topic_links), visible, force=force)
        for link in topic_links:
            if link.key not in seen and link.topic_id is not None:
                topic = self._forum.topic(link.topic_id)
                if topic is not None:
                    seen[link.key] = replace(
                        see_all(campaign, [topic], links)[link.key], generation=link.generation
                    )
        seen[category.key] = seen_category
        return View(seen, snapshot, self._forum.requests - before)

    def compare(self, campaign: str, documents: Sequence[Document], view: View) -> list[Comparison]:
        """Compare every desired Document, and name those that are published and no longer desired."""
        with self._store.begin() as unit:
            links = {link.key: link for link in unit.links.all(campaign)}
        wanted = canonical(documents, self._forum)
        comparisons = [
            compare(document, links.get(document.key), view.seen.get(document.key)) for document in wanted
        ]
        desired = {document.key for document in wanted}
        for key, link in links.items():
            if key in desired:
                continue
            seen = view.seen.get(key)
            if key.kind is Kind.NOTICE and seen is not None and seen.copies:
                # A notice that a later one has replaced stays as it is, once.
                comparisons.append(Comparison(key, Outcome.SAME, None, link, seen))
            if key.kind not in _DROPPABLE:
                continue
            dropped = compare_dropped(link, view.seen.get(key))
            if dropped is not None:
                comparisons.append(dropped)
        return comparisons

    def plan(
        self,
        campaign: str,
        documents: Sequence[Document],
        *,
        view: View | None = None,
        only: frozenset[Key] | None = None,
        close_dropped: bool = False,
        force: bool = False,
        progress: Progress | None = None,
    ) -> Plan:
        """What would be done now. Reads the forum unless a view is given; writes nothing.

        `only` restricts the plan to some keys.
        """
        if view is None:
            view = self.look(campaign, documents, force=force, progress=progress)
        comparisons = self.compare(campaign, documents, view)
        return make_plan(
            campaign,
            [item for item in comparisons if only is None or item.key in only],
            unknown=self._unknown(campaign, documents, view),
            strategy=view.snapshot.strategy if view.snapshot else "",
            read_requests=view.requests,
            close_dropped=close_dropped,
        )

    def apply(
        self,
        plan: Plan,
        lease: HeldLease,
        *,
        approved: str | None = None,
        force: bool = False,
        progress: Progress | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Applied:
        """Guard and carry out a plan under a lease."""
        guard(plan, approved=approved, force=force)
        applier = Applier(self._store, self._forum, self._clock, lease)
        return applier.apply(plan, progress=progress, stop=stop)

    def _unknown(self, campaign: str, documents: Sequence[Document], view: View) -> int:
        """How many ideas the forum shows by our marker that are neither wanted nor linked."""
        with self._store.begin() as unit:
            known = {link.key for link in unit.links.all(campaign)}
        known.update(document.key for document in documents)
        return sum(
            1
            for key, seen in view.seen.items()
            if key.kind is Kind.IDEA and key not in known and not seen.removed
        )

    def _look_into(
        self,
        document: Document,
        link: Link | None,
        memory: PullMemory,
        progress: Progress | None,
        *,
        again: bool,
    ) -> tuple[Seen | None, Snapshot | None]:
        """The category and what is in it: where the link says, searched for only if it is not there."""
        if link is not None and link.category_id is not None:
            snapshot = self._forum.snapshot(link.category_id, memory, progress, again=again)
            if snapshot.category is not None and _is_meant(document, snapshot.category):
                return see_category(document.key, snapshot.category), snapshot
        seen = self._see_category(document, link)
        if seen is None or seen.category_id is None:
            return None, None
        return seen, self._forum.snapshot(seen.category_id, memory, progress, again=again)

    def _see_category(self, document: Document, link: Link | None) -> Seen | None:
        if document.use_existing is not None:
            category = self._forum.find_category(slug=document.use_existing)
            if category is None:
                raise UserProblem(
                    f"the forum has no category {document.use_existing!r} that the bridge can see",
                    hint="Create it in the forum, or give the bridge's account the right to see it, "
                    "or leave out `forum.category` to have one made.",
                )
            return see_category(document.key, category)
        found = self._forum.find_category(marker=str(document.key))
        if found is None and link is not None:
            raise UserProblem(
                f"the campaign's category (number {link.category_id}) is gone or hidden from the bridge",
                hint="Give the bridge's account the right to see it again; nothing was changed.",
            )
        return see_category(document.key, found) if found is not None else None


def _is_meant(document: Document, category: ObservedCategory) -> bool:
    if document.use_existing is not None:
        return category.slug == document.use_existing
    return category.marker == str(document.key)


def own_topics(topics: Iterable[ObservedTopic], links: Iterable[Link]) -> list[ObservedTopic]:
    """The topics that a link names: the only ones whose texts the store keeps."""
    ours = {link.topic_id for link in links}
    return [topic for topic in topics if topic.topic_id in ours]
