"""Portray a campaign's ranking: what a picture of it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Week
from bridge.domain.journal import RankingSnapshot
from bridge.domain.language import gettext as _
from bridge.domain.picture import Moment, Movement, Picture, PicturedIdea
from bridge.domain.ranking import RankedIdea, Ranking
from bridge.domain.wording import counted
from bridge.pipeline.movement import MOST_MOMENTS
from bridge.pipeline.rank_conversation import why_not_across
from bridge.ports.store import Store
from bridge.ranking.record import from_snapshot


def portray(
    store: Store,
    campaign: Campaign,
    ranking: Ranking,
    ordered: Sequence[RankedIdea],
    titles: Mapping[str, str],
    order: str,
) -> Picture:
    """A picture of this ranking; `ordered` are its ideas as they are to stand, by what `order` names.

    How places changed is told by the rankings that were stored, one for each week's end; in a long campaign
    for every second, third and so on, so that a picture can show them.
    """
    people = counted(ranking.placed, "person")
    own = [entry.idea for entry in ordered] == [entry.idea for entry in ranking.ideas]
    standings = {entry.sides.standing for entry in ranking.ideas}
    scored = any(entry.sides.score is not None for entry in ranking.ideas)
    return Picture(
        title=_("%(campaign)s: ideas by %(order)s", campaign=campaign.title, order=_(order)),
        subtitle=_(
            "%(ideas)s; %(people)s voted on enough of them to stand on a side. Support is the share of "
            "people for an idea among those who saw it, pulled a little towards the average.",
            ideas=counted(len(ranking.ideas), "idea"),
            people=people,
        ),
        order=order,
        interval=ranking.interval,
        ideas=tuple(
            PicturedIdea(
                id=entry.idea,
                words=titles.get(entry.idea, entry.idea),
                support=entry.score,
                low=entry.low,
                high=entry.high,
                across=entry.sides.score,
                seen=entry.tally.seen,
                badge=entry.badge,
                place=entry.shown_place if own else str(number),
            )
            for number, entry in enumerate(ordered, 1)
            # The score of an idea that nobody voted on is the average, and says nothing of it.
            if entry.tally.voters
        ),
        movement=_movement(store, campaign, ranking),
        why_not_across="" if scored or not standings else why_not_across(min(standings)),
    )


def _movement(store: Store, campaign: Campaign, ranking: Ranking) -> Movement:
    known: list[tuple[datetime, RankingSnapshot]] = []
    week, last = Week.of(campaign.starts), Week.of(campaign.local(ranking.taken).date())
    with store.begin() as work:
        while week < last:
            end = week.bounds(campaign.zone)[1]
            snapshot = work.rankings.latest(campaign.slug, end)
            if snapshot is not None:
                known.append((end, snapshot))
            week = Week.of(end.date())
    if not known:
        return Movement(
            "week", (), _("there is one ranking only so far, and no earlier one to compare it with")
        )
    # One moment is the present. Counted from the newest, so that the last steps are as long as all others.
    each = -(-len(known) // (MOST_MOMENTS - 1))
    moments = [
        Moment((end - timedelta(days=1)).date(), _places(from_snapshot(snapshot)))
        for end, snapshot in known[::-1][::each][::-1]
    ]
    moments.append(Moment(campaign.local(ranking.taken).date(), _places(ranking)))
    return Movement("week" if each == 1 else f"{each} weeks", tuple(moments))


def _places(ranking: Ranking) -> dict[str, int]:
    return {entry.idea: place for place, entry in enumerate(ranking.ideas, start=1)}
