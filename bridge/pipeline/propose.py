"""What another campaign file would change: the plan for it, less what would be done anyway."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bridge.domain.campaign import Campaign
from bridge.domain.declaration import Step
from bridge.domain.journal import Action
from bridge.domain.kinds import called
from bridge.domain.language import gettext as _
from bridge.pipeline.publish import Desk, desired_documents
from bridge.sync.plan import Operation, Plan

MOST_STEPS = 40
"""So many lines of a plan are told one by one."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`plan` is all that a run would do with the new file, `changes` what comes from the new file alone.

    `checksum` stands for the changes: it is the same as long as they are, whatever else becomes due.
    """

    plan: Plan
    changes: tuple[Operation, ...]
    checksum: str
    notes: tuple[str, ...]

    def steps(self) -> tuple[Step, ...]:
        """The changes in words, as many as are told one by one."""
        return tuple(_step(operation) for operation in self.changes[:MOST_STEPS])

    def count(self, action: Action) -> int:
        """How many changes are of this kind."""
        return sum(1 for operation in self.changes if operation.action is action)


def propose(desk: Desk, new: Campaign, before: Campaign | None) -> Proposal:
    """Compare two files by what each would do now. Reads the forum once, writes nothing.

    `before` is the file that counts now, None for a new campaign.
    """
    now = desk.clock.now()
    reconciler = desk.reconciler
    wanted = desired_documents(desk, new, now)
    view = reconciler.look(new.slug, wanted)
    plan = reconciler.plan(new.slug, wanted, view=view)
    anyway: set[str] = set()
    if before is not None:
        old = reconciler.plan(new.slug, desired_documents(desk, before, now), view=view)
        anyway = {_mark(operation) for operation in old.operations}
    changes = tuple(operation for operation in plan.operations if _mark(operation) not in anyway)
    marks = json.dumps([_mark(operation) for operation in changes])
    return Proposal(plan, changes, hashlib.sha256(marks.encode()).hexdigest()[:32], tuple(_notes(plan)))


def _mark(operation: Operation) -> str:
    return json.dumps(operation.fingerprint())


def _step(operation: Operation) -> Step:
    title = operation.document.title if operation.document is not None else ""
    facets = "" if operation.action is Action.CREATE else operation.facet.replace("+", ", ")
    return Step(operation.action.value, operation.key.kind.value, title or operation.key.name, facets)


def _notes(plan: Plan) -> Sequence[str]:
    told = [
        _(
            "No longer declared, so it is left alone: %(kind)s %(name)s.",
            kind=called(item.key.kind),
            name=item.key.name,
        )
        for item in plan.dropped
    ]
    told += [
        _(
            "Edited here in the forum, so it stays as it is: %(kind)s %(name)s.",
            kind=called(item.key.kind),
            name=item.key.name,
        )
        for item in plan.kept
    ]
    told += [
        _(
            "Changed on both sides, so a person has to decide: %(kind)s %(name)s.",
            kind=called(item.key.kind),
            name=item.key.name,
        )
        for item in plan.conflicts
    ]
    return told[:MOST_STEPS]
