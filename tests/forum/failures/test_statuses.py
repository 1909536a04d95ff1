"""Every refusal that a real forum gave becomes the error that says what to do about it."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.domain.errors import (
    EditConflict,
    Forbidden,
    ForumDown,
    ForumError,
    Gone,
    RateLimited,
    Rejected,
    UnexpectedAnswer,
    Unknown,
)
from bridge.forum.endpoint import reading, writing
from bridge.forum.errors import DEFAULT_DELAY, Refusal, from_answer, reasons

READ = reading("/t/{id}.json")
WRITE = writing("POST", "/posts.json")


def judged(answer: Any, *, tag_objects: bool = False) -> ForumError:
    """The error for a recorded exchange."""
    endpoint = READ if answer["request"]["method"] == "GET" else WRITE
    response = answer["response"]
    refusal = Refusal(response["status"], response.get("json"), response["headers"], tag_objects)
    return from_answer(endpoint, refusal)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("286-err-invalid-api-key", Forbidden),
        ("287-err-invalid-api-key-post", Forbidden),
        ("289-err-api-key-of-other-user", Forbidden),
        ("291-err-no-auth-post", Forbidden),
        ("292-err-granular-key-out-of-scope", Forbidden),
        ("309-err-suspended-user", Forbidden),
        ("156-err-topic-create-in-staff-only", Forbidden),
        ("de-002-query-create-not-admin", Forbidden),
        ("294-err-topic-not-found", Gone),
        ("299-err-external-id-not-found", Gone),
        ("de-017-query-run-unknown", Gone),
        ("159-post-edit-with-conflict", EditConflict),
        ("fact-036-put-original-title-conflict", EditConflict),
        ("281-err-category-missing", Rejected),
        ("300-err-malformed-json", Rejected),
        ("276-err-body-too-short", Rejected),
        ("283-err-duplicate-title", Rejected),
        ("028-topic-create-duplicate-external-id", Rejected),
        ("242-topic-delete-by-other-user", Rejected),
        ("de-044-run-timeout", Rejected),
        ("403-429-admin-api-key-limit", RateLimited),
        ("404-429-admin-api-key-limit-post", RateLimited),
        ("033-reply-create-too-fast-429", RateLimited),
        ("fact-886-limit-user-key", RateLimited),
        ("040-topic-get-slug", UnexpectedAnswer),
        ("pv-017-vote-bad-direction", Unknown),
        ("fact-010-tags-csv-string", Unknown),
    ],
)
def test_recorded_refusals(recording: Any, name: str, kind: type[ForumError]) -> None:
    assert type(judged(recording(name))) is kind


def test_reasons_are_the_forums_own_words(recording: Any) -> None:
    error = judged(recording("fact-047-ext-create-duplicate-title-and-ext"))
    assert isinstance(error, Rejected)
    assert error.reasons == ("Title has already been used", "External has already been taken")


def test_reasons_are_plain_few_and_short() -> None:
    many = {"errors": ["No poll named <strong>nope</strong> &amp; so on.", *["x" * 999] * 9, 7]}
    found = reasons(many)
    assert found[0] == "No poll named nope & so on."
    assert len(found) == 5
    assert max(map(len, found)) == 300


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"failed": "FAILED", "message": "Too big."}, ("Too big.",)),
        ({"status": 500, "error": "Internal Server Error"}, ("Internal Server Error",)),
        ({"success": False, "errors": ["Bad SQL."]}, ("Bad SQL.",)),
        ({"success": "OK"}, ()),
        (None, ()),
        (["what"], ()),
    ],
)
def test_reasons_come_in_several_shapes(data: object, expected: tuple[str, ...]) -> None:
    assert reasons(data) == expected


@pytest.mark.parametrize(
    ("data", "headers", "delay"),
    [
        ({"extras": {"wait_seconds": 39}}, {"Retry-After": "41"}, 39),
        (None, {"Retry-After": "17"}, 17),
        (None, {}, DEFAULT_DELAY),
        (None, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, DEFAULT_DELAY),
        ({"extras": {"wait_seconds": "soon"}}, {"Retry-After": "-3"}, DEFAULT_DELAY),
        ({"extras": []}, {"Retry-After": "inf"}, DEFAULT_DELAY),
    ],
)
def test_three_shapes_of_too_many_requests(data: object, headers: dict[str, str], delay: float) -> None:
    """The application's JSON names seconds, its plain text only a header, a proxy's page nothing."""
    error = from_answer(WRITE, Refusal(429, data, headers))
    assert isinstance(error, RateLimited)
    assert error.delay == delay


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 520])
def test_a_broken_answer_leaves_a_write_unknown_and_a_read_repeatable(status: int) -> None:
    assert type(from_answer(WRITE, Refusal(status, None))) is Unknown
    assert type(from_answer(READ, Refusal(status, None))) is ForumDown


def test_read_only_is_a_refusal_before_acting() -> None:
    refusal = Refusal(503, {"errors": ["The site is in read only mode."], "error_type": "read_only"})
    assert type(from_answer(WRITE, refusal)) is ForumDown
    assert type(from_answer(READ, refusal)) is ForumDown


def test_a_crash_on_tag_objects_is_the_one_500_that_is_known_to_come_before_acting(recording: Any) -> None:
    for name in ("fact-005-tags-objects-id-name", "fact-017-put-tags-objects"):
        error = judged(recording(name), tag_objects=True)
        assert type(error) is Rejected
        assert "version" in error.hint


def test_every_message_names_the_call_and_what_to_try() -> None:
    for status in (301, 400, 401, 403, 404, 409, 410, 422, 429, 500, 502, 503):
        for endpoint in (READ, WRITE):
            error = from_answer(endpoint, Refusal(status, None))
            assert str(endpoint) in error.what
            assert error.hint
