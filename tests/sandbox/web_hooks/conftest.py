"""A receiver of web hooks on loopback, and hooks that lead to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.sandbox.conftest import Forum
from tests.sandbox.web_hooks.receiver import EVERYTHING, SECRET, Delivery, MakeHook, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            status = found.status
            # Noted before the answer: the next delivery comes on another thread.
            with found.heard:
                found.got.append(Delivery(dict(self.headers), raw))
                found.heard.notify_all()
            if status:
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(b"ok")

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hook(forum: Forum, receiver: Receiver) -> MakeHook:
    def make(*kinds: int, **more: Any) -> int:
        wanted = {
            "payload_url": receiver.url,
            "content_type": "1",
            "secret": SECRET,
            "active": "true",
            "web_hook_event_type_ids": list(kinds or EVERYTHING),
        }
        answer = forum.admin.ask("POST", "/admin/api/web_hooks.json", {"web_hook": {**wanted, **more}})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["web_hook"]["id"])

    return make
