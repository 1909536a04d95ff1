"""Carry out a plan: journal first, then the forum, then the result; never a write repeated blindly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bridge.domain.document import POLL_NAME, Document, Facet, Facets, FacetValue, Link, LinkState, agrees
from bridge.domain.errors import EditConflict, Forbidden, ForumError, Gone, Interrupted, Rejected, Unknown
from bridge.domain.identity import PRIVATE, Key, Kind, text_hash, with_marker
from bridge.domain.journal import Action, JournalRow, JournalState
from bridge.domain.observation import NewCategory, NewTopic
from bridge.ports import Clock, Forum, Progress, Store, UnitOfWork
from bridge.sync.compare import FRESH, adopt
from bridge.sync.lease import HeldLease
from bridge.sync.observed import see_topic
from bridge.sync.pictures import with_pictures
from bridge.sync.plan import Operation, Plan
from bridge.sync.settle import lower, settle_row


@dataclass(slots=True)
class Applied:
    """What a run did. `failed` holds (key, reason) of operations that the forum refused.

    `withdrawn` names a notice for each second copy of it that was taken away.
    """

    done: int = 0
    created: list[Key] = field(default_factory=list)
    updated: list[Key] = field(default_factory=list)
    adopted: list[Key] = field(default_factory=list)
    withdrawn: list[Key] = field(default_factory=list)
    conflicts: list[Key] = field(default_factory=list)
    removed: list[Key] = field(default_factory=list)
    failed: list[tuple[Key, str]] = field(default_factory=list)

    def of(self, action: Action) -> list[Key]:
        """The list in which operations of this kind are told."""
        told = {
            Action.CREATE: self.created,
            Action.UPDATE: self.updated,
            Action.ADOPT: self.adopted,
            Action.WITHDRAW: self.withdrawn,
        }
        return told[action]


class Applier:
    """Carries out operations one at a time under a lease."""

    def __init__(self, store: Store, forum: Forum, clock: Clock, lease: HeldLease) -> None:
        self._store = store
        self._forum = forum
        self._clock = clock
        self._lease = lease

    def apply(
        self,
        plan: Plan,
        *,
        progress: Progress | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Applied:
        """Do everything in the plan, in order.

        Refusals of single operations are collected; anything temporary or unknown stops the run, which is
        then simply run again. Raises LostLease before the next write when another run has taken over,
        Interrupted when `stop` says so.
        """
        applied = Applied()
        with self._store.begin() as unit:
            for link in plan.agreed:
                unit.links.put(link)
            for comparison in plan.removed:
                if comparison.link is not None and comparison.link.state is not LinkState.REMOVED:
                    unit.links.put(replace(comparison.link, state=LinkState.REMOVED))
                    applied.removed.append(comparison.key)
                elif comparison.link is None and comparison.seen is not None:
                    seen = comparison.seen
                    unit.links.put(
                        Link(
                            comparison.key,
                            seen.generation,
                            {},
                            topic_id=seen.topic_id,
                            state=LinkState.REMOVED,
                        )
                    )
                    applied.removed.append(comparison.key)
        total = len(plan.operations)
        for number, operation in enumerate(plan.operations):
            if stop():
                raise Interrupted(
                    f"stopped after {number} of {total} operations; nothing is lost",
                    hint="Run the same command again to go on from here.",
                )
            if progress is not None:
                progress(number, total, f"{operation.action} {operation.key} ({operation.facet})")
            self._one(operation, applied)
            applied.done += 1
        if progress is not None and total:
            progress(total, total, "done")
        return applied

    def _one(self, operation: Operation, applied: Applied) -> None:
        if operation.action is Action.ADOPT:
            assert operation.link is not None
            with self._store.begin() as unit:
                unit.links.put(operation.link)
            applied.adopted.append(operation.key)
            return
        with self._store.begin() as unit:
            link = unit.links.get(operation.key)
        if operation.action is Action.UPDATE and (link is None or link.state is LinkState.REMOVED):
            # Its creation failed or turned out to be removed a moment ago; that was told there.
            return
        if Facet.HISTORY in operation.facets and link is not None and _text_to_come(operation, link):
            # The edit before was refused, so the text that has to go still stands: nothing is done with it.
            return
        self._lease.check()
        row = self._open(operation, link)
        try:
            self._send(operation, link, row, applied)
        except Rejected as refusal:
            # A category's name may be taken by the same request, which something in between has sent before.
            founding = operation.action is Action.CREATE and operation.key.kind is Kind.CATEGORY
            if founding and settle_row(self._store, self._forum, self._clock, row, final=False):
                applied.created.append(operation.key)
                return
            self._close(row, JournalState.FAILED, "; ".join(refusal.reasons) or refusal.what)
            applied.failed.append((operation.key, "; ".join(refusal.reasons) or refusal.what))
        except EditConflict:
            # Something in between may have sent it twice, and this is the answer to the second time.
            if settle_row(self._store, self._forum, self._clock, row, final=False):
                applied.of(operation.action).append(operation.key)
                return
            self._close(row, JournalState.NOT_DONE, "someone edited it meanwhile")
            self._forget_pending(operation.key)
            applied.conflicts.append(operation.key)
        except Gone as gone:
            self._close(row, JournalState.NOT_DONE, "no longer there")
            self._forget_pending(operation.key)
            applied.failed.append((operation.key, gone.what))
        except Unknown:
            # It may have been carried out: look at once. Where nothing shows, it may still be on its way, so
            # the row stays open and the next run looks again before it writes.
            if not settle_row(self._store, self._forum, self._clock, row, final=False):
                raise
            applied.of(operation.action).append(operation.key)
        except Exception:
            self._close(row, JournalState.NOT_DONE, "not sent or refused before acting")
            self._forget_pending(operation.key)
            raise

    def _open(self, operation: Operation, link: Link | None) -> JournalRow:
        with self._store.begin() as unit:
            row = unit.journal.open(
                operation.key,
                operation.action,
                operation.facet,
                link.generation if link else 1,
                operation.intended,
                self._lease.fence,
                self._clock.now(),
                _for_settling(operation),
            )
            body = operation.facets.get(Facet.BODY)
            if operation.action is Action.UPDATE and link is not None and isinstance(body, str):
                unit.links.put(replace(link, pending=text_hash(None, body)))
            return row

    def _send(self, operation: Operation, link: Link | None, row: JournalRow, applied: Applied) -> None:
        operation, pictures = with_pictures(self._forum, operation)
        if operation.action is Action.UPDATE:
            assert link is not None
            updated = self._update(operation, link)
            with self._store.begin() as unit:
                unit.links.put(updated)
                _remember(unit, operation, pictures)
                unit.journal.close(row.id, JournalState.DONE, self._clock.now())
            applied.updated.append(operation.key)
            return
        if operation.action is Action.WITHDRAW:
            assert operation.copy is not None
            try:
                if operation.key.kind in PRIVATE:
                    self._forum.eraser.reply(operation.copy)
                else:
                    self._forum.delete_reply(operation.copy)
            except Forbidden as refusal:
                # A copy that stays is ugly; that is no reason to stop everything that comes after it.
                raise Rejected(
                    f"post {operation.copy} has to go, and the key may not take it away",
                    hint=refusal.hint,
                ) from None
            except Gone:
                pass
            self._lower(operation.key, link)
            self._close(row, JournalState.DONE, "taken away")
            applied.withdrawn.append(operation.key)
            return
        document = operation.document
        assert document is not None
        generation = link.generation if link else 1
        if document.key.kind is Kind.CATEGORY:
            placed = self._create_category(document)
        elif document.key.kind is Kind.NOTICE:
            placed = self._create_reply(document)
        else:
            try:
                placed = self._create_topic(document, generation)
            except Rejected as refusal:
                known = self._already_there(document, generation, refusal)
                if known is None:
                    raise
                placed = known
        with self._store.begin() as unit:
            unit.links.put(placed)
            _remember(unit, operation, pictures)
            unit.journal.close(row.id, JournalState.DONE, self._clock.now())
        (applied.removed if placed.state is LinkState.REMOVED else applied.created).append(operation.key)

    def _create_category(self, document: Document) -> Link:
        permissions = document.facets.get(Facet.PERMISSIONS, ())
        made = self._forum.create_category(
            NewCategory(
                name=document.title,
                slug=document.settings["slug"],
                description=document.settings.get("description", ""),
                color=document.settings["color"],
                permissions=permissions if isinstance(permissions, tuple) else (),
                marker=str(document.key),
                template=document.settings.get("template", ""),
            )
        )
        return Link(document.key, 1, dict(document.facets), category_id=made.category_id)

    def _create_reply(self, document: Document) -> Link:
        assert document.parent is not None
        with self._store.begin() as unit:
            parent = unit.links.get(document.parent)
        if parent is None or parent.topic_id is None:
            raise Rejected(f"the topic {document.parent} for this notice does not exist")
        placed = self._forum.create_reply(parent.topic_id, with_marker(document.key, None, document.body))
        return Link(
            document.key, 1, {Facet.BODY: document.body}, topic_id=placed.topic_id, post_id=placed.post_id
        )

    def _create_topic(self, document: Document, generation: int) -> Link:
        assert document.parent is not None
        with self._store.begin() as unit:
            category = unit.links.get(document.parent)
        if category is None or category.category_id is None:
            raise Rejected(f"the category {document.parent} for this topic does not exist")
        raw = with_marker(document.key, document.title, document.body)
        placed = self._forum.create_topic(
            NewTopic(
                external_id=document.key.external_id(generation),
                category_id=category.category_id,
                title=document.title,
                raw=raw,
                tags=document.tags,
                created=document.dated,
            )
        )
        return Link(
            document.key,
            generation,
            created_base(document),
            category_id=category.category_id,
            topic_id=placed.topic_id,
            post_id=placed.post_id,
        )

    def _already_there(self, document: Document, generation: int, refusal: Rejected) -> Link | None:
        """Why a creation was refused: the topic exists (adopt it), or was trashed (remember that)."""
        topic = self._forum.find_topic(document.key.external_id(generation))
        if topic is not None and not topic.removed:
            return adopt(document, see_topic(document.key, topic))
        # A trashed topic keeps its external id: unknown to the look-up, refused on creation.
        if any("external" in reason.lower() for reason in refusal.reasons):
            return Link(document.key, generation, {}, state=LinkState.REMOVED)
        return None

    def _update(self, operation: Operation, link: Link) -> Link:
        base = dict(link.base)
        facets = operation.facets
        if operation.key.kind is Kind.CATEGORY:
            assert link.category_id is not None
            wanted = operation.document.facets if operation.document else {}
            name = facets.get(Facet.TITLE, (operation.before or {}).get(Facet.TITLE, wanted.get(Facet.TITLE)))
            permissions = facets.get(Facet.PERMISSIONS, wanted.get(Facet.PERMISSIONS, ()))
            self._forum.set_permissions(
                link.category_id, str(name), permissions if isinstance(permissions, tuple) else ()
            )
        elif Facet.BODY in facets:
            self._edit_body(operation, link, str(facets[Facet.BODY]))
        elif Facet.HISTORY in facets:
            assert link.post_id is not None
            if operation.key.kind in PRIVATE:
                self._forum.eraser.revisions(link.post_id)
            else:
                self._forum.hide_revisions(link.post_id)
        elif Facet.TITLE in facets or Facet.TAGS in facets:
            assert link.topic_id is not None
            title, tags = facets.get(Facet.TITLE), facets.get(Facet.TAGS)
            shown = operation.before or {}
            self._forum.edit_topic(
                link.topic_id,
                title=title if isinstance(title, str) else None,
                tags=tags if isinstance(tags, tuple) else None,
                before_title=before if isinstance(before := shown.get(Facet.TITLE), str) else None,
                before_tags=old if isinstance(old := shown.get(Facet.TAGS), tuple) else None,
            )
        else:
            self._switch(link, facets)
        for facet, value in facets.items():
            # For tags the agreed state is what we want; what people added stays theirs.
            ours = operation.document.facets.get(facet, value) if operation.document else value
            base[facet] = ours if facet is Facet.TAGS else value
        return replace(link, base=base, pending=None)

    def _edit_body(self, operation: Operation, link: Link, body: str) -> None:
        assert link.post_id is not None
        assert operation.original is not None
        title = operation.document.title if operation.document else ""
        raw = with_marker(operation.key, title or None, body)
        self._forum.edit_body(link.post_id, raw, original=operation.original)
        if operation.alone and link.topic_id is not None and operation.key.kind is not Kind.NOTICE:
            self._lower(operation.key, link)

    def _lower(self, key: Key, link: Link | None) -> None:
        """Undo the jump to the top after the deed itself; that it failed must not count as "not done"."""
        if link is None or link.topic_id is None:
            return
        try:
            lower(self._forum, link.topic_id)
        except ForumError as trouble:
            raise Unknown(
                f"{key}: this is done, but its topic still stands above newer ones",
                hint=trouble.hint or "Run the same command again later.",
            ) from None

    def _switch(self, link: Link, facets: Facets) -> None:
        for facet, value in facets.items():
            if facet is Facet.POLL:
                assert link.post_id is not None
                self._forum.set_poll(link.post_id, POLL_NAME, opened=value == FRESH[Facet.POLL])
                continue
            assert link.topic_id is not None
            status = {Facet.CLOSED: "closed", Facet.PINNED: "pinned", Facet.LISTED: "visible"}[facet]
            self._forum.set_status(link.topic_id, status, enabled=bool(value))

    def _close(self, row: JournalRow, state: JournalState, detail: str) -> None:
        with self._store.begin() as unit:
            unit.journal.close(row.id, state, self._clock.now(), detail)

    def _forget_pending(self, key: Key) -> None:
        with self._store.begin() as unit:
            link = unit.links.get(key)
            if link is not None and link.pending is not None:
                unit.links.put(replace(link, pending=None))


def created_base(document: Document) -> dict[Facet, FacetValue]:
    """The agreed state right after a topic was opened: our texts and tags, the states of a fresh topic."""
    return {facet: FRESH.get(facet, value) for facet, value in document.facets.items()}


def _remember(unit: UnitOfWork, operation: Operation, pictures: Mapping[str, str]) -> None:
    for content, name in pictures.items():
        unit.pictures.put(operation.key.campaign, content, name)


def _text_to_come(operation: Operation, link: Link) -> bool:
    """Whether the words that the bridge wants are not the ones that were agreed upon."""
    wanted = operation.document.facets if operation.document else {}
    texts = [facet for facet in (Facet.TITLE, Facet.BODY) if facet in wanted]
    return not all(agrees(link.base.get(facet), wanted[facet]) for facet in texts)


def _for_settling(operation: Operation) -> str:
    """What the journal has to know of an operation besides hashes, should its answer be lost.

    For a category its description, which is written by a request of its own. For a notice the topic under
    which it stands. For tags the campaign's own, by blanks: what is sent holds people's tags as well.
    """
    document = operation.document
    if document is None:
        return ""
    if operation.action is Action.CREATE and operation.key.kind is Kind.CATEGORY:
        return document.settings.get("description", "")
    if operation.action is Action.CREATE and operation.key.kind is Kind.NOTICE:
        return str(document.parent)
    if operation.action is Action.UPDATE and Facet.TAGS in operation.facets:
        return " ".join(document.tags)
    return ""
