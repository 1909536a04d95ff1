"""What the holder of a receipt sees and does, from the waiting idea to the name in the guide."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bridge.domain.idea import Submission
from bridge.pipeline import moderate
from bridge.pipeline.join import propose
from bridge.pipeline.release import release
from tests.e2e.small_campaign import SLUG, at
from tests.web.conftest import Door, hidden


def case(door: Door, code: str) -> str:
    """The page behind a code."""
    answer = door.post("/receipt", {"campaign": SLUG, "code": code})
    assert answer.status_code == 200, answer.text
    return answer.text


def waiting(door: Door, words: str) -> Submission:
    """The submission in which these words stand."""
    (found,) = [found for found in moderate.waiting(door.bridge.store, SLUG) if words in found.text]
    return found


def accepted(door: Door, words: str) -> None:
    """A moderator accepts it and the batch goes out."""
    store, redactor = door.bridge.store, door.bridge.redactor
    moderate.accept(store, redactor, SLUG, waiting(door, words).id, door.clock.now(), by="m", alone=True)


@pytest.mark.parametrize("written", ["{}", " {} ", "lower", "spaces"])
def test_a_receipt_is_read_however_it_is_typed(door: Door, written: str) -> None:
    code = door.send(f"Let people choose when they are washed, not the rota ({written}).")
    typed = {"lower": code.lower(), "spaces": code.replace("-", " ")}.get(written, written.format(code))

    assert "It waits for a moderator" in case(door, typed)


def test_a_wrong_receipt_is_told_kindly(door: Door) -> None:
    for code, words in (
        ("K7QM", "five groups of four"),
        ("0000-0000-0000-0000-0000", "do not know this receipt"),
    ):
        answer = door.post("/receipt", {"campaign": SLUG, "code": code})
        assert answer.status_code == 422
        assert words in answer.text
    assert "choose the campaign" in door.post("/receipt", {"code": "0000-0000-0000-0000-0000"}).text


def test_the_code_is_in_no_address(door: Door) -> None:
    assert door.get("/receipt/K7QM-2D9X-K7QM-2D9X-K7QM").headers["Location"] == "/receipt"
    page = case(door, door.send("Ring one bell, not three, when a door on the ward is opened at night."))
    for piece in page.split("action=")[1:]:
        assert piece.startswith('"/receipt')
        assert "?" not in piece.partition(" ")[0]


def test_a_waiting_idea_is_changed_after_a_preview(door: Door) -> None:
    code = door.send("Keep the blinds of the south bay down until seven in the morning.", role="nurse")
    page = case(door, code)
    form = door.post("/receipt/edit", {**hidden(page), "role": "nurse"})
    assert "Keep the blinds of the south bay" in form.text
    assert '<option value="nurse" selected>' in form.text
    before = door.rows()
    changed = {**hidden(form.text), "question": "q1", "experience": "we-did", "role": "nurse",
               "text": "Keep the blinds of the south bay down until eight. Ask Margaret Okafor."}  # fmt: skip
    seen = door.post("/receipt/edit/preview", changed)
    assert "<mark>[name]</mark>" in seen.text
    assert door.rows() == before

    done = door.post("/receipt/edit/send", hidden(seen.text))

    assert "Your change has arrived" in done.text
    assert "down until eight. Ask <mark>[name]</mark>" in case(door, code)
    assert waiting(door, "south bay").role == "nurse"


def test_the_same_words_are_no_change(door: Door) -> None:
    text = "Give every bay a small lamp with a switch that patients can reach."
    page = case(door, door.send(text))

    answer = door.post("/receipt/edit/send", {**hidden(page), "question": "q1", "text": text})

    assert answer.status_code == 422
    assert "there already" in answer.text


def test_taking_back_asks_once_more(door: Door) -> None:
    code = door.send("Switch the television in the day room off at ten, whoever is watching.")
    before = door.rows()
    asked = door.post("/receipt/withdraw", hidden(case(door, code)))
    assert "This cannot be undone" in asked.text
    assert door.rows() == before

    done = door.post("/receipt/withdraw/confirm", hidden(asked.text))

    assert "You have taken your idea back" in done.text
    assert "You have taken it back" in case(door, code)
    assert not [found for found in moderate.waiting(door.bridge.store, SLUG) if "television" in found.text]
    assert door.post("/receipt/withdraw/confirm", hidden(asked.text)).status_code == 422


def test_a_question_of_the_moderators_is_answered(door: Door) -> None:
    code = door.send("Stop the alarm of the pump that nobody hears at the far end.")
    found = waiting(door, "alarm of the pump")
    store, redactor = door.bridge.store, door.bridge.redactor
    moderate.ask(store, redactor, SLUG, found.id, "Which pump do you mean?", door.clock.now(), by="m")
    page = case(door, code)
    assert "Which pump do you mean?" in page

    empty = door.post("/receipt/answer", {**hidden(page), "words": " "})
    assert empty.status_code == 422
    assert "Which pump do you mean?" in empty.text
    done = door.post("/receipt/answer", {**hidden(page), "words": "The feeding pump. Ask Margaret Okafor."})

    assert "Thank you for the answer" in done.text
    assert waiting(door, "alarm of the pump").dialogue[-1].text == "The feeding pump. Ask [name]."
    door.move()
    assert "A moderator asks you" not in case(door, code)


def test_a_returned_and_a_rejected_idea_say_why(door: Door) -> None:
    store, redactor = door.bridge.store, door.bridge.redactor
    back = door.send("The night shift is awful and everybody knows it is.")
    moderate.return_(store, redactor, SLUG, waiting(door, "awful").id, "no-idea", door.clock.now(), by="m")
    out = door.send("Buy the earplugs of my cousin's shop, they are the best in town.")
    moderate.reject(store, redactor, SLUG, waiting(door, "earplugs").id, "advert", door.clock.now(), by="m")

    returned, rejected = case(door, back), case(door, out)

    assert "A moderator sent it back to you" in returned
    assert "says what is wrong, but not what could be done" in returned
    assert "Change my idea" in returned
    assert "It was not accepted" in rejected
    assert "It advertises something." in rejected
    assert "Change my idea" not in rejected


def test_authors_are_asked_before_two_ideas_are_joined(door: Door) -> None:
    texts = (
        "Put felt under the lids of all bins on the ward.",
        "Line the bin lids with felt, on every ward.",
    )
    codes = [door.send(text) for text in texts]
    for text in texts:
        accepted(door, text)
    door.clock.advance(timedelta(days=2))
    release(door.bridge.store, door.site.campaigns[SLUG], door.clock.now())
    with door.bridge.store.begin() as unit:
        by_text = {idea.text: idea.id for idea in unit.ideas.all(SLUG)}
    leaves, stays = (by_text[text] for text in texts)
    propose(door.bridge.store, SLUG, leaves, stays, door.clock.now())

    page = case(door, codes[0])
    assert "May we join it with another idea?" in page
    assert "Line the bin lids with felt" in page
    refused = door.post("/receipt/consent", {"campaign": SLUG, "code": codes[0]})
    assert (refused.status_code, "choose yes or no" in refused.text) == (422, True)

    for code in codes:
        answer = door.post("/receipt/consent", {"campaign": SLUG, "code": code, "agrees": "yes"})
        assert answer.status_code == 200, answer.text
        again = door.post("/receipt/consent", {"campaign": SLUG, "code": code, "agrees": "no"})
        assert again.status_code == 422
    assert "It is part of another idea" in case(door, codes[0])
    assert "It is in the forum" in case(door, codes[1])


def test_a_name_is_put_to_a_published_idea_once_the_guide_is_out(door: Door) -> None:
    code = door.send("Let the cleaner come at noon; the machine is as loud as a lorry.")
    accepted(door, "loud as a lorry")
    assert "It is accepted" in case(door, code)
    door.clock.advance(timedelta(hours=3))
    release(door.bridge.store, door.site.campaigns[SLUG], door.clock.now())
    page = case(door, code)
    assert "It is in the forum" in page
    assert "Name me in the guide" not in page
    door.clock.move_to(at(31))

    page = case(door, code)
    assert door.post("/receipt/credit", {**hidden(page), "name": ""}).status_code == 422
    door.post("/receipt/credit", {**hidden(page), "name": "Ola Adeyemi"})

    assert "Your name will be among those in the guide" in case(door, code)
    with door.bridge.store.begin() as unit:
        assert list(unit.receipts.names(SLUG)) == ["Ola Adeyemi"]
