"""Faults on the way, on real sockets: what is known to be undone, and what nobody can know."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from bridge.clock import SimulatedClock
from bridge.domain.errors import ForumDown, Timeout, UnexpectedAnswer, Unknown
from bridge.forum.adapter import DiscourseForum
from bridge.forum.errors import NotConnected
from bridge.forum.settings import ForumSettings

Behaviour = Callable[[socket.socket], None]


@contextmanager
def rude_forum(behave: Behaviour) -> Iterator[str]:
    """A server that reads each request and then does as told."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    behave(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def cut_short(connection: socket.socket) -> None:
    connection.sendall(
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"post"'
    )


def cut_json(connection: socket.socket) -> None:
    body = b'{"action": "create_post", "post": {"id": 7, "topic'
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)


def say_nothing(connection: socket.socket) -> None:
    connection.recv(1)  # returns when the other side has lost patience


def redirect(connection: socket.socket) -> None:
    connection.sendall(
        b"HTTP/1.1 301 Moved\r\nLocation: https://elsewhere.test/\r\nContent-Length: 0\r\n\r\n"
    )


def forum_at(url: str, settings: ForumSettings, clock: SimulatedClock) -> DiscourseForum:
    return DiscourseForum(replace(settings, url=url, answer_timeout=0.2, attempts=2), clock)


@pytest.mark.parametrize("behave", [hang_up, cut_short, cut_json, say_nothing])
def test_a_write_whose_answer_is_lost_is_unknown_and_sent_once(
    behave: Behaviour, settings: ForumSettings, clock: SimulatedClock
) -> None:
    with rude_forum(behave) as url, closing(forum_at(url, settings, clock)) as forum:
        with pytest.raises(Unknown):
            forum.create_reply(5, "A reply.")
        assert forum.requests == 1


@pytest.mark.parametrize(
    ("behave", "kind"),
    [(hang_up, ForumDown), (cut_short, ForumDown), (cut_json, ForumDown), (say_nothing, Timeout)],
)
def test_a_read_whose_answer_is_lost_is_tried_again(
    behave: Behaviour, kind: type[Exception], settings: ForumSettings, clock: SimulatedClock
) -> None:
    with rude_forum(behave) as url, closing(forum_at(url, settings, clock)) as forum:
        with pytest.raises(kind):
            forum.topic(5)
        assert forum.requests == 2


def test_without_a_connection_nothing_was_sent_so_a_write_may_be_tried_again(
    settings: ForumSettings, clock: SimulatedClock
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with closing(forum_at(url, settings, clock)) as forum:
        with pytest.raises(NotConnected):
            forum.create_reply(5, "A reply.")
        assert forum.requests == 2


def test_redirects_are_not_followed(settings: ForumSettings, clock: SimulatedClock) -> None:
    with rude_forum(redirect) as url, closing(forum_at(url, settings, clock)) as forum:
        with pytest.raises(UnexpectedAnswer, match="another address") as caught:
            forum.create_reply(5, "A reply.")
        assert forum.requests == 1
    assert "elsewhere" not in str(caught.value)
