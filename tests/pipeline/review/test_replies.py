"""Moderators decide where they are: by replies in the topics."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from bridge.domain.idea import SubmissionState
from bridge.domain.identity import Key, Kind
from bridge.domain.observation import ObservedPost
from bridge.pipeline import moderate, reopen
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import receive
from bridge.pipeline.review import in_any_order
from tests.pipeline.review.room import ACCEPT, NAMED, OTHER, PLAIN, Room, settled


def test_accept(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "**Accept** this idea, please.")

    done = room.sync()

    assert room.submission(name).state is SubmissionState.ACCEPTED
    assert [idea.text for idea in room.ideas()] == [PLAIN]
    assert room.answers(name) == ["**Accepted.** It appears with one of the next batches."]
    assert done.applied is not None
    # Accepted and due: it goes out in the same run.
    assert Key("kettles", Kind.IDEA, room.ideas()[0].id) in done.applied.created
    settled(room)


def test_accept_with_other_words(room: Room) -> None:
    name = room.comes()
    room.sync()
    text = "Keep a kettle on every ward.\n\nIt costs less than the walk."
    room.replies(name, f"accept\n\ntitle: A kettle for every ward\ntext:\n{text}")
    room.replies(name, "Well put, colleague.")

    room.sync()

    (idea,) = room.ideas()
    assert (idea.title, idea.text) == ("A kettle for every ward", text)
    # The reply with the words is taken away, talk stays.
    assert room.standing(name) == ["Well put, colleague."]
    settled(room)


@pytest.mark.parametrize(
    ("words", "state", "answer"),
    [
        ("Return this idea: no-idea", SubmissionState.RETURNED, "**Returned.**"),
        ("Reject this idea - advert", SubmissionState.REJECTED, "**Rejected.**"),
    ],
)
def test_return_and_reject(room: Room, words: str, state: SubmissionState, answer: str) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, words)
    room.sync()

    assert room.submission(name).state is state
    assert room.answers(name)[0].startswith(answer)
    assert f"**{state}**" in room.body(name)
    settled(room)


def test_a_question_reaches_the_author_and_shows_in_the_topic(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "Ask: who would fill it?")
    room.sync()

    assert room.submission(name).asked == "who would fill it?"
    assert room.answers(name)[0].startswith("**Asked.**")
    assert "**We asked:** who would fill it?" in room.body(name)
    settled(room)


def test_the_authors_answer_shows_and_a_withdrawal_closes(room: Room) -> None:
    code = receive(room.bridge.doors, room.campaign, RawIdea(PLAIN, "q1", source="form"), room.now).code
    (found,) = room.waiting()
    room.sync()
    room.replies(found.id, "ask the author: who would fill it?")
    room.sync()
    reopen.answer(room.bridge.doors, room.campaign, code, "The first one in does.", room.now)
    room.sync()
    assert "- **The author:** The first one in does." in room.body(found.id)

    reopen.withdraw(room.bridge.doors, room.campaign, code, room.now)
    room.sync()
    assert room.body(found.id) == "Decided: its author has **withdrawn** this. What it said is not kept here."
    room.replies(found.id, "accept this idea all the same")
    room.comes(OTHER)
    room.sync()
    assert room.answers(found.id)[-1] == "Its author has withdrawn this; nothing is left to decide."
    assert room.ideas() == []


def test_merge_by_link_and_by_id(room: Room) -> None:
    first = room.comes(OTHER)
    room.sync()
    room.replies(first, ACCEPT)
    room.sync()
    (idea,) = room.ideas()
    with room.bridge.store.begin() as unit:
        link = unit.links.get(Key("kettles", Kind.IDEA, idea.id))
    assert link is not None
    by_link, by_id = room.comes(PLAIN), room.comes(NAMED)
    room.sync()

    room.replies(by_link, f"Merge into {room.town.sandbox.base_url}/t/some-words/{link.topic_id}/1")
    room.replies(by_id, f"merge this idea with {idea.id}")
    room.sync()

    for name in (by_link, by_id):
        assert room.submission(name).state is SubmissionState.MERGED
        assert room.standing(name) == []
        assert idea.id not in "".join(room.answers(name)) + room.body(name)
    settled(room)


def test_a_link_that_leads_to_no_idea_is_refused_with_a_way_out(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "merge: https://forum.example/t/something/999999")
    room.sync()

    assert room.submission(name).state is SubmissionState.WAITING
    assert room.answers(name)[0].startswith("**Not done.** This link leads to no idea of the campaign.")


def test_who_may_know_the_author_decides_no_more(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "I think I know who this is.", by="wise_owl")
    room.sync()
    room.replies(name, ACCEPT, by="wise_owl")
    room.sync()

    assert room.submission(name).state is SubmissionState.WAITING
    handed, refused = room.answers(name)
    assert handed.startswith("**Handed on.**")
    assert refused.startswith("**Not done.** You have handed submission")
    room.replies(name, ACCEPT, by="calm_heron")
    room.sync()
    assert room.submission(name).state is SubmissionState.ACCEPTED
    settled(room)


def test_the_order_of_replies_is_not_that_of_decisions() -> None:
    """The log would tell which of the topics became which idea."""
    at = datetime(2015, 1, 14, 12, tzinfo=UTC)
    posts = [ObservedPost(number, number % 4, 2, 7, False, ACCEPT, 1, at, 0, 0) for number in range(12)]
    orders = {tuple(post.topic_id for post in in_any_order(posts, random.Random(seed))) for seed in range(40)}
    assert len(orders) > 10
    for seed in range(5):
        found = in_any_order(posts, random.Random(seed))
        for topic in range(4):
            within = [post.post_id for post in found if post.topic_id == topic]
            assert within == sorted(within)
            assert len(within) == 3


def test_unmasking_needs_two_people(room: Room) -> None:
    name = room.comes(NAMED)
    room.sync()
    text = "Ask Siobhan Fitzgerald to fill the urn before the first round, and not after the last one."
    room.replies(name, f"accept\ntext: {text}", by="wise_owl")
    room.sync()

    assert room.submission(name).state is SubmissionState.WAITING
    assert "a second person has to accept it as well" in room.answers(name)[-1]
    assert "## Two people have to agree" in room.body(name)
    room.replies(name, ACCEPT, by="wise_owl")
    room.sync()
    assert room.submission(name).state is SubmissionState.WAITING
    assert room.answers(name)[-1].startswith("**Not done.** You have agreed to submission")

    room.replies(name, ACCEPT, by="calm_heron")
    room.sync()
    assert [idea.text for idea in room.ideas()] == [text]
    assert room.standing(name) == [ACCEPT, ACCEPT]
    settled(room)


def test_a_yes_counts_for_the_words_that_its_topic_shows(room: Room) -> None:
    """Whoever replied has read the topic, not what another moderator has made of it elsewhere since."""
    name = room.comes(NAMED)
    room.sync()
    unmasked = "Ask Siobhan Fitzgerald of ward 7 to fill the urn before the first round."
    by = room.bridge.pseudonyms.of_moderator("kettles", "shell:somebody")
    moderate.accept(room.bridge.store, room.bridge.redactor, "kettles", name, room.now, by=by, text=unmasked)

    room.replies(name, ACCEPT)
    room.sync()

    assert room.answers(name)[-1].startswith("**Not done.** Another moderator has changed the words")
    assert room.ideas() == []
    assert unmasked in room.body(name)
    room.replies(name, ACCEPT)
    room.sync()
    assert [idea.text for idea in room.ideas()] == [unmasked]


def test_talk_is_left_alone_and_what_is_nearly_a_command_is_not_carried_out(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "What do the others think of this one?")
    room.replies(name, "Accept this only if the ward does not matter.")
    room.replies(name, "Reject it I would say.")
    room.replies(name, "help me with this idea")
    room.sync()

    assert room.submission(name).state is SubmissionState.WAITING
    accept, reject, helped = room.answers(name)
    assert accept.startswith("I have **not** accepted this")
    assert reject.startswith("I have done **nothing**: write `reject this idea:`")
    assert "`personal-data`: Somebody could be recognised" in helped
    settled(room)


def test_each_command_is_answered_once(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "ask: and who cleans it?")
    for _ in range(3):
        room.sync()
    room.replies(name, "ask: who pays for it?")
    for _ in range(3):
        room.sync()

    assert len(room.answers(name)) == 2
    assert [turn.text for turn in room.submission(name).dialogue] == [
        "and who cleans it?",
        "who pays for it?",
    ]


def test_two_moderators_at_once(room: Room) -> None:
    """The first reply decides; the second is told what was decided."""
    name = room.comes()
    room.sync()
    room.replies(name, "return it: no-idea, sadly", by="wise_owl")
    room.replies(name, ACCEPT, by="calm_heron")
    room.sync()

    assert room.submission(name).state is SubmissionState.RETURNED
    assert [answer.partition(" ")[0] for answer in room.answers(name)] == ["**Returned.**", "**Returned.**"]
