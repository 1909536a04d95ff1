"""The name of a run on a lease or a job: machine and process, no person."""

from __future__ import annotations

import os
import socket


def holder() -> str:
    """This process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def gone(name: str) -> bool:
    """Whether a holder was a process of this machine that is no more."""
    machine, _, process = name.rpartition(":")
    if machine != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
