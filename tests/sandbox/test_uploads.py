"""Uploads: the same bytes are the same upload; what is refused; pictures in posts."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest

from bridge.sandbox.uploading import base62, measure, sha1_of
from tests.sandbox.conftest import BODY, Forum, Person


def png(width: int = 21, height: int = 10, shade: int = 200) -> bytes:
    """A grey image."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes([shade]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def upload(who: Person, name: str = "grey.png", data: bytes | None = None, **fields: str) -> Any:
    files = {"file": (name, png() if data is None else data)}
    sent = {"upload_type": "composer", "synchronous": "true", **fields}
    return who.web.post(
        f"{who.url}/uploads.json",
        data={key: value for key, value in sent.items() if value},
        files=files,
        headers={"Api-Key": who.key or "", **({"Api-Username": who.username} if who.username else {})},
    )


def test_the_same_bytes_are_the_same_upload(forum: Forum) -> None:
    first = upload(forum.bot).json()
    again = upload(forum.speaking_as("ana"), "other.png").json()
    assert (again["id"], again["short_url"]) == (first["id"], first["short_url"])
    assert (first["width"], first["height"], first["extension"]) == (21, 10, "png")
    assert first["human_filesize"] == f"{len(png())} Bytes"
    other = upload(forum.bot, data=png(shade=9)).json()
    assert other["short_url"] != first["short_url"]


def test_a_picture_is_served_and_shown(forum: Forum) -> None:
    made = upload(forum.bot).json()
    for path in (made["short_path"], made["url"].partition(forum.sandbox.base_url.partition(":")[2])[2]):
        answer = forum.anonymous.ask("GET", path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
        assert answer.content == png()
    post = forum.topic(raw=f"{BODY}\n\n![grey|20x10]({made['short_url']})")
    name = made["short_url"].removeprefix("upload://").removesuffix(".png")
    source = made["url"].partition("/uploads")[1:]
    assert post["cooked"].endswith(
        f'<p><img src="{"".join(source)}" alt="grey" data-base62-sha1="{name}" width="20" height="10"></p>'
    )
    found = forum.bot.ask(
        "POST", "/uploads/lookup-urls.json", {"short_urls": [made["short_url"], "upload://x.png"]}
    )
    assert [entry["short_url"] for entry in found.json()] == [made["short_url"]]
    assert forum.anonymous.ask("GET", "/uploads/short-url/unknown.png").status_code == 404


def test_an_unknown_upload_shows_nothing(forum: Forum) -> None:
    cooked = forum.topic(raw=f"{BODY}\n\n![grey](upload://nothing.png)")["cooked"]
    assert 'src="/images/transparent.png"' in cooked
    assert 'data-orig-src="upload://nothing.png"' in cooked


@pytest.mark.parametrize(
    ("name", "data", "fields", "status", "message"),
    [
        ("bad.exe", b"MZ", {}, 422, "Sorry, the file you are trying to upload is not authorized"),
        ("note.txt", b"text", {}, 422, "Sorry, the file you are trying to upload is not authorized"),
        ("bad.png", b"not an image", {}, 422, "Sorry, but we couldn't determine the size of the image."),
        ("cut.png", png()[:18], {}, 422, "Sorry, but we couldn't determine the size of the image."),
        ("grey.png", png(), {"upload_type": ""}, 400, "param is missing or the value is empty: upload_type"),
        ("", b"", {}, 422, "Sorry, you must provide a file to upload."),
    ],
)
def test_what_is_refused(
    forum: Forum, name: str, data: bytes, fields: dict[str, str], status: int, message: str
) -> None:
    answer = upload(forum.bot, name, data, **fields)
    assert answer.status_code == status, answer.text
    assert answer.json()["errors"][0].startswith(message)


def test_the_old_name_of_the_type_still_works(forum: Forum) -> None:
    assert upload(forum.bot, upload_type="", type="composer").status_code == 200


def test_too_large(forum: Forum) -> None:
    forum.sandbox.site.change_limits(max_image_size_kb=1)
    answer = upload(forum.bot, data=png() + bytes(1024))
    assert (answer.status_code, answer.json()["errors"][0][-23:]) == (422, "(maximum size is 1 KB).")


def test_nobody_uploads_without_a_key(forum: Forum) -> None:
    answer = forum.anonymous.web.post(
        f"{forum.sandbox.base_url}/uploads.json", files={"file": ("a.png", png())}
    )
    assert (answer.status_code, answer.json()) == (403, ["BAD CSRF"])


def test_short_names() -> None:
    sha1 = "9f212165165b8f858f54f4cab828d7fa54d7bffb"
    assert base62(sha1) == "mHITLwBmJll0SkuY7puvzpa0eJt"
    assert sha1_of("mHITLwBmJll0SkuY7puvzpa0eJt") == sha1
    assert sha1_of("no/name") == ""


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(7, 9), (7, 9)),
        (b"GIF89a" + struct.pack("<HH", 3, 4), (3, 4)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 6, 5) + bytes(9), (5, 6)),
        (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x01\0\0\x02\0\0", (2, 3)),
        (b"RIFF\0\0\0\0WEBPVP8L" + bytes(5) + (4 | 5 << 14).to_bytes(4, "little"), (5, 6)),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<HH", 8, 9), (8, 9)),
        (b"\xff\xd8\xff", None),
        (b"", None),
    ],
)
def test_measures(data: bytes, size: tuple[int, int] | None) -> None:
    assert measure(data) == size
