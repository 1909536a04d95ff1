"""`rank`: the ranking, and why an idea stands where it stands."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bridge.domain.ranking import Explanation, RankedIdea, Ranking


class Order(StrEnum):
    """Which of the two orders to list by; they are never mixed."""

    SUPPORT = "support"
    ACROSS = "across"


def rank(
    context: typer.Context,
    campaign: CampaignOption = None,
    explain: Annotated[
        str | None, typer.Option(metavar="IDEA", help="Say why this idea stands where it stands.")
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=0, help="How many ideas to list; 0 for all.", show_default="20")
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DIR", help="Rank comments.csv and votes.csv in this folder, not a campaign."
        ),
    ] = None,
    by: Annotated[Order, typer.Option(help="What to order by.")] = Order.SUPPORT,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Use what was known then: milliseconds since 1970, a date or a date and time.",
        ),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Draw the ranking into this file as well.")
    ] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Rank the ideas by what the last pull brought, or a conversation from files."""
    _go_together(context, folder)
    if folder is not None:
        from bridge.cli.rank_files import rank_files

        rank_files(folder, by=str(by), until=until, top=top, output=output, plot=plot)
        return
    from bridge.pipeline import rank as ranking
    from bridge.pipeline.portray import portray

    if plot is not None:
        from bridge.cli.rank_plot import check_place

        check_place(plot)
    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        made = ranking.rank(bridge.store, declared, bridge.clock.now())
        with bridge.store.begin() as unit:
            titles = {idea.id: idea.title for idea in unit.ideas.all(declared.slug)}
        ordered = ranking.by_across(made) if by is Order.ACROSS else made.ideas
        words = "support" if by is Order.SUPPORT else "support across sides"
        picture = portray(bridge.store, declared, made, ordered, titles, words) if plot is not None else None
    if explain is not None:
        reason = ranking.explain(made, explain)
        emit(asdict(reason), output, lambda: _explanation(reason, titles))
        return
    limit = 20 if top is None else top
    shown = ordered[:limit] if limit else ordered
    emit(ranking_json(made, titles, ordered), output, lambda: _table(made, shown, titles, by))
    if plot is not None and picture is not None:
        from bridge.cli.rank_plot import draw

        draw(picture, plot)


def _go_together(context: typer.Context, folder: Path | None) -> None:
    """Refuse options that say nothing about what is ranked; settings in the environment may be there."""
    refused = ("campaign", "explain") if folder is not None else ("until",)
    for option in refused:
        source = context.get_parameter_source(option)
        if source is not None and source.name == "COMMANDLINE":
            if folder is not None:
                raise UserProblem(
                    f"--{option} does not go with --from",
                    hint="--from ranks the files in a folder and opens no campaign; use one or the other.",
                )
            raise UserProblem(f"--{option} goes with --from only", hint="Name a folder of files with --from.")


def ranking_json(
    made: Ranking, titles: Mapping[str, str], ordered: Sequence[RankedIdea] | None = None
) -> dict[str, object]:
    """A ranking for programs: every figure behind every place, in its own order unless another is given."""
    return {
        "campaign": made.campaign,
        "taken": made.taken.isoformat(),
        "formula": made.formula,
        "interval": made.interval,
        "prior": asdict(made.prior),
        "input_hash": made.input_hash,
        "result_hash": made.result_hash,
        "placed": made.placed,
        "capped": made.capped,
        "ideas": [ranked_json(ranked, titles) for ranked in (made.ideas if ordered is None else ordered)],
    }


def ranked_json(ranked: RankedIdea, titles: Mapping[str, str]) -> dict[str, object]:
    """One line of a ranking for programs."""
    tally = asdict(ranked.tally)
    tally.pop("idea")
    return {
        "place": ranked.place,
        "place_across": ranked.place_across,
        "tied": ranked.tied,
        "idea": ranked.idea,
        "title": titles.get(ranked.idea, ""),
        "score": ranked.score,
        "low": ranked.low,
        "high": ranked.high,
        "badge": str(ranked.badge),
        "seen_by": str(ranked.seen_by),
        "seen": ranked.tally.seen,
        **tally,
        "counted": asdict(ranked.counted),
        "across": ranked.sides.score,
        "across_status": str(ranked.sides.standing),
        "sides": asdict(ranked.sides),
        **asdict(ranked.dispute),
    }


def _table(made: Ranking, shown: Sequence[RankedIdea], titles: Mapping[str, str], by: Order) -> str:
    if not made.ideas:
        return "no published ideas yet"
    level = f"{made.interval:.0%}"
    heads = f"{'for':>4} {'against':>7} {'unsure':>6} {'seen':>5} {'across':>6}"
    order = "support among those who saw them" if by is Order.SUPPORT else "support on both sides of opinion"
    lines = [
        f"{made.campaign}: {count(len(made.ideas), 'idea')}, ranked by {order} ({level} interval)",
        "",
        f"{'place':>5}  {'support':>7}  {'interval':>10}  {heads}  {'idea':<10}  title",
    ]
    for ranked in shown:
        tally = ranked.tally
        own = by is Order.SUPPORT
        place = f"{ranked.place}{'=' if ranked.tied else ''}" if own else str(ranked.place_across)
        interval = f"{ranked.low:.0%}-{ranked.high:.0%}"
        badge = f"  [{str(ranked.badge).replace('-', ' ')}]" if str(ranked.badge) != "none" else ""
        across = "-" if ranked.sides.score is None else f"{ranked.sides.score:.0%}"
        counts = f"{tally.up:>4} {tally.down:>7} {tally.unsure:>6} {tally.seen:>5} {across:>6}"
        lines.append(
            f"{place:>5}  {ranked.score:>7.1%}  {interval:>10}  {counts}"
            f"  {ranked.idea:<10}  {titles.get(ranked.idea, '')}{badge}"
        )
    if by is Order.ACROSS and all(ranked.sides.score is None for ranked in made.ideas):
        lines.append(
            f"no idea has that score yet: {made.placed} people voted on enough ideas to stand on a side"
        )
    if len(shown) < len(made.ideas):
        lines.append(f"... {len(made.ideas) - len(shown)} more; --top 0 lists all")
    lines += ["", f"by {made.formula}, no random numbers; input {made.input_hash}"]
    return "\n".join(lines)


def _explanation(reason: Explanation, titles: Mapping[str, str]) -> str:
    width = max((len(term.name) for term in reason.terms), default=0)
    lines = [f"{reason.idea}  {titles.get(reason.idea, '')}", "", reason.text, *reason.notes, ""]
    lines += [f"  {term.name:<{width}}  {term.value:>10}  {term.meaning}" for term in reason.terms]
    return "\n".join(lines)
