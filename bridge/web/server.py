"""Serving the web application with uvicorn: no access log, no trust in addresses that others write."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Sequence

import uvicorn
from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    """Looks more often whether it should stop."""

    async def main_loop(self) -> None:
        """Wait until the server should stop."""
        ticks = 0
        while not self.should_exit:
            await asyncio.sleep(0.05)
            # The original does this ten times a second: it renews the date that answers carry.
            ticks += 1
            if ticks % 2 == 0:
                await self.on_tick(ticks // 2)


class WebServer:
    """A web application on a port.

    Args:
        app: what is served.
        proxies: addresses of reverse proxies whose `X-Forwarded-For` is believed; none by default.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[str] = ()) -> None:
        self._config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            server_header=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=3,
            ws="none",
            http="h11",
            loop="asyncio",
        )
        # What uvicorn says of a request that it could not read may quote it.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._server = _Server(self._config)
        self._thread: threading.Thread | None = None

    def run(self, host: str, port: int, announce: Callable[[str], None]) -> None:
        """Serve in the foreground until Ctrl-C; `announce` is told the address once the port is open.

        Raises:
            OSError: the port is taken.
        """
        listener, address = _listen(host, port)
        announce(address)
        # The server stops in good order at Ctrl-C and then raises the signal once more.
        with contextlib.suppress(KeyboardInterrupt):
            self._server.run([listener])

    def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve in a thread; gives the address.

        Raises:
            OSError: the port is taken.
        """
        listener, address = _listen(host, port)
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="web", daemon=True)
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.005)
        return address

    def stop(self) -> None:
        """Stop serving in the thread."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(10)


def _listen(host: str, port: int) -> tuple[socket.socket, str]:
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
    shown = f"[{host}]" if ":" in host else host
    return listener, f"http://{shown}:{listener.getsockname()[1]}"
