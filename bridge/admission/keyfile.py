"""The key of the doors: one secret in a file of its own, from which each use has a key."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
import threading
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from bridge.domain.errors import UserProblem

_BYTES = 32
_OTHERS = 0o077


class KeyUse(StrEnum):
    """What a key is for."""

    SPENT = "spent"
    FORM = "form"
    INVITATION = "invitation"
    CHALLENGE = "challenge"
    SOLUTION = "solution"


class DoorKeys:
    """Keys by use, from a file (0600) that is made on first use; safe for several threads and processes.

    It holds nothing of a campaign and nothing of the main key ring. Whoever makes it anew makes open forms
    and printed invitations worthless, and lets used ones be told from nothing.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()
        self._secret: bytes | None = None

    def __repr__(self) -> str:
        return f"DoorKeys({str(self._path)!r})"

    def of(self, use: KeyUse) -> bytes:
        """The key for one use: HMAC-SHA256 of its name under the secret, 32 bytes."""
        with self._lock:
            if self._secret is None:
                self._secret = self._read_or_make()
            return hmac.digest(self._secret, use.value.encode(), hashlib.sha256)

    def _read_or_make(self) -> bytes:
        try:
            if not self._path.exists():
                self._make()
            if self._path.stat().st_mode & _OTHERS:
                raise UserProblem(
                    f"The key of the doors {self._path} can be read by others.",
                    hint=f"Take their rights away: chmod 600 {self._path}. Whoever has read it can make "
                    "invitations.",
                )
            written = self._path.read_text("ascii").strip()
        except OSError as error:
            raise self._unusable(f"cannot be used ({error.strerror})") from None
        except ValueError:
            written = ""
        try:
            secret = bytes.fromhex(written)
        except ValueError:
            secret = b""
        if len(secret) != _BYTES:
            raise self._unusable("is damaged")
        return secret

    def _make(self) -> None:
        """Write beside the file, then link: whoever comes second finds the first one's file, always whole."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=self._path.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(_BYTES) + "\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                self._path.hardlink_to(draft)
        finally:
            draft.unlink()
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _unusable(self, why: str) -> UserProblem:
        return UserProblem(
            f"The key of the doors {self._path} {why}.",
            hint="Give the bridge's user the right to read and write it, or restore it from its backup. "
            "A new one makes printed invitations worthless.",
        )
