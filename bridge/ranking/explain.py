"""Why an idea stands where it stands: plain sentences, what else to know, and every figure with its value."""

from __future__ import annotations

from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop, ngettext, spoken
from bridge.domain.participation import Basis, Seen
from bridge.domain.ranking import Badge, Explanation, RankedIdea, Ranking, Standing, Term
from bridge.domain.wording import amount, counted, level, listed, share
from bridge.ranking.support import DRIFT

_BASIS = {
    Basis.PEOPLE: gettext_noop("each person's own vote is known and counted once"),
    Basis.POLL_COUNTS: gettext_noop(
        "the forum tells how many chose each option, not who; likes are kept apart"
    ),
    Basis.LIKES: gettext_noop("likes alone; nobody voted in the poll"),
    Basis.NOTHING: gettext_noop("nobody voted or liked yet"),
}
_BASIS_NAME = {
    Basis.PEOPLE: gettext_noop("people"),
    Basis.POLL_COUNTS: gettext_noop("poll counts"),
    Basis.LIKES: gettext_noop("likes"),
    Basis.NOTHING: gettext_noop("nothing"),
}
_SEEN = {
    Seen.READERS: gettext_noop("distinct readers, as the forum counts them"),
    Seen.VOTERS: gettext_noop("the people who voted, since the forum counts no more readers than those"),
    Seen.ACTIVE: gettext_noop("people who took part since it appeared, since the forum counts no readers"),
    Seen.NOBODY: gettext_noop("neither readers nor voters are known"),
}
_BADGE = {
    Badge.CONFIRMED: gettext_noop("enough people voted, and even the lower bound is above the average"),
    Badge.NEEDS_VOTES: gettext_noop("too few people saw it to place it well"),
    Badge.NONE: gettext_noop("nothing to add"),
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
            _(
                "%(votes)s for it, counted as %(amount)s: many come from accounts that hardly took part "
                "elsewhere, or act as one.",
                votes=counted(tally.up, "vote"),
                amount=amount(ranked.counted.up),
            )
        )
    if sides.rates is not None and sides.seen is not None:
        one, other = (share(rate) for rate in sides.rates)
        told = {"one": one, "other": other, "first": _number(sides.seen[0]), "second": _number(sides.seen[1])}
        if ranked.dispute.polarised:
            found.append(
                _(
                    "The two sides see this very differently: %(one)s support on one side and %(other)s on "
                    "the other side of the main difference of opinion (%(first)s and %(second)s people).",
                    **told,
                )
            )
        else:
            found.append(
                _(
                    "It has %(one)s support on one side and %(other)s on the other side of the main "
                    "difference of opinion (%(first)s and %(second)s people).",
                    **told,
                )
            )
    if ranked.dispute.divided:
        found.append(
            _(
                "Opinions are divided: %(up)s for, %(down)s against.",
                up=_number(tally.up),
                down=_number(tally.down),
            )
        )
    return found


def _score_sentence(ranked: RankedIdea, ranking: Ranking) -> str:
    mean = share(ranking.prior.mean)
    likely = {"low": share(ranked.low), "high": share(ranked.high)}
    if ranked.seen_by is Seen.NOBODY:
        return _(
            "Nobody is known to have seen this idea yet, so it stands at the average of all ideas, %(mean)s "
            "(likely %(low)s to %(high)s).",
            mean=mean,
            **likely,
        )
    extra = round(ranking.prior.strength)
    return ngettext(
        "%(people)s, %(parts)s; with the average of all ideas (%(mean)s) added as if %(num)s more person had "
        "seen it, its support comes to %(score)s (likely %(low)s to %(high)s).",
        "%(people)s, %(parts)s; with the average of all ideas (%(mean)s) added as if %(num)s more people had "
        "seen it, its support comes to %(score)s (likely %(low)s to %(high)s).",
        extra,
        people=_who_saw(ranked),
        parts=listed(_votes(ranked)),
        mean=mean,
        score=share(ranked.score),
        **likely,
    )


