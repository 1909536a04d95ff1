"""A proxy on loopback between the bridge and the forum, which loses, cuts, delays, doubles and refuses.

It counts the requests of a run and does what its script says to one of them; all others pass through.
"""

from __future__ import annotations

import http.client
import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Self

Fault = Literal[
    "answer lost",
    "answer cut off",
    "answer cut short",
    "reset before",
    "reset after",
    "502 before",
    "502 after",
    "503 read-only",
    "429 json",
    "429 text",
    "429 page",
    "twice",
    "twice, second answer",
    "twice, second late",
    "late at start",
    "late at repeat",
    "late at end",
]
FAULTS: tuple[Fault, ...] = Fault.__args__  # type: ignore[attr-defined]

LATE: frozenset[Fault] = frozenset({"late at start", "late at repeat", "late at end"})
"""The request is held until the bridge has given up, and delivered during or after its next run."""

_BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_READ_ONLY = b'{"errors":["The site is in read only mode."],"error_type":"read_only"}'
_LIMIT_JSON = (
    b'{"errors":["Too many requests."],"error_type":"rate_limit",'
    b'"extras":{"wait_seconds":7,"time_left":"7 seconds"}}'
)
_LIMIT_TEXT = b"Slow down, too many requests from this address.\nPlease retry again in 9 seconds.\n"
_LIMIT_PAGE = b"<html><head><title>429 Too Many Requests</title></head><body>nginx</body></html>"

_HTML, _JSON, _TEXT = "text/html", "application/json; charset=utf-8", "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it came."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def same(self, other: Sent) -> bool:
        """Whether both ask for the same deed."""
        return (self.method, self.path, self.body) == (other.method, other.path, other.body)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it goes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Proxy:
    """Stands at one address for good; `forum` is the port behind it and may change between runs.

    `later` moves the forum's clock on, past the time for which it remembers a creation.
    """

    def __init__(self, later: Callable[[], None]) -> None:
        self.forum = 0
        self.requests: list[str] = []
        self._later = later
        self._at: int | None = None
        self._fault: Fault | None = None
        self._held: Sent | None = None
        self._deliver_at: Fault | None = None
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the bridge finds it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def begin(self, fault: Fault | None = None, at: int | None = None) -> None:
        """A run begins: count its requests from 1, and do this to the one with that number."""
        with self._lock:
            self.requests.clear()
            self._fault, self._at = fault, at

    def end(self) -> bool:
        """A run has ended: deliver what was held back until now; whether there was anything."""
        with self._lock:
            held = self._held
            if held is None:
                return False
            if self._deliver_at is None:
                # The bridge has only just given up on it: its moment comes with the next run.
                self._deliver_at = self._fault
                return False
            self._held = None
        self.forward(held)
        return True

    def drop(self) -> None:
        """Forget what is held."""
        with self._lock:
            self._held = self._deliver_at = None

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def take(self, sent: Sent) -> Fault | None:
        """Count a request; the fault that is due for it. What waits for it is delivered first."""
        early: Sent | None = None
        with self._lock:
            self.requests.append(f"{sent.method} {sent.path}")
            due = self._fault if len(self.requests) == self._at else None
            if self._held is not None and (
                self._deliver_at == "late at start"
                or (self._deliver_at == "late at repeat" and self._held.same(sent))
            ):
                early, self._held = self._held, None
        if early is not None:
            self.forward(early)
            # A run may take long between its look and its write: the forum's memory does not span it.
            self.time_passes()
        return due

    def hold(self, sent: Sent) -> None:
        """Keep a request for later."""
        with self._lock:
            self._held, self._deliver_at = sent, None

    def keep_copy(self, sent: Sent) -> None:
        """Keep a second copy of a request that was answered, to come after this run."""
        with self._lock:
            self._held, self._deliver_at = sent, "late at end"

    def time_passes(self) -> None:
        """Let the forum forget what it remembers."""
        self._later()

    def forward(self, sent: Sent) -> Given:
        """Have the forum carry it out."""
        connection = http.client.HTTPConnection("127.0.0.1", self.forum, timeout=60)
        try:
            connection.request(sent.method, sent.path, sent.body or None, dict(sent.headers))
            answer = connection.getresponse()
            return Given(answer.status, tuple(answer.getheaders()), answer.read())
        finally:
            connection.close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


class _Handler(socketserver.StreamRequestHandler):
    """One connection of the bridge."""

    proxy: Proxy
    disable_nagle_algorithm = True

    def handle(self) -> None:
        try:
            while (sent := self._read()) is not None and self._answer(sent):
                pass
        except (ConnectionError, TimeoutError):
            # The bridge was killed or lost patience: what it does then is what is looked at.
            return

    def _read(self) -> Sent | None:
        line = self.rfile.readline().decode("latin-1").split()
        if len(line) != 3:
            return None
        headers = http.client.parse_headers(self.rfile)
        body = self.rfile.read(int(headers.get("Content-Length") or 0))
        kept = tuple((name, value) for name, value in headers.items() if name.lower() != "connection")
        return Sent(line[0], line[1], kept, body)

    def _answer(self, sent: Sent) -> bool:
        """Answer one request; whether the connection goes on."""
        fault = self.proxy.take(sent)
        match fault:
            case None:
                return self._write(self.proxy.forward(sent))
            case "answer lost":
                self.proxy.forward(sent)
                return False
            case "answer cut off":
                return self._write(self.proxy.forward(sent), shown=0.5)
            case "answer cut short":
                given = self.proxy.forward(sent)
                half = Given(given.status, given.headers, given.body[: len(given.body) // 2])
                return self._write(half)
            case "reset before" | "reset after":
                if fault == "reset after":
                    self.proxy.forward(sent)
                # Closing without lingering sends a reset instead of a farewell.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return False
            case "502 before" | "502 after":
                if fault == "502 after":
                    self.proxy.forward(sent)
                return self._page(502, _HTML, _BAD_GATEWAY)
            case "503 read-only":
                return self._page(503, _JSON, _READ_ONLY)
            case "429 json":
                return self._page(429, _JSON, _LIMIT_JSON)
            case "429 text":
                return self._page(429, _TEXT, _LIMIT_TEXT, ("Retry-After", "9"))
            case "429 page":
                return self._page(429, _HTML, _LIMIT_PAGE)
            case "twice":
                given = self.proxy.forward(sent)
                self.proxy.forward(sent)
                return self._write(given)
            case "twice, second answer":
                self.proxy.forward(sent)
                self.proxy.time_passes()
                return self._write(self.proxy.forward(sent))
            case "twice, second late":
                self.proxy.keep_copy(sent)
                return self._write(self.proxy.forward(sent))
            case "late at start" | "late at repeat" | "late at end":
                self.proxy.hold(sent)
                # The bridge hangs up when its patience ends; nothing else can come on this connection.
                self.rfile.read(1)
                return False

    def _page(self, status: int, kind: str, body: bytes, *more: tuple[str, str]) -> bool:
        return self._write(Given(status, (("Content-Type", kind), *more), body))

    def _write(self, given: Given, shown: float = 1.0) -> bool:
        reason = http.client.responses.get(given.status, "")
        lines = [f"HTTP/1.1 {given.status} {reason}"]
        lines += [
            f"{name}: {value}"
            for name, value in given.headers
            if name.lower() not in ("content-length", "connection", "transfer-encoding")
        ]
        lines += [f"Content-Length: {len(given.body)}", "", ""]
        part = given.body[: int(len(given.body) * shown)]
        self.wfile.write("\r\n".join(lines).encode("latin-1") + part)
        self.wfile.flush()
        return shown == 1.0
