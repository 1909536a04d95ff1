"""From raw words to words fit for moderation."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.language import open_catalogues, speaking
from bridge.pipeline.anonymise import LONGEST_TITLE, SHORTEST_TITLE, anonymise, clean
from bridge.pipeline.raw import RawIdea
from bridge.render.languages import Catalogues
from bridge.text.redactor import RuleRedactor
from bridge.text.titles import derive_title

REDACTOR = RuleRedactor()


def test_certain_finds_are_masked_in_title_and_text() -> None:
    raw = RawIdea("Ring 01632 960 123 and ask.", "q1", title="Mrs Ainscough wants tea earlier")
    made = anonymise(raw, REDACTOR, derive_title)
    assert made.text == "Ring [phone] and ask."
    assert made.title == "[name] wants tea earlier"
    assert Counter(PERSON=1, PHONE=1) == made.masked
    assert made.reasons == ()


def test_a_doubtful_find_is_a_reason_that_repeats_no_words() -> None:
    made = anonymise(RawIdea("It was Gwendolyn who began, on 4th May.", "q1"), REDACTOR, derive_title)
    assert "an exact date" in " ".join(made.reasons)
    assert "Gwendolyn" not in " ".join(made.reasons)
    assert made.doubtful.total() >= 1


def test_a_missing_title_comes_from_the_redacted_text() -> None:
    made = anonymise(RawIdea("Mr Pemberthwaite keeps the keys. We need two.", "q1"), REDACTOR, derive_title)
    assert made.title == "[name] keeps the keys"


def test_a_title_that_the_forum_would_refuse_is_lengthened_from_the_text() -> None:
    made = anonymise(RawIdea("Put one kettle on each bay.", "q1", title="Kettles"), REDACTOR, derive_title)
    assert made.title == "Kettles: Put one kettle on each bay"


def test_a_text_of_placeholders_alone_is_pointed_out() -> None:
    made = anonymise(RawIdea("a.b@example.org, 01632 960 123!", "q1"), REDACTOR, derive_title)
    assert made.reasons == ("nothing is left of the text but placeholders",)


def test_where_people_write_another_language_a_person_is_told_to_look() -> None:
    open_catalogues(Catalogues().language)
    raw = RawIdea("Rhowch rholiau tawel o dan bob troli, a gofalwch eu bod yn cael olew.", "q1")

    plain = anonymise(raw, REDACTOR, derive_title).reasons
    with speaking("cy"):
        told = anonymise(raw, REDACTOR, derive_title).reasons

    assert len(told) == len(plain) + 1
    assert told[-1].startswith("Saesneg y mae'r rheolau cuddio yn ei hadnabod orau")


def test_invisible_signs_hide_nothing_from_the_redactor() -> None:
    hidden = "Write to kim\u200b.holt\u200d@exam\u2060ple.org please\u202e"
    assert anonymise(RawIdea(hidden, "q1"), REDACTOR, derive_title).text == "Write to [email] please"


def test_joined_emoji_stay_whole() -> None:
    assert clean("Good for families 👩‍👧") == "Good for families 👩‍👧"


@given(st.text(max_size=300))
def test_clean_text_is_visible_and_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert once == clean(once)
    once.encode("utf-8")
    assert not set("\u200b\u202e\x00\r\ufeff") & set(once)


@given(st.text(min_size=1, max_size=300), st.text(max_size=250))
def test_every_idea_gets_a_title_within_the_forums_limits(text: str, title: str) -> None:
    made = anonymise(RawIdea(text, "q1", title=title), REDACTOR, derive_title)
    assert SHORTEST_TITLE <= len(made.title) <= LONGEST_TITLE
    assert "\n" not in made.title
