"""A real forum on loopback, a real SQLite store, and hand-made Documents: the engine as it runs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bridge.clock import SimulatedClock
from bridge.domain.document import POLL_OPEN, Document, Facet, FacetValue
from bridge.domain.identity import Key, Kind
from bridge.forum.adapter import DiscourseForum
from bridge.sandbox.faults import Fault, RequestInfo
from bridge.sandbox.server import Sandbox
from bridge.store.unit_of_work import SqlStore
from bridge.sync.apply import Applied
from bridge.sync.lease import hold
from bridge.sync.plan import Plan
from bridge.sync.reconcile import Reconciler

START = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)


When = int | str
"""Which request: the n-th from 1, or the first whose method and route begin like this (`PUT /posts`)."""


@dataclass
class Stage:
    """A forum that a test can disturb, and the bridge's way to it; `script` says which request fails how."""

    sandbox: Sandbox
    forum: DiscourseForum
    clock: SimulatedClock
    script: dict[When, Fault] = field(default_factory=dict)
    meanwhile: dict[When, Callable[[], None]] = field(default_factory=dict)
    count: int = 0
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def fault(self, request: RequestInfo) -> Fault | None:
        """The fault for this request, if the script has one; each comes once."""
        self.count += 1
        name = f"{request.method} {request.route}"

        def due(when: When) -> bool:
            return name.startswith(when) if isinstance(when, str) else when == self.count

        for when in [when for when in self.meanwhile if due(when)]:
            self.meanwhile.pop(when)()
        found = next((when for when in self.script if due(when)), None)
        return self.script.pop(found) if found is not None else None

    def disturb(
        self,
        script: dict[When, Fault] | None = None,
        meanwhile: dict[When, Callable[[], None]] | None = None,
    ) -> None:
        """From now on let these requests fail, or let something happen just before them."""
        self.script, self.meanwhile, self.count = dict(script or {}), dict(meanwhile or {}), 0

    def raw(self, post_id: int) -> str:
        """A post's text as the forum keeps it."""
        return str(self.sandbox.site.value("SELECT raw FROM posts WHERE id = ?", post_id))

    def closed(self, topic_id: int) -> bool:
        """Whether a topic is closed."""
        return bool(self.sandbox.site.value("SELECT closed FROM topics WHERE id = ?", topic_id))

    def move(self, topic_id: int) -> None:
        """A moderator moves a topic into the category that every forum has."""
        with self.sandbox.site.transaction():
            general = self.sandbox.site.value("SELECT id FROM categories WHERE slug = 'general'")
            self.sandbox.site.update("topics", topic_id, category_id=general)

    def first_posts_with(self, words: str) -> list[tuple[int, int]]:
        """(post id, topic id) of all first posts that hold these words, removed ones included."""
        rows = self.sandbox.site.all(
            "SELECT id, topic_id FROM posts WHERE post_number = 1 AND instr(raw, ?) > 0 ORDER BY id", words
        )
        return [(row["id"], row["topic_id"]) for row in rows]

    def campaign(self) -> str:
        """A slug that no test has used on this forum."""
        return f"campaign-{next(self.numbers)}"


def category_document(campaign: str) -> Document:
    return Document(
        Key(campaign, Kind.CATEGORY, "category"),
        {
            Facet.TITLE: campaign.replace("-", " ").capitalize(),
            Facet.PERMISSIONS: ("everyone:2", "ideabridge:1"),
        },
        settings={"slug": campaign, "color": "0F6B8F", "description": "Where the ideas are."},
    )


def idea_document(campaign: str, name: str, body: str, **facets: FacetValue) -> Document:
    return Document(
        Key(campaign, Kind.IDEA, name),
        {
            Facet.TITLE: f"The idea of {campaign} called {name}",
            Facet.BODY: body,
            Facet.TAGS: ("q1",),
            Facet.CLOSED: False,
            Facet.PINNED: False,
            Facet.LISTED: True,
            **{Facet(facet): value for facet, value in facets.items()},
        },
        parent=Key(campaign, Kind.CATEGORY, "category"),
    )


def poll_body(text: str) -> str:
    return f"{text}\n\n[poll name=vote type=regular results=on_vote public=false]\n* For\n* Against\n[/poll]"


POLL_FACET = {"poll": POLL_OPEN}


def run(
    stage: Stage, store: SqlStore, campaign: str, documents: list[Document], *, force: bool = False
) -> tuple[Plan, Applied]:
    """One whole reconcile run."""
    reconciler = Reconciler(store, stage.forum, stage.clock)
    with hold(store, stage.clock, campaign, "test") as lease:
        reconciler.settle(campaign)
        plan = reconciler.plan(campaign, documents, force=force)
        return plan, reconciler.apply(plan, lease, force=force)
