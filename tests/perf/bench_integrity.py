"""How long the guards take, beside one pass of `np.bincount` over the same votes in the same run.

Both wander on a shared machine, seconds more than ratios: compare ratios, and those of one run only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from bridge.ranking.ballots import Ballots
from bridge.ranking.bursts import find_bursts
from bridge.ranking.integrity import integrity
from bridge.ranking.rings import find_rings
from bridge.ranking.support import fit_prior
from bridge.ranking.weighing import weigh
from tests.perf.table import Table, median, ratio

PEOPLE = 100_000
IDEAS = 1_000
VOTES = 1_000_000
REPEATS = 5
DAY = 86_400
RING = 50


def run(*, quick: bool = False) -> list[Table]:
    """The median of five runs, over a million votes by 100,000 people on 1,000 ideas in ten weeks.

    Weighing, rings, bursts and how firmly the first ten ideas hold their places. Rings once more where all
    of it happens within half an hour, so that every moment is crowded; a ring of fifty is in it each time.
    """
    repeats = 1 if quick else REPEATS
    share = 10 if quick else 1
    weeks, rush = (_crowd(seconds, share) for seconds in (70 * DAY, 1800))
    weighed = weigh(weeks)
    weights = weighed.row_weights(weeks)
    prior = fit_prior(weighed.raw.positives, weighed.raw.seen)
    until = int(weeks.at.max())
    baseline = median(partial(np.bincount, weeks.idea), repeats)
    works: list[tuple[str, Callable[[], object]]] = [
        ("np.bincount of ideas", partial(np.bincount, weeks.idea)),
        ("weigh newcomers", partial(weigh, weeks)),
        ("weigh, one confirmed ring", partial(weigh, weeks, confirmed=[{1, 2, 3, 4, 5}])),
        ("weights of all votes", partial(weighed.row_weights, weeks)),
        ("rings, ten weeks", partial(find_rings, weeks)),
        ("rings, half an hour", partial(find_rings, rush)),
        ("bursts of a week", partial(find_bursts, weeks, weighed.established, until=until)),
        ("ten holds, whole votes", partial(integrity, weeks, prior)),
        (
            "ten holds, weighted votes",
            partial(integrity, weeks, prior, evidence=weighed.counted, weights=weights),
        ),
        ("ten holds, below place 10", partial(integrity, weeks, prior, below=10)),
    ]
    rows = []
    for name, work in works:
        seconds = median(work, repeats)
        rows.append((name, seconds, ratio(seconds, baseline)))
    found = [len(ring.people) for crowd in (weeks, rush) for ring in find_rings(crowd)]
    title = f"Guards over {len(weeks):,} votes of {weeks.people:,} people, beside one pass of np.bincount"
    note = f"accounts in the rings that were found: {found}; planted: {[RING, RING]}"
    return [Table(title, ("work", "seconds", "of the pass"), rows, (note,))]


def _crowd(seconds: int, share: int) -> Ballots:
    """Some people vote much and most little, each within half an hour; fifty accounts act as one."""
    luck = np.random.default_rng(2015)
    people, votes = PEOPLE // share, VOTES // share
    person = (people * luck.random(votes) ** 1.5).astype(np.int64)
    pair = np.unique(person * IDEAS + luck.integers(0, IDEAS, votes))
    person, idea = np.divmod(pair, IDEAS)
    at = luck.integers(0, seconds, people)[person] + luck.integers(0, 1800, len(person))
    liked = luck.beta(2.0, 2.0, IDEAS)
    draw = luck.random(len(person))
    value = np.where(draw < liked[idea], 1, np.where(draw < 0.9, -1, 0))
    shared = np.arange(10) * (IDEAS // 10)
    return Ballots(
        ideas=tuple(f"{number:06}" for number in range(IDEAS)),
        people=people + RING,
        idea=np.concatenate([idea, np.tile(shared, RING)]),
        person=np.concatenate([person, np.repeat(people + np.arange(RING), 10)]),
        value=np.concatenate([value, np.ones(10 * RING, dtype=np.int64)]),
        at=np.concatenate(
            [at, np.tile(np.arange(10) * seconds // 10, RING) + luck.integers(0, 300, 10 * RING)]
        ),
    )
