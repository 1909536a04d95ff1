"""Two campaigns on one database never mix, though ids, posts and people are the same in both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, select

from bridge.domain.declaration import Declaration, Owner, SettingsTopic
from bridge.domain.destruction import Destruction
from bridge.domain.document import Link
from bridge.domain.followup import CheckIn, Course, Undertaking
from bridge.domain.idea import (
    Decision,
    Experience,
    Idea,
    IdeaStatus,
    ModerationEntry,
    Submission,
    SubmissionState,
)
from bridge.domain.identity import Key, Kind
from bridge.domain.job import JobRun, RunState
from bridge.domain.joining import Consent, Joining, JoiningState
from bridge.domain.journal import Action, RankingSnapshot
from bridge.domain.observation import ObservedTopic, PullMemory
from bridge.domain.participation import Direction, Exposure, Method, Reply, Vote, VoteCount
from bridge.domain.receipt import Holds, Receipt
from bridge.domain.ring import Ring, RingState
from bridge.domain.shortlist import Choice, Test, TestResult
from bridge.domain.status import Heard, Heeded, StatusChange
from bridge.domain.trial import Result, Trial
from bridge.ports import UnitOfWork
from bridge.store.tables import METADATA
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
POLL = frozenset({Method.POLL})


@dataclass(frozen=True)
class Filled:
    """Fills every table for one campaign with the same ids as for any other; `mark` tells them apart."""

    campaign: str
    mark: int

    def fill(self, unit: UnitOfWork) -> None:
        name, text = self.campaign, f"text {self.mark}"
        key = Key(name, Kind.IDEA, "same")
        unit.links.put(Link(key, self.mark, {}))
        unit.journal.open(key, Action.CREATE, text, 1, "", self.mark, NOW)
        unit.leases.acquire(name, text, NOW, 60)
        unit.submissions.add(
            Submission("same", name, "q1", "", text, None, (), Experience.WE_DID, NOW, "csv")
        )
        idea = Idea("same", name, "q1", text, text, None, (), Experience.WE_DID, NOW)
        unit.ideas.put(replace(idea, hidden_before=1))
        unit.ideas.appeared(name, {"same": self.mark})
        unit.ideas.log(ModerationEntry(name, "same", Decision.ACCEPT, text, NOW))
        unit.receipts.put(Receipt(name, "b" * 64, Holds.IDEA, text))
        unit.receipts.name(name, text)
        unit.joinings.put(Joining(name, "same", text, JoiningState.PROPOSED, NOW))
        unit.joinings.consent(Consent(name, "same", "b" * 64, agrees=self.mark == 1))
        unit.destructions.add(Destruction(name, text, ""))
        for direction in (Direction.DOWN, Direction.UP):
            vote = Vote("same", "a" * 32, Method.POLL, direction, NOW)
            unit.ledger.replace_votes(name, "same", [vote], methods=POLL, at=NOW)
        unit.ledger.replace_counts(
            name, "same", [VoteCount("same", Method.POLL, Direction.UP, self.mark, NOW)]
        )
        unit.ledger.put_replies(name, [Reply(1, "same", "a" * 32, text, NOW)])
        unit.ledger.put_exposures(name, [Exposure("same", self.mark, NOW)])
        unit.ledger.remember(name, PullMemory(last_post=self.mark), NOW)
        unit.ledger.put_topics(name, [ObservedTopic(1, 1, text, (), False, False, True, False, 1, 1, NOW)])
        unit.rankings.add(RankingSnapshot(name, NOW, text, {}, "", ""))
        unit.guards.put_trusted(name, {f"{text} of somebody": True})
        unit.guards.put_ring(Ring("same", name, frozenset({text}), RingState.FLAGGED, NOW))
        unit.periods.record(name, "one", NOW, NOW)
        unit.statuses.add(StatusChange(name, "same", 1, IdeaStatus.CHOSEN, text, NOW))
        unit.statuses.heed(name, 1, Heeded(text, Heard.DONE))
        unit.follow_ups.put(Undertaking(name, "same", text, "", NOW.date()))
        unit.follow_ups.answer(CheckIn(name, "same", 30, Course.MOVING, text, NOW))
        unit.shortlists.record(TestResult(name, "same", Test.NEW, self.mark == 1, "", NOW))
        unit.shortlists.choose(Choice(name, "same", self.mark == 1, "", NOW))
        unit.trials.add(Trial(name, "same", 1, text, NOW.date(), Result.WORKED, "", NOW))
        unit.pictures.put(name, "same", text)
        unit.runs.claim(JobRun(name, "same", NOW, RunState.DONE, text, NOW))
        unit.declarations.add(Declaration(name, 1, Owner.FILE, "", None, NOW))
        unit.declarations.add(Declaration(name, 2, Owner.FORUM, text, self.mark, NOW))
        unit.declarations.put_topic(SettingsTopic(self.mark, name, text, text))
        unit.hints.give(name, NOW + timedelta(self.mark))

    def seen(self, unit: UnitOfWork) -> list[object]:
        name = self.campaign
        submission = unit.submissions.get(name, "same")
        idea = unit.ideas.get(name, "same")
        ranking = unit.rankings.latest(name)
        assert submission is not None
        assert idea is not None
        assert ranking is not None
        return [
            [link.generation for link in unit.links.all(name)],
            [row.facet for row in unit.journal.unsettled(name)],
            [row.facet for row in unit.journal.recent(name)],
            [waiting.text for waiting in unit.submissions.waiting(name)],
            submission.text,
            unit.submissions.counts(name)[SubmissionState.WAITING],
            [idea.text for idea in unit.ideas.all(name)],
            (idea.text, idea.version),
            [entry.reason for entry in unit.ideas.log_entries(name)],
            [receipt.subject for receipt in [unit.receipts.get(name, "b" * 64)] if receipt],
            unit.receipts.names(name),
            [joining.goes_on_in for joining in unit.joinings.all(name)],
            [said.agrees for said in unit.joinings.consents(name, "same")],
            [destruction.record for destruction in unit.destructions.all(name)],
            [vote.direction for vote in unit.ledger.votes(name)],
            [count.count for count in unit.ledger.counts(name)],
            [reply.text for reply in unit.ledger.replies(name)],
            [exposure.readers for exposure in unit.ledger.exposures(name)],
            unit.ledger.memory(name).last_post,
            [topic.title for topic in unit.ledger.topics(name)],
            ranking.formula,
            [sorted(ring.people) for ring in unit.guards.rings(name)],
            sorted(unit.guards.trusted(name)),
            len(unit.periods.ends(name, "one")),
            [change.reason for change in unit.statuses.all(name)],
            [heeded.idea for heeded in unit.statuses.heeded(name).values()],
            [undertaking.owner for undertaking in unit.follow_ups.all(name)],
            [answer.note for answer in unit.follow_ups.check_ins(name)],
            [result.passed for result in unit.shortlists.tests(name)],
            [choice.added for choice in unit.shortlists.choices(name)],
            [trial.place for trial in unit.trials.all(name)],
            unit.pictures.get(name, "same"),
            [run.holder for run in unit.runs.recent(name)],
            unit.declarations.latest(name),
            [topic.read for topic in unit.declarations.topics() if topic.campaign == name],
            unit.hints.since(name),
            unit.ideas.not_appeared(name),
        ]

    def expected(self) -> list[object]:
        mark, text = self.mark, f"text {self.mark}"
        ledger = [[Direction.UP], [mark], [text], [mark], mark, [text]]
        receipts = [[text], [text], [text], [mark == 1], [text]]
        guards = [[[text]], [f"{text} of somebody"]]
        approved = Declaration(self.campaign, 2, Owner.FORUM, text, mark, NOW)
        outcomes = [[text], [text], [text], [text], [mark == 1], [mark == 1], [text], text]
        return [
            [mark], [text], [text], [text], text, 1, [text], (text, 1), [text], *receipts, *ledger,
            text, *guards, 1, *outcomes, [text], approved, [text], NOW + timedelta(mark),
            {} if mark == 1 else {"same": 1},
        ]  # fmt: skip


def test_each_campaign_sees_its_own_rows_only(store: SqlStore) -> None:
    north, south = Filled("north", 1), Filled("south", 2)
    with store.begin() as unit:
        north.fill(unit)
        south.fill(unit)
    with store.begin() as unit:
        assert north.seen(unit) == north.expected()
        assert south.seen(unit) == south.expected()


def test_emptying_one_campaign_leaves_the_other(store: SqlStore) -> None:
    north, south = Filled("north", 1), Filled("south", 2)
    with store.begin() as unit:
        north.fill(unit)
        south.fill(unit)
        unit.ledger.replace_votes("north", "same", [], methods=POLL, at=NOW)
        unit.ledger.replace_counts("north", "same", [])
    with store.begin() as unit:
        assert list(unit.ledger.votes("north")) == []
        assert list(unit.ledger.counts("north")) == []
        assert south.seen(unit) == south.expected()


def test_the_two_campaigns_above_filled_every_table(sqlite_store: SqlStore, sqlite_file: Path) -> None:
    """Else a table that forgets its campaign would pass unseen."""
    with sqlite_store.begin() as unit:
        Filled("north", 1).fill(unit)
    engine = create_engine(f"sqlite:///{sqlite_file}")
    with engine.connect() as connection:
        empty = [
            table.name
            for table in METADATA.sorted_tables
            if set(connection.execute(select(table.c.campaign)).scalars()) != {"north"}
        ]
    engine.dispose()
    assert empty == []
