"""The engine under everything that can go wrong, on a real forum over HTTP and a real database.

Whatever answers are lost, whoever edits or removes, even if the database is lost: never two topics for one
key, never a moderator's words overwritten, and in the end forum and campaign agree.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bridge.domain.document import Document
from bridge.domain.errors import BridgeError
from bridge.domain.identity import split_marker
from bridge.sandbox.faults import Fault, Kind
from bridge.sandbox.refusals import SandboxRefusal
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from bridge.sync.reconcile import Reconciler
from tests.sync.staging import Stage, When, category_document, idea_document, run

NAMES = ("amber", "birch", "cedar", "dune")
KINDS: tuple[Kind, ...] = (
    "unreached",
    "crash",
    "bad_gateway",
    "read_only",
    "limit",
    "limit_plain",
    "limit_html",
    "lost",
    "truncated",
)
TEXTS = (
    "Let every ward keep one hour a week for trying things out.",
    "Give each team a small budget that needs no form at all.",
    "Put the complaints and the ideas on the same wall, side by side.",
)


WRITES = ("POST /posts", "POST /categories", "PUT /posts", "PUT /t/")
moments = st.one_of(st.integers(1, 14), st.sampled_from(WRITES))


class Bridge(RuleBasedStateMachine):
    """The model: what the campaign wants, what moderators wrote, and what they removed."""

    stage: ClassVar[Stage]

    @initialize()
    def begin(self) -> None:
        self.campaign = self.stage.campaign()
        self.folder = Path(tempfile.mkdtemp(prefix="ib-machine-"))
        self.store = self._new_store("first")
        self.generation = 0
        self.wanted: dict[str, tuple[str, bool]] = {}
        self.edited: dict[str, str] = {}
        self.removed: set[str] = set()
        self.unsure: set[str] = set()

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        self.stage.disturb()
        # One run may find out about removals and conflicts, the next one has nothing left to do.
        for _ in range(2):
            run(self.stage, self.store, self.campaign, self._documents(), force=True)
        reconciler = Reconciler(self.store, self.stage.forum, self.stage.clock)
        plan = reconciler.plan(self.campaign, self._documents(), force=True)
        try:
            assert plan.operations == ()
            self._forum_shows_what_it_should()
        finally:
            self.store.close()
            shutil.rmtree(self.folder)

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS), closed=st.booleans())
    def want(self, name: str, text: str, closed: bool) -> None:
        self.wanted[name] = (text, closed)

    @rule(
        faults=st.dictionaries(moments, st.sampled_from(KINDS), max_size=3),
        meddling=st.dictionaries(moments, st.sampled_from(NAMES), max_size=2),
    )
    def sync(self, faults: dict[When, Kind], meddling: dict[When, str]) -> None:
        """A run in which requests fail, and moderators edit between two of its requests."""
        self.stage.disturb(
            {when: Fault(kind) for when, kind in faults.items()},
            {when: partial(self._meddle, name, when) for when, name in meddling.items()},
        )
        try:
            run(self.stage, self.store, self.campaign, self._documents(), force=True)
        except BridgeError as error:
            # A run may stop anywhere; that is what this test is about.
            if not faults:
                raise
            event(f"a run stopped: {type(error).__name__}")
        finally:
            if len(self.stage.meanwhile) < len(meddling):
                event("something happened between two requests")
            self.stage.disturb()

    @precondition(lambda self: self._standing())
    @rule(data=st.data(), first=st.sampled_from(TEXTS), then=st.sampled_from(TEXTS))
    def lose_the_answer_to_an_edit(self, data: st.DataObject, first: str, then: str) -> None:
        """The edit arrives, its answer does not, and the campaign moves on before the next run."""
        name = data.draw(st.sampled_from(sorted(self._standing())))
        _, closed = self.wanted[name]
        self.wanted[name] = (first, closed)
        self.sync({"PUT /posts": "lost"}, {})
        self.wanted[name] = (then, closed)

    @precondition(lambda self: self._standing())
    @rule(data=st.data(), text=st.sampled_from(TEXTS), when=st.sampled_from(("PUT /posts", "GET /t/")))
    def edit_against_a_moderator(self, data: st.DataObject, text: str, when: str) -> None:
        """A moderator is faster than the run that has just looked."""
        name = data.draw(st.sampled_from(sorted(self._standing())))
        self.wanted[name] = (text, self.wanted[name][1])
        self.sync({}, {when: name})

    @precondition(lambda self: self._standing())
    @rule(data=st.data())
    def moderator_moves(self, data: st.DataObject) -> None:
        """A topic in another category is out of the bridge's sight, and still the same topic."""
        name = data.draw(st.sampled_from(sorted(self._standing())))
        _, topic_id = self._standing()[name]
        self.stage.move(topic_id)

    def _meddle(self, name: str, when: When) -> None:
        if name in self._standing():
            self._edit(name, f"A moderator wrote this in the middle of a run, before {when}.")

    @precondition(lambda self: self._standing())
    @rule(data=st.data(), number=st.integers(1, 9))
    def moderator_edits(self, data: st.DataObject, number: int) -> None:
        name = data.draw(st.sampled_from(sorted(self._standing())))
        self._edit(name, f"A moderator wrote this, number {number}, and it has to stay.")

    def _edit(self, name: str, words: str) -> None:
        post_id, _ = self._standing()[name]
        _, marker = split_marker(self.stage.raw(post_id))
        self.stage.sandbox.member("forum_moderator").edit(post_id, f"{words}\n\n{marker}")
        self.edited[name] = words

    @precondition(lambda self: self._standing())
    @rule(data=st.data())
    def moderator_removes(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self._standing())))
        _, topic_id = self._standing()[name]
        self.stage.sandbox.member("forum_moderator").delete_topic(topic_id)
        self.removed.add(name)

    @precondition(lambda self: self._standing())
    @rule(data=st.data())
    def participant_replies(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self._standing())))
        _, topic_id = self._standing()[name]
        with contextlib.suppress(SandboxRefusal):
            self.stage.sandbox.member("forum_reader").reply(
                topic_id, f"I would try {name} as soon as we may."
            )

    @rule()
    def lose_the_database(self) -> None:
        self.store.close()
        self.generation += 1
        # Whether the bridge or a person closed a topic cannot be known any more; it stays as it is.
        self.unsure |= set(self._standing())
        self.store = self._new_store(f"after-loss-{self.generation}")

    @invariant()
    def never_two_topics_for_one_key(self) -> None:
        if not hasattr(self, "campaign"):
            return
        for name in NAMES:
            assert len(self._topics_of(name)) <= 1

    @invariant()
    def no_words_of_a_moderator_are_lost(self) -> None:
        for name, words in getattr(self, "edited", {}).items():
            for post_id, _ in self._topics_of(name):
                assert split_marker(self.stage.raw(post_id))[0] == words

    def _forum_shows_what_it_should(self) -> None:
        for name, (text, closed) in self.wanted.items():
            topics = self._topics_of(name)
            if name in self.removed:
                continue
            assert len(topics) == 1, name
            post_id, topic_id = topics[0]
            body = split_marker(self.stage.raw(post_id))[0]
            assert body == self.edited.get(name, text)
            if name not in self.unsure:
                assert self.stage.closed(topic_id) == closed

    def _documents(self) -> list[Document]:
        return [
            category_document(self.campaign),
            *(
                idea_document(self.campaign, name, text, closed=closed)
                for name, (text, closed) in sorted(self.wanted.items())
            ),
        ]

    def _standing(self) -> dict[str, tuple[int, int]]:
        """Ideas that are in the forum and were not removed, with their post and topic."""
        if not hasattr(self, "campaign"):
            return {}
        return {
            name: found[0] for name in NAMES if name not in self.removed and (found := self._topics_of(name))
        }

    def _topics_of(self, name: str) -> list[tuple[int, int]]:
        """(post id, topic id) of every topic that was ever opened for an idea, removed ones included."""
        key = idea_document(self.campaign, name, "").key
        return self.stage.first_posts_with(f"<!-- ib:{key} ")

    def _new_store(self, name: str) -> SqlStore:
        store = SqlStore(
            f"sqlite:///{self.folder}/{name}.sqlite3", FileKeyRing(self.folder / f"{name}.keys.json")
        )
        store.upgrade()
        return store


@pytest.mark.parametrize("strategy", ["lists", "data-explorer"])
def test_the_engine_survives(stage: Stage, strategy: str) -> None:
    Bridge.stage = stage
    if strategy == "data-explorer":
        stage.forum.provision_query()
    run_state_machine_as_test(
        Bridge,
        settings=settings(
            max_examples=40,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
