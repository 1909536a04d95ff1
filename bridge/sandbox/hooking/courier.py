"""The thread that delivers, and the rules for trying again.

By default nothing is tried again (Discourse's ``retry_web_hook_events`` is off). With it on, an answer other
than 2xx, 404 and 410 is followed by up to four further tries, each under a new event id; where there was no
answer at all, nothing follows.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bridge.sandbox.hooking import queue
from bridge.sandbox.hooking.sending import Letter, Outcome, compose, deliver, dump
from bridge.sandbox.limits import VERSIONS
from bridge.sandbox.site import Row, Site, stamp

_RETRY_MINUTES = (1, 5, 25, 125)
_FINAL = (404, 410)
_FAILED, _SUCCESSFUL = 2, 3
_LOOK_SECONDS = 0.5
"""How often the clock is looked at while a later try is planned."""


class Courier:
    """Delivers what the queue holds, in its order.

    Args:
        site: the forum whose queue it is.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._ready = threading.Event()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._waiting = bool(site.value("SELECT 1 FROM web_hook_deliveries LIMIT 1"))
        self._stop = threading.Event()

    def heard(self, site: Site, event: str, about_what: Mapping[str, Any]) -> None:
        """Put an event in the queue for the hooks that listen to it."""
        if queue.enqueue(site, event, about_what):
            self._waiting = True

    def expect(self) -> None:
        """Something was put in the queue by hand."""
        self._waiting = True

    def wake(self) -> None:
        """Deliver what is in the queue, now that it is there for good."""
        if not self._waiting or self._stop.is_set():
            return
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="web-hooks", daemon=True)
                self._thread.start()
        self._ready.set()

    def stop(self) -> None:
        """Stop, cutting a delivery that is under way; it starts afresh when the forum does."""
        self._stop.set()
        self._ready.set()
        with self._guard:
            connection, thread = self._connection, self._thread
        cut = connection.sock if connection is not None else None
        if cut is not None:
            with contextlib.suppress(OSError):
                cut.shutdown(socket.SHUT_RDWR)
        if thread is not None and thread is not threading.current_thread():
            thread.join(5)

    # -- inside the thread --

    def _run(self) -> None:
        while not self._stop.is_set():
            self._ready.wait(_LOOK_SECONDS if self._waiting else None)
            self._ready.clear()
            while not self._stop.is_set() and self._deliver_next():
                pass

    def _deliver_next(self) -> bool:
        with self._site.lock:
            if self._stop.is_set():
                return False
            row = self._site.one(
                "SELECT d.*, e.web_hook_id, e.payload, e.headers AS old_headers, h.payload_url,"
                " h.content_type, h.secret FROM web_hook_deliveries d"
                " JOIN web_hook_events e ON e.id = d.web_hook_event_id"
                " JOIN web_hooks h ON h.id = e.web_hook_id WHERE d.due_at <= ? ORDER BY d.id LIMIT 1",
                self._site.stamp(),
            )
            if row is None:
                left = self._site.value("SELECT count(*) FROM web_hook_deliveries")
                self._waiting = bool(left)
                return False
        outcome = deliver(self._letter(row), self._opened)
        with self._site.lock:
            if self._stop.is_set():
                return False
            with self._site.transaction():
                self._note(row, outcome)
        return True

    def _opened(self, connection: http.client.HTTPConnection) -> None:
        with self._guard:
            self._connection = connection

    def _letter(self, row: Row) -> Letter:
        if row["again"] and row["old_headers"]:
            headers: dict[str, str] = json.loads(row["old_headers"])
            return Letter(row["payload_url"], headers, row["payload"].encode())
        return compose(
            url=row["payload_url"],
            content_type=row["content_type"],
            secret=row["secret"] or "",
            event_id=row["web_hook_event_id"],
            event_type=row["event_type"],
            event_name=row["event_name"],
            text=row["payload"],
            instance=self._site.base_url,
            version=VERSIONS[self._site.limits.tag_style],
        )

    def _note(self, row: Row, outcome: Outcome) -> None:
        site = self._site
        letter = self._letter(row)
        site.update(
            "web_hook_events",
            row["web_hook_event_id"],
            headers=dump(letter.headers),
            status=outcome.status,
            response_headers=dump(outcome.headers),
            response_body=outcome.body,
            duration=outcome.milliseconds,
            updated_at=site.stamp(),
        )
        site.update(
            "web_hooks",
            row["web_hook_id"],
            last_delivery_status=_SUCCESSFUL if outcome.successful else _FAILED,
        )
        site.run("DELETE FROM web_hook_deliveries WHERE id = ?", row["id"])
        refused = not outcome.successful and outcome.status != -1 and outcome.status not in _FINAL
        attempt = row["attempt"]
        if (
            refused
            and site.limits.retry_web_hook_events
            and not row["again"]
            and attempt < len(_RETRY_MINUTES)
        ):
            queue.add(
                site,
                row["web_hook_id"],
                row["event_name"],
                row["event_type"],
                row["payload"],
                attempt=attempt + 1,
                due_at=stamp(site.now() + timedelta(minutes=_RETRY_MINUTES[attempt])),
            )
            self._waiting = True


def install(site: Site) -> Courier:
    """Let web hooks listen to a forum; returns who delivers."""
    courier = Courier(site)
    site.hooks.happened.append(courier.heard)
    site.hooks.committed.append(courier.wake)
    site.hooks.closing.append(courier.stop)
    return courier
