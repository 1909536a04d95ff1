"""A campaign that takes no ideas says when it does, and gives back what somebody sent too late."""

from __future__ import annotations

from datetime import timedelta

from tests.e2e.small_campaign import SLUG, at
from tests.web.conftest import INVITED, Door

TEXT = "Put rubber feet under the chairs in the corridor."


def test_an_idea_that_comes_too_late_is_shown_back_and_not_kept(door: Door) -> None:
    fields = door.form(text=TEXT)
    before = door.rows()
    door.clock.move_to(at(19))

    for step in ("preview", "send", "support"):
        answer = door.post(f"/c/{SLUG}/{step}", fields)
        assert answer.status_code in (409, 422), step
        assert TEXT in answer.text
    page = door.get(f"/c/{SLUG}")
    first = door.get("/")
    told = door.post("/api/preview", json={"campaign": SLUG, "question": "q1", "text": TEXT})

    assert page.status_code == 200
    assert "Ideas were open until the end of Friday 30 January 2015" in page.text
    assert "<form" not in page.text
    assert "No campaign takes ideas today" in first.text
    assert (told.status_code, told.headers["Content-Type"]) == (409, "application/problem+json")
    assert door.rows() == before


def test_receipts_are_taken_all_along(door: Door) -> None:
    assert "Show my idea" in door.get("/receipt").text


def test_what_only_an_operator_can_mend_is_told_to_nobody_else(door: Door) -> None:
    door.bridge.pseudonyms.destroy(INVITED, "receipt")

    answer = door.post(
        "/receipt/answer", {"campaign": INVITED, "code": "0000-0000-0000-0000-0000", "words": "My answer"}
    )

    assert answer.status_code == 500
    assert "key" not in answer.text
    assert INVITED not in answer.text
    assert "My answer" in answer.text


def test_a_destroyed_receipt_is_told_as_such(door: Door) -> None:
    door.clock.move_to(at(40) + timedelta(days=91))
    keys = door.bridge.pseudonyms
    keys.destroy(SLUG, "receipt")

    answer = door.post("/receipt", {"campaign": SLUG, "code": "0000-0000-0000-0000-0000"})

    assert answer.status_code == 422
    assert "receipts of this campaign were destroyed" in answer.text

    told = door.post("/api/receipt", json={"campaign": SLUG, "receipt": "0" * 20})
    assert told.status_code == 410
    assert "receipts of this campaign were destroyed" in told.json()["detail"]
