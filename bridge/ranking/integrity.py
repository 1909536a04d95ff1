"""Integrity: the fewest people whose votes have to go for a top idea to lose its place.

A place that rests on two people says something else than one that rests on two hundred. All votes of a
person go together, here and on every other idea. Prior and weights are held as they are: they describe the
whole crowd and hardly move with a few people, and only so is the answer exact; fitted again after each
removal, every idea would hang on every vote. (On real conversations the choices found so change the place
with a prior fitted again too, in almost all cases.)

Falling below the next idea means that one more idea stands above; falling below place p, that at least p do.
The people needed for each single rival are found first (see `overtaking`); whoever falls below place p is
overtaken by several, so the last of those alone needs no fewer: that is the bound from below. The bound from
above is a choice of people that was tried on the whole ranking. Where both meet, the figure is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.domain.ranking import Prior
from bridge.ranking.ballots import Ballots, Column
from bridge.ranking.evidence import Evidence, Weights
from bridge.ranking.fingerprints import Hashes, fingerprints
from bridge.ranking.order import TOLERANCE, order
from bridge.ranking.overtaking import BOTH, DOWN, LIFT, PUSH, UP, Duel, Fewest, above, overtake
from bridge.ranking.support import posterior_mean

TRIES = 3
"""So many rivals are tried for a choice that changes the place."""


@dataclass(frozen=True, slots=True)
class Hold:
    """How firmly an idea holds its place: between `at_least` and `at_most` people have to go.

    It is at `place` and falls to a place greater than `below`. `rival`: the idea that needs the fewest people
    to overtake it, None if none can. `voters`: people who voted on the idea. `people`: the numbers of those
    `at_most` people, ascending. `at_least` None: nobody's going changes the place. `at_most` None: no choice
    was found.
    """

    idea: str
    place: int
    below: int
    at_least: int | None
    at_most: int | None
    rival: str | None
    voters: int
    people: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """Whether no smaller choice of people exists, or none at all."""
        return self.at_least == self.at_most


def integrity(
    ballots: Ballots,
    prior: Prior,
    *,
    evidence: Evidence | None = None,
    weights: Weights | None = None,
    top: int = 10,
    below: int | None = None,
) -> tuple[Hold, ...]:
    """The holds of the ideas at the first `top` places, in their order.

    `evidence`: what the scores rest on; without it the ballots count as they are. `weights`: of each vote,
    shape (R,), in 0..1; 1 for all if left out. Exact for each pair of ideas without weights below 1. `below`:
    the place to fall below, for ideas that are not below it already; without it each idea's own.
    ValueError when ids or shapes do not fit.
    """
    crowd = _Crowd.of(ballots, prior, evidence, weights)
    arranged = order(crowd.score(), crowd.seen)
    holds = []
    for idea, place in zip(arranged.listing[:top].tolist(), arranged.places[:top].tolist(), strict=True):
        if below is None or place <= below:
            holds.append(_hold(crowd, idea, place, below or place))
    return tuple(holds)


@dataclass(frozen=True, slots=True, eq=False)
class _Crowd:
    """Ballots with what is asked of them again and again.

    `rows`: rows by idea, those of idea i in `rows[starts[i]:starts[i + 1]]`; of person p,
    `begins[p]:begins[p + 1]`. `weight`: of each row. `positives`, `seen`: by idea, as floats.
    """

    ballots: Ballots
    prior: Prior
    positives: Weights
    seen: Weights
    weight: Weights
    rows: Column
    starts: Column
    begins: Column
    fingerprint: Hashes

    @classmethod
    def of(cls, ballots: Ballots, prior: Prior, evidence: Evidence | None, weights: Weights | None) -> _Crowd:
        if evidence is None:
            counts = ballots.counts()
            evidence = Evidence(ballots.ideas, counts[:, 2].copy(), counts[:, 0].copy(), counts.sum(axis=1))
        if evidence.ids != ballots.ideas:
            raise ValueError("Evidence and ballots speak of different ideas.")
        weight = np.ones(len(ballots)) if weights is None else weights
        if weight.shape != ballots.idea.shape:
            raise ValueError(f"There are {len(weight)} weights for {len(ballots)} votes.")
        return cls(
            ballots,
            prior,
            evidence.positives.astype(np.float64),
            evidence.seen.astype(np.float64),
            weight,
            np.argsort(ballots.idea, kind="stable"),
            np.concatenate([[0], np.cumsum(np.bincount(ballots.idea, minlength=len(ballots.ideas)))]),
            np.concatenate([[0], np.cumsum(ballots.votes_by_person())]),
            fingerprints(ballots),
        )

    def score(self) -> Weights:
        return posterior_mean(self.positives, self.seen, self.prior)

    def parts(self, idea: int) -> tuple[float, float]:
        """(L + a, V + s) of an idea."""
        return float(self.positives[idea]) + self.prior.a, float(self.seen[idea]) + self.prior.strength

    def votes_on(self, idea: int) -> Column:
        return self.rows[self.starts[idea] : self.starts[idea + 1]]

    def without(self, people: Column) -> tuple[Weights, Weights]:
        """Positives and seen by idea once these people are gone."""
        size = self.begins[people + 1] - self.begins[people]
        row = np.repeat(self.begins[people] - (np.cumsum(size) - size), size) + np.arange(int(size.sum()))
        column, gone = self.ballots.idea[row], self.weight[row]
        likes = gone * (self.ballots.value[row] > 0)
        count = len(self.ballots.ideas)
        return (
            self.positives - np.bincount(column, likes, count),
            self.seen - np.bincount(column, gone, count),
        )

    def better_without(self, people: Column, idea: int) -> int:
        """How many ideas stand above this one once these people are gone."""
        score = posterior_mean(*self.without(people), self.prior)
        return int(np.sum(score - score[idea] > TOLERANCE))


def _hold(crowd: _Crowd, idea: int, place: int, below: int) -> Hold:
    needed = below - int(np.sum(crowd.score() - crowd.score()[idea] > TOLERANCE))
    duels = _duels(crowd, idea, needed)
    at_least = duels[needed - 1][0] if len(duels) >= needed else None
    people = _choice(crowd, idea, below, duels, needed) if at_least is not None else None
    return Hold(
        idea=crowd.ballots.ideas[idea],
        place=place,
        below=below,
        at_least=at_least,
        at_most=None if people is None else len(people),
        rival=crowd.ballots.ideas[duels[0][1]] if duels else None,
        voters=len(crowd.votes_on(idea)),
        people=() if people is None else tuple(np.sort(people).tolist()),
    )


_Answer = tuple[int, int, Fewest]
"""At least how many, the rival, the whole answer."""


def _duels(crowd: _Crowd, idea: int, needed: int) -> list[_Answer]:
    """Rivals that can overtake, fewest people first: at least the first `needed` + TRIES of them."""
    rough = _rough(crowd, idea)
    able = np.flatnonzero(rough >= 0)
    able = able[np.lexsort((able, rough[able]))]
    likes = _standing(crowd, idea)
    answers: list[_Answer] = []
    for rival in able.tolist():
        wanted = needed + TRIES - 1
        # A rival whose rough bound is beyond what others need cannot be among the fewest.
        if len(answers) > wanted and rough[rival] > answers[wanted][0]:
            break
        fewest = overtake(_duel(crowd, idea, rival, likes))
        if fewest.at_least is not None:
            answers.append((fewest.at_least, rival, fewest))
            answers.sort(key=lambda answer: answer[:2])
    return answers


def _rough(crowd: _Crowd, idea: int) -> Column:
    """A quick bound from below for all rivals, shape (ideas,); -1 for those above already or never.

    As if every person both liked this idea and voted otherwise on the rival, with full weight.
    """
    score = crowd.score()
    top, bottom = crowd.parts(idea)
    rival_top = crowd.positives + crowd.prior.a
    rival_bottom = crowd.seen + crowd.prior.strength
    likes = float(crowd.positives[idea])
    others = crowd.seen - crowd.positives
    most = np.ceil(likes) + np.ceil(others)

    def enough(people: Weights) -> NDArray[np.bool_]:
        gone = np.minimum(people, likes)
        return above(rival_top, rival_bottom - np.minimum(people, others), top - gone, bottom - gone)

    low, high = np.zeros(len(score)), most.copy()
    possible = enough(high) & (score - score[idea] <= TOLERANCE)
    possible[idea] = False
    while np.any(low < high):
        middle = np.floor((low + high) / 2)
        done = enough(middle)
        low, high = np.where(done, low, np.minimum(middle + 1, high)), np.where(done, middle, high)
    return np.where(possible, high, -1).astype(np.int64)


def _standing(crowd: _Crowd, idea: int) -> Column:
    """What each person said of the idea, shape (people,): the row of a vote, or -1."""
    row = np.full(crowd.ballots.people, -1, dtype=np.int64)
    on_idea = crowd.votes_on(idea)
    row[crowd.ballots.person[on_idea]] = on_idea
    return row


def _duel(crowd: _Crowd, idea: int, rival: int, row_of: Column) -> Duel:
    """Sort the voters of both ideas into kinds; equals stand in an order by what they did."""
    ballots = crowd.ballots
    rows, against = crowd.votes_on(idea), crowd.votes_on(rival)
    voters = ballots.person[against]
    also = row_of[voters] >= 0
    only = np.ones(len(rows), dtype=np.bool_)
    only[np.searchsorted(rows, row_of[voters[also]])] = False
    # Three groups: voters of the leader alone, of both, of the rival alone; -1 stands for no vote.
    of_leader = np.concatenate([rows[only], row_of[voters]])
    of_rival = np.concatenate([np.full(int(only.sum()), -1), against])
    person = np.concatenate([ballots.person[rows[only]], voters])
    said = np.where(of_leader < 0, 0, np.where(ballots.value[of_leader] > 0, 1, -1))
    said_rival = np.where(of_rival < 0, 0, np.where(ballots.value[of_rival] > 0, 1, -1))
    kind = np.full(len(person), -1, dtype=np.int64)
    for number, (leader, other) in _KINDS.items():
        kind[(said == leader) & (said_rival == other)] = number
    number_of_votes = crowd.begins[person + 1] - crowd.begins[person]
    # Those who voted least move other ideas least.
    sequence = np.lexsort((crowd.fingerprint[person], number_of_votes))
    sequence = sequence[kind[sequence] >= 0]
    return Duel(
        leader=crowd.parts(idea),
        rival=crowd.parts(rival),
        person=person[sequence],
        kind=kind[sequence],
        of_leader=np.where(of_leader < 0, 0.0, crowd.weight[of_leader])[sequence],
        of_rival=np.where(of_rival < 0, 0.0, crowd.weight[of_rival])[sequence],
    )


_KINDS = {BOTH: (1, -1), PUSH: (1, 0), LIFT: (0, -1), DOWN: (1, 1), UP: (-1, -1)}
"""What people of each kind said of leader and rival: 1 for, -1 not for, 0 nothing."""


def _choice(crowd: _Crowd, idea: int, below: int, duels: list[_Answer], needed: int) -> Column | None:
    """The smallest choice found after which at least `below` ideas stand above, tried on all ideas."""
    found: list[Column | None] = []
    for _, _, fewest in duels[needed - 1 : needed - 1 + TRIES]:
        if fewest.people is not None and crowd.better_without(fewest.people, idea) >= below:
            if len(fewest.people) == duels[needed - 1][0]:
                return fewest.people
            found.append(fewest.people)
    rivals = np.array(sorted(rival for _, rival, _ in duels[:needed]), dtype=np.int64)
    found.append(_step_by_step(crowd, idea, below, rivals))
    found.append(_and_likers(crowd, idea, below, duels[needed - 1][2].people))
    return min((people for people in found if people is not None), key=len, default=None)


def _and_likers(crowd: _Crowd, idea: int, below: int, people: Column | None) -> Column | None:
    """These people, and as many others who like the idea as it takes; None if all of them do not suffice."""
    if people is None:
        return None
    rows = crowd.votes_on(idea)
    likers = crowd.ballots.person[rows[crowd.ballots.value[rows] > 0]]
    more = likers[~np.isin(likers, people)]
    votes = crowd.begins[more + 1] - crowd.begins[more]
    more = np.concatenate([people, more[np.lexsort((crowd.fingerprint[more], votes))]])
    if crowd.better_without(more, idea) < below:
        return None
    return _shortest(crowd, idea, below, more, -1)


def _step_by_step(crowd: _Crowd, idea: int, below: int, rivals: Column) -> Column | None:
    """Take away who moves most, against the rivals that are not above yet, until it suffices, else None.

    People go in growing parts, an eighth of those who went, so that the number of steps stays small.
    """
    ballots = crowd.ballots
    on = [crowd.votes_on(int(number)) for number in (idea, *rivals)]
    row, part = np.concatenate(on), np.repeat(np.arange(len(on)), [len(rows) for rows in on])
    who, of_person = np.unique(ballots.person[row], return_inverse=True)
    like, weight = ballots.value[row] > 0, crowd.weight[row]
    votes = crowd.begins[who + 1] - crowd.begins[who]
    ideas = np.concatenate([[idea], rivals])
    going: Column = np.zeros(0, dtype=np.int64)
    while True:
        positives, seen = crowd.without(who[going])
        tops, bottoms = positives[ideas] + crowd.prior.a, seen[ideas] + crowd.prior.strength
        score = tops / bottoms
        behind = score - score[0] <= TOLERANCE
        if crowd.better_without(who[going], idea) >= below:
            return _shortest(crowd, idea, below, who[going], len(going) - 1 - len(going) // 8)
        # By how much a score rises when the vote goes; the leader's fall counts against each rival behind.
        rise = weight * (tops[part] - bottoms[part] * like) / bottoms[part] ** 2
        share = np.where(part == 0, -float(max(behind[1:].sum(), 1)), behind[part].astype(np.float64))
        effect = np.bincount(of_person, rise * share, len(who))
        effect[going] = 0.0
        order = np.lexsort((crowd.fingerprint[who], votes, -effect))
        more = order[: max(1, len(going) // 8)]
        more = more[effect[more] > 0.0]
        if not len(more):
            return None
        going = np.concatenate([going, more])


def _shortest(crowd: _Crowd, idea: int, below: int, going: Column, low: int) -> Column:
    """A beginning of those who go that suffices, longer than `low`; all of them suffice."""
    high = len(going)
    # Places between need not follow evenly; whatever this ends at was tried.
    while high - low > 1:
        middle = (low + high) // 2
        if crowd.better_without(going[:middle], idea) >= below:
            high = middle
        else:
            low = middle
    return going[:high]
