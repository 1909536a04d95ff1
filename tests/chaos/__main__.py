"""`python -m tests.chaos`: kill and disturb the bridge everywhere, count what stands twice or not at all."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
from collections.abc import Sequence

from tests.chaos import matrix
from tests.chaos.matrix import KILLS, Row
from tests.chaos.proxy import FAULTS
from tests.chaos.stage import Stage

EVERY = 40
_COLUMNS = (
    "matrix",
    "points",
    "tried",
    "runs",
    "duplicates",
    "lost",
    "wrong texts",
    "unsettled rows",
    "ledger",
    "no rest",
    "seconds",
)


def main(arguments: Sequence[str] | None = None, stage: Stage | None = None) -> int:
    """Run the matrices; 1 where anything is there twice, lost, wrong or left open, else 0.

    With a stage that stands already everything is played on that one.
    """
    asked = _read(arguments)
    every = 1 if asked.all else max(asked.every, 1)
    begin = time.monotonic()
    with contextlib.nullcontext(stage) if stage is not None else Stage() as first:
        names = asked.matrix or (KILLS, *FAULTS)
        cases = matrix.all_cases(first.rehearsed, asked.act or matrix.ACT_NAMES, names)
        chosen = matrix.choose(cases, first.rehearsed, every)
        rows = matrix.new_rows(cases)
        jobs = 1 if stage is not None else asked.jobs
        _note(f"{_which(every)}: {len(chosen)} of {len(cases)} points, {jobs} at once")
        matrix.play(chosen, rows, jobs, _progress, first)
    report = list(rows.values())
    seconds = time.monotonic() - begin
    fine = all(row.fine for row in report)
    if asked.format == "json":
        data = {"schema_version": 1, "every": every, "seconds": round(seconds, 1), "fine": fine}
        _say(json.dumps({**data, "rows": [row.data() for row in report], "all": _sums(report).data()}))
    else:
        _say(_table([*report, _sums(report)]))
        _say(f"\n{_which(every)}; {seconds:.0f} s on the clock")
        for row in report:
            for word in row.words:
                _say(f"! {row.matrix}: {word}")
    return 0 if fine else 1


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = (KILLS, *FAULTS)
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--every",
        type=int,
        default=EVERY,
        metavar="K",
        help=f"one point of each sort and each K-th of all ({EVERY} if left out)",
    )
    size.add_argument("--all", action="store_true", help="every point and every request")
    parser.add_argument(
        "--matrix", action="append", choices=names, metavar="NAME", help=f"only: {', '.join(names)}"
    )
    parser.add_argument(
        "--act",
        action="append",
        choices=matrix.ACT_NAMES,
        metavar="NAME",
        help=f"only: {', '.join(matrix.ACT_NAMES)}",
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="forums to play on at once"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args(arguments)


def _which(every: int) -> str:
    return "every point" if every == 1 else f"one point of each sort and each {every}th of all"


def _sums(rows: Sequence[Row]) -> Row:
    total = Row("all", 0)
    for row in rows:
        total.take_in(row)
    return total


def _table(rows: Sequence[Row]) -> str:
    lines: list[tuple[str, ...]] = [_COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_COLUMNS))]
    shown = [
        "  ".join(
            [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([shown[0], rule, *shown[1:-1], rule, shown[-1]])


def _progress(done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        _note(f"{done} of {total}")


def _note(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
