"""The secret of the web hook: made here, shown to the forum once, kept in a file that nobody else reads."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from bridge.domain.errors import UserProblem

_BYTES = 32
_OTHERS = 0o077


def read_secret(path: Path) -> str | None:
    """The secret; None where there is no file yet. UserProblem where others can read it, or it is empty."""
    try:
        mode = path.stat().st_mode
        written = path.read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unusable(path, f"cannot be read ({getattr(error, 'strerror', None) or 'no text'})") from None
    if mode & _OTHERS:
        raise UserProblem(
            f"The web hook's secret {path} can be read by others.",
            hint=f"chmod 600 {path}, then `ideabridge forum hook --new-secret`.",
        )
    if not written:
        raise _unusable(path, "is empty")
    return written


def make_secret(path: Path) -> str:
    """A new secret in the place of an older one: 64 hex digits. The file is whole at every moment."""
    made = secrets.token_hex(_BYTES)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made + "\n")
        Path(name).replace(path)
    except OSError as error:
        raise _unusable(path, f"cannot be written ({error.strerror})") from None
    return made


def _unusable(path: Path, why: str) -> UserProblem:
    return UserProblem(
        f"The web hook's secret {path} {why}.",
        hint="Give the bridge's user the right to read and write it, or name another file "
        "(IDEABRIDGE_HOOK_SECRET_FILE).",
    )