def _who_saw(ranked: RankedIdea) -> str:
    """Whose votes the score is made of, as the beginning of a sentence."""
    tally, people = ranked.tally, counted(ranked.tally.seen, "person")
    if ranked.seen_by is Seen.READERS:
        return _("Of %(people)s who read this idea", people=people)
    if ranked.seen_by is Seen.ACTIVE:
        return _("Of %(people)s who took part since this idea appeared", people=people)
    if tally.basis is Basis.LIKES and tally.seen == tally.voters:
        return ngettext(
            "Of %(num)s person who is known to have seen this idea",
            "Of %(num)s people who are known to have seen this idea",
            tally.seen,
        )
    return _("Of %(people)s who voted on this idea", people=people)


def _votes(ranked: RankedIdea) -> list[str]:
    """How many of those said what."""
    tally = ranked.tally
    silent = tally.seen - tally.voters
    if tally.basis is Basis.LIKES:
        parts = [
            ngettext("%(num)s liked it", "%(num)s liked it", tally.up),
            ngettext("%(num)s did not", "%(num)s did not", silent) if silent else "",
        ]
    else:
        parts = [
            ngettext("%(num)s is for it", "%(num)s are for it", tally.up),
            ngettext("%(num)s is against it", "%(num)s are against it", tally.down) if tally.down else "",
            ngettext("%(num)s is not sure", "%(num)s are not sure", tally.unsure) if tally.unsure else "",
            ngettext("%(num)s did not vote", "%(num)s did not vote", silent) if silent else "",
        ]
    return [part for part in parts if part]


def _place_sentence(ranked: RankedIdea, ranking: Ranking) -> str:
    told = {"place": _number(ranked.place), "all": _number(len(ranking.ideas))}
    if ranked.tied:
        place = _("That makes place %(place)s of %(all)s, shared with ideas of the same score", **told)
    else:
        place = _("That makes place %(place)s of %(all)s", **told)
    if ranked.badge is Badge.CONFIRMED:
        return _(
            "%(place)s; %(people)s voted, enough to say that it is above the average of all ideas.",
            place=place,
            people=counted(ranked.tally.voters, "person"),
        )
    if ranked.badge is Badge.NEEDS_VOTES:
        return _("%(place)s, which is likely to change: more people need to see this idea.", place=place)
    return f"{place}."


_STANDING = {
    Standing.SCORED: gettext_noop(
        "the geometric mean of both sides' shares; the second order, never mixed into the first"
    ),
    Standing.TOO_FEW_PEOPLE: gettext_noop("too few people voted on enough ideas to tell sides apart"),
    Standing.NO_CLEAR_SIDES: gettext_noop("the votes show no clear difference of opinion"),
    Standing.TOO_FEW_ACROSS: gettext_noop("not enough votes across viewpoints yet"),
}


def _across_terms(ranked: RankedIdea, ranking: Ranking) -> tuple[Term, ...]:
    sides = ranked.sides
    score = "-" if sides.score is None else _figure(sides.score)
    terms = [Term(_("across"), score, _(_STANDING[sides.standing]))]
    if sides.rates is not None and sides.seen is not None and sides.liked is not None:
        names = (_("one side"), _("other side"))
        terms += [
            Term(
                name,
                _figure(rate),
                _(
                    "%(liked)s of %(seen)s people are for it, with a part of all blended in",
                    liked=liked,
                    seen=seen,
                ),
            )
            for name, rate, liked, seen in zip(names, sides.rates, sides.liked, sides.seen, strict=True)
        ]
    terms.append(
        Term(_("placed"), str(ranking.placed), _("people who voted on enough ideas to stand on a side"))
    )
    return tuple(terms)


def _terms(ranked: RankedIdea, ranking: Ranking) -> tuple[Term, ...]:
    return (
        *_score_terms(ranked, ranking),
        *_count_terms(ranked, ranking),
        *_across_terms(ranked, ranking),
        *_beside_terms(ranked),
        *_prior_terms(ranked, ranking),
    )


def _score_terms(ranked: RankedIdea, ranking: Ranking) -> tuple[Term, ...]:
    prior, weighed = ranking.prior, ranked.counted
    return (
        Term(
            _("place"),
            f"{'=' if ranked.tied else ''}{ranked.place}",
            _("of %(all)s", all=len(ranking.ideas)),
        ),
        Term(
            _("score"),
            _figure(ranked.score),
            _(
                "(for + a) / (saw it + a + b) = (%(up)s + %(a)s) / (%(seen)s + %(a)s + %(b)s)",
                up=amount(weighed.up),
                seen=amount(weighed.seen),
                a=_figure(prior.a),
                b=_figure(prior.b),
            ),
        ),
        Term(
            _("interval"),
            _("%(low)s to %(high)s", low=_figure(ranked.low), high=_figure(ranked.high)),
            _(
                "%(level)s bounds, every %(drift)s people counted as one, since later people may think "
                "otherwise",
                level=level(ranking.interval),
                drift=spoken().number(DRIFT),
            ),
        ),
    )


