"""Ideas by private message: answered with a receipt, taken in once, deleted as far as the forum lets us."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from bridge.domain.campaign import Campaign, Intake
from bridge.domain.errors import Rejected, Unknown
from bridge.domain.idea import Submission
from bridge.domain.identity import split_marker
from bridge.domain.message import answered_by
from bridge.pipeline import correspond as door
from bridge.pipeline import moderate, reopen
from bridge.pipeline.correspond import Corresponded, correspond
from bridge.sync.lease import hold
from bridge.wiring import Bridge
from tests.e2e.staging import Town, open_town

GROUP = "ideas"
IDEA = "Fill the urn before the round.\n\nSiobhan Fitzgerald does so on ward 7, and nobody waits there."


@dataclass
class Box:
    """A group's inbox in the forum, the people who write to it, and the bridge that answers."""

    town: Town
    bridge: Bridge
    campaign: Campaign

    def _does(self, name: str, method: str, path: str, **body: Any) -> Any:
        answer = requests.request(
            method,
            self.town.sandbox.base_url + path,
            json=body or None,
            headers={"Api-Key": self.town.keys.anyone, "Api-Username": name},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def open(self) -> None:
        """Make the group, with the bridge's account in it, and let everybody write to it."""
        admin = self.town.keys.admin_username
        made = self._does(admin, "POST", "/admin/groups.json", group={"name": GROUP})
        number = made["basic_group"]["id"]
        self._does(admin, "PUT", f"/groups/{number}.json", group={"messageable_level": 99})
        self._does(admin, "PUT", f"/groups/{number}/members.json", usernames=self.town.keys.bridge_username)

    def writes(self, raw: str = IDEA, title: str = "An idea for the campaign", name: str = "heron") -> int:
        """Somebody writes a message; gives its topic."""
        self.town.member(name)
        sent = self._does(
            name,
            "POST",
            "/posts.json",
            title=title,
            raw=raw,
            archetype="private_message",
            target_recipients=GROUP,
        )
        return int(sent["topic_id"])

    def replies(self, topic: int, raw: str, name: str = "heron") -> None:
        self._does(name, "POST", "/posts.json", topic_id=topic, raw=raw)

    def run(self, campaign: Campaign | None = None) -> Corresponded:
        with hold(self.bridge.store, self.bridge.clock, "kettles", "test") as lease:
            done = correspond(self.bridge.desk, self.bridge.doors, campaign or self.campaign, lease)
        assert done is not None
        return done

    def answers(self, topic: int) -> list[str]:
        """What the bridge wrote in a message and still stands."""
        site = self.town.sandbox.site
        with site.lock:
            return list(
                site.column(
                    "SELECT raw FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? "
                    "AND username = ? AND deleted_at IS NULL ORDER BY posts.id",
                    topic,
                    self.town.keys.bridge_username,
                )
            )

    def code(self, topic: int) -> str:
        """The receipt that stands in the answer."""
        (answer,) = self.answers(topic)
        body, marker = split_marker(answer)
        told = answered_by(marker, "kettles")
        assert told is not None
        assert told.code is not None
        assert f"Your receipt code is **{told.code}**" in body
        return told.code

    def waiting(self) -> tuple[Submission, ...]:
        return tuple(moderate.waiting(self.bridge.store, "kettles"))

    def inbox(self) -> list[int]:
        return [listed.topic_id for listed in self.bridge.forum.messages.inbox(GROUP)]

    def left(self) -> int:
        """Posts of messages that the forum's database still holds, in its trash too."""
        site = self.town.sandbox.site
        with site.lock:
            return int(
                site.value(
                    "SELECT count(*) FROM posts JOIN topics ON topics.id = topic_id "
                    "WHERE archetype = 'private_message'"
                )
            )

    def later(self, **wait: float) -> None:
        assert self.town.clock is not None
        self.town.clock.move_to(self.bridge.clock.now() + timedelta(**wait))


@pytest.fixture
def campaign(kettles: Campaign) -> Campaign:
    return replace(kettles, intake=Intake(message_group=GROUP))


@pytest.fixture
def town(campaign: Campaign) -> Iterator[Town]:
    with open_town(campaign.phases[0].opens + timedelta(days=2, hours=12)) as found:
        yield found


@pytest.fixture
def box(town: Town, campaign: Campaign, tmp_path: Path) -> Iterator[Box]:
    with town.desk(tmp_path) as bridge:
        found = Box(town, bridge, campaign)
        found.open()
        yield found


def test_an_idea_is_taken_in_and_answered_with_a_receipt(box: Box) -> None:
    topic = box.writes(title="About q2")

    done = box.run()

    assert (done.taken, done.answered, done.problem) == (1, 0, "")
    (waiting,) = box.waiting()
    assert (waiting.question, waiting.source) == ("q2", "message")
    assert "Fitzgerald" not in waiting.text
    case = reopen.find(box.bridge.doors, box.campaign, box.code(topic), box.bridge.clock.now())
    assert case is not None
    assert case.text == waiting.text
    (answer,) = box.answers(topic)
    assert "**confidential, not anonymous**" in answer
    assert "*Who makes it?*" in answer
    assert "hides a name" in answer
    assert "Fitzgerald" not in answer
    assert box.inbox() == []
    assert box.run() == Corresponded()
    assert box.code(topic)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["answer", "receive", "archive"])
