"""A notice stands once, although a reply has no external id by which the forum would refuse a second one."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.domain.document import Document, Facet
from bridge.domain.errors import BridgeError
from bridge.domain.identity import Key, Kind, with_marker
from bridge.domain.journal import Action
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.sandbox.auth import create_key
from bridge.sandbox.faults import Fault
from bridge.sandbox.faults import Kind as Trouble
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from bridge.sync.apply import Applied
from bridge.sync.lease import hold
from bridge.sync.reconcile import Reconciler
from tests.sync.staging import Stage, category_document, idea_document, run

DELETION = "DELETE /posts"


@dataclass
class Noticed:
    """A campaign with a notice under its start topic."""

    stage: Stage
    store: SqlStore
    campaign: str
    words: str = "The phase now runs until Friday, and there is time for one more idea."

    @property
    def key(self) -> Key:
        return Key(self.campaign, Kind.NOTICE, "longer")

    @property
    def start(self) -> Key:
        return Key(self.campaign, Kind.START, "start")

    def documents(self, *, noticed: bool = True) -> list[Document]:
        like = idea_document(self.campaign, "start", "Everything about it stands here, with all its dates.")
        start = Document(self.start, like.facets, parent=like.parent)
        notice = Document(self.key, {Facet.BODY: self.words}, parent=self.start)
        return [category_document(self.campaign), start, *([notice] if noticed else [])]

    def standing(self) -> list[int]:
        """Posts that carry the notice's marker and were not taken away."""
        return list(
            self.stage.sandbox.site.column(
                "SELECT id FROM posts WHERE instr(raw, ?) > 0 AND deleted_at IS NULL ORDER BY id",
                f"<!-- ib:{self.key} ",
            )
        )

    def arrives_late(self) -> None:
        """The same request is carried out once more, after the forum has forgotten the first one."""
        self.stage.clock.advance(timedelta(minutes=3))
        topic_id = self.stage.sandbox.site.value(
            "SELECT topic_id FROM posts WHERE id = ?", self.standing()[0]
        )
        self.stage.forum.create_reply(topic_id, with_marker(self.key, None, self.words))


@pytest.fixture
def noticed(stage: Stage, new_store: SqlStore) -> Noticed:
    made = Noticed(stage, new_store, stage.campaign())
    run(stage, new_store, made.campaign, made.documents())
    assert len(made.standing()) == 1
    return made


def test_a_notice_in_a_quiet_topic_is_edited_though_nobody_read_it_again(noticed: Noticed) -> None:
    """A topic in which nothing happened is left out of a look; its notice may have to change all the same."""
    remembered(noticed)
    noticed.words = "Nobody has said yet how it goes on."
    applied = without_reading(noticed)

    assert applied.updated == [noticed.key]
    (post,) = noticed.standing()
    assert noticed.words in noticed.stage.raw(post)


def test_a_notice_that_somebody_changed_unseen_is_not_written_over(noticed: Noticed) -> None:
    (post,) = noticed.standing()
    remembered(noticed)
    theirs = noticed.stage.raw(post).replace("one more idea", "two more ideas")
    with noticed.stage.sandbox.site.transaction():
        noticed.stage.sandbox.site.update("posts", post, raw=theirs)
    noticed.words = "Nobody has said yet how it goes on."
    applied = without_reading(noticed)

    assert applied.conflicts == [noticed.key]
    assert noticed.stage.raw(post) == theirs


def remembered(noticed: Noticed) -> None:
    """A look whose memory is kept: the next one need not read the notice's topic again."""
    view = Reconciler(noticed.store, noticed.stage.forum, noticed.stage.clock).look(
        noticed.campaign, noticed.documents()
    )
    assert view.snapshot is not None
    with noticed.store.begin() as unit:
        unit.ledger.remember(noticed.campaign, view.snapshot.memory, noticed.stage.clock.now())


def without_reading(noticed: Noticed) -> Applied:
    """A run whose look read nothing again."""
    stage, documents = noticed.stage, noticed.documents()
    reconciler = Reconciler(noticed.store, stage.forum, stage.clock)
    view = reconciler.look(noticed.campaign, documents, again=False)
    assert view.seen[noticed.key].raw is None
    with hold(noticed.store, stage.clock, noticed.campaign, "test") as lease:
        return reconciler.apply(reconciler.plan(noticed.campaign, documents, view=view), lease)


