"""What does not go in: each refused in words that help, with the text still there and nothing half kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.e2e.small_campaign import SLUG
from tests.web.conftest import QUIET, Door, hidden

TEXT = "Put felt under the chairs of the visitors' room, because they scrape all night long."


@pytest.fixture(autouse=True)
def _nothing_is_kept(door: Door) -> Iterator[None]:
    before = door.rows()
    yield
    assert door.rows() == before


@pytest.mark.parametrize("step", ["preview", "send"])
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "Please write your idea."),
        ({"text": " \u200b\n "}, "Please write your idea."),
        ({"text": "noise " * 251}, "251 words. Please shorten it to 250"),
        ({"text": "x" * 9000}, "too long"),
        ({"question": "q9"}, "choose one of the questions"),
        ({"question": ""}, "choose one of the questions"),
        ({"role": "king"}, "choose one of the roles"),
        ({"lenses": ["means-magic"]}, "choose topics from the list"),
        ({"experience": "perhaps"}, "tried it or would like it"),
        ({"title": "t" * 201}, "title is too long"),
    ],
)
def test_what_has_to_be_put_right_is_said_beside_the_text(
    door: Door, step: str, fields: dict[str, object], words: str
) -> None:
    sent = {**door.form(text=TEXT), **fields}

    answer = door.post(f"/c/{SLUG}/{step}", sent)

    assert answer.status_code == 422
    assert words in answer.text
    assert "Problem: Write an idea" in answer.text
    if "text" not in fields:
        assert TEXT.replace("'", "&#39;") in answer.text


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [
        ("", 403, "did not come from us"),
        ("A" * 86, 403, "did not come from us"),
        ("ünïcode", 403, "did not come from us"),
    ],
)
def test_a_forged_form_is_refused_and_a_fresh_one_holds_the_text(
    door: Door, token: str, status: int, words: str
) -> None:
    answer = door.post(f"/c/{SLUG}/send", {**door.form(text=TEXT), "token": token})

    assert answer.status_code == status
    assert words in answer.text
    assert "felt under the chairs" in answer.text


def test_a_form_of_another_campaign_is_refused(door: Door) -> None:
    answer = door.post(f"/c/{SLUG}/send", door.form(QUIET, text=TEXT))

    assert answer.status_code == 403
    assert "another campaign" in answer.text


def test_a_form_that_comes_back_at_once_is_taken_for_a_machine(door: Door) -> None:
    fields = door.form(text=TEXT)
    fields["token"] = hidden(door.get(f"/c/{SLUG}").text)["token"]

    answer = door.post(f"/c/{SLUG}/send", fields)

    assert answer.status_code == 429
    assert "quicker than most people" in answer.text
    assert str(fields["token"]) in answer.text  # it is still good, a moment later


def test_a_form_that_was_open_for_a_day_is_expired(door: Door) -> None:
    fields = door.form(text=TEXT)
    door.clock.advance(timedelta(hours=13))

    answer = door.post(f"/c/{SLUG}/send", fields)

    assert answer.status_code == 409
    assert "Here is a fresh form with your text in it" in answer.text
    assert str(fields["token"]) not in answer.text


def test_broken_text_is_refused(door: Door) -> None:
    for body in (b"text=%FF%FE&question=q1", b"text=\xff\xfe&question=q1"):
        answer = door.post(
            f"/c/{SLUG}/send", body, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert answer.status_code == 400
        assert "UTF-8" in answer.text


def test_a_megabyte_is_refused(door: Door) -> None:
    answer = door.post(f"/c/{SLUG}/preview", door.form(text="noise " * 170_000))

    assert answer.status_code == 413
    assert "far longer than an idea" in answer.text


def test_a_megabyte_that_does_not_say_its_size_is_refused_as_well(door: Door) -> None:
    def parts() -> Iterator[bytes]:
        yield b"text="
        for _ in range(100):
            yield b"noise+" * 2000

    answer = door.post(
        f"/c/{SLUG}/preview", parts(), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert answer.status_code == 413


def test_attachments_are_not_taken(door: Door) -> None:
    answer = door.post(f"/c/{SLUG}/send", door.form(text=TEXT), files={"picture": ("me.jpg", b"\xff\xd8")})

    assert answer.status_code == 415
    assert "Attachments are not taken" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ],
)
@pytest.mark.parametrize("path", [f"/c/{SLUG}/send", "/receipt", "/api/ideas"])
def test_forms_on_other_sites_are_refused(door: Door, headers: dict[str, str], path: str) -> None:
    answer = door.post(path, door.form(text=TEXT), headers=headers)

    assert answer.status_code == 403
    assert "another site" in answer.text


def test_more_fields_than_any_form_has_are_refused(door: Door) -> None:
    assert door.post(f"/c/{SLUG}/send", [("lenses", str(i)) for i in range(500)]).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/c/nobody",
        "/c/nobody/how",
        f"/c/{SLUG}/elsewhere",
        "/static/no.css",
        "/static/../settings.py",
        f"/c/{SLUG}/challenge",
    ],
)
def test_what_is_not_there_is_told_kindly(door: Door, path: str) -> None:
    answer = door.get(path)

    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_another_method_is_refused(door: Door) -> None:
    assert door.session.delete(f"{door.url}/c/{SLUG}", timeout=20).status_code == 405


def test_supporting_what_is_not_published_is_refused(door: Door) -> None:
    answer = door.post(f"/c/{SLUG}/support", door.form(text=TEXT, idea="nosuchidea"))

    assert answer.status_code == 422
    assert "not published" in answer.text
