"""`rank`: the ranking, and why an idea stands where it stands."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, count, emit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bridge.domain.ranking import Explanation, RankedIdea, Ranking


class Order(StrEnum):
    """Which of the two orders to list by; they are never mixed."""

    SUPPORT = "support"
    ACROSS = "across"


def rank(
    campaign: CampaignOption = None,
    explain: Annotated[
        str | None, typer.Option(metavar="IDEA", help="Say why this idea stands where it stands.")
    ] = None,
    by: Annotated[Order, typer.Option(help="What to order by.")] = Order.SUPPORT,
    top: Annotated[int, typer.Option(min=0, help="How many ideas to list; 0 for all.")] = 20,
    output: FormatOption = Format.TEXT,
) -> None:
    """Rank the ideas by what the last pull brought."""
    from bridge.pipeline import rank as ranking

    declared = read_campaign(campaign)
    with opened(forum=False) as bridge:
        made = ranking.rank(bridge.store, declared, bridge.clock.now())
        with bridge.store.begin() as unit:
            titles = {idea.id: idea.title for idea in unit.ideas.all(declared.slug)}
    if explain is not None:
        reason = ranking.explain(made, explain)
        emit(asdict(reason), output, lambda: _explanation(reason, titles))
        return
    ordered = ranking.by_across(made) if by is Order.ACROSS else made.ideas
    shown = ordered[:top] if top else ordered
    emit(ranking_json(made, titles, ordered), output, lambda: _table(made, shown, titles, by))


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
        place = f"{ranked.place}{'=' if ranked.tied else ''}"
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
    return "\n".join(lines)


def _explanation(reason: Explanation, titles: Mapping[str, str]) -> str:
    width = max((len(term.name) for term in reason.terms), default=0)
    lines = [f"{reason.idea}  {titles.get(reason.idea, '')}", "", reason.text, *reason.notes, ""]
    lines += [f"  {term.name:<{width}}  {term.value:>10}  {term.meaning}" for term in reason.terms]
    return "\n".join(lines)
