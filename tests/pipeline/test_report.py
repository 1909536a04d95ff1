"""Where a campaign stands, in the words and on the clock of the campaign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.document import Link, LinkState
from bridge.domain.identity import Key, Kind
from bridge.domain.journal import Action
from bridge.domain.observation import PullMemory
from bridge.pipeline import moderate
from bridge.pipeline.rank import rank
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.release import release
from bridge.pipeline.report import report
from bridge.ports import Store
from bridge.text.redactor import RuleRedactor


def test_a_campaign_that_has_not_begun(sql_store: Store, kettles: Campaign) -> None:
    found = report(sql_store, kettles, datetime(2015, 1, 1, tzinfo=UTC))

    assert (found.phase, found.rights) == (None, ())
    assert found.next_phase == "Collect, from 2015-01-12"
    assert (found.waiting, found.accepted, found.published) == (0, 0, 0)
    assert (found.last_pull, found.ranked, found.digests, found.removed) == (None, None, (), ())
    assert (found.batch_due, found.unsettled) == (None, 0)


def test_a_campaign_in_a_phase_and_after_the_last(
    sql_store: Store, kettles: Campaign, noon: datetime
) -> None:
    during = report(sql_store, kettles, noon)
    after = report(sql_store, kettles, datetime(2015, 6, 1, tzinfo=UTC))

    assert during.phase == "Collect, until 2015-01-25"
    assert during.rights == ("idea", "reply", "vote")
    assert during.next_phase == "Weigh, from 2015-01-26"
    assert (after.phase, after.next_phase) == (None, None)


def test_ideas_on_their_way(
    sql_store: Store, kettles: Campaign, noon: datetime, take_in: Callable[..., object]
) -> None:
    for number in range(7):
        take_in(RawIdea(f"Put kettle number {number} beside bed number {number} of every bay.", "q1"))
    queue = moderate.waiting(sql_store, "kettles")
    assert report(sql_store, kettles, noon).waiting == 7

    for submission in queue[:2]:
        moderate.accept(sql_store, RuleRedactor(), "kettles", submission.id, noon)
    found = report(sql_store, kettles, noon)
    assert (found.waiting, found.accepted, found.published) == (5, 2, 0)
    assert found.batch_due == "2015-01-15 13:00"

    for submission in queue[2:6]:
        moderate.accept(sql_store, RuleRedactor(), "kettles", submission.id, noon)
    assert report(sql_store, kettles, noon).batch_due == "2015-01-14 12:34"
    release(sql_store, kettles, noon)
    found = report(sql_store, kettles, noon)
    assert (found.waiting, found.accepted, found.published, found.batch_due) == (1, 0, 6, None)


def test_what_was_done_last_and_what_is_open(sql_store: Store, kettles: Campaign, noon: datetime) -> None:
    summer = datetime(2015, 7, 1, 12, 0, tzinfo=UTC)
    with sql_store.begin() as unit:
        unit.ledger.remember("kettles", PullMemory(), summer)
        unit.links.put(Link(Key("kettles", Kind.DIGEST, "2015-w03"), 1, {}, topic_id=8, post_id=8))
        unit.links.put(
            Link(Key("kettles", Kind.IDEA, "abc"), 1, {}, topic_id=7, post_id=7, state=LinkState.REMOVED)
        )
        unit.journal.open(Key("kettles", Kind.IDEA, "def"), Action.CREATE, "topic", 1, "0" * 16, 1, noon)
    rank(sql_store, kettles, summer + timedelta(minutes=5))

    found = report(sql_store, kettles, summer)

    assert found.last_pull == "2015-07-01 13:00"
    assert found.ranked == "2015-07-01 13:05"
    assert found.digests == ("2015-w03",)
    assert found.removed == ("idea/abc",)
    assert found.unsettled == 1
