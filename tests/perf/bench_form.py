"""The form under load on loopback: how fast it answers at a steady pace, and what a kill in the middle loses.

The site is a process of its own. Each visitor has an address of their own and sends one idea over the
interface; an idea counts as sent once its receipt has arrived.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from tests.e2e.small_campaign import SLUG, campaign_text
from tests.perf.table import Table, ratio

_ROOT = Path(__file__).resolve().parents[2]
_SOONEST = 3.2
_HANDS = 8


@dataclass
class Load:
    """What came of a load: seconds of each answer, receipts that arrived, and requests that broke."""

    seconds: list[float] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    broken: int = 0
    refused: int = 0


class Site:
    """`ideabridge web` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        today = datetime.now(UTC).date()
        (folder / "campaign.yaml").write_text(
            campaign_text(starts=today - timedelta(days=1)), encoding="utf-8"
        )
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, on the port that it had before."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(_ROOT),
            "IDEABRIDGE_DATABASE_URL": f"sqlite:///{self.folder}/bridge.sqlite3",
            "IDEABRIDGE_CAMPAIGN": str(self.folder / "campaign.yaml"),
            "IDEABRIDGE_WEB_PROXIES": "127.0.0.1",
            "IDEABRIDGE_NER": "off",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bridge", "web", "--port", str(self._port)],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        match = re.search(r"http://127\.0\.0\.1:(\d+)", self._process.stdout.readline())
        assert match is not None
        self._port = int(match[1])

    def kill(self) -> None:
        """SIGKILL."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def ask(self, method: str, path: str, visitor: int, body: object = None) -> tuple[int, bytes]:
        """One request of a visitor."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"X-Forwarded-For": f"10.{visitor >> 16}.{visitor >> 8 & 255}.{visitor & 255}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def tokens(self, first: int, number: int) -> list[tuple[int, str]]:
        """A form token for each visitor, good in a few seconds."""
        found = []
        for visitor in range(first, first + number):
            _, text = self.ask("GET", f"/api/campaigns/{SLUG}/token", visitor)
            found.append((visitor, str(json.loads(text)["token"])))
        return found


@contextmanager
def opened() -> Iterator[Site]:
    """A site that runs, and is ended."""
    with tempfile.TemporaryDirectory(prefix="ib-bench-form-") as name:
        site = Site(Path(name))
        site.start()
        try:
            yield site
        finally:
            site.kill()


def run(*, quick: bool = False) -> list[Table]:
    """Answer times at steady paces beside a page that does nothing; then a kill in the middle of a load."""
    share = 4 if quick else 1
    rows: list[tuple[str, int, str, str, str, str, int]] = []
    with opened() as site:
        idle = _idle(site, 200 // share)
        first = 1_000
        for pace in (2, 5, 8):
            number = pace * 20 // share
            load = _send(site, site.tokens(first, number), pace)
            first += number
            middle, late = _at(load.seconds, 0.5), _at(load.seconds, 0.99)
            rows.append(
                (
                    f"{pace} a second",
                    len(load.receipts),
                    f"{middle * 1000:.0f} ms",
                    f"{late * 1000:.0f} ms",
                    ratio(middle, idle),
                    ratio(late, idle),
                    load.broken + load.refused,
                )
            )
    paces = Table(
        "Ideas sent over the interface, receipts included, by pace",
        ("pace", "receipts", "p50", "p99", "p50 / idle page", "p99 / idle page", "failed"),
        rows,
        ("Each receipt costs one scrypt (16 MB), on purpose: some 40 ms of one processor.",),
    )
    return [paces, _killed(60 // share)]


def _idle(site: Site, number: int) -> float:
    times = []
    for visitor in range(number):
        begin = time.perf_counter()
        site.ask("GET", "/healthz", visitor)
        times.append(time.perf_counter() - begin)
    return _at(times, 0.5)


def _send(site: Site, tokens: list[tuple[int, str]], pace: float, kill_after: int | None = None) -> Load:
    """Send one idea for each token at this pace; after so many the site is killed and started again."""
    time.sleep(_SOONEST)
    load, lock = Load(), threading.Lock()
    waiting: queue.Queue[tuple[float, int, str] | None] = queue.Queue()

    def hand() -> None:
        while (item := waiting.get()) is not None:
            due, visitor, token = item
            body = {
                "campaign": SLUG,
                "question": "q1",
                "text": f"Idea of visitor {visitor}: put the lamp of bay {visitor} on a timer that is kind.",
                "token": token,
            }
            try:
                status, text = site.ask("POST", "/api/ideas", visitor, body)
            except OSError:
                with lock:
                    load.broken += 1
                continue
            with lock:
                if status == 201:
                    load.seconds.append(time.perf_counter() - due)
                    load.receipts.append(json.loads(text)["receipt"])
                else:
                    load.refused += 1

    hands = [threading.Thread(target=hand) for _ in range(_HANDS)]
    for one in hands:
        one.start()
    begin = time.perf_counter()
    for number, (visitor, token) in enumerate(tokens):
        due = begin + number / pace
        time.sleep(max(0.0, due - time.perf_counter()))
        waiting.put((due, visitor, token))
        if number == kill_after:
            site.kill()
            site.start()
    for _ in hands:
        waiting.put(None)
    for one in hands:
        one.join()
    return load


def _killed(number: int) -> Table:
    with opened() as site:
        load = _send(site, site.tokens(1, number), 20, kill_after=number // 2)
        site.kill()
        keys = FileKeyRing(site.folder / "bridge.keys.json")
        store = SqlStore(f"sqlite:///{site.folder}/bridge.sqlite3", keys)
        with store.begin() as unit:
            held = [unit.receipts.get(SLUG, keys.mark(SLUG, code)) for code in load.receipts]
            waiting = len(unit.submissions.waiting(SLUG))
            receipts = unit.receipts.count(SLUG)
        store.close()
        site.start()
    lost = sum(1 for receipt in held if receipt is None)
    if lost or waiting != receipts:
        raise SystemExit(f"{lost} receipts lead nowhere; {waiting} ideas and {receipts} receipts are kept")
    return Table(
        "Killed in the middle of a load and started again",
        ("sent", "receipts given", "of those lost", "broken or refused meanwhile", "half stored"),
        [(str(number), len(load.receipts), lost, load.broken + load.refused, abs(waiting - receipts))],
        ("Whoever got no answer sends the form again; nobody who has a receipt loses an idea.",),
    )


def _at(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
