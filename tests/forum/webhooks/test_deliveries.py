"""What a real forum delivered, and what it never would: only authentic hints to public topics get through."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.errors import UserProblem
from bridge.forum.webhook import MOST_BYTES, Received, Receiver, Stale, Verdict

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "discourse"
SECRET = "lab-secret-at-least-12"
"""The secret of the recorded hooks; the forum that had them is no more."""

GROUPS = {
    "topic": "topic", "post": "post", "like": "like", "topic_voting": "topic_voting",
}  # fmt: skip


def deliveries() -> list[Path]:
    return sorted(
        [
            *SHARED.glob("recordings/webhook-delivery-*.json"),
            *SHARED.glob("recordings-plugins/fact-webhook-run-*.json"),
            *SHARED.glob("recordings-plugins/fact-webhook-extid-*.json"),
            *SHARED.glob("recordings-plugins/react-webhook-*.json"),
            *SHARED.glob("recordings-plugins/vote-webhook-*.json"),
        ]
    )


def signed(body: bytes, event: str, kind: str, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {
        "X-Discourse-Event-Signature": f"sha256={digest}",
        "X-Discourse-Event": event,
        "X-Discourse-Event-Type": kind,
        "X-Discourse-Event-Id": "7",
    }


def deliver(receiver: Receiver, data: Any, event: str = "post_created", kind: str = "post") -> Received:
    body = json.dumps(data).encode()
    return receiver.take(signed(body, event, kind), body)


def post(**wishes: Any) -> dict[str, Any]:
    part = {"id": 8, "topic_id": 5, "category_id": 4, "topic_archetype": "regular", "raw": "Words."}
    return {"post": part | wishes}


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded answers of a real forum are not here")
def test_every_recorded_delivery_marks_its_public_topic_or_is_ignored() -> None:
    found = deliveries()
    assert len(found) > 100
    marked = private = 0
    for path in found:
        delivery = json.loads(path.read_text(encoding="utf-8"))
        headers, body = delivery["headers"], delivery["raw"].encode()
        received = Receiver(SECRET).take(headers, body)
        kind = headers["X-Discourse-Event-Type"]
        part = delivery["json"].get(kind, {}) if kind in GROUPS else {}
        part = part.get("post", part)
        secret = "private_message" in (part.get("archetype"), part.get("topic_archetype"))
        private += secret
        if kind == "ping":
            assert received == Received(Verdict.PING), path.name
            continue
        if kind not in GROUPS or secret:
            assert received == Received(Verdict.IGNORED), path.name
            continue
        assert received.verdict is Verdict.STALE, path.name
        assert received.stale is not None
        assert received.stale.topic_id == part["id" if kind == "topic" else "topic_id"]
        assert received.stale.category_id == part.get("category_id")
        marked += 1
    assert marked > 80
    assert private > 0


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded answers of a real forum are not here")
def test_a_recorded_delivery_with_one_byte_changed_is_forged() -> None:
    for path in deliveries():
        delivery = json.loads(path.read_text(encoding="utf-8"))
        body = bytearray(delivery["raw"].encode())
        body[len(body) // 2] ^= 1
        assert Receiver(SECRET).take(delivery["headers"], bytes(body)).verdict is Verdict.FORGED


def test_a_repetition_is_known_by_its_content_not_by_its_number() -> None:
    receiver = Receiver(SECRET)
    body = json.dumps(post()).encode()
    headers = signed(body, "post_created", "post")
    assert receiver.take(headers, body) == Received(Verdict.STALE, Stale(5, 4))
    again = receiver.take(headers | {"X-Discourse-Event-Id": "8"}, body)
    assert (again.verdict, again.stale, again.status) == (Verdict.DUPLICATE, None, 200)
    assert deliver(receiver, post(version=2), "post_edited").verdict is Verdict.STALE


def test_the_memory_of_deliveries_is_bounded() -> None:
    receiver = Receiver(SECRET, remembered=3)
    for number in range(1, 5):
        deliver(receiver, post(topic_id=number))
    assert deliver(receiver, post(topic_id=4)).verdict is Verdict.DUPLICATE
    assert deliver(receiver, post(topic_id=1)).verdict is Verdict.STALE
    assert len(receiver._seen) == 3


def test_only_topics_of_the_given_categories_matter() -> None:
    receiver = Receiver(SECRET, categories=frozenset({4}))
    assert deliver(receiver, post()).verdict is Verdict.STALE
    assert deliver(receiver, post(category_id=9)).verdict is Verdict.IGNORED


@pytest.mark.parametrize(
    "data",
    [
        post(topic_archetype="private_message", category_id=None),
        post(topic_archetype="private_message"),
        post(category_id=None),
        post(topic_archetype=None),
    ],
)
def test_what_is_not_certainly_public_is_dropped(data: dict[str, Any]) -> None:
    receiver = Receiver(SECRET)
    assert deliver(receiver, data) == Received(Verdict.IGNORED)
    like = {"like": {"post": data["post"], "user": {"id": 3}}}
    assert deliver(receiver, like, "post_liked", "like") == Received(Verdict.IGNORED)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("user_created", "user"),
        ("post_exploded", "post"),
        ("post_created", "topic"),
        ("", ""),
    ],
)
def test_unknown_events_are_taken_and_ignored(event: str, kind: str) -> None:
    received = deliver(Receiver(SECRET), post(), event, kind)
    assert (received.verdict, received.status) == (Verdict.IGNORED, 200)


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "é", "\udcff"])
def test_without_the_right_signature_nothing_is_read(signature: str) -> None:
    body = json.dumps(post()).encode()
    headers = signed(body, "post_created", "post") | {"X-Discourse-Event-Signature": signature}
    received = Receiver(SECRET).take(headers, body)
    assert (received.verdict, received.status) == (Verdict.FORGED, 403)
    assert Receiver(SECRET).take({}, body).verdict is Verdict.FORGED


def test_another_secret_is_no_signature_and_a_short_one_is_refused() -> None:
    body = json.dumps(post()).encode()
    headers = signed(body, "post_created", "post", "another-secret-of-some-length")
    assert Receiver(SECRET).take(headers, body).verdict is Verdict.FORGED
    with pytest.raises(UserProblem, match="less than 12"):
        Receiver("too-short")
    assert SECRET not in repr(Receiver(SECRET))


def test_a_huge_body_is_refused_before_it_is_looked_at() -> None:
    body = b" " * (MOST_BYTES + 1)
    received = Receiver(SECRET).take(signed(body, "post_created", "post"), body)
    assert (received.verdict, received.status) == (Verdict.TOO_LARGE, 413)


def test_names_of_headers_may_have_any_case() -> None:
    body = json.dumps(post()).encode()
    headers = {name.lower(): value for name, value in signed(body, "post_created", "post").items()}
    assert Receiver(SECRET).take(headers, body).verdict is Verdict.STALE


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from(
    ["id", "topic_id", "category_id", "archetype", "topic_archetype", "post", "external_id", "raw"]
)


@given(
    kind=st.sampled_from(sorted(GROUPS)),
    event=st.sampled_from(["topic_created", "post_edited", "post_liked", "topic_upvote"]),
    inner=values | st.dictionaries(fields, values, max_size=6),
    whole=values,
)
def test_no_shape_breaks_it_and_no_words_come_through(kind: str, event: str, inner: Any, whole: Any) -> None:
    receiver = Receiver(SECRET)
    for data in ({kind: inner}, {kind: {"post": inner}}, whole):
        received = deliver(receiver, data, event, kind)
        assert received.status == 200
        if received.stale is not None:
            assert type(received.stale.topic_id) is int
            assert 0 < received.stale.topic_id < 2**63


@given(body=st.binary(max_size=200), headers=st.dictionaries(st.text(max_size=30), st.text(max_size=80)))
def test_bytes_that_nobody_signed_are_forged(body: bytes, headers: dict[str, str]) -> None:
    assert Receiver(SECRET).take(headers, body).verdict is Verdict.FORGED


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"[" * 100_000, b"{", b"payload=%7B%7D", b"", b'{"post": 1e999}']
)
def test_signed_rubbish_is_ignored(body: bytes) -> None:
    received = Receiver(SECRET).take(signed(body, "post_created", "post"), body)
    assert received == Received(Verdict.IGNORED)
