"""What is looked for: each mark in the clear and in the encodings in which it could be hidden or derived."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import quopri
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

from bridge.privacy.people import Author

OPERATOR = -1
"""Whose keys are: nobody's who sent an idea."""

SHORTEST = 6
"""Shorter words would be found by chance."""


@dataclass(frozen=True, slots=True)
class Needle:
    """A mark, whose it is (OPERATOR for keys), and the bytes by which it shows; all in small letters."""

    kind: str
    author: int
    forms: tuple[bytes, ...]


def needles_of(author: Author) -> Iterator[Needle]:
    """Everything that could lead to this author."""
    for kind, words in (
        ("account", author.account),
        ("e-mail address", author.email),
        ("network address", author.address),
        ("browser", author.agent),
        ("name in the text", author.surname),
        ("telephone in the text", author.phone),
        ("words that had to be masked", author.told),
        ("receipt", author.receipt),
        ("receipt", author.receipt.replace("-", "")),
        ("form token", author.token),
    ):
        if len(words) >= SHORTEST:
            # A hash of something that can be guessed or listed leads back to it.
            hashed = kind in ("account", "e-mail address", "network address", "receipt")
            yield Needle(kind, author.number, tuple(_forms(words, hashed=hashed)))
    for moment in author.sent:
        yield Needle("second of sending", author.number, tuple(_moment(moment)))


def needle_of_key(kind: str, key: str | bytes) -> Needle:
    """Key material, as text or as bytes."""
    plain = key.encode() if isinstance(key, str) else key
    return Needle(kind, OPERATOR, tuple(_binary(plain)))


def _forms(words: str, *, hashed: bool) -> Iterator[bytes]:
    plain = words.encode()
    yield from _binary(plain)
    for form in (
        plain,
        words.encode("utf-16-le"),
        json.dumps(words).strip('"').encode(),
        quote(words).encode(),
        quote(words, safe="").encode(),
        words.replace(" ", "+").encode(),
        words.replace(" ", "").encode(),
        quopri.encodestring(plain),
        words[::-1].encode(),
    ):
        yield form.lower()
    if hashed:
        for name in ("md5", "sha1", "sha256", "sha512"):
            for spelt in {plain, words.lower().encode()}:
                digest = hashlib.new(name, spelt, usedforsecurity=False)
                yield digest.hexdigest().encode()
                yield digest.digest().lower()


def _binary(plain: bytes) -> Iterator[bytes]:
    yield plain.lower()
    yield binascii.hexlify(plain)
    # In the middle of something longer base64 shows in three ways; the ends depend on what stands around.
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + plain)
        inner = whole[-(-shift * 8 // 6) : len(whole) - 4]
        if len(inner) >= SHORTEST:
            yield inner.lower()
            yield inner.translate(bytes.maketrans(b"+/", b"-_")).lower()


def _moment(moment: datetime) -> Iterator[bytes]:
    utc = moment.astimezone(UTC)
    for near in (utc - timedelta(seconds=1), utc, utc + timedelta(seconds=1)) if utc.microsecond else (utc,):
        second = int(near.timestamp())
        yield f"{near:%Y-%m-%dt%H:%M:%S}".encode()
        yield f"{near:%Y-%m-%d %H:%M:%S}".encode()
        yield f"{near:%Y%m%d%H%M%S}".encode()
        yield str(second).encode()
        yield format_datetime(near, usegmt=True).lower().encode()


def all_forms(needles: Iterable[Needle]) -> Iterator[tuple[Needle, bytes]]:
    """Each way in which each mark could show."""
    for needle in needles:
        for form in dict.fromkeys(needle.forms):
            if len(form) >= SHORTEST:
                yield needle, form
