"""`ideas review`: decide about what waits, by options or one by one on a terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit, interactive, note
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.domain.campaign import Campaign
    from bridge.domain.idea import Submission
    from bridge.pipeline.moderate import Outcome
    from bridge.wiring import Bridge

_CHOICES = "[a]ccept  [e]dit  [m]erge  [b]ack to sender  [r]eject  as[k]  [h]and on  [s]kip  [q]uit"


def review(
    campaign: CampaignOption = None,
    accept: Annotated[list[str] | None, typer.Option(metavar="ID", help="Accept this one.")] = None,
    accept_clean: Annotated[
        bool,
        typer.Option(
            "--accept-clean", help="Show all that nothing was found about, and accept them at once."
        ),
    ] = False,
    reject: Annotated[str | None, typer.Option(metavar="ID", help="Reject this one; needs --reason.")] = None,
    give_back: Annotated[
        str | None, typer.Option("--return", metavar="ID", help="Give this one back; needs --reason.")
    ] = None,
    merge: Annotated[str | None, typer.Option(metavar="ID", help="Merge this one; needs --into.")] = None,
    into: Annotated[str | None, typer.Option(metavar="IDEA", help="The idea that takes it in.")] = None,
    edit: Annotated[
        str | None, typer.Option(metavar="ID", help="Accept this one with --title or --text-file.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="The edited title.")] = None,
    text_file: Annotated[Path | None, typer.Option(help="File with the edited text.")] = None,
    ask: Annotated[
        str | None, typer.Option(metavar="ID", help="Ask its author --question; the receipt shows it.")
    ] = None,
    question: Annotated[str, typer.Option(help="What you want to know from the author.")] = "",
    hand_on: Annotated[
        str | None,
        typer.Option("--hand-on", metavar="ID", help="Leave this one to others: you may know who wrote it."),
    ] = None,
    reason: Annotated[str, typer.Option(help="A word of `ideas reasons`, or why in public words.")] = "",
    output: FormatOption = Format.TEXT,
) -> None:
    """Decide about the ideas that wait.

    Without options on a terminal it goes through them one by one; elsewhere it lists them. An ID may be
    shortened as long as only one waits that begins with it.
    """
    from bridge.pipeline import moderate

    if edit is None and (title is not None or text_file is not None):
        raise UserProblem("--title and --text-file need --edit ID.", hint="Nothing was decided.")
    if edit is not None and title is None and text_file is None:
        raise UserProblem(
            "--edit needs --title or --text-file.", hint="`--accept ID` takes an idea as it stands."
        )
    declared = read_campaign(campaign)
    slug = declared.slug
    with opened(forum=False) as bridge:
        store, redactor, now = bridge.store, bridge.redactor, bridge.clock.now()
        by = moderator(bridge, slug)
        waiting = moderate.waiting(store, slug)

        def one(short: str) -> str:
            return find_waiting(waiting, short).id

        done = [_told(_accept(bridge, declared, one(short), now, by)) for short in accept or []]
        if accept_clean:
            clean = [item for item in waiting if not item.reasons and not item.second]
            _read_all(clean)
            for item in clean:
                _accept(bridge, declared, item.id, now, by)
            done.append(f"accepted {count(len(clean), 'idea')}")
        if reject is not None:
            moderate.reject(store, redactor, slug, one(reject), reason, now, by=by)
            done.append("rejected")
        if give_back is not None:
            moderate.return_(store, redactor, slug, one(give_back), reason, now, by=by)
            done.append("returned")
        if merge is not None:
            if into is None:
                raise UserProblem("--merge needs --into IDEA", hint="`ideabridge ideas list` shows ideas.")
            done.append(_told(moderate.merge(store, slug, one(merge), into, now, by=by)))
        if edit is not None:
            text = read_text(text_file) if text_file is not None else None
            done.append(_told(_accept(bridge, declared, one(edit), now, by, title=title, text=text)))
        if ask is not None:
            moderate.ask(store, redactor, slug, one(ask), question, now, by=by)
            done.append("asked; the answer will show here")
        if hand_on is not None:
            moderate.hand_on(store, slug, one(hand_on), now, by=by)
            done.append("handed on to the other moderators")
        if not done and output is Format.TEXT and waiting and _ask_each(bridge, declared, waiting, now, by):
            return
        rest = moderate.waiting(store, slug)
    emit(
        {"done": done, "waiting": [_row(item) for item in rest]},
        output,
        lambda: "\n".join(
            [*done, *([] if done else map(_line, rest)), f"{count(len(rest), 'idea')} waiting"]
        ),
    )


def _read_all(items: Sequence[Submission]) -> None:
    """Show them and ask whether they were read: no idea is published that nobody has read."""
    if not interactive():
        raise UserProblem(
            "A person has to read ideas before they are accepted, and there is no terminal.",
            hint="Run it on a terminal, or accept each by its ID once it was read.",
        )
    for item in items:
        note(f"\n{item.id[:8]}  {item.question}")
        _show(item)
    if items and not typer.confirm(
        f"\naccept these {count(len(items), 'idea')} that you have read?", err=True
    ):
        raise typer.Abort


def moderator(bridge: Bridge, campaign: str) -> str:
    """The pseudonym of whoever runs this command: the account of the operating system.

    Its number, not its name: that is taken from the environment, so one person could be two.
    """
    return bridge.pseudonyms.of_moderator(campaign, f"shell:{os.getuid()}")


def read_text(path: Path) -> str:
    """A text file in UTF-8; UserProblem where it is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UserProblem(f"{path} cannot be read", hint="Name a text file in UTF-8.") from None


