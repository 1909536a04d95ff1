"""Why an idea stands where it stands: plain sentences, what else to know, and every figure with its value."""

from __future__ import annotations

from bridge.domain.participation import Basis, Seen
from bridge.domain.ranking import Badge, Explanation, RankedIdea, Ranking, Standing, Term
from bridge.ranking.support import DRIFT
from bridge.ranking.words import amount, count, enumerate_in_words, share

_BASIS = {
    Basis.PEOPLE: "each person's own vote is known and counted once",
    Basis.POLL_COUNTS: "the forum tells how many chose each option, not who; likes are kept apart",
    Basis.LIKES: "likes alone; nobody voted in the poll",
    Basis.NOTHING: "nobody voted or liked yet",
}
_SEEN = {
    Seen.READERS: "distinct readers, as the forum counts them",
    Seen.VOTERS: "the people who voted, since the forum counts no more readers than those",
    Seen.ACTIVE: "people who took part since it appeared, since the forum counts no readers",
    Seen.NOBODY: "neither readers nor voters are known",
}
_BADGE = {
    Badge.CONFIRMED: "enough people voted, and even the lower bound is above the average",
    Badge.NEEDS_VOTES: "too few people saw it to place it well",
    Badge.NONE: "nothing to add",
}


def explain(ranked: RankedIdea, ranking: Ranking) -> Explanation:
    """Two sentences (what the score is made of; what place that makes), notes, and all terms of one entry."""
    return Explanation(
        idea=ranked.idea,
        sentences=(_score_sentence(ranked, ranking), _place_sentence(ranked, ranking)),
        notes=tuple(notes(ranked)),
        terms=_terms(ranked, ranking),
    )


def notes(ranked: RankedIdea) -> list[str]:
    """What else a reader should know of an idea's votes; each a sentence, most important first."""
    tally, sides, found = ranked.tally, ranked.sides, []
    if round(ranked.capped, 1) > 0:
        found.append(
            f"{count(tally.up, 'vote', 'votes')} for it, counted as {amount(ranked.counted.up)}: many come "
            "from accounts that hardly took part elsewhere, or act as one."
        )
    if sides.rates is not None and sides.seen is not None:
        one, other = (share(rate) for rate in sides.rates)
        people = f"{sides.seen[0]:,} and {sides.seen[1]:,} people"
        told = f"{one} of one side and {other} of the other side of the main difference of opinion"
        if ranked.dispute.polarised:
            found.append(f"The two sides see this very differently: {told} are for it ({people}).")
        else:
            found.append(f"It has support of {told} ({people}).")
    if ranked.dispute.divided:
        found.append(f"Opinions are divided: {tally.up:,} for, {tally.down:,} against.")
    return found


def _score_sentence(ranked: RankedIdea, ranking: Ranking) -> str:
    tally, mean = ranked.tally, share(ranking.prior.mean)
    likely = f"{share(ranked.low)} to {share(ranked.high)}"
    if ranked.seen_by is Seen.NOBODY:
        return (
            "Nobody is known to have seen this idea yet, so it stands at the average of all ideas, "
            f"{mean} (likely {likely})."
        )
    saw = {Seen.READERS: "read", Seen.ACTIVE: "took part since"}.get(ranked.seen_by, "voted on")
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
    what = "this idea appeared" if ranked.seen_by is Seen.ACTIVE else "this idea"
    return (
        f"Of {people} who {saw} {what}, {enumerate_in_words([part for part in parts if part])}; with the "
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
        return f"{place}; {voters} voted, enough to say that it is above the average of all ideas."
    if ranked.badge is Badge.NEEDS_VOTES:
        return f"{place}, which is likely to change: more people need to see this idea."
    return f"{place}."


_STANDING = {
    Standing.SCORED: "the geometric mean of both sides' shares; the second order, never mixed into the first",
    Standing.TOO_FEW_PEOPLE: "too few people voted on enough ideas to tell sides apart",
    Standing.NO_CLEAR_SIDES: "the votes show no clear difference of opinion",
    Standing.TOO_FEW_ACROSS: "not enough votes across viewpoints yet",
}


def _across_terms(ranked: RankedIdea, ranking: Ranking) -> tuple[Term, ...]:
    sides = ranked.sides
    score = "-" if sides.score is None else f"{sides.score:.4f}"
    terms = [Term("across", score, _STANDING[sides.standing])]
    if sides.rates is not None and sides.seen is not None and sides.liked is not None:
        names = ("one side", "other side")
        terms += [
            Term(name, f"{rate:.4f}", f"{liked} of {seen} people are for it, with a part of all blended in")
            for name, rate, liked, seen in zip(names, sides.rates, sides.liked, sides.seen, strict=True)
        ]
    terms.append(Term("placed", str(ranking.placed), "people who voted on enough ideas to stand on a side"))
    return tuple(terms)


def _terms(ranked: RankedIdea, ranking: Ranking) -> tuple[Term, ...]:
    tally, prior, counted = ranked.tally, ranking.prior, ranked.counted
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
            f"(for + a) / (saw it + a + b) = ({amount(counted.up)} + {prior.a:.4f}) / "
            f"({amount(counted.seen)} + {prior.a:.4f} + {prior.b:.4f})",
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
        Term(
            "counted",
            f"{amount(counted.up)} of {amount(counted.seen)}",
            "for, of those who saw it, once confirmed rings count as one and newcomers are capped "
            f"({'they are' if ranking.capped else 'not yet'})",
        ),
        Term("rests on", str(tally.basis), _BASIS[tally.basis]),
        Term("likes apart", str(tally.likes_apart), "likes that may be from people who voted: not counted"),
        Term("uncounted", str(tally.uncounted), "votes outside a voting phase: recorded, not counted"),
        Term(
            "replies", str(tally.replies), f"by {count(tally.repliers, 'person', 'people')}; not in the score"
        ),
        Term("merges", str(tally.merges), "ideas that went into this one"),
        *_across_terms(ranked, ranking),
        Term(
            "split",
            f"{ranked.dispute.split:.4f}",
            "1 where as many are for it as against it; not in the score",
        ),
        Term(
            "polarised",
            "yes" if ranked.dispute.polarised else "no",
            "whether the two sides see it very differently, beyond chance; not in the score",
        ),
        Term(
            "discussion",
            f"{ranked.dispute.discussed:.4f}",
            "people who replied, of those who saw it; not in the score",
        ),
        Term("average", f"{prior.mean:.4f}", "share of people for an idea, over all ideas together"),
        Term("strength", f"{prior.strength:.4f}", f"people that the average weighs as much as; {fitted}"),
        Term("a", f"{prior.a:.4f}", "average x strength: people for it that are blended in"),
        Term("b", f"{prior.b:.4f}", "(1 - average) x strength: people not for it that are blended in"),
        Term("badge", str(ranked.badge), _BADGE[ranked.badge]),
        Term("formula", ranking.formula, "version of the formulas"),
    )
