"""Writing an idea: what is shown first, what is kept, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bridge.domain.idea import SubmissionState
from bridge.pipeline import moderate
from bridge.pipeline.release import release
from tests.e2e.small_campaign import SLUG
from tests.reading import READING_AGE_12, from_html, grade
from tests.web.conftest import Door, code_on, hidden

PRIVATE = "I asked Margaret Okafor on 07700 900123 to oil the trolley by the west door, and she did."


def test_the_form_asks_the_open_questions_with_their_framing(door: Door) -> None:
    page = door.get(f"/c/{SLUG}").text

    assert "What wakes people up at night?" in page
    assert "One noise, and one way to stop it." in page
    assert "Nobody can get well without sleep." in page
    assert "At most 250 words" in page
    assert 'value="nurse"' in page
    assert 'value="means-time"' in page


def test_the_promise_never_says_too_much(door: Door) -> None:
    for path in (f"/c/{SLUG}", f"/c/{SLUG}/how", "/"):
        page = door.get(path).text.lower()
        assert "fully anonymous" not in page
        assert "guarantee" not in page
    assert "we cannot hide your way of writing" in door.get(f"/c/{SLUG}").text.lower()
    assert "freedom to speak up" in door.get(f"/c/{SLUG}").text.lower()


def test_a_preview_shows_what_is_masked_and_why_and_keeps_nothing(door: Door) -> None:
    before = door.rows()

    page = door.post(f"/c/{SLUG}/preview", door.form(text=PRIVATE)).text

    assert "<mark>[name]</mark>" in page
    assert "<mark>[phone]</mark> looked like a phone number" in page
    assert door.rows() == before


def test_the_text_as_typed_stays_with_the_person(door: Door) -> None:
    seen = door.post(f"/c/{SLUG}/preview", door.form(text=PRIVATE, title="Oil <b>the</b> trolley & rest"))

    again = door.post(f"/c/{SLUG}", hidden(seen.text)).text

    assert PRIVATE in again
    assert 'value="Oil &lt;b&gt;the&lt;/b&gt; trolley &amp; rest"' in again


def test_sending_gives_a_receipt_and_keeps_the_masked_words_alone(door: Door) -> None:
    seen = door.post(f"/c/{SLUG}/preview", door.form(text=PRIVATE, role="nurse", lenses=["means-time"])).text

    answer = door.post(f"/c/{SLUG}/send", hidden(seen))

    code = code_on(answer.text)
    assert len(code) == 24
    assert "cannot send it again" in answer.text
    (kept,) = [found for found in moderate.waiting(door.bridge.store, SLUG) if "trolley" in found.text]
    assert (kept.source, kept.role, kept.lenses, kept.raw) == ("form", "nurse", ("means-time",), b"")
    assert "Margaret" not in kept.text + kept.title
    for file in door.folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"Margaret" not in content
            assert code.encode() not in content
            assert code.replace("-", "").encode() not in content


def test_words_of_people_come_out_as_text(door: Door) -> None:
    page = door.post(
        f"/c/{SLUG}/preview", door.form(text="Put <script>alert(1)</script> on the wall, please.")
    ).text

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_neighbour_can_be_supported_instead(door: Door) -> None:
    text = "Move the squeaking laundry cage to the day shift, because it wakes the whole of the east wing."
    door.send(text)
    (found,) = [found for found in moderate.waiting(door.bridge.store, SLUG) if "laundry" in found.text]
    moderate.accept(door.bridge.store, door.bridge.redactor, SLUG, found.id, door.clock.now(), by="m")
    door.clock.advance(timedelta(hours=2))
    release(door.bridge.store, door.site.campaigns[SLUG], door.clock.now())
    seen = door.post(f"/c/{SLUG}/preview", door.form(text=f"{text} Please.")).text
    assert "Somebody said nearly the same" in seen
    before = door.rows()
    idea = seen.partition('name="idea" value="')[2].partition('"')[0]

    answer = door.post(f"/c/{SLUG}/support", {**hidden(seen), "idea": idea})

    assert "Your support is counted" in answer.text
    grown = {name: number - before.get(name, 0) for name, number in door.rows().items()}
    grown = {name: number for name, number in grown.items() if number}
    assert sorted(grown.values()) == [1, 1], grown  # a line in the log, a used form; no submission
    assert not any("submission" in name for name in grown)


def test_the_same_form_sent_twice_at_once_gives_one_receipt(door: Door) -> None:
    form = door.form(text="Let one nurse keep the telephone in her pocket from eleven to five.")
    before = door.rows()

    first, second = (door.post(f"/c/{SLUG}/send", form) for _ in range(2))

    assert code_on(first.text) == code_on(second.text) != ""
    grown = [number - before.get(name, 0) for name, number in door.rows().items() if "submission" in name]
    assert sum(grown) == 1


@pytest.mark.parametrize("path", ["preview", "send", "support"])
def test_the_address_of_a_later_page_leads_to_the_form(door: Door, path: str) -> None:
    answer = door.get(f"/c/{SLUG}/{path}")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/{SLUG}")


def test_what_was_sent_waits_for_a_person(door: Door) -> None:
    door.send("Hang the coats of the night staff outside the ward, so that no zip wakes anybody.")

    (found,) = [found for found in moderate.waiting(door.bridge.store, SLUG) if "coats" in found.text]
    assert found.state is SubmissionState.WAITING
    assert (found.received.hour, found.received.minute) == (0, 0)


def test_every_page_is_easy_to_read(door: Door) -> None:
    text = "Keep the lift doors from slamming after ten at night."
    preview = door.post(f"/c/{SLUG}/preview", door.form(text=text))
    pages = [door.get(path) for path in ("/", f"/c/{SLUG}", f"/c/{SLUG}/how", "/receipt")]
    for page in (preview, *pages):
        assert page.status_code == 200, page.url
        found = grade(from_html(page.text))
        assert found is None or found <= READING_AGE_12, (page.url, found)
