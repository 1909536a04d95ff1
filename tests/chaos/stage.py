"""One forum, one store and one proxy, which can be set back to the beginning of an act again and again."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from bridge.clock import SimulatedClock
from bridge.sandbox.limits import Limits
from bridge.sandbox.seed import Keys
from bridge.sandbox.server import Sandbox
from tests.chaos.photo import Photo, Verdict, judge, take
from tests.chaos.proxy import Fault, Proxy
from tests.chaos.scenario import ACTS, MOVED_ON, Act, database
from tests.chaos.victim import Order, Told, Victim

MOST_RUNS = 7
PATIENCE = 0.5
"""Seconds for which the bridge waits where an answer is held back."""

_LATER = timedelta(seconds=150)
"""Longer than the forum remembers a creation, shorter than a lease lasts."""

_SHARED = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that goes wrong in one act: killed at a point, or a fault in a request; both count from 1."""

    act: str
    number: int
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: how many runs it took, whether they came to rest, and what stands in the end."""

    case: Case
    runs: int
    rested: bool
    verdict: Verdict
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What an act does when nothing goes wrong: its points and requests in order, and the photo after it."""

    points: tuple[str, ...]
    requests: tuple[str, ...]
    photo: Photo


class Stage:
    """Plays every act once undisturbed, keeps forum and store as they were before each, and replays."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ib-chaos-", dir=_SHARED if _SHARED.is_dir() else None))
        self._clock = SimulatedClock(ACTS[0].now)
        self._proxy = Proxy(lambda: self._clock.advance(_LATER))
        self._victim = Victim()
        self._keys: Keys | None = None
        self._sandbox: Sandbox | None = None
        self.rehearsed: dict[str, Rehearsed] = {}
        try:
            self._rehearse()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End everything and remove the files."""
        self._halt()
        self._victim.close()
        self._proxy.close()
        shutil.rmtree(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def forum_folder(self) -> Path:
        """Where the forum of the present replay lies."""
        return self._folder / "now" / "forum"

    @property
    def desk_folder(self) -> Path:
        """Where the store of the present replay lies."""
        return self._folder / "now" / "desk"

    def play(self, case: Case) -> Outcome:
        """Set everything back, let it go wrong, run again until there is nothing left to do, and look."""
        act = _act(case.act)
        self._set_back(act)
        try:
            first = self._run(act, case)
            if act.meanwhile is not None:
                act.meanwhile(self.desk_folder)
            errors = [first.error] if first.error else []
            rested = False
            runs = 1
            self._proxy_ends()
            while not rested and runs < MOST_RUNS:
                told = self._run(act)
                runs += 1
                errors += [told.error] if told.error else []
                errors += [f"failed {failure}" for failure in told.failed]
                rested = not self._proxy_ends() and told.quiet
            found = take(self.forum_folder, self.desk_folder)
        finally:
            self._proxy.drop()
            self._halt()
        return Outcome(case, runs, rested, judge(self.rehearsed[act.name].photo, found), tuple(errors))

    def _proxy_ends(self) -> bool:
        self._clock.advance(_LATER)
        return self._proxy.end()

    def _rehearse(self) -> None:
        for act in (*ACTS, MOVED_ON):
            before = self._folder / "before" / act.name
            if act is MOVED_ON:
                shutil.copytree(self._folder / "before" / ACTS[1].name, before)
                self._set_back(act)
            else:
                self._clock.move_to(act.now)
                self._open()
                act.prepare(self._forum, self.desk_folder)
                self._halt()
                shutil.copytree(self._folder / "now", before)
                self._open()
            told = self._run(act, warming=True)
            self._must(told, act)
            requests = tuple(self._proxy.requests)
            if act.meanwhile is not None:
                act.meanwhile(self.desk_folder)
                self._must(self._run(act), act)
            self._must_be_quiet(act)
            photo = take(self.forum_folder, self.desk_folder)
            self.rehearsed[act.name] = Rehearsed(tuple(told.points), requests, photo)
            if act is not ACTS[-1]:
                self._halt()
        self._halt()

    def _must(self, told: Told, act: Act) -> None:
        if told.error or told.failed or told.conflicts:
            raise RuntimeError(f"the act {act.name} fails undisturbed: {told.error or told.failed}")

    def _must_be_quiet(self, act: Act) -> None:
        told = self._run(act)
        if not told.quiet:
            raise RuntimeError(f"the act {act.name} does not come to rest undisturbed: {told}")

    def _set_back(self, act: Act) -> None:
        shutil.rmtree(self._folder / "now", ignore_errors=True)
        shutil.copytree(self._folder / "before" / act.name, self._folder / "now")
        self._clock = SimulatedClock(act.now)
        self._open()

    def _open(self) -> None:
        self.desk_folder.mkdir(parents=True, exist_ok=True)
        sandbox = Sandbox(self.forum_folder, clock=lambda: self._clock.now(), limits=Limits.relaxed())
        sandbox.start()
        self._sandbox = sandbox
        self._proxy.forum = int(sandbox.base_url.rpartition(":")[2])
        if self._keys is None:
            self._keys = sandbox.seed()

    def _halt(self) -> None:
        if self._sandbox is not None:
            self._sandbox.stop()
            self._sandbox = None

    @property
    def _forum(self) -> Sandbox:
        assert self._sandbox is not None
        return self._sandbox

    def _run(self, act: Act, case: Case | None = None, *, warming: bool = False) -> Told:
        fault = case.fault if case is not None else None
        self._proxy.begin(fault, case.number if case is not None and fault is not None else None)
        assert self._keys is not None
        return self._victim.run(
            Order(
                url=self._proxy.url,
                database=database(self.desk_folder),
                campaign=str(act.campaign(self.desk_folder)),
                now=self._clock.now().isoformat(),
                keys={
                    "bridge": self._keys.bridge,
                    "bridge_username": self._keys.bridge_username,
                    "admin": self._keys.admin,
                    "admin_username": self._keys.admin_username,
                },
                kill=case.number if case is not None and fault is None else None,
                warming=warming,
                patience=PATIENCE if fault is not None and fault.startswith("late") else None,
            )
        )


def _act(name: str) -> Act:
    return next(act for act in (*ACTS, MOVED_ON) if act.name == name)
