"""Raw text locked to the moderators' public keys (age, X25519): this machine cannot open it again."""

from __future__ import annotations

from pathlib import Path

import pyrage
from pyrage import x25519

from bridge.domain.errors import UserProblem


class AgeLock:
    """Implements `ports.Lock`. Without recipients nothing raw is kept."""

    def __init__(self, recipients: Path | None) -> None:
        """Read the file of public keys, one `age1...` a line; UserProblem where one cannot be used."""
        self._recipients = [] if recipients is None else _read(recipients)

    def lock(self, plain: bytes) -> bytes:
        """Locked for all recipients, any of whom can open it; empty without any."""
        if not self._recipients:
            return b""
        return bytes(pyrage.encrypt(plain, self._recipients))


def unlock(locked: bytes, identity: Path) -> bytes:
    """Open with a private key from a file (`AGE-SECRET-KEY-1...`); UserProblem where it does not fit."""
    try:
        lines = identity.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        raise UserProblem(
            f"The file {identity} cannot be read.", hint="Name your private key file."
        ) from None
    keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-1")]
    try:
        opened = pyrage.decrypt(locked, [x25519.Identity.from_str(key) for key in keys])
    except (pyrage.IdentityError, pyrage.DecryptError):
        raise UserProblem(
            f"The private key in {identity} does not open this text.",
            hint="It opens for the keys that were set when the idea came in.",
        ) from None
    return bytes(opened)


def new_identity() -> tuple[str, str]:
    """A new pair of keys: the private one, which belongs on a moderator's machine, and the public one."""
    made = x25519.Identity.generate()
    return str(made), str(made.to_public())


def _read(path: Path) -> list[x25519.Recipient]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UserProblem(
            f"The file of public keys {path} cannot be read.",
            hint="Correct IDEABRIDGE_RAW_RECIPIENTS, or unset it: then no raw text is kept.",
        ) from None
    found = []
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].strip()
        if not words:
            continue
        try:
            found.append(x25519.Recipient.from_str(words))
        except pyrage.RecipientError:
            raise UserProblem(
                f"{path}:{number}: this is no public key.",
                hint="A line holds one key that begins with age1; `ideabridge ideas new-key` makes a pair.",
            ) from None
    if not found:
        raise UserProblem(
            f"The file of public keys {path} holds no key.",
            hint="`ideabridge ideas new-key` makes a pair; unset IDEABRIDGE_RAW_RECIPIENTS to keep none.",
        )
    return found
