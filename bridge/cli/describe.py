"""Plans and their results in words, JSON and Markdown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from bridge.cli.output import SCHEMA_VERSION, count, duration
from bridge.domain.document import Facet, FacetValue
from bridge.domain.journal import Action
from bridge.sync.apply import Applied
from bridge.sync.compare import Comparison, Outcome
from bridge.sync.plan import Operation, Plan

_SYMBOLS = {Action.CREATE: "+", Action.UPDATE: "~", Action.ADOPT: "=", Action.WITHDRAW: "-"}


def plan_json(
    plan: Plan, seconds: float, *, diff: bool = False, close_dropped: bool = False
) -> dict[str, object]:
    """A plan for programs; `close_dropped` is the option with which it was made, and has to be applied."""
    return {
        "schema_version": SCHEMA_VERSION,
        "campaign": plan.campaign,
        "checksum": plan.checksum,
        "close_dropped": close_dropped,
        "changes": plan.changes,
        "requests": plan.requests,
        "seconds": round(seconds, 1),
        "read": {"strategy": plan.strategy, "requests": plan.read_requests},
        "operations": [_operation_json(operation, diff=diff) for operation in plan.operations],
        "kept": [_facets_json(item, Outcome.KEEP) for item in plan.kept],
        "conflicts": [_facets_json(item, Outcome.CONFLICT) for item in plan.conflicts],
        "removed": [str(item.key) for item in plan.removed],
        "dropped": [str(item.key) for item in plan.dropped],
    }


def plan_text(plan: Plan, seconds: float, *, diff: bool = False, advise: bool = True) -> str:
    """A plan for people: symbols and words, counts, requests and time, and with `advise` the next command."""
    lines: list[str] = []
    for operation in plan.operations:
        lines.append(f"  {_SYMBOLS[operation.action]} {_words(operation)}")
        if diff:
            lines.extend(f"      {line}" for line in _diff(operation))
    lines += [
        f"  . keep    {item.key}  the forum's {_facet_names(item, Outcome.KEEP)} (edited there)"
        for item in plan.kept
    ]
    lines += [
        f"  ! conflict {item.key}  {_facet_names(item, Outcome.CONFLICT)} changed on both sides"
        for item in plan.conflicts
    ]
    lines += [f"  - removed {item.key}  taken away in the forum; left alone" for item in plan.removed]
    lines += [f"  ? dropped {item.key}  no longer declared; left alone" for item in plan.dropped]
    if lines:
        lines.append("")
    lines.append(summary(plan, seconds))
    if not advise:
        return "\n".join(lines)
    if plan.conflicts:
        lines.append("next: `ideabridge resolve NAME --take ours|theirs` for each conflict")
    elif plan.changes or plan.count(Action.ADOPT):
        lines.append("next: `ideabridge apply`")
    return "\n".join(lines)


def plan_markdown(plan: Plan, seconds: float) -> str:
    """A plan for a forum post or a merge request."""
    lines = [f"### Plan for {plan.campaign}", "", summary(plan, seconds), ""]
    if plan.operations:
        lines += ["| | what | document | facets |", "|---|---|---|---|"]
        lines += [
            f"| {_SYMBOLS[operation.action]} | {operation.action} | `{operation.key}` | {operation.facet} |"
            for operation in plan.operations
        ]
        lines.append("")
    for title, items in (
        ("Conflicts (a person decides)", plan.conflicts),
        ("Kept as edited in the forum", plan.kept),
        ("Removed in the forum", plan.removed),
        ("No longer declared", plan.dropped),
    ):
        if items:
            lines += [f"**{title}**", "", *(f"- `{item.key}`" for item in items), ""]
    lines.append(f"Checksum `{plan.checksum}`")
    return "\n".join(lines)


def summary(plan: Plan, seconds: float) -> str:
    """One line: counts, requests and time."""
    counts = (
        f"{count(plan.changes, 'change')}: {plan.count(Action.CREATE)} to create, "
        f"{plan.count(Action.UPDATE)} to update, {plan.count(Action.ADOPT)} to adopt"
        + (f", {copies} to withdraw" if (copies := plan.count(Action.WITHDRAW)) else "")
        if plan.operations
        else "0 changes"
    )
    rest = [
        f"{len(items)} {word}"
        for word, items in (
            ("kept", plan.kept),
            ("in conflict", plan.conflicts),
            ("removed", plan.removed),
            ("dropped", plan.dropped),
        )
        if items
    ]
    time = f"; {count(plan.requests, 'request')}, about {duration(seconds)}" if plan.requests else ""
    how = f"looked by {plan.strategy}" if plan.strategy else "nothing is published yet"
    look = f" ({how}; {count(plan.read_requests, 'request')} to look)"
    return counts + ("; " + ", ".join(rest) if rest else "") + time + look


def applied_json(plan: Plan, applied: Applied) -> dict[str, object]:
    """What a run did, for programs."""
    return {
        "campaign": plan.campaign,
        "done": applied.done,
        "created": [str(key) for key in applied.created],
        "updated": sorted({str(key) for key in applied.updated}),
        "adopted": [str(key) for key in applied.adopted],
        "withdrawn": [str(key) for key in applied.withdrawn],
        "removed": [str(key) for key in applied.removed],
        "conflicts": sorted({str(item.key) for item in plan.conflicts} | set(map(str, applied.conflicts))),
        "failed": [{"key": str(key), "reason": reason} for key, reason in applied.failed],
    }


def applied_text(applied: Applied) -> str:
    """What a run did, for people."""
    lines = [
        (
            f"{count(len(applied.created), 'document')} created, {len(set(applied.updated))} updated, "
            f"{len(applied.adopted)} adopted"
        )
    ]
    lines += [f"  withdrawn {key}: a second copy of it stood there" for key in applied.withdrawn]
    lines += [f"  failed {key}: {reason}" for key, reason in applied.failed]
    lines += [f"  conflict {key}: edited in the forum meanwhile" for key in applied.conflicts]
    lines += [
        f"  removed {key}: taken away in the forum; `ideabridge restore` brings it back"
        for key in applied.removed
    ]
    return "\n".join(lines)


def _words(operation: Operation) -> str:
    title = operation.document.title if operation.document else ""
    named = f"  “{title}”" if title and operation.action is Action.CREATE else ""
    detail = ""
    if operation.action is Action.UPDATE:
        states = [
            f"{facet}: {_plain(value)}"
            for facet, value in operation.facets.items()
            if facet not in (Facet.BODY,)
        ]
        detail = "  " + (", ".join(states) or "text")
    if operation.action is Action.WITHDRAW:
        detail = "  its second copy"
    return f"{operation.action:<7} {operation.key}{named}{detail}"


def _diff(operation: Operation) -> Iterable[str]:
    body = operation.facets.get(Facet.BODY)
    if not isinstance(body, str):
        return
    before = (operation.before or {}).get(Facet.BODY, "")
    yield from difflib.unified_diff(
        str(before).splitlines(), body.splitlines(), "forum", "campaign", lineterm="", n=1
    )


def _operation_json(operation: Operation, *, diff: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "action": str(operation.action),
        "key": str(operation.key),
        "facets": sorted(str(facet) for facet in operation.facets),
        "requests": operation.requests,
    }
    if operation.document is not None and operation.document.title:
        row["title"] = operation.document.title
    if diff:
        row["diff"] = list(_diff(operation))
    return row


def _facets_json(comparison: Comparison, outcome: Outcome) -> dict[str, object]:
    return {
        "key": str(comparison.key),
        "facets": [str(change.facet) for change in comparison.by(outcome)],
        "topic": comparison.seen.topic_id if comparison.seen else None,
    }


def _facet_names(comparison: Comparison, outcome: Outcome) -> str:
    return ", ".join(str(change.facet) for change in comparison.by(outcome))


def _plain(value: FacetValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else value
