"""The interface for programs has the same doors and limits as the form, and its errors repeat nothing."""

from __future__ import annotations

from datetime import timedelta

import jsonschema
import pytest

from tests.e2e.small_campaign import SLUG
from tests.web.conftest import PROVED, QUIET, Door

TEXT = "I asked Margaret Okafor to have the lift oiled, and the whole wing slept."


def idea(door: Door, slug: str = SLUG, **fields: object) -> dict[str, object]:
    """An idea as a program would send it, a while after it got its token."""
    token = door.get(f"/api/campaigns/{slug}/token").json()["token"]
    door.clock.advance(timedelta(seconds=10))
    return {"campaign": slug, "question": "q1", "text": TEXT, "token": token, **fields}


def test_a_program_finds_its_way(door: Door) -> None:
    (first, *_) = door.get("/api/campaigns").json()
    assert (first["slug"], [question["id"] for question in first["questions"]]) == (SLUG, ["q1", "q2"])
    assert door.get(f"/api/campaigns/{SLUG}/token").json()["challenge"] is None
    assert "signature" in door.get(f"/api/campaigns/{PROVED}/token").json()["challenge"]
    before = door.rows()

    seen = door.post("/api/preview", json=idea(door)).json()

    assert seen["text"] == "I asked [name] to have the lift oiled, and the whole wing slept."
    assert seen["masked"][0]["why"] == "a name"
    assert door.rows() == before

    sent = door.post("/api/ideas", json=idea(door))
    assert sent.status_code == 201
    found = door.post(
        "/api/receipt", json={"campaign": SLUG, "receipt": sent.json()["receipt"].lower()}
    ).json()
    assert (found["state"], found["may"]) == ("waiting", ["edit", "withdraw"])


@pytest.mark.parametrize(
    ("path", "change", "status", "words"),
    [
        ("/api/ideas", {"text": ""}, 422, "Please write your idea."),
        ("/api/ideas", {"text": "noise " * 300}, 422, "shorten it to 250"),
        ("/api/ideas", {"question": "q9"}, 422, "choose one of the questions"),
        ("/api/ideas", {"token": "A" * 86}, 403, "did not come from us"),
        ("/api/ideas", {"token": 7}, 422, "token is not valid"),
        ("/api/ideas", {"experience": "Margaret"}, 422, "experience is not valid"),
        ("/api/preview", {"campaign": "nobody"}, 404, "no campaign of this name"),
        ("/api/receipt", {"receipt": "0000-0000-0000-0000-0000"}, 404, "no such receipt"),
        ("/api/receipt", {"receipt": "Margaret"}, 422, "five groups"),
        ("/api/receipt", {}, 422, "receipt is missing"),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(
    door: Door, path: str, change: dict[str, object], status: int, words: str
) -> None:
    sent = {**idea(door), **change}
    before = door.rows()

    answer = door.post(path, json=sent)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert answer.json()["status"] == status
    assert "Margaret" not in answer.text
    assert door.rows() == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"text": "Margaret', "application/json", 400),
        (b'{"text": "\xff\xfe"}', "application/json", 400),
        (b"text=Margaret", "application/x-www-form-urlencoded", 415),
        (b"--x\r\n\r\nMargaret\r\n--x--", "multipart/form-data; boundary=x", 415),
        (b"[" * 60_000, "application/json", 400),
        (b'{"text": "' + b"x" * 70_000 + b'"}', "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_refused(door: Door, body: bytes, kind: str, status: int) -> None:
    answer = door.post("/api/ideas", body, headers={"Content-Type": kind})

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Margaret" not in answer.text


def test_the_limits_are_those_of_the_form(door: Door) -> None:
    for number in range(2):
        sent = idea(door, QUIET, text=f"Program {number}: darken the sluice room after midnight.")
        assert door.post("/api/ideas", json=sent).status_code == 201

    answer = door.post("/api/ideas", json=idea(door, QUIET, text="A third one on the sluice room."))

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert door.post(f"/c/{QUIET}/send", door.form(QUIET, text="A fourth one.")).status_code == 429


def test_the_description_fits_the_answers(door: Door) -> None:
    described = door.get("/api/openapi.json").json()
    schema = {"$ref": "#/components/schemas/PreviewOut", "components": described["components"]}

    jsonschema.validate(door.post("/api/preview", json=idea(door)).json(), schema)

    assert set(described["paths"]) == {
        "/api/campaigns",
        "/api/campaigns/{slug}/token",
        "/api/preview",
        "/api/ideas",
        "/api/receipt",
    }
    assert "HTTPValidationError" not in str(described)


def test_there_is_no_page_from_elsewhere_that_explains_it(door: Door) -> None:
    for path in ("/docs", "/redoc", "/api/docs"):
        assert door.get(path).status_code == 404
