"""`python -m tests.perf [NAME ...] [--quick]`: run the benchmarks and print one table after the other."""

from __future__ import annotations

import argparse
import importlib
import platform
import sys
import time
from pathlib import Path

_PREFIX = "bench_"


def main() -> int:
    """Run what is asked for; 2 for a benchmark that does not exist."""
    names = sorted(path.stem.removeprefix(_PREFIX) for path in Path(__file__).parent.glob(f"{_PREFIX}*.py"))
    parser = argparse.ArgumentParser(prog="python -m tests.perf", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which: {', '.join(names)}; all if left out"
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, one run each")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in names]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(names)}")
    _say(f"Python {platform.python_version()} on {platform.machine()}, {platform.system()}")
    for name in asked.names or names:
        _say(f"\n== {name} ==")
        begin = time.perf_counter()
        for table in importlib.import_module(f"tests.perf.{_PREFIX}{name}").run(quick=asked.quick):
            _say(f"\n{table.text()}")
        _say(f"\n({time.perf_counter() - begin:.0f} s for all of it)")
    return 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
