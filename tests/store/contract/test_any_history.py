"""Whatever order of calls, the store says the same as a few dictionaries would.

Looks at votes are drawn with and without times, by one method or both; units of work are cut off half-way;
the store is closed and opened between any two steps; a second campaign stands by with the same ids.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from bridge.domain.document import Facet, Link, LinkState
from bridge.domain.identity import Key, Kind
from bridge.domain.journal import Action, JournalRow, JournalState
from bridge.domain.participation import Direction, Method, Vote
from bridge.store.keyring import FileKeyRing
from bridge.store.repositories.ledger import LedgerRepository
from bridge.store.unit_of_work import SqlStore

START = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
CAMPAIGNS = st.sampled_from(["north", "south"])
IDEAS = st.sampled_from(["i1", "i2"])
KEYS = st.builds(Key, CAMPAIGNS, st.sampled_from([Kind.IDEA, Kind.DIGEST]), IDEAS)
FACETS = st.dictionaries(
    st.sampled_from(list(Facet)),
    st.booleans()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
    | st.lists(st.sampled_from(["q1", "q2"])).map(tuple),
    max_size=3,
)
LINKS = st.builds(
    Link,
    key=KEYS,
    generation=st.integers(1, 3),
    base=FACETS,
    topic_id=st.none() | st.integers(1, 2**60),
    pending=st.none() | st.just("0123456789abcdef"),
    state=st.sampled_from(list(LinkState)),
)
BALLOTS = st.dictionaries(
    st.tuples(st.sampled_from(["ann", "bob", "cat"]), st.sampled_from(list(Method))),
    st.tuples(st.sampled_from(list(Direction)), st.none() | st.integers(0, 3), st.booleans()),
    max_size=6,
)
METHODS = st.sampled_from([frozenset({Method.POLL}), frozenset({Method.LIKE}), frozenset(Method)])

Place = tuple[str, str, str, Method]


class StoreMachine(RuleBasedStateMachine):
    """The store beside a model of it."""

    rows = Bundle("rows")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ib-machine-"))
        self.store = self.opened()
        self.store.upgrade()
        self.hour = 0
        self.links: dict[Key, Link] = {}
        self.journal: dict[int, JournalRow] = {}
        self.votes: dict[Place, Vote] = {}
        self.gone: list[tuple[str, Vote, datetime]] = []

    def opened(self) -> SqlStore:
        return SqlStore(f"sqlite:///{self.folder}/bridge.sqlite3", FileKeyRing(self.folder / "keys.json"))

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @property
    def now(self) -> datetime:
        return START + timedelta(hours=self.hour)

    @initialize()
    def begin(self) -> None:
        self.hour = 4

    @rule(hours=st.integers(1, 3))
    def time_passes(self, hours: int) -> None:
        self.hour += hours

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = self.opened()

    @rule(link=LINKS)
    def put_link(self, link: Link) -> None:
        with self.store.begin() as unit:
            unit.links.put(link)
        self.links[link.key] = link

    @rule(link=LINKS)
    def cut_off(self, link: Link) -> None:
        try:
            with self.store.begin() as unit:
                unit.links.put(link)
                unit.journal.open(link.key, Action.CREATE, "lost", 1, "", 1, self.now)
                unit.ledger.replace_votes(link.key.campaign, "i1", [], methods=frozenset(Method), at=self.now)
                # A row that was never opened: the error ends the unit of work like any other.
                unit.journal.close(-1, JournalState.DONE, self.now)
        except LookupError:
            pass

    @rule(target=rows, key=KEYS, action=st.sampled_from(list(Action)))
    def open_row(self, key: Key, action: Action) -> int:
        with self.store.begin() as unit:
            row = unit.journal.open(key, action, "topic", 1, "", 1, self.now)
        assert row.id not in self.journal
        assert not self.journal or row.id > max(self.journal)
        self.journal[row.id] = row
        return row.id

    @rule(row_id=consumes(rows), state=st.sampled_from([JournalState.DONE, JournalState.NOT_DONE]))
    def close_row(self, row_id: int, state: JournalState) -> None:
        with self.store.begin() as unit:
            unit.journal.close(row_id, state, self.now, "closed")
        self.journal[row_id] = replace(self.journal[row_id], state=state, ended=self.now, detail="closed")

    @rule(campaign=CAMPAIGNS, idea=IDEAS, ballots=BALLOTS, methods=METHODS)
    def look_at_votes(
        self,
        campaign: str,
        idea: str,
        ballots: dict[tuple[str, Method], tuple[Direction, int | None, bool]],
        methods: frozenset[Method],
    ) -> None:
        seen = {
            (campaign, idea, voter, method): Vote(
                idea,
                voter,
                method,
                direction,
                self.now if told is None else START + timedelta(hours=told),
                counted,
                told is not None,
            )
            for (voter, method), (direction, told, counted) in ballots.items()
            if method in methods
        }
        with self.store.begin() as unit:
            changes = unit.ledger.replace_votes(
                campaign, idea, list(seen.values()), methods=methods, at=self.now
            )
        known = {
            place: vote
            for place, vote in self.votes.items()
            if place[:2] == (campaign, idea) and place[3] in methods
        }
        expected = 0
        for place in known.keys() - seen.keys():
            self.gone.append((campaign, self.votes.pop(place), self.now))
            expected += 1
        for place, vote in seen.items():
            before = known.get(place)
            if before is None or self.is_another(before, vote):
                if before is not None:
                    self.gone.append((campaign, before, self.now))
                self.votes[place] = vote
                expected += 1
            elif before != vote and (vote.told or (not before.told and vote.cast <= before.cast)):
                self.votes[place] = vote
                expected += 1
        assert changes == expected

    @staticmethod
    def is_another(before: Vote, now: Vote) -> bool:
        given_anew = before.told and now.told and now.cast > before.cast
        return before.direction is not now.direction or given_anew

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        with self.store.begin() as unit:
            assert isinstance(unit.ledger, LedgerRepository)
            for campaign in ("north", "south"):
                links = [link for key, link in sorted(self.links.items()) if key.campaign == campaign]
                assert list(unit.links.all(campaign)) == links
                rows = [row for _, row in sorted(self.journal.items()) if row.key.campaign == campaign]
                assert list(unit.journal.recent(campaign, 10_000)) == rows[::-1]
                sending = [row for row in rows if row.state is JournalState.SENDING]
                assert list(unit.journal.unsettled(campaign)) == sending
                votes = [vote for place, vote in sorted(self.votes.items()) if place[0] == campaign]
                assert list(unit.ledger.votes(campaign)) == votes
                for idea in ("i1", "i2"):
                    gone = [
                        (vote, at) for name, vote, at in self.gone if (name, vote.idea) == (campaign, idea)
                    ]
                    found = unit.ledger.past_votes(campaign, idea)
                    assert sorted(found, key=repr) == sorted(gone, key=repr)


StoreMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAnyHistory = StoreMachine.TestCase
