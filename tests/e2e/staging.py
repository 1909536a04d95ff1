"""A forum on loopback, people in it, and somebody at the command line who runs the bridge for a campaign."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from unittest import mock

from pydantic import SecretStr

from bridge.cli.main import main
from bridge.clock import SimulatedClock
from bridge.domain.document import Link
from bridge.domain.identity import Key
from bridge.sandbox import Keys, Limits, Member, Sandbox
from bridge.settings import Settings
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from bridge.wiring import Bridge, open_bridge
from tests.e2e.small_campaign import SLUG, campaign_text
from tests.same_names import fix_names

ROOT = Path(__file__).resolve().parents[2]
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
STORED_QUERY = ("reports", "queries")
"""Parts of routes by which a stored query is run: a POST that changes nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a command printed, and the code with which it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON object on stdout."""
        return json.loads(self.out)

    def fine(self) -> Told:
        """The same, once it is known that the command succeeded."""
        assert self.code == 0, f"exit code {self.code}\n{self.out}\n{self.err}"
        return self


@dataclass
class Running:
    """A process that goes on, and the files that it prints to."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    def interrupt(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def says(self, words: str, file: Path, *, within: float = 60.0) -> None:
        """Wait until it has printed these words."""
        until = monotonic() + within
        while words not in file.read_text():
            assert self.process.poll() is None, self.out.read_text() + self.err.read_text()
            assert monotonic() < until, file.read_text()
            sleep(0.005)

    def end(self) -> Told:
        """Wait until it has ended by itself."""
        code = self.process.wait(timeout=60)
        return Told(code, self.out.read_text(), self.err.read_text())


@dataclass
class Operator:
    """Somebody at the command line: a folder, an environment, and commands as they are typed.

    `run` works within this process, so that the clock can be told what time it is; `process` starts
    `python -m bridge` as an operator's shell would.
    """

    folder: Path
    environment: dict[str, str]
    clock: SimulatedClock | None = None
    heard: list[str] = field(default_factory=list)

    @property
    def database(self) -> Path:
        """The file of the SQLite database."""
        return self.folder / "data" / "bridge.sqlite3"

    def wears(self, **changes: str | None) -> Operator:
        """The same person with other settings; None takes one away."""
        environment = {**self.environment}
        for name, value in changes.items():
            environment.pop(name, None)
            if value is not None:
                environment[name] = value
        return replace(self, environment=environment)

    def run(self, *words: object, typed: str = "") -> Told:
        """A command within this process."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.ExitStack() as stack:
            stack.enter_context(mock.patch.dict(os.environ, self.whole_environment(), clear=True))
            stack.enter_context(mock.patch.object(sys, "argv", ["ideabridge", *map(str, words)]))
            stack.enter_context(mock.patch.object(sys, "stdin", io.StringIO(typed)))
            if self.clock is not None:
                stack.enter_context(mock.patch("bridge.wiring.SystemClock", return_value=self.clock))
            stack.enter_context(contextlib.chdir(self.folder))
            stack.enter_context(contextlib.redirect_stdout(out))
            stack.enter_context(contextlib.redirect_stderr(err))
            code = 0
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return self._told(Told(code, out.getvalue(), err.getvalue()))

    def process(self, *words: object) -> Told:
        """A command as a process of its own, without a terminal."""
        done = subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.whole_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return self._told(Told(done.returncode, done.stdout, done.stderr))

    @contextmanager
    def started(self, *words: object) -> Iterator[Running]:
        """A command as a process that goes on while the test does something else; ended with the block."""
        out, err = self.folder / "out.txt", self.folder / "err.txt"
        with out.open("w") as out_file, err.open("w") as err_file:
            process = subprocess.Popen(
                self.command(*words),
                cwd=self.folder,
                env=self.whole_environment(),
                stdin=subprocess.DEVNULL,
                stdout=out_file,
                stderr=err_file,
            )
        try:
            yield Running(process, out, err)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()

    @staticmethod
    def command(*words: object) -> list[str]:
        """The words by which a shell would start it."""
        return [sys.executable, "-m", "bridge", *map(str, words)]

    def write(self, name: str, text: str) -> Path:
        """A file in the operator's folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        """The bridge's own database, to look into."""
        store = SqlStore(f"sqlite:///{self.database}", FileKeyRing(self.database.with_suffix(".keys.json")))
        try:
            yield store
        finally:
            store.close()

    def link(self, name: str, campaign: str = SLUG) -> Link:
        """Where a document such as `idea/abc` stands."""
        with self.store() as store, store.begin() as unit:
            link = unit.links.get(Key.parse(f"{campaign}/{name}"))
        assert link is not None, name
        return link

    def ideas(self, campaign: str = SLUG) -> dict[str, str]:
        """Text -> id of all ideas."""
        with self.store() as store, store.begin() as unit:
            return {idea.text: idea.id for idea in unit.ideas.all(campaign)}

    def _told(self, told: Told) -> Told:
        self.heard += [told.out, told.err]
        assert "Traceback" not in told.out + told.err, told.err
        return told

    def whole_environment(self) -> dict[str, str]:
        """This process's environment with the operator's settings instead of any other."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("IDEABRIDGE_")}
        # Whole runs give the same whether or not the extra is installed; tests/text/ner tests it.
        fixed = {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "IDEABRIDGE_NER": "off"}
        return {**kept, **fixed, **self.environment}


