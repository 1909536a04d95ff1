"""`shortlist`: which ideas go on after the votes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import agree, opened, read_campaign
from bridge.cli.options import CampaignOption, ForceOption, FormatOption, YesOption
from bridge.cli.output import Format, count, emit, note
from bridge.domain.errors import ExitCode, UserProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bridge.domain.campaign import Campaign
    from bridge.domain.shortlist import Candidate, Test
    from bridge.domain.status import StatusChange
    from bridge.pipeline.shortlist import Shortlist
    from bridge.wiring import Bridge

_NONE = ("", "", "")


def shortlist(
    campaign: CampaignOption = None,
    size: Annotated[
        int | None,
        typer.Option(min=1, help="So many by rule; as many as the guide has solutions if left out."),
    ] = None,
    add: Annotated[list[str] | None, typer.Option(metavar="IDEA", help="Put an idea on it by hand.")] = None,
    drop: Annotated[list[str] | None, typer.Option(metavar="IDEA", help="Take an idea off by hand.")] = None,
    test: Annotated[
        tuple[str, str, str],
        typer.Option(
            metavar="IDEA TEST yes|no",
            help="Answer a test of an idea: supported, doable, theme or new.",
            show_default=False,
        ),
    ] = _NONE,
    reason: Annotated[str, typer.Option(help="Why, in public words.")] = "",
    apply: Annotated[
        bool, typer.Option("--apply", help="Set the status of all on it that passed their tests.")
    ] = False,
    yes: YesOption = False,
    force: ForceOption = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Propose a shortlist by rule and hand choice, put four tests to each idea, and apply it."""
    from bridge.pipeline.shortlist import propose, settle

    declared = read_campaign(campaign)
    changes: Sequence[StatusChange] = ()
    with opened(forum=False) as bridge:
        _by_hand(bridge, declared, add or [], drop or [], test, reason)
        now = bridge.clock.now()
        proposed = propose(bridge.store, declared, now, size)
        if apply:
            passing = [found for found in proposed.kept if not found.failed and not found.open]
            note("\n".join(_line(found) for found in proposed.candidates))
            if not agree(f"Shortlist {count(len(passing), 'idea')}?", yes=yes):
                raise typer.Exit(ExitCode.FAILED)
            changes = settle(bridge.store, declared, now, size, early=force)
    data = {
        "votes_to_come": proposed.votes_to_come,
        "ranked": proposed.ranked,
        "candidates": [_json(found) for found in proposed.candidates],
        "shortlisted": [change.idea for change in changes],
    }
    emit(data, output, lambda: _applied(changes) if apply else _text(proposed))


def _by_hand(
    bridge: Bridge,
    declared: Campaign,
    add: Sequence[str],
    drop: Sequence[str],
    test: tuple[str, str, str],
    reason: str,
) -> None:
    from bridge.pipeline.shortlist import choose, put_to_test

    store, redactor, now = bridge.store, bridge.redactor, bridge.clock.now()
    for idea in add:
        choose(store, redactor, declared, idea, reason, now, added=True)
    for idea in drop:
        choose(store, redactor, declared, idea, reason, now, added=False)
    name, word, answer = test
    if name:
        if answer.lower() not in ("yes", "no"):
            raise UserProblem(f"{answer!r} is neither yes nor no", hint="--test IDEA TEST yes")
        put_to_test(store, redactor, declared, name, _test(word), reason, now, passed=answer.lower() == "yes")


def _test(word: str) -> Test:
    from bridge.domain.shortlist import Test

    try:
        return Test(word.lower())
    except ValueError:
        raise UserProblem(f"{word!r} is no test", hint=f"Use one of: {', '.join(Test)}.") from None


def _json(found: Candidate) -> dict[str, object]:
    tests = {str(result.test): {"passed": result.passed, "reason": result.reason} for result in found.tests}
    plain = asdict(found)
    return {**plain, "tests": tests, "open": list(map(str, found.open))}


def _applied(changes: Sequence[StatusChange]) -> str:
    if not changes:
        return "nothing was changed"
    named = "\n".join(f"idea {change.idea} is shortlisted now" for change in changes)
    return f"{named}\nnext: `ideabridge sync`"


def _text(proposed: Shortlist) -> str:
    if not proposed.candidates:
        return "no idea has enough votes for a confirmed place; --add IDEA puts one on it"
    lines = [_line(found) for found in proposed.candidates]
    if proposed.votes_to_come:
        lines.append("people can still vote: places may change")
    if any(found.open for found in proposed.kept):
        lines.append('next: `ideabridge shortlist --test IDEA TEST yes --reason "..."` for what is open')
    else:
        lines.append("next: `ideabridge shortlist --apply`")
    return "\n".join(lines)


def _line(found: Candidate) -> str:
    mark = "-" if found.dropped else "+"
    lines = [f"{mark} {found.idea}  {found.title}", f"    {found.why}"]
    if not found.dropped:
        lines += [
            f"    {'yes' if result.passed else 'no':<5} {result.test}: {result.reason}"
            for result in found.tests
        ]
        lines += [f"    open  {test}" for test in found.open]
    return "\n".join(lines)