def test_a_second_copy_is_told_taken_away_and_does_not_come_back(noticed: Noticed) -> None:
    (first,) = noticed.standing()
    noticed.arrives_late()
    assert len(noticed.standing()) == 2

    plan, applied = run(noticed.stage, noticed.store, noticed.campaign, noticed.documents())
    assert [(operation.action, operation.key) for operation in plan.operations] == [
        (Action.WITHDRAW, noticed.key)
    ]
    assert (plan.changes, plan.requests, applied.withdrawn) == (1, 2, [noticed.key])
    assert noticed.standing() == [first]

    plan, _ = run(noticed.stage, noticed.store, noticed.campaign, noticed.documents())
    assert plan.operations == ()


def test_the_copy_of_a_notice_that_is_no_longer_declared_goes_as_well(noticed: Noticed) -> None:
    (first,) = noticed.standing()
    noticed.arrives_late()
    run(noticed.stage, noticed.store, noticed.campaign, noticed.documents(noticed=False))
    assert noticed.standing() == [first]


def test_after_a_lost_database_the_oldest_copy_stays(noticed: Noticed, tmp_path: Path) -> None:
    (first,) = noticed.standing()
    noticed.arrives_late()
    with closing(
        SqlStore(f"sqlite:///{tmp_path}/after.sqlite3", FileKeyRing(tmp_path / "after.json"))
    ) as store:
        store.upgrade()
        for _ in range(2):
            plan, _ = run(noticed.stage, store, noticed.campaign, noticed.documents())
    assert noticed.standing() == [first]
    assert plan.operations == ()


def test_a_person_who_took_the_first_one_away_left_the_second_one(noticed: Noticed) -> None:
    (first,) = noticed.standing()
    noticed.arrives_late()
    second = noticed.standing()[1]
    noticed.stage.sandbox.member("forum_moderator").delete_post(first)
    for _ in range(2):
        plan, _ = run(noticed.stage, noticed.store, noticed.campaign, noticed.documents())
    assert noticed.standing() == [second]
    assert plan.operations == ()


@pytest.mark.parametrize("kind", ["unreached", "read_only", "bad_gateway", "lost", "truncated"])
def test_a_run_that_breaks_off_leaves_the_copy_to_the_next_one(noticed: Noticed, kind: Trouble) -> None:
    """A look that was remembered reads only what changed since, and the copy came before."""
    (first,) = noticed.standing()
    noticed.arrives_late()
    reconciler = Reconciler(noticed.store, noticed.stage.forum, noticed.stage.clock)
    view = reconciler.look(noticed.campaign, noticed.documents())
    assert view.snapshot is not None
    assert view.seen[noticed.start].topic_id not in view.snapshot.memory.topics
    with noticed.store.begin() as unit:
        unit.ledger.remember(noticed.campaign, view.snapshot.memory, noticed.stage.clock.now())

    noticed.stage.disturb({DELETION: Fault(kind)})
    try:
        run(noticed.stage, noticed.store, noticed.campaign, noticed.documents())
    except BridgeError:
        assert kind not in ("lost", "truncated"), "it was carried out, and looking shows that"
    noticed.stage.disturb()

    run(noticed.stage, noticed.store, noticed.campaign, noticed.documents())
    assert noticed.standing() == [first]
    with noticed.store.begin() as unit:
        assert unit.journal.unsettled(noticed.campaign) == []


def test_a_key_without_the_right_says_so_and_everything_else_goes_on(noticed: Noticed) -> None:
    noticed.arrives_late()
    closed = [
        replace(document, facets={**document.facets, Facet.CLOSED: True})
        if document.key == noticed.start
        else document
        for document in noticed.documents()
    ]
    site = noticed.stage.sandbox.site
    account = site.user_named("ideabridge")
    assert account is not None
    with site.transaction():
        _, key = create_key(
            site,
            user_id=account.id,
            created_by=-1,
            description="without the right to delete",
            scopes=[
                {"scope_id": scope}
                for scope in ("global:read", "topics:write", "topics:status", "posts:edit")
            ],
        )
    settings = ForumSettings(
        url=noticed.stage.sandbox.base_url,
        api_key=key,
        api_username="ideabridge",
        requests_per_minute=100_000,
    )
    with closing(DiscourseForum(settings, noticed.stage.clock, jitter=lambda: 0.0)) as limited:
        stage = replace(noticed.stage, forum=limited)
        plan, applied = run(stage, noticed.store, noticed.campaign, closed)
    assert plan.count(Action.WITHDRAW) == 1
    assert [key for key, _ in applied.failed] == [noticed.key]
    assert "may not take it away" in applied.failed[0][1]
    assert applied.updated == [noticed.start]
    assert len(noticed.standing()) == 2
