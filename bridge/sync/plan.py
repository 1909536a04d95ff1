"""From comparisons to an ordered list of operations, with all that a person wants to know before it runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bridge.domain.document import Document, Facet, Facets, FacetValue, Link
from bridge.domain.identity import Key, Kind, text_hash, with_marker
from bridge.domain.journal import Action
from bridge.sync.compare import FRESH, Comparison, FacetChange, Outcome

_KIND_ORDER = (
    Kind.CATEGORY,
    Kind.START,
    Kind.QUESTION,
    Kind.STORY,
    Kind.IDEA,
    Kind.REVIEW,
    Kind.SETTINGS,
    Kind.DIGEST,
    Kind.GUIDE,
    Kind.NOTICE,
)
_STATES = (Facet.PINNED, Facet.LISTED, Facet.CLOSED, Facet.POLL)


@dataclass(frozen=True, slots=True)
class Operation:
    """One step. `facets` are what it writes, `requests` how many HTTP requests it takes at most.

    `original` is the raw text that an edit replaces: the forum refuses if it is no longer that. `copy` is the
    post that a withdrawal takes away: the bridge's own second copy of a notice, or a reply that tells too
    much under a private Document.
    """

    action: Action
    key: Key
    facets: Facets
    requests: int
    document: Document | None = None
    link: Link | None = None
    before: Facets | None = None
    original: str | None = None
    alone: bool = False
    copy: int | None = None

    @property
    def facet(self) -> str:
        """The facets written: `title+tags`; `topic` or `category` for a creation, `copy` for a withdrawal."""
        if self.action is Action.WITHDRAW:
            return "copy"
        if self.action is Action.UPDATE:
            return "+".join(sorted(self.facets))
        return "category" if self.key.kind is Kind.CATEGORY else "topic"

    def fingerprint(self) -> list[object]:
        """What the checksum is made of: equal for two plans that do the same."""
        return [str(self.action), str(self.key), self.facet, self.intended]

    @property
    def intended(self) -> str:
        """What the journal keeps of the content sent: a hash, never the text; or the post to withdraw."""
        if self.action is Action.WITHDRAW:
            return str(self.copy)
        return content_hash(self.facets)


@dataclass(frozen=True, slots=True)
class Plan:
    """An ordered list of operations, and what is left alone and why.

    `agreed` are links that have to be stored though nothing is written (both sides say the same).
    `published` counts our Documents in the forum, `unknown` the ideas there that carry our marker and are
    neither wanted nor remembered. `strategy` (empty: there was nothing to
    look at) and `read_requests` say how it was looked at.
    """

    campaign: str
    operations: tuple[Operation, ...]
    kept: tuple[Comparison, ...]
    conflicts: tuple[Comparison, ...]
    removed: tuple[Comparison, ...]
    dropped: tuple[Comparison, ...]
    agreed: tuple[Link, ...]
    published: int
    unknown: int
    strategy: str
    read_requests: int

    @property
    def changes(self) -> int:
        """How many operations would write to the forum."""
        return sum(1 for operation in self.operations if operation.action is not Action.ADOPT)

    @property
    def requests(self) -> int:
        """How many HTTP requests the operations take at most."""
        return sum(operation.requests for operation in self.operations)

    @property
    def texts_changed(self) -> int:
        """How many published Documents would get another title or text."""
        return len(
            {
                operation.key
                for operation in self.operations
                if operation.action is Action.UPDATE and {Facet.TITLE, Facet.BODY} & set(operation.facets)
            }
        )

    @property
    def new_ideas(self) -> int:
        """How many ideas would get a topic."""
        return sum(
            1
            for operation in self.operations
            if operation.action is Action.CREATE and operation.key.kind is Kind.IDEA
        )

    @property
    def checksum(self) -> str:
        """Hex digest that binds `apply` to the plan that a person approved."""
        material = json.dumps([operation.fingerprint() for operation in self.operations], sort_keys=True)
        return hashlib.sha256(f"{self.campaign}\n{material}".encode()).hexdigest()

    def count(self, action: Action) -> int:
        """Operations of one kind."""
        return sum(1 for operation in self.operations if operation.action is action)


def make_plan(
    campaign: str,
    comparisons: Sequence[Comparison],
    *,
    unknown: int = 0,
    strategy: str,
    read_requests: int,
    close_dropped: bool = False,
) -> Plan:
    """Order the work: categories, new topics, adoptions, notices, edits, then pins, closes and polls.

    With `close_dropped`, Documents that are no longer declared are closed and unlisted; otherwise they are
    only told.
    """
    placing: list[Operation] = []
    editing: list[Operation] = []
    states: list[Operation] = []
    agreed: list[Link] = []
    for comparison in sorted(comparisons, key=_order):
        if comparison.agreed is not None and comparison.outcome is not Outcome.ADOPT:
            agreed.append(comparison.agreed)
        if comparison.outcome is Outcome.CREATE:
            placing.append(_create(comparison))
            states.extend(_states_after_creation(comparison))
        elif comparison.outcome is Outcome.ADOPT:
            placing.append(_adopt(comparison))
        elif comparison.outcome is Outcome.DROPPED and close_dropped:
            states.extend(_withdraw(comparison))
        updates = comparison.by(Outcome.UPDATE)
        if updates:
            edits, switches = _updates(comparison, updates)
            editing.extend(edits)
            states.extend(switches)
        editing.extend(_withdrawals(comparison))
    return Plan(
        campaign=campaign,
        operations=(*placing, *editing, *states),
        kept=tuple(item for item in comparisons if item.by(Outcome.KEEP)),
        conflicts=tuple(item for item in comparisons if item.by(Outcome.CONFLICT)),
        removed=tuple(item for item in comparisons if item.outcome is Outcome.REMOVED),
        dropped=tuple(item for item in comparisons if item.outcome is Outcome.DROPPED),
        agreed=tuple(agreed),
        published=sum(1 for item in comparisons if item.link is not None and item.seen is not None),
        unknown=unknown,
        strategy=strategy,
        read_requests=read_requests,
    )


def _order(comparison: Comparison) -> tuple[int, str]:
    return _KIND_ORDER.index(comparison.key.kind), comparison.key.name


def _create(comparison: Comparison) -> Operation:
    document = comparison.document
    assert document is not None
    return Operation(
        Action.CREATE,
        comparison.key,
        dict(document.facets),
        requests=0 if document.use_existing else 1 + len(document.attachments),
        document=document,
    )


def _states_after_creation(comparison: Comparison) -> list[Operation]:
    document = comparison.document
    assert document is not None
    if comparison.key.kind in (Kind.CATEGORY, Kind.NOTICE):
        return []
    return [
        Operation(
            Action.UPDATE, comparison.key, {facet: document.facets[facet]}, requests=1, document=document
        )
        for facet in _STATES
        if facet in document.facets and document.facets[facet] != FRESH[facet]
    ]


def _adopt(comparison: Comparison) -> Operation:
    return Operation(
        Action.ADOPT, comparison.key, {}, requests=0, document=comparison.document, link=comparison.agreed
    )


def _withdrawals(comparison: Comparison) -> list[Operation]:
    copies = comparison.seen.copies if comparison.seen is not None else ()
    if comparison.outcome is Outcome.REMOVED:
        return []
    return [Operation(Action.WITHDRAW, comparison.key, {}, requests=2, copy=copy) for copy in copies]


def _withdraw(comparison: Comparison) -> list[Operation]:
    wanted: dict[Facet, FacetValue] = {Facet.CLOSED: True, Facet.LISTED: False}
    shown = comparison.seen.facets if comparison.seen else {}
    return [
        Operation(Action.UPDATE, comparison.key, {facet: value}, requests=1, link=comparison.link)
        for facet, value in wanted.items()
        if shown.get(facet) != value
    ]


def _updates(
    comparison: Comparison, changes: Sequence[FacetChange]
) -> tuple[list[Operation], list[Operation]]:
    """One operation a request: title and tags travel together, the text alone, each state alone.

    Earlier versions are hidden right after the text that takes their place.
    """
    seen, document = comparison.seen, comparison.document
    assert seen is not None
    by_facet = {change.facet: change for change in changes}
    edits: list[Operation] = []

    def operation(facets: tuple[Facet, ...], requests: int) -> Operation:
        return Operation(
            Action.UPDATE,
            comparison.key,
            {facet: by_facet[facet].value for facet in facets},
            requests=requests,
            document=document,
            link=comparison.link,
            before={facet: by_facet[facet].theirs for facet in facets},
            original=_original(comparison) if Facet.BODY in facets else None,
            alone=seen.alone,
        )

    together = tuple(facet for facet in (Facet.TITLE, Facet.TAGS, Facet.PERMISSIONS) if facet in by_facet)
    if together:
        edits.append(operation(together, 1))
    if Facet.BODY in by_facet:
        # An edit of a first post that nobody answered jumps to the top; undoing that takes a request more.
        pictures = len(document.attachments) if document is not None else 0
        edits.append(operation((Facet.BODY,), (2 if seen.alone else 1) + pictures))
    if Facet.HISTORY in by_facet:
        edits.append(operation((Facet.HISTORY,), 2))
    return edits, [operation((facet,), 1) for facet in _STATES if facet in by_facet]


def _original(comparison: Comparison) -> str | None:
    """The raw text that an edit replaces, as it was read; of a notice that was not, as it was written.

    A quiet topic is not read again, and the forum refuses the edit if somebody has changed the text since.
    """
    seen, link = comparison.seen, comparison.link
    assert seen is not None
    if seen.raw is not None or link is None or comparison.key.kind is not Kind.NOTICE:
        return seen.raw
    return with_marker(comparison.key, None, str(link.base.get(Facet.BODY, "")))


def content_hash(facets: Facets) -> str:
    """Sixteen hex digits for the content of a write; for a text those of the text alone."""
    body = facets.get(Facet.BODY)
    if isinstance(body, str):
        return text_hash(None, body)
    plain = {str(facet): _plain(value) for facet, value in facets.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: FacetValue) -> object:
    return list(value) if isinstance(value, tuple) else value
