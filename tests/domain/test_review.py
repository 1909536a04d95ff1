"""What a moderator's reply asks for, as people really type."""

from __future__ import annotations

import pytest

from bridge.domain.idea import SubmissionState
from bridge.domain.reasons import REASONS
from bridge.domain.review import Act, Command, Told, read_command

ACCEPT = Command(Act.ACCEPT)
KNOWN = Command(Act.KNOWN)


@pytest.mark.parametrize(
    "raw",
    [
        "accept",
        "Accept.",
        "**ACCEPT!**",
        "`accept this idea as it stands`",
        "  accepted  ",
        "Approve",
        "Accept it, please",
        "accept this idea as it is",
        "accept this one\n\n----------",
        '[quote="heron, post:1, topic:9"]\nreject: harm\n[/quote]\n\naccept',
        "> reject: harm\n> or not\n\nAccept",
        "accept\r\n",
    ],
)
def test_accept_is_heard_however_it_is_written(raw: str) -> None:
    assert read_command(raw) == ACCEPT


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "Acceptable, I would say",
        "I would accept this",
        "Not sure whether to reject: it is about parking",
        "Known problem on our ward",
        "Returning to the question of the urn: who fills it?",
        "> accept",
        '[quote="heron"]\naccept\n[/quote]',
        "The first line is talk\naccept",
    ],
)
def test_talk_asks_for_nothing(raw: str) -> None:
    assert read_command(raw) is None


@pytest.mark.parametrize(
    ("raw", "act"),
    [
        ("Accept this only if the ward goes", Act.ACCEPT),
        ("accept\nKeep the kettle on the ward.", Act.ACCEPT),
        ("accept but change the title", Act.ACCEPT),
        ("Reject this?", Act.REJECT),
        ("Return it to them", Act.RETURN),
        ("Ask the author about the urn", Act.ASK),
        ("Merge this with the other one", Act.MERGE),
        ("merge", Act.MERGE),
    ],
)
def test_what_only_begins_like_a_command_is_not_carried_out(raw: str, act: Act) -> None:
    assert read_command(raw) == Command(Act.UNCLEAR, act)


@pytest.mark.parametrize(
    ("raw", "title", "text"),
    [
        ("accept\ntitle: A kettle a ward", "A kettle a ward", None),
        ("accept\n\n**Title:** *A kettle a ward*", "A kettle a ward", None),
        ("Accept title: A kettle a ward", "A kettle a ward", None),
        ("accept\ntext:\nOne line.\n\nAnother: line.", None, "One line.\n\nAnother: line."),
        ("accept\nTEXT: One line.\ntitle: belongs to it", None, "One line.\ntitle: belongs to it"),
        ("accept: title: A kettle\ntext: Fill it.", "A kettle", "Fill it."),
        ("accept\ntext:\n```\nOne line.\n```", None, "One line."),
        ("accept\ntext:\n> One line.\n>\n> Two.", None, "One line.\n\nTwo."),
        ('accept\ntext:\n[quote="heron"]\nOne line.\n[/quote]', None, "One line."),
    ],
)
def test_other_words_for_an_idea(raw: str, title: str | None, text: str | None) -> None:
    command = read_command(raw)
    assert command == Command(Act.ACCEPT, title=title, text=text)
    assert command.tells


@pytest.mark.parametrize(
    ("raw", "act", "words"),
    [
        ("return: no-idea", Act.RETURN, "no-idea"),
        ("Return personal-data please", Act.RETURN, "personal-data please"),
        ("Returned: too vague.\nSay who.", Act.RETURN, "too vague. Say who."),
        ("reject - advert", Act.REJECT, "advert"),
        ("**Reject this idea:** harm", Act.REJECT, "harm"),
        ("reject", Act.REJECT, ""),
        ("ask: who would do it?", Act.ASK, "who would do it?"),
        ("Ask the author: who?", Act.ASK, "who?"),
        ("merge: abcdefghjk", Act.MERGE, "abcdefghjk"),
        ("merge this idea with https://f.example/t/words/12/3.", Act.MERGE, "https://f.example/t/words/12/3"),
        ("merge into\nhttps://f.example/t/12", Act.MERGE, "https://f.example/t/12"),
        ("merge: [this one](https://f.example/t/12)", Act.MERGE, "https://f.example/t/12"),
        ("help", Act.HELP, ""),
        ("Help me with this idea!", Act.HELP, ""),
        ("Known.", Act.KNOWN, ""),
        ("I think I know who this is.", Act.KNOWN, ""),
        ("I know who wrote this", Act.KNOWN, ""),
    ],
)
def test_what_goes_with_a_command(raw: str, act: Act, words: str) -> None:
    assert read_command(raw) == Command(act, words)


@pytest.mark.parametrize("code", REASONS)
def test_a_code_of_the_list_needs_no_colon(code: str) -> None:
    assert read_command(f"Reject {code}") == Command(Act.REJECT, code)


@pytest.mark.parametrize(
    "state", [state for state in SubmissionState if state is not SubmissionState.WAITING]
)
def test_there_is_an_answer_for_every_way_in_which_something_is_decided(state: SubmissionState) -> None:
    assert str(Told.of(state)) == str(state)
