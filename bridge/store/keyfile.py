"""The file behind the key ring: read, checked, and changed as a whole or not at all."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bridge.domain.errors import UserProblem

Keys = dict[str, dict[str, bytes | None]]
"""Campaign -> use -> key; None where the key was destroyed."""

KEY_BYTES = 32
_FORMAT = 1
_ALLOWED = 0o600


class KeyFile:
    """A JSON file that only its owner may read. A second file, PATH.lock, keeps writers apart."""

    def __init__(self, path: Path) -> None:
        # Through links: a rename would otherwise replace the link and leave the keys behind it.
        self.path = path.resolve()
        self._seen: tuple[tuple[int, ...], Keys] | None = None

    def read(self) -> Keys:
        """What the file holds; nothing when there is none. Reads again only when the file has changed."""
        seen = self._seen
        mark = self._mark()
        if mark is None:
            if seen is not None:
                # New keys now would give every person a second pseudonym.
                raise self._unusable("has disappeared while it was in use")
            return {}
        if seen is not None and seen[0] == mark:
            return seen[1]
        with self._locked(fcntl.LOCK_SH):
            return self._load()

    def change(self, edit: Callable[[Keys], bool], *, blot: bool = False) -> Keys:
        """Let `edit` alter the keys while no other process does; stored when it says that it did.

        `blot` overwrites the content as it was before. Else it is left alone: a backup may share it by a hard
        link.
        """
        with self._locked(fcntl.LOCK_EX):
            keys = {campaign: dict(known) for campaign, known in self._load().items()}
            if edit(keys):
                self._write(keys, blot=blot)
                return self._load()
            return keys

    def _load(self) -> Keys:
        mark = self._mark()
        if mark is None:
            return {}
        try:
            keys = _parse(self.path.read_bytes())
        except OSError as error:
            raise self._unusable(f"cannot be read ({error.strerror})") from None
        except (ValueError, TypeError, AttributeError, LookupError):
            raise self._unusable("is damaged") from None
        self._seen = (mark, keys)
        return keys

    def _write(self, keys: Keys, *, blot: bool) -> None:
        text = json.dumps({"format": _FORMAT, "campaigns": _printable(keys)}, indent=1, sort_keys=True)
        try:
            if blot and self.path.exists():
                with self.path.open("r+b") as before:
                    self._put(text)
                    _blot(before.fileno())
            else:
                self._put(text)
        except OSError as error:
            raise self._unusable(f"cannot be written ({error.strerror})") from None

    def _put(self, text: str) -> None:
        """Write beside the file, then rename: a killed process leaves the old file or the new one."""
        handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                os.fchmod(file.fileno(), _ALLOWED)
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _mark(self) -> tuple[int, ...] | None:
        """What tells this state of the file from another; None when there is no file."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(f"cannot be read ({error.strerror})") from None
        if found.st_mode & 0o077:
            raise UserProblem(
                f"The key ring {self.path} can be read by others (rights {found.st_mode & 0o777:04o}).",
                hint=f"Take their rights away: chmod 600 {self.path}. Whoever has read it can find out whose "
                "pseudonym is whose.",
            )
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _ALLOWED)
        except OSError as error:
            raise self._unusable(f"cannot be written ({error.strerror})") from None
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)

    def _unusable(self, why: str) -> UserProblem:
        return UserProblem(
            f"The key ring {self.path} {why}.",
            hint="Give the bridge's user the right to read and write it, or restore it from its own backup. "
            "Without it sealed submissions stay closed and votes cannot be told apart by person.",
        )


def _parse(raw: bytes) -> Keys:
    content = json.loads(raw)
    if content["format"] != _FORMAT:
        raise ValueError(content["format"])
    return {
        campaign: {use: None if key is None else _key(key) for use, key in known.items()}
        for campaign, known in content["campaigns"].items()
    }


def _key(printed: str) -> bytes:
    key = base64.b64decode(printed, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(len(key))
    return key


def _printable(keys: Keys) -> Mapping[str, Mapping[str, str | None]]:
    return {
        campaign: {use: None if key is None else base64.b64encode(key).decode() for use, key in known.items()}
        for campaign, known in keys.items()
    }


def _blot(descriptor: int) -> None:
    """Overwrite a file that has no name any more, so that its keys do not lie about on the disk."""
    size = os.fstat(descriptor).st_size
    os.pwrite(descriptor, b"\0" * size, 0)
    os.fsync(descriptor)