def test_a_run_that_was_killed_anywhere_is_simply_run_again(
    box: Box, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    topic = box.writes(title="About q1")
    place: Any = door if step == "receive" else box.bridge.forum.messages
    original: Callable[..., Any] = getattr(place, step)

    class Killed(BaseException):
        pass

    def dying(*words: Any, **names: Any) -> Any:
        if after:
            original(*words, **names)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, step, dying)
        with pytest.raises(Killed):
            box.run()
    box.run()
    box.run()

    (waiting,) = box.waiting()
    assert box.inbox() == []
    found = reopen.find(box.bridge.doors, box.campaign, box.code(topic), box.bridge.clock.now())
    assert found is not None
    assert found.text == waiting.text


def test_an_answer_whose_outcome_is_not_known_is_not_given_again(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = box.writes(title="About q1")
    messages = box.bridge.forum.messages
    original = messages.answer

    def lost(topic_id: int, raw: str) -> Any:
        original(topic_id, raw)
        raise Unknown("sent, but no whole answer came back")

    with monkeypatch.context() as patch:
        patch.setattr(messages, "answer", lost)
        with pytest.raises(Unknown):
            box.run()
    box.run()

    assert len(box.answers(topic)) == 1
    assert len(box.waiting()) == 1


def test_a_message_that_cannot_be_answered_keeps_no_other_waiting(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = (
        box.writes(title="About q1"),
        box.writes("Another urn would do as well, I think.", "About q2"),
    )
    messages = box.bridge.forum.messages
    original = messages.answer

    def refusing(topic_id: int, raw: str) -> Any:
        if topic_id == stuck:
            raise Rejected("POST /posts.json: the forum does not accept this (422).")
        return original(topic_id, raw)

    monkeypatch.setattr(messages, "answer", refusing)
    done = box.run()

    assert done.taken == 1
    assert done.problem.startswith("A message could not be answered")
    assert box.code(other)
    assert box.inbox() == [stuck]
    assert [found.question for found in box.waiting()] == ["q2"]


def test_a_second_copy_of_an_answer_goes_with_its_code(box: Box) -> None:
    """A request that was held up on its way arrives after the run that repeated it."""
    topic = box.writes(title="About q1")
    box.run()
    code = box.code(topic)
    late = box.answers(topic)[0].replace(code, "A" * 4 + "-BBBB" * 4)
    late = late.replace(code.lower(), "aaaa" + "-bbbb" * 4)
    box.bridge.forum.messages.answer(topic, late)
    assert len(box.answers(topic)) == 2

    box.run()

    assert box.code(topic) == code
    assert len(box.waiting()) == 1
    assert box.inbox() == []


def test_where_two_questions_are_open_the_answer_asks_which(box: Box) -> None:
    topic = box.writes()

    assert (box.run().answered, box.waiting(), box.inbox()) == (1, (), [])
    assert "`question: q1` for *What keeps tea cold?*" in box.answers(topic)[0]
    box.replies(topic, "Question: 2, I would say")
    box.run()
    assert "does not ask that question" in box.answers(topic)[1]
    box.replies(topic, "question: q2")
    assert box.run().taken == 1

    (waiting,) = box.waiting()
    assert waiting.question == "q2"
    assert "question" not in waiting.text.lower()
    assert len(box.answers(topic)) == 3


@pytest.mark.parametrize(
    ("raw", "title", "question"),
    [
        (f"question: q2\n\n{IDEA}", "An idea for the campaign", "q2"),
        (f"{IDEA}\n\n**Question:** Who makes it?", "An idea for the campaign", "q2"),
        (IDEA, "Re: What keeps tea cold?", "q1"),
        (f"question: 1\n{IDEA}", "About q2", "q1"),
    ],
)
def test_a_question_is_named_in_the_subject_or_in_a_line(
    box: Box, raw: str, title: str, question: str
) -> None:
    box.writes(raw, title)
    box.run()

    (waiting,) = box.waiting()
    assert waiting.question == question
    assert "uestion" not in waiting.text


def test_a_sentence_that_begins_with_the_word_question_is_part_of_the_idea(box: Box) -> None:
    raw = "Question: why do we wait for the urn every single morning?\n\nLet us fill it at six."
    box.writes(raw, "About q1")
    box.run()

    (waiting,) = box.waiting()
    assert waiting.question == "q1"
    assert "every single morning" in waiting.text


def test_outside_of_its_phases_the_answer_says_when(box: Box) -> None:
    box.later(days=14)
    topic = box.writes()
    box.run()

    (answer,) = box.answers(topic)
    assert "not asked for yet. They can be sent in from Monday 9 February 2015, 00:00." in answer
    assert "nothing of it was kept by me" in answer
    assert (box.waiting(), box.inbox()) == ((), [])

    box.later(days=20)
    only = box.writes("Another one, for the one question that is open then, about the urn.")
    box.run()
    assert box.code(only)
    (waiting,) = box.waiting()
    assert waiting.question == "q2"


def test_a_phase_that_ends_between_answer_and_intake_keeps_the_promise(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.writes(title="About q1")
    with monkeypatch.context() as patch:
        patch.setattr(door, "receive", lambda *_, **__: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            box.run()
    box.later(days=14)
    box.run()

    assert len(box.waiting()) == 1


def test_what_is_too_long_is_answered_kindly(box: Box) -> None:
    topic = box.writes("Fill the urn early. " * 100, "About q1")
    box.run()

    assert "This text has 400 words; 250 are the most." in box.answers(topic)[0]
    assert box.waiting() == ()


def test_talk_after_the_receipt_is_answered_once(box: Box) -> None:
    topic = box.writes(title="About q1")
    box.run()
    box.replies(topic, "One word more: it was the blue urn.")
    for _ in range(3):
        box.run()

    assert len(box.answers(topic)) == 2
    assert "I cannot read replies here" in box.answers(topic)[1]
    assert box.inbox() == []
    assert len(box.waiting()) == 1


def test_after_two_days_it_is_deleted_for_good(box: Box) -> None:
    box.town.sandbox.site.change_limits(can_permanently_delete=True)
    box.writes(title="About q1")
    box.run()
    assert (box.run().gone, box.left()) == (0, 2)

    box.later(days=2, minutes=1)
    done = box.run()

    assert (done.gone, done.trashed, box.left()) == (1, 0, 0)
    assert len(box.waiting()) == 1
    assert box.run() == Corresponded()


def test_where_the_forum_deletes_nothing_for_good_it_goes_into_the_trash(box: Box) -> None:
    box.town.sandbox.site.change_limits(can_permanently_delete=False)
    box.writes(title="About q1")
    box.run()
    box.later(days=3)

    done = box.run()

    assert (done.gone, done.trashed) == (0, 1)
    assert box.run() == Corresponded()


@pytest.mark.parametrize("answered", [False, True])
def test_its_author_has_it_deleted_at_once(box: Box, answered: bool) -> None:
    box.town.sandbox.site.change_limits(can_permanently_delete=True)
    topic = box.writes(title="About q1")
    if answered:
        box.run()
    box.replies(topic, "Please, delete this message!")

    assert box.run().gone == 1
    assert box.left() == 0
    # What was taken in before stays, and its receipt with it.
    assert len(box.waiting()) == answered


def test_messages_that_are_not_for_the_door_are_left_alone(box: Box) -> None:
    own = box._does(
        box.town.keys.bridge_username,
        "POST",
        "/posts.json",
        title="A word to the group itself",
        raw="Something that the bridge's people talk about.",
        archetype="private_message",
        target_recipients=GROUP,
    )
    box.bridge.forum.messages.archive(own["topic_id"])
    box.later(days=3)

    assert box.run() == Corresponded()
    assert box.left() == 1


def test_a_group_that_is_not_there_is_told_and_stops_nothing(box: Box) -> None:
    done = box.run(replace(box.campaign, intake=Intake(message_group="no_such_group")))

    assert done.problem.startswith("The forum has no group no_such_group")


def test_without_a_group_there_is_no_door(box: Box, kettles: Campaign) -> None:
    before = box.bridge.forum.requests
    with hold(box.bridge.store, box.bridge.clock, "kettles", "test") as lease:
        assert correspond(box.bridge.desk, box.bridge.doors, kettles, lease) is None
    assert box.bridge.forum.requests == before


def test_the_database_knows_nothing_of_who_wrote_when_or_in_which_words(box: Box, tmp_path: Path) -> None:
    topic = box.writes(title="About q1 and a lantern", name="grey_heron")
    box.run()
    code = box.code(topic)

    dump = "\n".join(sqlite3.connect(tmp_path / "bridge.sqlite3").iterdump())
    for words in ("heron", "Fitzgerald", "lantern", "nobody waits", code, code.lower(), "message-"):
        assert words not in dump
    assert box.bridge.clock.now().strftime("%H:%M") not in dump
