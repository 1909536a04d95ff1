"""The key ring: a small file beside the database with a few keys for each campaign.

The pseudonym key turns forum user ids into pseudonyms; the submission key seals private texts; the name key
makes the ids of ideas; the receipt key is the pepper of receipts' marks; the record key signs what was
destroyed.

Destroying a key is how a campaign is forgotten: backups of the database become useless with it, provided that
no copy of the key ring is left. The file therefore never belongs into the same backup as the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.domain.errors import UserProblem
from bridge.store.keyfile import KEY_BYTES, KeyFile, Keys


class KeyUse(StrEnum):
    """What a key is for."""

    PSEUDONYM = "pseudonym"
    SUBMISSION = "submission"
    NAME = "name"
    RECEIPT = "receipt"
    RECORD = "record"


class FileKeyRing:
    """Keys in a JSON file (0600), made on first use; safe for several threads and processes.

    Implements `ports.Pseudonyms`, `ports.Marks` and the store's `Sealer`. A key destroyed by another process
    is no longer used here either: every use checks whether the file is still the one that was read.
    """

    def __init__(self, path: Path | str) -> None:
        self._file = KeyFile(Path(path))

    def __repr__(self) -> str:
        return f"FileKeyRing({str(self._file.path)!r})"

    def of(self, campaign: str, user: int) -> str:
        """The campaign's pseudonym of a forum user id: HMAC-SHA256 of `user:ID`, 32 hex digits.

        Whoever holds the key and the member list can still try all members: this is pseudonymous, not
        anonymous, until the key is destroyed.
        """
        key = self._key(campaign, KeyUse.PSEUDONYM)
        return hmac.new(key, f"user:{user}".encode(), hashlib.sha256).hexdigest()[:32]

    def of_moderator(self, campaign: str, name: str) -> str:
        """A moderator's pseudonym from `forum:ID` or `shell:ACCOUNT`; never one that a voter can have."""
        key = self._key(campaign, KeyUse.PSEUDONYM)
        return hmac.new(key, f"moderator:{name}".encode(), hashlib.sha256).hexdigest()[:32]

    def mark(self, campaign: str, code: str) -> str:
        """The mark of a receipt's code: scrypt (N = 2**14, r = 8, p = 1; 16 MB, some 40 ms).

        The campaign's receipt key is the salt. It has to be one for all: nothing but the code says which row
        is meant.
        """
        pepper = self._key(campaign, KeyUse.RECEIPT)
        made = hashlib.scrypt(code.encode(), salt=pepper, n=2**14, r=8, p=1, maxmem=2**26, dklen=32)
        return made.hex()

    def has(self, campaign: str, what: KeyUse | str) -> bool:
        """Whether the key for this use is there; False once it was destroyed, and before its first use."""
        return self._file.read().get(campaign, {}).get(KeyUse(what)) is not None

    def sign(self, campaign: str, words: bytes) -> str:
        """An Ed25519 signature in base64, by the campaign's record key."""
        return base64.b64encode(self._signer(campaign).sign(words)).decode()

    def public_key(self, campaign: str) -> str:
        """The public half of the record key in base64: whoever has it can check a record anywhere."""
        return base64.b64encode(self._signer(campaign).public_key().public_bytes_raw()).decode()

    def signed(self, campaign: str, words: bytes, signature: str) -> bool:
        """Whether `sign` gave this signature for these words."""
        try:
            self._signer(campaign).public_key().verify(base64.b64decode(signature), words)
        except (InvalidSignature, ValueError):
            return False
        return True

    def seal(self, campaign: str, plain: bytes, at: datetime) -> bytes:
        """Lock bytes with Fernet (AES-128-CBC, HMAC-SHA256).

        A Fernet token shows when it was made, to the second and without any key. That would tell when
        somebody wrote, so `at`, which is rounded to the hour, stands in its place.
        """
        return self._fernet(campaign).encrypt_at_time(plain, int(at.timestamp()))

    def unseal(self, campaign: str, sealed: bytes) -> bytes:
        """Open what `seal` gave; UserProblem when key and text do not belong together."""
        try:
            return self._fernet(campaign).decrypt(sealed)
        except InvalidToken:
            raise UserProblem(
                f"A submission of campaign {campaign} does not open with the key in {self._file.path}.",
                hint="Database and key ring belong together: restore both from the same time.",
            ) from None

    def digest(self, campaign: str, plain: bytes) -> bytes:
        """HMAC-SHA256 of these bytes under the campaign's name key, from which ideas get their ids."""
        return hmac.digest(self._key(campaign, KeyUse.NAME), plain, hashlib.sha256)

    def destroy(self, campaign: str, what: KeyUse | str) -> None:
        """Remove a key for good: it is never made again, and the file's old content is overwritten.

        Copies of the file elsewhere (backups, snapshots of the disk) are out of reach and must go as well.
        """
        use = KeyUse(what)

        def remove(keys: Keys) -> bool:
            known = keys.setdefault(campaign, {})
            gone = use in known and known[use] is None
            known[use] = None
            return not gone

        self._file.change(remove, blot=True)

    def _signer(self, campaign: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._key(campaign, KeyUse.RECORD))

    def _fernet(self, campaign: str) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._key(campaign, KeyUse.SUBMISSION)))

    def _key(self, campaign: str, use: KeyUse) -> bytes:
        keys = self._file.read().get(campaign, {})
        if use not in keys:
            keys = self._make(campaign).get(campaign, {})
        key = keys[use]
        if key is None:
            raise UserProblem(
                f"The {use} key of campaign {campaign} was destroyed; nothing can bring it back.",
                hint=_AFTER[use],
            )
        return key

    def _make(self, campaign: str) -> Keys:
        def add(keys: Keys) -> bool:
            known = keys.setdefault(campaign, {})
            missing = [use for use in KeyUse if use not in known]
            for use in missing:
                known[use] = secrets.token_bytes(KEY_BYTES)
            return bool(missing)

        return self._file.change(add)


_AFTER = {
    KeyUse.PSEUDONYM: "The campaign's votes and replies can no longer be pulled; its stored figures stay.",
    KeyUse.SUBMISSION: "The campaign's waiting submissions are unreadable; its ideas stay as they are.",
    KeyUse.NAME: "The campaign takes no new ideas; those that it has keep their ids.",
    KeyUse.RECEIPT: "The campaign's receipts lead nowhere any more; its ideas stay as they are.",
    KeyUse.RECORD: "Nothing more can be signed for this campaign; its earlier records stay valid.",
}
