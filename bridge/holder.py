"""The name of a run on a lease or a job: machine, process and a mark of this start; no person."""

from __future__ import annotations

import os
import secrets
import socket

_START = secrets.token_hex(4)
"""Two processes may have the same number one after the other, in a container even the first one always."""


def holder() -> str:
    """This process."""
    return f"{socket.gethostname()}:{os.getpid()}:{_START}"


def gone(name: str) -> bool:
    """Whether a holder was a process of this machine that is no more."""
    machine, _, rest = name.partition(":")
    process, _, start = rest.partition(":")
    if machine != socket.gethostname() or not process.isdigit():
        return False
    if int(process) == os.getpid():
        return start != _START
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
