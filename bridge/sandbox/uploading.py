"""Uploaded files: what is taken, what an image measures, under which short name it is known.

The same bytes are the same upload: the short name is the SHA-1 of the content in base 62.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bridge.sandbox.refusals import unprocessable
from bridge.sandbox.site import Row, Site, User

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_IMAGES = frozenset({"png", "jpg", "jpeg", "gif", "webp"})
_CORRUPT = "Sorry, but we couldn't determine the size of the image. Maybe your image is corrupted?"
SHORT = "upload://"


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of a multipart request."""

    name: str
    data: bytes


def base62(sha1: str) -> str:
    """A SHA-1 in hexadecimal digits, as short addresses write it."""
    number, text = int(sha1, 16), ""
    while number:
        number, digit = divmod(number, 62)
        text = _DIGITS[digit] + text
    return text or "0"


def sha1_of(short: str) -> str:
    """The opposite of ``base62``; "" for what is none."""
    number = 0
    for character in short:
        digit = _DIGITS.find(character)
        if digit < 0:
            return ""
        number = number * 62 + digit
    return f"{number:040x}"


def store(site: Site, user: User, file: UploadedFile) -> Row:
    """Keep a file, or find the one with the same bytes.

    Raises:
        SandboxRefusal: 422 for a kind that is not allowed, a file that is too large, a broken image.
    """
    extension = Path(file.name).suffix.removeprefix(".").lower()
    allowed = site.limits.authorized_extensions.split("|")
    if extension not in allowed:
        raise unprocessable(
            "Sorry, the file you are trying to upload is not authorized"
            f" (authorized extensions: {', '.join(allowed)})."
        )
    limits = site.limits
    most = limits.max_image_size_kb if extension in _IMAGES else limits.max_attachment_size_kb
    if len(file.data) > most * 1024:
        raise unprocessable(
            f"Sorry, the file you are trying to upload is too big (maximum size is {human(most * 1024)})."
        )
    size = measure(file.data) if extension in _IMAGES else None
    if extension in _IMAGES and size is None:
        raise unprocessable(_CORRUPT)
    sha1 = hashlib.sha1(file.data, usedforsecurity=False).hexdigest()
    found = site.one("SELECT * FROM uploads WHERE sha1 = ?", sha1)
    if found is not None:
        return found
    url = f"/uploads/default/original/1X/{sha1}.{extension}"
    path = file_of(site, sha1, extension)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.data)
    now = site.stamp()
    width, height = size or (None, None)
    upload_id = site.insert(
        "uploads",
        user_id=user.id,
        original_filename=Path(file.name).name,
        filesize=len(file.data),
        width=width,
        height=height,
        url=url,
        sha1=sha1,
        extension=extension,
        created_at=now,
        updated_at=now,
    )
    made = site.one("SELECT * FROM uploads WHERE id = ?", upload_id)
    assert made is not None
    return made


def file_of(site: Site, sha1: str, extension: str) -> Path:
    """Where the bytes of an upload lie."""
    return site.path.parent / "uploads" / f"{sha1}.{extension}"


def find_short(site: Site, short: str) -> Row | None:
    """The upload of a short address (``upload://NAME.png``), or None."""
    name = short.removeprefix(SHORT).partition(".")[0]
    return site.one("SELECT * FROM uploads WHERE sha1 = ?", sha1_of(name))


def short_url(row: Row) -> str:
    """The short address of an upload."""
    return f"{SHORT}{base62(row['sha1'])}.{row['extension']}"


def human(size: int) -> str:
    """A size in bytes as people read it."""
    if size < 1024:
        return f"{size} Bytes"
    if size < 1024 * 1024:
        return f"{size / 1024:.3g} KB"
    return f"{size / 1024 / 1024:.3g} MB"


def measure(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, JPEG or WebP image in pixels; None for what is none."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
            width, height = struct.unpack(">II", data[16:24])
        elif data[:6] in (b"GIF87a", b"GIF89a"):
            width, height = struct.unpack("<HH", data[6:10])
        elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _measure_webp(data)
        else:
            return next(_measure_jpeg(data), None)
    except struct.error:
        return None
    return (width, height) if width and height else None


def _measure_webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return width, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    return None


def _measure_jpeg(data: bytes) -> Iterator[tuple[int, int]]:
    """Walk through the segments up to the frame header."""
    if not data.startswith(b"\xff\xd8"):
        return
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            yield width, height
        place += 2 + length
