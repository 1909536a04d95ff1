"""Going through waiting ideas one by one on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from bridge.cli.output import count, interactive, note
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.domain.campaign import Campaign
    from bridge.domain.idea import Submission
    from bridge.ports import Redactor, Store

_CHOICES = "[a]ccept  [e]dit  [m]erge  [b]ack to sender  [r]eject  [s]kip  [q]uit"


def ask_each(
    store: Store, redactor: Redactor, campaign: Campaign, waiting: Sequence[Submission], now: datetime
) -> bool:
    """Show each idea and ask what becomes of it; False where there is no terminal to ask."""
    if not interactive():
        return False
    for number, item in enumerate(waiting, 1):
        note(f"\n{number} of {len(waiting)}  {item.id[:8]}  {item.question}")
        note(f"\n  {item.title}\n")
        note("\n".join(f"  {line}" for line in item.text.splitlines()))
        for reason in item.reasons:
            note(f"  ! {reason}")
        for match in item.near:
            note(f"  ~ {match.score:.0%} like idea {match.idea}")
        while True:
            choice = typer.prompt(_CHOICES, err=True, default="s").strip().lower()[:1]
            if choice == "q":
                return True
            try:
                if _decide(store, redactor, campaign.slug, item, choice, now):
                    break
            except UserProblem as problem:
                note(f"  {problem.what} {problem.hint}")
    note(f"\n{count(len(waiting), 'idea')} seen")
    return True


def _decide(
    store: Store, redactor: Redactor, campaign: str, item: Submission, choice: str, now: datetime
) -> bool:
    """Carry out one choice; False to ask again."""
    from bridge.pipeline import moderate

    if choice == "s":
        return True
    if choice == "a":
        outcome = moderate.accept(store, campaign, item.id, now)
        note(f"  {'merged into' if outcome.merged else 'accepted as'} idea {outcome.idea.id}")
        return True
    if choice == "e":
        title = typer.prompt("title", err=True, default=item.title)
        moderate.accept(store, campaign, item.id, now, title=title, text=_written() or None)
        return True
    if choice == "m":
        moderate.merge(store, campaign, item.id, typer.prompt("into idea", err=True), now)
        return True
    if choice in ("b", "r"):
        act = moderate.return_ if choice == "b" else moderate.reject
        act(store, redactor, campaign, item.id, typer.prompt("reason, in public words", err=True), now)
        return True
    return False


def _written() -> str:
    """Lines typed on the terminal up to a single dot: no editor, so no copy of the text on the disk."""
    note("  text; end with a line that holds only a dot, or start with one to keep the text")
    lines: list[str] = []
    while (line := input()) != ".":
        lines.append(line)
    return "\n".join(lines)
