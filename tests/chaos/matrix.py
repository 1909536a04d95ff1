"""Every point and every request at which things can go wrong, a choice of them, and what came of each."""

from __future__ import annotations

import multiprocessing
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from multiprocessing.util import Finalize

from tests.chaos.proxy import FAULTS
from tests.chaos.scenario import ACTS, MOVED_ON
from tests.chaos.stage import Case, Outcome, Rehearsed, Stage

KILLS = "killed"
MOST_WORDS = 8
ACT_NAMES = (*(act.name for act in ACTS), MOVED_ON.name)

_NUMBER = re.compile(r"\d+|(?<=external_id/)[\w-]+|\?.*")


@dataclass(slots=True)
class Row:
    """One line of the table: a matrix, how many points it has, and what came of those that were tried."""

    matrix: str
    points: int
    tried: int = 0
    runs: int = 0
    duplicates: int = 0
    lost: int = 0
    wrong: int = 0
    unsettled: int = 0
    ledger: int = 0
    restless: int = 0
    seconds: float = 0.0
    words: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        """Whether everything came out as it should."""
        faults = (self.duplicates, self.lost, self.wrong, self.unsettled, self.ledger, self.restless)
        return self.tried > 0 and not any(faults)

    def add(self, outcome: Outcome, seconds: float) -> None:
        """Count one outcome in."""
        self.tried += 1
        self.runs += outcome.runs
        verdict = outcome.verdict
        self.duplicates += verdict.duplicates
        self.lost += verdict.lost
        self.wrong += verdict.wrong
        self.unsettled += verdict.unsettled
        self.ledger += verdict.ledger
        self.restless += not outcome.rested
        self.seconds += seconds
        if not (verdict.fine and outcome.rested):
            rest = () if outcome.rested else (f"no rest after {outcome.runs} runs",)
            place = f"{outcome.case.act} {outcome.case.number}"
            words = [f"{place}: {word}" for word in (*rest, *verdict.words, *outcome.errors)]
            self.words += words[:MOST_WORDS]
            if len(words) > MOST_WORDS:
                self.words.append(f"{place}: and {len(words) - MOST_WORDS} more")

    def take_in(self, other: Row) -> None:
        """Add another line to this one, but for its words."""
        self.points += other.points
        self.tried += other.tried
        self.runs += other.runs
        self.duplicates += other.duplicates
        self.lost += other.lost
        self.wrong += other.wrong
        self.unsettled += other.unsettled
        self.ledger += other.ledger
        self.restless += other.restless
        self.seconds += other.seconds

    def cells(self) -> tuple[str, ...]:
        """The row for people, in the order of the table's columns."""
        counts = (self.points, self.tried, self.runs, self.duplicates, self.lost, self.wrong)
        rest = (self.unsettled, self.ledger, self.restless, round(self.seconds))
        return (self.matrix, *(f"{number:,}" for number in (*counts, *rest)))

    def data(self) -> dict[str, object]:
        """The row for programs."""
        return {**asdict(self), "seconds": round(self.seconds, 1), "fine": self.fine}


def all_cases(rehearsed: dict[str, Rehearsed], acts: Iterable[str], matrices: Sequence[str]) -> list[Case]:
    """Every kill point and every fault of every request, in the order of the story."""
    cases: list[Case] = []
    for act in acts:
        known = rehearsed[act]
        if KILLS in matrices:
            cases += [Case(act, number) for number in range(1, len(known.points) + 1)]
        for number in range(1, len(known.requests) + 1):
            cases += [Case(act, number, fault) for fault in FAULTS if fault in matrices]
    return cases


def choose(cases: Sequence[Case], rehearsed: dict[str, Rehearsed], every: int) -> list[Case]:
    """One of each sort, and each `every`-th of all.

    Of one sort are kills at the same kind of point in an act, and one fault in the same kind of writing
    request in an act. Reading is repeated by the client itself, so one request of each kind will do there,
    and one of each fault. Where texts move on meanwhile the last of a sort is taken, which is an idea's, else
    the first.
    """
    if every <= 1:
        return list(cases)
    one_of_each: dict[tuple[str, ...], int] = {}
    for number, case in enumerate(cases):
        for sort in _sorts(case, rehearsed[case.act]):
            if case.act == MOVED_ON.name and sort[0] == case.act:
                one_of_each[sort] = number
            else:
                one_of_each.setdefault(sort, number)
    chosen = {*one_of_each.values(), *range(0, len(cases), every)}
    return [cases[number] for number in sorted(chosen)]


def _sorts(case: Case, known: Rehearsed) -> list[tuple[str, ...]]:
    if case.fault is None:
        return [(case.act, _NUMBER.sub("", known.points[case.number - 1]))]
    request = _NUMBER.sub("N", known.requests[case.number - 1])
    if request.startswith("GET "):
        return [("reading", request), ("reading", case.fault)]
    return [(case.act, request, case.fault)]


def play(
    cases: Sequence[Case], rows: dict[str, Row], jobs: int, tell: Callable[[int, int], None], stage: Stage
) -> None:
    """Play the cases, on `jobs` stages at once, and sum them up in the rows."""
    if jobs == 1:
        for number, case in enumerate(cases, 1):
            _count(rows, *_timed(stage, case))
            tell(number, len(cases))
        return
    # Fresh interpreters: a fork would copy the threads of the stage that made the choice.
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, initializer=_begin) as pool:
        done = pool.imap_unordered(_on_own_stage, cases, chunksize=4)
        for number, (outcome, seconds) in enumerate(done, 1):
            _count(rows, outcome, seconds)
            tell(number, len(cases))
        pool.close()
        pool.join()


def _count(rows: dict[str, Row], outcome: Outcome, seconds: float) -> None:
    rows[outcome.case.fault or KILLS].add(outcome, seconds)


def _timed(stage: Stage, case: Case) -> tuple[Outcome, float]:
    begin = time.monotonic()
    return stage.play(case), time.monotonic() - begin


_own: list[Stage] = []


def _begin() -> None:
    stage = Stage()
    _own.append(stage)
    # Workers end without a word to what they run; this is called all the same.
    Finalize(None, stage.close, exitpriority=1)


def _on_own_stage(case: Case) -> tuple[Outcome, float]:
    return _timed(_own[0], case)


def new_rows(cases: Sequence[Case]) -> dict[str, Row]:
    """An empty row for each matrix that has cases."""
    names = sorted((case.fault or KILLS for case in cases), key=_place)
    return {name: Row(name, len(list(group))) for name, group in groupby(names)}


def _place(name: str) -> int:
    return (KILLS, *FAULTS).index(name)
