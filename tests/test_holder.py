"""The name by which others see whether a run is still there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from bridge.holder import gone, holder


def test_this_process_is_here() -> None:
    assert not gone(holder())


def test_another_start_with_our_number_is_over() -> None:
    """In a container the first process has the same number after every restart."""
    assert gone(f"{socket.gethostname()}:{os.getpid()}:00000000")
    assert gone(f"{socket.gethostname()}:{os.getpid()}")


def test_a_process_that_has_ended_is_gone_and_one_that_runs_is_not() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        name = f"{socket.gethostname()}:{process.pid}:12345678"
        assert not gone(name)
        process.kill()
    assert gone(name)


def test_of_another_machine_nothing_is_known() -> None:
    for name in ("elsewhere:1:12345678", "nonsense", f"{socket.gethostname()}:x:1"):
        assert not gone(name)
