"""Starting and stopping the forum: in a thread for tests and the demo, or in the foreground."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import uvicorn

from bridge.sandbox import auth, people, seed
from bridge.sandbox.app import App
from bridge.sandbox.categorising import create_category
from bridge.sandbox.faults import Faults
from bridge.sandbox.limits import Limits
from bridge.sandbox.members import Member
from bridge.sandbox.seed import Keys
from bridge.sandbox.site import Site, User

KEY_FILE = "keys.env"
"""File in the data folder that holds the keys, readable by its owner only."""


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class _Server(uvicorn.Server):
    """Looks more often whether it should stop; the headers that the original renews are switched off."""

    async def main_loop(self) -> None:
        """Wait until the server should stop."""
        while not self.should_exit:
            await asyncio.sleep(0.03)


class Sandbox:
    """An embedded forum.

    Args:
        data: folder that keeps it; None for one that is gone afterwards.
        clock: tells the forum's time; the wall clock when left out.
        limits: what is allowed, and how often.
        faults: script of faults for requests of programs.
    """

    def __init__(
        self,
        data: Path | None = None,
        clock: Callable[[], datetime] | None = None,
        limits: Limits | None = None,
        faults: Faults | None = None,
    ) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="forum-") if data is None else None
        folder = Path(self._temporary.name) if self._temporary else Path(data or ".")
        folder.mkdir(parents=True, exist_ok=True)
        self.site = Site(folder, clock or _wall_clock, limits or Limits(), durable=data is not None)
        self.fresh = self.site.fresh
        if self.fresh:
            with self.site.transaction():
                seed.plant(self.site)
        self._app = App(self.site, faults)
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.base_url = ""

    # -- running --

    def start(self, port: int = 0, host: str = "127.0.0.1") -> str:
        """Serve in a thread; returns the forum's address. Port 0 takes a free one.

        A forum that runs already stays where it is, unless another port is asked for: then it moves there.

        Raises:
            OSError: the port is taken.
        """
        if self._thread is not None:
            if port in (0, int(self.base_url.rpartition(":")[2])):
                return self.base_url
            self._halt()
        server, listener = self._prepare(port, host)
        self._thread = threading.Thread(
            target=server.run, args=([listener],), name="embedded-forum", daemon=True
        )
        self._thread.start()
        while not server.started and self._thread.is_alive():
            self._thread.join(0.005)
        return self.base_url

    def _prepare(self, port: int, host: str) -> tuple[uvicorn.Server, socket.socket]:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Named in full because asyncio only switches Nagle's delay off where the protocol says TCP.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(256)
        except OSError:
            listener.close()
            raise
        number = listener.getsockname()[1]
        self.base_url = self.site.base_url = f"http://{host}:{number}"
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
            ws="none",
            http="h11",
            loop="asyncio",
        )
        self._server = _Server(config)
        return self._server, listener

    def run(self, port: int, host: str, announce: Callable[[str], None]) -> None:
        """Serve in the foreground until Ctrl-C.

        ``announce`` is told the address once the port is open.

        Raises:
            OSError: the port is taken.
        """
        server, listener = self._prepare(port, host)
        announce(self.base_url)
        try:
            # The server stops in good order at Ctrl-C and then raises the signal once more.
            with contextlib.suppress(KeyboardInterrupt):
                server.run([listener])
        finally:
            self.site.close()

    def stop(self) -> None:
        """Stop serving and close the database; a temporary forum is removed."""
        self._halt()
        self.site.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def _halt(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(5)
        self._server = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- watching and disturbing --

    @property
    def requests(self) -> Counter[tuple[str, str]]:
        """How often each method and route pattern was asked for by programs, with ``total()``."""
        return self._app.requests

    def reset_requests(self) -> None:
        """Count requests from 0 again."""
        self._app.requests.clear()

    @property
    def faults(self) -> Faults | None:
        """The script of faults; may be exchanged while the forum runs."""
        return self._app.faults

    @faults.setter
    def faults(self, faults: Faults | None) -> None:
        self._app.faults = faults

    # -- filling --

    def seed(self) -> Keys:
        """Make a set of keys for the bridge's account, the admin, and for anybody."""
        with self.site.transaction():
            return seed.first_keys(self.site)

    def create_user(
        self,
        username: str,
        trust_level: int = 1,
        *,
        name: str | None = None,
        admin: bool = False,
        moderator: bool = False,
        groups: Iterable[str] = (),
        age: timedelta = timedelta(days=30),
    ) -> Member:
        """Make a person; ``age`` is how long the account exists already (newcomers have tighter limits)."""
        with self.site.transaction():
            user_id = people.create_user(
                self.site,
                username,
                name=name,
                trust_level=trust_level,
                admin=admin,
                moderator=moderator,
                created_at=self.site.now() - age,
            )
            for group in groups:
                group_id = self.site.value("SELECT id FROM groups WHERE name = ?", group)
                if group_id is None:
                    raise LookupError(f"there is no group {group}; make it with create_group first")
                people.add_to_group(self.site, user_id, group_id)
        return Member(self.site, user_id)

    def create_group(self, name: str) -> int:
        """Make a group; returns its id."""
        with self.site.transaction():
            return people.create_group(self.site, name)

    def create_category(
        self, name: str, *, permissions: dict[str, int] | None = None, parent: int | None = None
    ) -> int:
        """Make a category; returns its id."""
        values = {"name": name, "parent_category_id": parent}
        with self.site.transaction():
            return create_category(self.site, self.site.user(-1), values, permissions)

    def create_api_key(self, username: str | None) -> str:
        """Make a key of a person, or with None one that may speak for anybody."""
        with self.site.transaction():
            owner = None if username is None else self._user(username)
            _, key = auth.create_key(
                self.site, user_id=owner.id if owner else None, created_by=-1, description="made in process"
            )
        return key

    def create_user_api_key(self, username: str, scopes: Iterable[str] = ("read", "write")) -> str:
        """Make a key that a person gave to an application, for the header ``User-Api-Key``."""
        with self.site.transaction():
            return auth.create_user_key(self.site, self._user(username).id, scopes)

    def member(self, username: str) -> Member:
        """A person who can act.

        Raises:
            LookupError: there is none of this name.
        """
        return Member(self.site, self._user(username).id)

    def post_raw(self, post_id: int) -> str:
        """The text of a post as it is stored.

        Raises:
            LookupError: there is no such post.
        """
        with self.site.lock:
            raw = self.site.value("SELECT raw FROM posts WHERE id = ?", post_id)
        if raw is None:
            raise LookupError(f"there is no post {post_id}")
        return str(raw)

    def _user(self, username: str) -> User:
        with self.site.lock:
            user = self.site.user_named(username)
        if user is None:
            raise LookupError(f"there is no user {username}; make one with create_user first")
        return user


def write_keys(folder: Path, keys: Keys, url: str) -> Path:
    """Write keys to a file that only its owner can read; returns the path."""
    path = folder / KEY_FILE
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"IDEABRIDGE_FORUM_URL={url}\n{keys.lines()}")
    path.chmod(0o600)
    return path


def serve(port: int, data: Path, host: str = "127.0.0.1", limits: Limits | None = None) -> None:
    """Run a forum in the foreground until Ctrl-C; says where it is and where its keys are.

    Raises:
        OSError: the port is taken.
    """
    forum = Sandbox(data, limits=limits)

    def announce(url: str) -> None:
        path = data / KEY_FILE
        if forum.fresh or not path.exists():
            path = write_keys(data, forum.seed(), url)
        if forum.fresh:
            forum.create_user("moderator", trust_level=4, name="A moderator", moderator=True)
            forum.create_user("reader", name="A reader")
        lines = (
            f"Forum:  {url}  (Ctrl-C stops it)",
            f"Keys:   {path}  (readable by you only)",
            f"Data:   {forum.site.path}",
        )
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()

    forum.run(port, host, announce)