def _accept(
    bridge: Bridge,
    campaign: Campaign,
    submission: str,
    now: datetime,
    by: str,
    *,
    title: str | None = None,
    text: str | None = None,
    seen: str | None = None,
) -> Outcome:
    from bridge.pipeline import moderate

    return moderate.accept(
        bridge.store,
        bridge.redactor,
        campaign.slug,
        submission,
        now,
        by=by,
        title=title,
        text=text,
        seen=seen,
        alone=not campaign.anonymity.second_person,
    )


def _told(outcome: Outcome) -> str:
    if outcome.idea is None:
        return f"agreed to; a second person has to accept it as well: {'; '.join(outcome.needs)}"
    return f"{'merged into' if outcome.merged else 'accepted as'} idea {outcome.idea.id}"


def _ask_each(
    bridge: Bridge, campaign: Campaign, waiting: Sequence[Submission], now: datetime, by: str
) -> bool:
    """Show each idea and ask what becomes of it; False where there is no terminal to ask."""
    if not interactive():
        return False
    for number, item in enumerate(waiting, 1):
        note(f"\n{number} of {len(waiting)}  {item.id[:8]}  {item.question}")
        _show(item)
        while True:
            choice = typer.prompt(_CHOICES, err=True, default="s").strip().lower()[:1]
            if choice == "q":
                return True
            try:
                if _decide(bridge, campaign, item, choice, now, by):
                    break
            except UserProblem as problem:
                note(f"  {problem.what} {problem.hint}")
    note(f"\n{count(len(waiting), 'idea')} seen")
    return True


def _show(item: Submission) -> None:
    if item.revises is not None:
        note(f"  a new version of idea {item.revises}, by its author")
    note(f"\n  {item.title}\n")
    note("\n".join(f"  {line}" for line in item.text.splitlines()))
    for one in item.masked:
        note(f"  {'?' if one.asked else '-'} {one.placeholder}: {one.why}, in “{one.context}”")
    for reason in item.reasons:
        note(f"  ! {reason}")
    for why in item.second:
        note(f"  2 needs two people: {why}")
    for match in item.near:
        note(f"  ~ {match.score:.0%} like idea {match.idea}")
    for turn in item.dialogue:
        note(f"  {turn.speaker}: {turn.text}")


def _decide(
    bridge: Bridge, campaign: Campaign, item: Submission, choice: str, now: datetime, by: str
) -> bool:
    """Carry out one choice; False to ask again."""
    from bridge.pipeline import moderate

    store, redactor, slug = bridge.store, bridge.redactor, campaign.slug
    if choice == "a":
        seen = moderate.words_hash(item)
        note(f"  {_told(_accept(bridge, campaign, item.id, now, by, seen=seen))}")
    elif choice == "e":
        title = typer.prompt("title", err=True, default=item.title)
        text = _written() or None
        note(f"  {_told(_accept(bridge, campaign, item.id, now, by, title=title, text=text))}")
    elif choice == "m":
        into = typer.prompt("into idea", err=True)
        note(f"  {_told(moderate.merge(store, slug, item.id, into, now, by=by))}")
    elif choice in ("b", "r"):
        act = moderate.return_ if choice == "b" else moderate.reject
        words = typer.prompt("reason, in public words", err=True)
        act(store, redactor, slug, item.id, words, now, by=by)
    elif choice == "k":
        question = typer.prompt("question to the author", err=True)
        moderate.ask(store, redactor, slug, item.id, question, now, by=by)
    elif choice == "h":
        moderate.hand_on(store, slug, item.id, now, by=by)
    return choice in {*"asembrkh"}


def _written() -> str:
    """Lines typed on the terminal up to a single dot: no editor, so no copy of the text on the disk."""
    note("  text; end with a line that holds only a dot, or start with one to keep the text")
    lines: list[str] = []
    while (line := input()) != ".":
        lines.append(line)
    return "\n".join(lines)


def find_waiting(waiting: Sequence[Submission], short: str) -> Submission:
    """The one that waits whose id begins so; UserProblem for none and for several."""
    found = [item for item in waiting if item.id.startswith(short)]
    if not short.strip():
        raise UserProblem("An ID is empty.", hint="`ideabridge ideas review --format json` lists what waits.")
    if len(found) == 1:
        return found[0]
    raise UserProblem(
        f"{'no idea' if not found else 'more than one idea'} that waits begins with {short!r}",
        hint="`ideabridge ideas review --format json` lists what waits.",
    )


def _row(item: Submission) -> dict[str, object]:
    return {
        "id": item.id,
        "question": item.question,
        "title": item.title,
        "text": item.text,
        "role": item.role,
        "lenses": list(item.lenses),
        "experience": str(item.experience),
        "reasons": list(item.reasons),
        "near": [{"idea": match.idea, "score": round(match.score, 2)} for match in item.near],
        "masked": [
            {
                "placeholder": one.placeholder,
                "why": one.why,
                "asked": one.asked,
                "context": one.context,
            }
            for one in item.masked
        ],
        "second": list(item.second),
        "agreed": item.agreed_by is not None,
        "revises": item.revises,
        "dialogue": [{"speaker": str(turn.speaker), "text": turn.text} for turn in item.dialogue],
    }


def _line(item: Submission) -> str:
    told = [*item.reasons, *(f"needs two people: {why}" for why in item.second)]
    notes = f"  ({'; '.join(told)})" if told else ""
    return f"{item.id[:8]}  {item.question:<6} {item.title}{notes}"
