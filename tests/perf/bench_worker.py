"""How much memory a worker holds after many syncs, beside what it held after the first ones."""

from __future__ import annotations

import gc
import os
import random
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bridge.sandbox import SandboxRefusal
from tests.e2e.small_campaign import at, ideas_text
from tests.e2e.staging import open_town
from tests.perf.table import Table, ratio
from tests.worker.test_loop import Post

SYNCS = 1_200
PEOPLE = 40


def run(*, quick: bool = False) -> list[Table]:
    """1,200 syncs of one process, a change in the forum before each: twelve days of a busy campaign.

    Forum and worker share the process. The baseline is the memory after an eighth of the syncs, when all
    packages have been loaded that a sync needs.
    """
    syncs = SYNCS // (10 if quick else 1)
    rows: list[tuple[int, float, int]] = []
    chance = random.Random(1)
    with open_town(at(0)) as town, tempfile.TemporaryDirectory(prefix="ib-bench-") as name:
        operator = town.operator(Path(name) / "desk")
        operator.write("ideas.csv", ideas_text())
        operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()
        post = Post(town, operator)
        post.worker.tick()
        people = [town.member(f"person{number}") for number in range(PEOPLE)]
        posts = [operator.link(f"idea/{idea}").post_id or 0 for idea in operator.ideas().values()]
        for done in range(1, syncs + 1):
            person, liked = chance.choice(people), chance.choice(posts)
            try:
                person.like(liked)
            except SandboxRefusal:
                with suppress(SandboxRefusal):
                    person.unlike(liked)
            assert town.clock is not None
            town.clock.advance(timedelta(minutes=16))
            post.worker.tick()
            if done % (syncs // 8) == 0:
                gc.collect()
                rows.append((done, _megabytes(), len(gc.get_objects())))
        post.bridge.close()
    first = rows[0][1]
    shown = [(done, size, objects, ratio(size, first)) for done, size, objects in rows]
    return [Table("One worker", ("syncs", "MB", "objects", "of the first"), shown)]


def _megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
