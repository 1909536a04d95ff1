"""Pictures: the same bytes are the same upload, so sending one twice does no harm."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
import requests

from bridge.domain.errors import Rejected
from bridge.forum.adapter import DiscourseForum

from .conftest import Answered, OpenTopic, Target


def png(shade: int) -> bytes:
    """A grey image of 12 by 8 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes([shade]) * 12) * 8
    header = struct.pack(">IIBBBBB", 12, 8, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def upload(target: Target, name: str, data: bytes, **fields: str) -> Answered:
    own = target.settings.own
    answer = requests.post(
        f"{target.url}/uploads.json",
        data=fields,
        files={"file": (name, data)},
        headers={"Api-Key": own.key, "Api-Username": own.username},
        timeout=60,
    )
    if answer.status_code == 429:
        target.clock.sleep(answer.json()["extras"]["wait_seconds"] + 1)
        return upload(target, name, data, **fields)
    return Answered(answer.status_code, answer.json())


def taken(answer: Answered) -> Any:
    assert answer.status == 200, answer.data
    return answer.data


def test_the_same_bytes_are_the_same_upload(target: Target, open_topic: OpenTopic) -> None:
    shade = int(target.run, 16) % 200 if target.embedded is None else 7
    first = taken(upload(target, "one.png", png(shade), upload_type="composer", synchronous="true"))
    again = taken(upload(target, "two.png", png(shade), upload_type="composer", synchronous="true"))
    assert (again["id"], again["short_url"]) == (first["id"], first["short_url"])
    assert (first["width"], first["height"], first["extension"]) == (12, 8, "png")
    assert first["short_url"].startswith("upload://")
    opened = open_topic(
        raw=f"A topic with a picture, run {target.run}.\n\n![grey|12x8]({first['short_url']})"
    )
    cooked = target.admin.does("GET", f"/posts/{opened.post_id}.json")["cooked"]
    assert 'alt="grey"' in cooked
    assert 'width="12" height="8"' in cooked
    assert first["url"].rpartition("/")[2] in cooked


def test_what_is_no_picture_is_refused(target: Target) -> None:
    assert upload(target, "bad.exe", b"MZ", upload_type="composer").status == 422
    broken = upload(target, "bad.png", b"this is no image", upload_type="composer", synchronous="true")
    assert (broken.status, len(broken.data["errors"])) == (422, 1)
    assert upload(target, "one.png", png(1)).status == 400


def test_the_bridge_knows_beforehand_what_a_picture_will_be_called(
    target: Target, forum: DiscourseForum
) -> None:
    """A real forum may shrink pictures, which gives them another name: then the name given back counts."""
    shade = int(target.run, 16) % 200 + 1 if target.embedded is None else 8
    address = forum.uploads.address("chart.png", png(shade))
    first = forum.uploads.put("chart.png", png(shade))
    assert first == forum.uploads.put("chart.png", png(shade))
    assert address.startswith("upload://")
    assert first.endswith(".png")
    if target.embedded is not None:
        assert first == address


def test_a_picture_that_is_none_is_refused_in_words(forum: DiscourseForum) -> None:
    with pytest.raises(Rejected):
        forum.uploads.put("chart.png", b"this is no image")
