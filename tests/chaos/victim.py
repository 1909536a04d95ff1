"""Runs of the bridge as processes of their own, which can be killed at any request and any commit.

`python -m tests.chaos.victim` reads one order a line (JSON) from its input and forks a process for each, so
that nothing is imported twice; it answers with one line when that process has ended, however it ended.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from unittest import mock

from pydantic import SecretStr

from bridge import wiring
from bridge.cli.context import held
from bridge.clock import SimulatedClock
from bridge.declare.loader import load
from bridge.domain.errors import BridgeError
from bridge.forum import clients
from bridge.forum.endpoint import Endpoint
from bridge.forum.settings import ForumSettings
from bridge.forum.transport import Answer, File, Json, Query, Transport
from bridge.pipeline.synchronise import synchronise
from bridge.settings import Settings
from bridge.store.unit_of_work import SqlStore, SqlUnitOfWork

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Order:
    """One run: where, when, and the point at which it is killed (counted from 1; None: it lives).

    `patience` is the seconds for which the bridge waits for an answer; None for its own default. With
    `warming` it is no process of its own: what it loads is there for all later ones.
    """

    url: str
    database: str
    campaign: str
    now: str
    keys: dict[str, str]
    kill: int | None = None
    patience: float | None = None
    warming: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a run. `points` are the places at which it could have been killed, in order."""

    killed: bool = False
    error: str = ""
    settled: int = 0
    operations: int = -1
    conflicts: int = 0
    failed: list[str] = field(default_factory=list)
    digest: str | None = None
    points: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether the run found nothing to do and nothing to complain about."""
        return not (self.killed or self.error or self.settled or self.conflicts or self.failed) and (
            self.operations == 0
        )


class Victim:
    """The process that forks the runs; ended with the block."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.victim"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, order: Order) -> Told:
        """Have an order carried out, and wait for the end of that process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that starts the runs has ended")
        told = Told(**json.loads(line))
        if told.error.startswith("crash"):
            raise RuntimeError(told.error)
        return told

    def close(self) -> None:
        """Let the process end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Points:
    """Counts the points that a run passes, and dies at the one that was ordered."""

    def __init__(self, kill: int | None) -> None:
        self._kill = kill
        self.passed: list[str] = []

    def pass_(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) == self._kill:
            os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def _counted(points: _Points) -> Iterator[None]:
    """Make every request and every commit of this process pass a point before and after."""

    class CountedTransport(Transport):
        def send(
            self,
            endpoint: Endpoint,
            *,
            ids: dict[str, str | int] | None = None,
            query: Query | None = None,
            body: Json | None = None,
            file: File | None = None,
        ) -> Answer:
            points.pass_(f"before {endpoint}")
            try:
                return super().send(endpoint, ids=ids, query=query, body=body, file=file)
            finally:
                points.pass_(f"after {endpoint}")

    class CountedStore(SqlStore):
        @contextmanager
        def begin(self) -> Iterator[SqlUnitOfWork]:
            with super().begin() as unit:
                yield unit
                points.pass_("before commit")
            points.pass_("after commit")

    with (
        mock.patch.object(clients, "Transport", CountedTransport),
        mock.patch.object(wiring, "SqlStore", CountedStore),
    ):
        yield


def _carry_out(order: Order) -> Told:
    points = _Points(order.kill)
    campaign = load(Path(order.campaign))
    settings = Settings(
        forum_url=order.url,
        api_key=SecretStr(order.keys["bridge"]),
        api_username=order.keys["bridge_username"],
        provision_key=SecretStr(order.keys["admin"]),
        provision_username=order.keys["admin_username"],
        database_url=order.database,
        requests_per_minute=6000,
    )
    patient = functools.partial(ForumSettings, answer_timeout=order.patience or 60.0)
    with _counted(points), mock.patch.object(wiring, "ForumSettings", patient):
        bridge = wiring.open_bridge(settings, clock=SimulatedClock(datetime.fromisoformat(order.now)))
        try:
            with held(bridge, campaign) as lease:
                done = synchronise(bridge.desk, bridge.pseudonyms, campaign, lease)
        except BridgeError as error:
            return Told(error=f"{type(error).__name__}: {error}", points=points.passed)
        finally:
            bridge.close()
    return Told(
        settled=done.settled,
        operations=len(done.plan.operations),
        conflicts=len(done.plan.conflicts) + len(done.applied.conflicts if done.applied else ()),
        failed=[f"{key}: {why}" for key, why in done.applied.failed] if done.applied else [],
        digest=done.digest,
        points=points.passed,
    )


def _in_a_process(order: Order) -> Told:
    """Fork, carry out, and tell what came of it; a killed process has told nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            told = _carry_out(order)
        except BaseException as fault:  # noqa: BLE001 - it is told to the process that asked
            told = Told(error=f"crash: {fault!r}")
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(asdict(told), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Told(killed=True)
    data: dict[str, Any] = json.loads(text)
    return Told(**data)


def main() -> None:
    """Carry out orders until the input ends."""
    for line in sys.stdin:
        order = Order(**json.loads(line))
        told = _carry_out(order) if order.warming else _in_a_process(order)
        sys.stdout.write(json.dumps(asdict(told)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