@dataclass
class Town:
    """A forum, its keys, and its people."""

    sandbox: Sandbox
    keys: Keys
    clock: SimulatedClock | None

    def operator(self, folder: Path, campaign: str | None = None, name: str = "campaign.yaml") -> Operator:
        """Somebody who runs a campaign on this forum; `campaign` is the text of the campaign file."""
        folder.mkdir(exist_ok=True, parents=True)
        operator = Operator(
            folder,
            {
                "IDEABRIDGE_FORUM_URL": self.sandbox.base_url,
                "IDEABRIDGE_API_KEY": self.keys.bridge,
                "IDEABRIDGE_API_USERNAME": self.keys.bridge_username,
                "IDEABRIDGE_PROVISION_KEY": self.keys.admin,
                "IDEABRIDGE_PROVISION_USERNAME": self.keys.admin_username,
                "IDEABRIDGE_DATABASE_URL": f"sqlite:///{folder}/data/bridge.sqlite3",
                "IDEABRIDGE_CAMPAIGN": str(folder / name),
                "IDEABRIDGE_REQUESTS_PER_MINUTE": "6000",
            },
            self.clock,
        )
        operator.write(name, campaign or campaign_text())
        fix_names(operator.database.with_suffix(".keys.json"), SLUG)
        return operator

    @contextmanager
    def desk(self, folder: Path) -> Iterator[Bridge]:
        """The bridge on this forum, opened within this process."""
        settings = Settings(
            forum_url=self.sandbox.base_url,
            api_key=SecretStr(self.keys.bridge),
            api_username=self.keys.bridge_username,
            provision_key=SecretStr(self.keys.admin),
            provision_username=self.keys.admin_username,
            database_url=f"sqlite:///{folder}/bridge.sqlite3",
            requests_per_minute=6000,
        )
        bridge = open_bridge(settings, clock=self.clock)
        try:
            yield bridge
        finally:
            bridge.close()

    def member(self, name: str, **wishes: Any) -> Member:
        """A person of this name, made when new."""
        try:
            return self.sandbox.member(name)
        except LookupError:
            return self.sandbox.create_user(name, **wishes)

    def moderator(self) -> Member:
        """A person who may edit and remove what others wrote."""
        return self.member("wise_owl", trust_level=4, moderator=True)

    def topic(self, topic_id: int | None) -> Mapping[str, Any]:
        """A topic as the forum keeps it, with `raw` of its first post and its `tags`."""
        site = self.sandbox.site
        with site.lock:
            topic = site.one("SELECT * FROM topics WHERE id = ?", topic_id)
            assert topic is not None
            raw = site.value("SELECT raw FROM posts WHERE topic_id = ? AND post_number = 1", topic_id)
            tags = site.column(
                "SELECT name FROM tags JOIN topic_tags ON tags.id = tag_id WHERE topic_id = ?", topic_id
            )
        return {**dict(topic), "raw": raw, "tags": set(tags)}

    def topics(self, words: str = "") -> list[int]:
        """Topics of the bridge's account whose first post holds these words, removed ones included."""
        site = self.sandbox.site
        with site.lock:
            return list(
                site.column(
                    "SELECT topic_id FROM posts JOIN users ON users.id = user_id "
                    "WHERE post_number = 1 AND username = ? AND instr(raw, ?) > 0 ORDER BY topic_id",
                    self.keys.bridge_username,
                    words,
                )
            )

    def poll_status(self, post_id: int | None) -> str:
        """Whether the poll of a post is open or closed."""
        site = self.sandbox.site
        with site.lock:
            return ("open", "closed")[site.value("SELECT status FROM polls WHERE post_id = ?", post_id)]

    def writes(self) -> Counter[tuple[str, str]]:
        """Writing requests since the counts were reset, by method and route."""
        return Counter(
            {
                (method, route): number
                for (method, route), number in self.sandbox.requests.items()
                if method in WRITING and not any(part in route for part in STORED_QUERY)
            }
        )

    @contextmanager
    def watched(self) -> Iterator[Callable[[], Counter[tuple[str, str]]]]:
        """Count requests from here on."""
        self.sandbox.reset_requests()
        yield self.writes


@contextmanager
def open_town(start: datetime | None = None) -> Iterator[Town]:
    """A forum without limits of pace; with `start` its clock stands there and moves when told to."""
    clock = SimulatedClock(start) if start is not None else None
    with Sandbox(clock=clock.now if clock else None, limits=Limits.relaxed()) as sandbox:
        yield Town(sandbox, sandbox.seed(), clock)
