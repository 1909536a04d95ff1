"""The choices of an idea's poll as its text has them."""

from __future__ import annotations

import pytest

from bridge.domain.choices import choices_of, with_choices_of

POLL = "[poll name=vote type=regular results=on_vote public=true]\n* For\n* Against\n* Not sure\n[/poll]"
WELSH = POLL.replace("For", "O blaid").replace("Against", "Yn erbyn").replace("Not sure", "Ddim yn siŵr")
OTHER = "[poll name=lunch]\n* Soup\n* Bread\n[/poll]"


def test_the_choices_stand_in_their_order() -> None:
    assert choices_of(f"Words.\n\n{POLL}\n\nA line below.") == ("For", "Against", "Not sure")


@pytest.mark.parametrize(
    "body", ["", "No poll.", OTHER, POLL.replace("vote", "votes"), "[poll name=vote]\n[/poll]"]
)
def test_what_is_no_poll_of_ours_has_none(body: str) -> None:
    assert choices_of(body) == ()


def test_the_last_one_is_ours() -> None:
    """Words of people stand before it."""
    fake = POLL.replace("For", "Mine")
    assert choices_of(f"{fake}\n\n{OTHER}\n\n{POLL}") == ("For", "Against", "Not sure")
    assert with_choices_of(f"{fake}\n\n{POLL}", WELSH) == f"{fake}\n\n{WELSH}"


def test_a_text_keeps_the_choices_under_which_people_voted() -> None:
    assert with_choices_of(f"Geiriau.\n\n{WELSH}\n\nLlinell.", f"Words.\n\n{POLL}\n\nLine.") == (
        f"Geiriau.\n\n{POLL}\n\nLlinell."
    )


@pytest.mark.parametrize(("body", "published"), [(f"a {POLL}", "b"), ("a", f"b {POLL}"), ("a", "b")])
def test_without_a_poll_on_either_side_the_text_stays(body: str, published: str) -> None:
    assert with_choices_of(body, published) == body
