"""Rank the comments of a conversation by the figures of a campaign, without campaign, forum or store."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.domain.ranking import Standing
from bridge.pipeline.conversation import Comment, Conversation, LeftOut
from bridge.ranking.across import ESTABLISHED_VOTES, GATES
from bridge.ranking.consensus import group_consensus
from bridge.ranking.figures import Figures, figures
from bridge.ranking.groups import count_by_group
from bridge.ranking.order import TOLERANCE
from bridge.ranking.roles import across_roles
from bridge.ranking.support import Floats

INTERVAL = 0.90
"""Level of the bounds, that of campaigns which wish for no other."""


_WHY_NOT_ACROSS = {
    Standing.TOO_FEW_PEOPLE: gettext_noop(
        "fewer than %(people)s people voted on at least %(votes)s of them, too few to see sides"
    ),
    Standing.NO_CLEAR_SIDES: gettext_noop("the votes show no clear difference of opinion between two sides"),
    Standing.TOO_FEW_ACROSS: gettext_noop("nothing has %(each)s votes from each side yet"),
}


def why_not_across(standing: Standing) -> str:
    """Why there is no support across sides, in words."""
    return _(_WHY_NOT_ACROSS[standing], people=GATES.few, votes=ESTABLISHED_VOTES, each=GATES.votes)


class By(StrEnum):
    """What the order goes by."""

    SUPPORT = "support"
    ACROSS = "across"


@dataclass(frozen=True, slots=True)
class Counted:
    """What the votes weigh: people for the comment, and people who saw it."""

    positives: float
    seen: float


@dataclass(frozen=True, slots=True)
class RankedComment:
    """One comment and its figures, those of `Figures`.

    `rank` counts from 1 by what the order goes by; equal figures share a rank and are `tied`. `support`,
    `low`, `high` lie strictly between 0 and 1. `up`, `down`, `seen` are people as they voted, `counted` what
    they weigh, `capped` what was taken off them. `across` is None where `across_status` says why; `gap`, the
    difference between the sides, is None there as well. Where the conversation names groups: `across_groups`
    is the same score over those that are large enough (None elsewhere), and `consensus` Polis' group-informed
    consensus over all of them, authors' own votes included, for audits: prod (for + 1) / (seen + 2).
    """

    comment: Comment
    rank: int
    tied: bool
    support: float
    low: float
    high: float
    up: int
    down: int
    seen: int
    counted: Counted
    capped: float
    across: float | None
    across_status: Standing
    gap: float | None
    split: float
    divided: bool
    polarised: bool
    needs_votes: bool
    across_groups: float | None = None
    consensus: float | None = None


@dataclass(frozen=True, slots=True)
class RankedConversation:
    """All comments that are not rejected, best first, and what does not count in their figures.

    `people` cast a vote that counts, `votes` in all. `until`, in milliseconds, is what was asked for.
    """

    by: By
    comments: tuple[RankedComment, ...]
    people: int
    votes: int
    left_out: LeftOut
    until: int | None = None

    @property
    def why_not_across(self) -> str:
        """Why no comment has a score across sides; empty where one has."""
        if not self.comments:
            return "there is nothing to rank"
        if any(ranked.across is not None for ranked in self.comments):
            return ""
        return why_not_across(self.comments[0].across_status)


def rank_conversation(
    conversation: Conversation, *, by: By = By.SUPPORT, until: int | None = None
) -> RankedConversation:
    """Rank what was known at `until`, in milliseconds since 1970, or all; equal input gives an equal result.

    Order of rows never matters, save for votes of one person on one comment at the same millisecond.
    """
    known = conversation if until is None else conversation.until(until)
    comments, ballots, left_out = known.ballots()
    found = figures(ballots, interval=INTERVAL)
    listing, ranks = _in_order(found, by)
    groups = _by_groups(known) if known.groups else None
    sharing = Counter(ranks)
    return RankedConversation(
        by=by,
        comments=tuple(
            _ranked(found, comments[position], position, rank, sharing[rank] > 1, groups)
            for position, rank in zip(listing, ranks, strict=True)
        ),
        people=ballots.people,
        votes=len(ballots),
        left_out=left_out,
        until=until,
    )


def _by_groups(known: Conversation) -> tuple[Floats, Floats]:
    """Across the groups that a conversation names, and their consensus, shapes (N,)."""
    ballots, group, names = known.grouped()
    every, membership, _ = known.grouped(own_too=True)
    consensus = group_consensus(count_by_group(every, membership, len(names)))
    return across_roles(ballots, group, names).score, consensus


def _in_order(found: Figures, by: By) -> tuple[list[int], list[int]]:
    """Positions, best first, and the rank of each; equal neighbours share the first one's."""
    support: list[int] = found.order.listing.tolist()
    places: list[int] = found.order.places.tolist()
    if by is By.SUPPORT:
        return support, places
    listing, estimate = found.by_across(), found.across.estimate
    ranks: list[int] = []
    for number, position in enumerate(listing):
        equal = bool(number and estimate[listing[number - 1]] - estimate[position] <= TOLERANCE)
        ranks.append(ranks[-1] if equal else number + 1)
    return listing, ranks


def _ranked(
    found: Figures,
    comment: Comment,
    position: int,
    rank: int,
    tied: bool,
    groups: tuple[Floats, Floats] | None,
) -> RankedComment:
    raw, counted, across = found.weighed.raw, found.weighed.counted, found.across
    scored = across.standing[position] is Standing.SCORED
    return RankedComment(
        comment=comment,
        rank=rank,
        tied=tied,
        support=float(found.support.score[position]),
        low=float(found.support.low[position]),
        high=float(found.support.high[position]),
        up=int(raw.positives[position]),
        down=int(raw.downs[position]),
        seen=int(raw.seen[position]),
        counted=Counted(float(counted.positives[position]), float(counted.seen[position])),
        capped=float(np.sum(found.weighed.lost[position])),
        across=float(across.score[position]) if scored else None,
        across_status=across.standing[position],
        gap=float(across.gap[position]) if scored else None,
        split=float(found.controversy.split[position]),
        divided=bool(found.controversy.divided[position]),
        polarised=bool(found.controversy.polarised[position]),
        needs_votes=bool(found.needs_votes[position]),
        across_groups=None if groups is None or np.isnan(groups[0][position]) else float(groups[0][position]),
        consensus=None if groups is None else float(groups[1][position]),
    )
