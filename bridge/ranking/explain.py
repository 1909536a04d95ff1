"""Why an idea stands where it stands: plain sentences, and every figure with its value."""

from __future__ import annotations

from bridge.domain.participation import Basis
from bridge.domain.ranking import Badge, Explanation, RankedIdea, Ranking, Seen, Term
from bridge.ranking.support import DRIFT
from bridge.ranking.words import count, enumerate_in_words, share

_BASIS = {
    Basis.PEOPLE: "each person's own vote is known and counted once",
    Basis.POLL_COUNTS: "the forum tells how many chose each option, not who; likes are kept apart",
    Basis.LIKES: "likes alone; nobody voted in the poll",
    Basis.NOTHING: "nobody voted or liked yet",
}
_SEEN = {
    Seen.READERS: "distinct readers, as the forum counts them",
    Seen.VOTERS: "the people who voted, since the forum counts no more readers than those",
    Seen.NOBODY: "neither readers nor voters are known",
}
_BADGE = {
    Badge.CONFIRMED: "enough people voted",
    Badge.NEEDS_VOTES: "too few people saw it to place it well",
    Badge.NONE: "nothing to add",
}


def explain(ranked: RankedIdea, ranking: Ranking) -> Explanation:
    """Two sentences (what the score is made of; what place that makes) and all terms of one entry."""
    return Explanation(
        idea=ranked.idea,
        sentences=(_score_sentence(ranked, ranking), _place_sentence(ranked, ranking)),
        terms=_terms(ranked, ranking),
    )


def _score_sentence(ranked: RankedIdea, ranking: Ranking) -> str:
    tally, mean = ranked.tally, share(ranking.prior.mean)
    likely = f"{share(ranked.low)} to {share(ranked.high)}"
    if ranked.seen_by is Seen.NOBODY:
        return (
            "Nobody is known to have seen this idea yet, so it stands at the average of all ideas, "
            f"{mean} (likely {likely})."
        )
    saw = "read" if ranked.seen_by is Seen.READERS else "voted on"
    silent = tally.seen - tally.voters
    if tally.basis is Basis.LIKES:
        saw = saw if silent else f"{'is' if tally.seen == 1 else 'are'} known to have seen"
        parts = [f"{tally.up:,} liked it", f"{silent:,} did not" if silent else ""]
    else:
        parts = [
            f"{_are(tally.up)} for it",
            f"{_are(tally.down)} against it" if tally.down else "",
            f"{_are(tally.unsure)} not sure" if tally.unsure else "",
            f"{silent:,} did not vote" if silent else "",
        ]
    people = count(tally.seen, "person", "people")
    extra = count(round(ranking.prior.strength), "more person", "more people")
    return (
        f"Of {people} who {saw} this idea, {enumerate_in_words([part for part in parts if part])}; with the "
        f"average of all ideas ({mean}) added as if {extra} had seen it, its support comes to "
        f"{share(ranked.score)} (likely {likely})."
    )


def _are(number: int) -> str:
    return f"{number:,} {'is' if number == 1 else 'are'}"


def _place_sentence(ranked: RankedIdea, ranking: Ranking) -> str:
    place = f"That makes place {ranked.place} of {len(ranking.ideas)}"
    if ranked.tied:
        place += ", shared with ideas of the same score"
    if ranked.badge is Badge.CONFIRMED:
        voters = count(ranked.tally.voters, "person", "people")
        return f"{place}; {voters} voted, enough to call it confirmed."
    if ranked.badge is Badge.NEEDS_VOTES:
        return f"{place}, which is likely to change: more people need to see this idea."
    return f"{place}."


def _terms(ranked: RankedIdea, ranking: Ranking) -> tuple[Term, ...]:
    tally, prior = ranked.tally, ranking.prior
    fitted = (
        f"fitted to {count(prior.ideas, 'idea', 'ideas')}"
        if prior.fitted
        else f"a set value, since the votes on {count(prior.ideas, 'idea', 'ideas')} cannot tell it"
    )
    return (
        Term("place", f"{'=' if ranked.tied else ''}{ranked.place}", f"of {len(ranking.ideas)}"),
        Term(
            "score",
            f"{ranked.score:.4f}",
            f"(for + a) / (saw it + a + b) = ({tally.up} + {prior.a:.4f}) / "
            f"({tally.seen} + {prior.a:.4f} + {prior.b:.4f})",
        ),
        Term(
            "interval",
            f"{ranked.low:.4f} to {ranked.high:.4f}",
            f"{100 * ranking.interval:g}% bounds, every {DRIFT:g} people counted as one, since later people "
            "may think otherwise",
        ),
        Term("for", str(tally.up), "people for the idea"),
        Term(
            "likes only", str(tally.likes_only), "of those, people who liked it and did not vote in the poll"
        ),
        Term("against", str(tally.down), "people against it: they saw it and are not for it"),
        Term("not sure", str(tally.unsure), "people who chose that: they saw it and are not for it"),
        Term("voters", str(tally.voters), "for, against and not sure together"),
        Term("readers", str(tally.readers), "distinct readers, as the forum counts them"),
        Term("saw it", str(tally.seen), _SEEN[ranked.seen_by]),
        Term("rests on", str(tally.basis), _BASIS[tally.basis]),
        Term("likes apart", str(tally.likes_apart), "likes that may be from people who voted: not counted"),
        Term("uncounted", str(tally.uncounted), "votes outside a voting phase: recorded, not counted"),
        Term(
            "replies", str(tally.replies), f"by {count(tally.repliers, 'person', 'people')}; not in the score"
        ),
        Term("average", f"{prior.mean:.4f}", "share of people for an idea, over all ideas together"),
        Term("strength", f"{prior.strength:.4f}", f"people that the average weighs as much as; {fitted}"),
        Term("a", f"{prior.a:.4f}", "average x strength: people for it that are blended in"),
        Term("b", f"{prior.b:.4f}", "(1 - average) x strength: people not for it that are blended in"),
        Term("badge", str(ranked.badge), _BADGE[ranked.badge]),
        Term("formula", ranking.formula, "version of the formulas"),
    )