def _count_terms(ranked: RankedIdea, ranking: Ranking) -> tuple[Term, ...]:
    tally, weighed = ranked.tally, ranked.counted
    return (
        Term(_("for"), str(tally.up), _("people for the idea")),
        Term(
            _("likes only"),
            str(tally.likes_only),
            _("of those, people who liked it and did not vote in the poll"),
        ),
        Term(_("against"), str(tally.down), _("people against it: they saw it and are not for it")),
        Term(_("not sure"), str(tally.unsure), _("people who chose that: they saw it and are not for it")),
        Term(_("voters"), str(tally.voters), _("for, against and not sure together")),
        Term(_("readers"), str(tally.readers), _(_SEEN[Seen.READERS])),
        Term(_("saw it"), str(tally.seen), _(_SEEN[ranked.seen_by])),
        Term(
            _("counted"),
            _("%(up)s of %(seen)s", up=amount(weighed.up), seen=amount(weighed.seen)),
            _(
                "for, of those who saw it, once confirmed rings count as one and newcomers are capped "
                "(they are)"
            )
            if ranking.capped
            else _(
                "for, of those who saw it, once confirmed rings count as one and newcomers are capped "
                "(not yet)"
            ),
        ),
        Term(_("rests on"), _(_BASIS_NAME[tally.basis]), _(_BASIS[tally.basis])),
        Term(
            _("likes apart"),
            str(tally.likes_apart),
            _("likes that may be from people who voted: not counted"),
        ),
        Term(_("uncounted"), str(tally.uncounted), _("votes outside a voting phase: recorded, not counted")),
        Term(
            _("replies"),
            str(tally.replies),
            _("by %(people)s; not in the score", people=counted(tally.repliers, "person")),
        ),
        Term(_("merges"), str(tally.merges), _("ideas that went into this one")),
    )


def _beside_terms(ranked: RankedIdea) -> tuple[Term, ...]:
    return (
        Term(
            _("split"),
            _figure(ranked.dispute.split),
            _("1 where as many are for it as against it; not in the score"),
        ),
        Term(
            _("polarised"),
            _("yes") if ranked.dispute.polarised else _("no"),
            _("whether the two sides see it very differently, beyond chance; not in the score"),
        ),
        Term(
            _("discussion"),
            _figure(ranked.dispute.discussed),
            _("people who replied, of those who saw it; not in the score"),
        ),
    )


def _prior_terms(ranked: RankedIdea, ranking: Ranking) -> tuple[Term, ...]:
    prior = ranking.prior
    if prior.fitted:
        strength = _(
            "people that the average weighs as much as; fitted to %(ideas)s",
            ideas=counted(prior.ideas, "idea"),
        )
    else:
        strength = _(
            "people that the average weighs as much as; a set value, since the votes on %(ideas)s cannot "
            "tell it",
            ideas=counted(prior.ideas, "idea"),
        )
    return (
        Term(_("average"), _figure(prior.mean), _("share of people for an idea, over all ideas together")),
        Term(_("strength"), _figure(prior.strength), strength),
        # The names of the formula's own terms are the same in every language.
        Term("a", _figure(prior.a), _("average x strength: people for it that are blended in")),
        Term("b", _figure(prior.b), _("(1 - average) x strength: people not for it that are blended in")),
        Term(_("badge"), _(BADGE_NAME[ranked.badge]), _(_BADGE[ranked.badge])),
        Term(_("formula"), ranking.formula, _("version of the formulas")),
    )


BADGE_NAME = {
    Badge.CONFIRMED: gettext_noop("confirmed"),
    Badge.NEEDS_VOTES: gettext_noop("needs votes"),
    Badge.NONE: gettext_noop("none"),
}
"""What a badge is called."""


def _number(value: int) -> str:
    return spoken().number(value)


def _figure(value: float) -> str:
    return spoken().number(value, 4)
