"""The forum in the foreground, as the command line runs it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bridge.sandbox.limits import Limits
from bridge.sandbox.seed import Keys
from bridge.sandbox.server import Sandbox

KEY_FILE = "keys.env"
"""File in the data folder that holds the keys, readable by its owner only."""


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
        lines = (
            f"Forum:  {url}  (Ctrl-C stops it)",
            f"Keys:   {path}  (readable by you only)",
            f"Data:   {forum.site.path}",
        )
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()

    forum.run(port, host, announce)
