"""Form, invitation and proof once each; so many ideas from one network, so many tries of a receipt."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from altcha import Challenge, solve_challenge

from bridge.admission.counters import LOOK_UPS_A_MINUTE, PREVIEWS_A_MINUTE
from tests.e2e.small_campaign import SLUG
from tests.web.conftest import INVITED, PROVED, QUIET, Door, code_on


def test_a_form_is_good_for_one_idea(door: Door) -> None:
    fields = door.form(text="Close the fire door by hand after ten; its spring slams it.")
    door.post(f"/c/{SLUG}/send", fields)
    door.clock.advance(timedelta(minutes=1))
    before = door.rows()

    answer = door.post(f"/c/{SLUG}/send", fields)

    assert answer.status_code == 409
    assert "sent already" in answer.text
    assert "its spring slams it" in answer.text
    assert code_on(answer.text) == ""
    assert door.rows() == before


def test_so_many_ideas_come_from_one_network(door: Door) -> None:
    for number in range(2):
        door.send(f"Idea number {number}: keep one corridor dark from midnight to five.", QUIET)
    before = door.rows()

    answer = door.post(f"/c/{QUIET}/send", door.form(QUIET, text="And one more thing about the corridor."))

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "one more thing about the corridor" in answer.text
    assert door.rows() == before
    door.move()
    door.send("From another building: oil the lift doors.", QUIET)


def test_receipts_are_tried_so_often_a_minute(door: Door) -> None:
    for _ in range(LOOK_UPS_A_MINUTE):
        assert (
            door.post("/receipt", {"campaign": SLUG, "code": "0000-0000-0000-0000-0000"}).status_code == 422
        )

    answer = door.post("/receipt", {"campaign": SLUG, "code": "0000-0000-0000-0000-0000"})

    assert answer.status_code == 429
    assert "Please wait a minute" in answer.text


def test_an_invitation_lets_in_once(door: Door) -> None:
    (invitation,) = door.site.admission.invitations(door.site.campaigns[INVITED], 1)
    text = "Give the night porter a trolley with rubber wheels."
    assert "Your invitation code" in door.get(f"/c/{INVITED}").text

    for given, status in (
        ("", 422),
        ("0000-0000-0000-0000-0000", 422),
        (invitation.lower().replace("-", " "), 200),
    ):
        answer = door.post(f"/c/{INVITED}/send", door.form(INVITED, text=text, invitation=given))
        assert answer.status_code == status, answer.text
    again = door.post(
        f"/c/{INVITED}/send", door.form(INVITED, text=f"{text} Two of them.", invitation=invitation)
    )

    assert again.status_code == 409
    assert "used already" in again.text
    assert "Two of them" in again.text


def test_nothing_is_spent_on_what_is_not_kept(door: Door) -> None:
    (invitation,) = door.site.admission.invitations(door.site.campaigns[INVITED], 1)
    wrong = door.form(INVITED, text="Oil the bed wheels before the evening round.", invitation="WRONG")
    door.post(f"/c/{INVITED}/send", wrong)

    answer = door.post(f"/c/{INVITED}/send", {**wrong, "invitation": invitation})

    assert answer.status_code == 200


def test_what_was_spent_on_an_idea_that_is_not_taken_in_is_given_back(door: Door) -> None:
    (invitation,) = door.site.admission.invitations(door.site.campaigns[INVITED], 1)
    # Within this campaign's words, and yet longer than anything the pipeline takes.
    fields = door.form(INVITED, text="x" * 11_000 + " and so on", invitation=invitation)
    before = door.rows()

    refused = door.post(f"/c/{INVITED}/send", fields)

    assert refused.status_code == 422
    assert door.rows() == before
    shorter = door.post(f"/c/{INVITED}/send", {**fields, "text": "Oil the bell of the ward's front door."})
    assert shorter.status_code == 200


def test_a_proof_lets_in_once(door: Door) -> None:
    challenge = Challenge.from_dict(door.get(f"/c/{PROVED}/challenge").json())
    solution = solve_challenge(challenge)
    assert solution is not None
    proof = base64.b64encode(
        json.dumps({"challenge": challenge.to_dict(), "solution": solution.to_dict()}).encode()
    ).decode()
    text = "Put the ice machine behind a door. It drops ice all night."

    assert door.post(f"/c/{PROVED}/send", door.form(PROVED, text=text)).status_code == 422
    assert door.post(f"/c/{PROVED}/send", door.form(PROVED, text=text, proof=proof)).status_code == 200
    again = door.post(f"/c/{PROVED}/send", door.form(PROVED, text=f"{text} A thick one.", proof=proof))
    assert again.status_code == 409


@pytest.mark.parametrize(("slug", "scripts"), [(PROVED, True), (SLUG, False), (INVITED, False)])
def test_scripts_run_only_where_a_proof_is_asked_for(door: Door, slug: str, scripts: bool) -> None:
    answer = door.get(f"/c/{slug}")

    assert ("script-src 'self'" in answer.headers["Content-Security-Policy"]) is scripts
    assert ("<script" in answer.text) is scripts
    assert ("<noscript>" in answer.text) is scripts


def test_previews_are_slowed_down_and_the_text_is_given_back(door: Door) -> None:
    form = door.form(text="Keep the lift doors from slamming after ten.")
    for _ in range(PREVIEWS_A_MINUTE):
        door.site.admission.check_preview("203.0.113.77")
    door.session.headers["X-Forwarded-For"] = "203.0.113.77"

    answer = door.post(f"/c/{SLUG}/preview", form)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Keep the lift doors from slamming" in answer.text
    assert "Wait a minute, then go on." in answer.text
