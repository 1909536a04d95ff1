"""What a run that broke off left half done is brought to its end by the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bridge.domain.errors import Temporary, Unknown
from bridge.domain.journal import JournalState
from bridge.sandbox.faults import Fault, Kind
from bridge.store.unit_of_work import SqlStore
from tests.sync.staging import Stage, category_document, idea_document, run

LOWERING = ("PUT /t/{id:int}/reset-bump-date", "PUT /t/{id:int}/reset-bump")
"""Twice, since a run that is in doubt looks and tries again at once."""


@pytest.mark.parametrize("kind", ["unreached", "read_only", "bad_gateway", "crash", "lost"])
def test_an_edited_topic_comes_down_again_although_the_run_broke_off_between_both_requests(
    stage: Stage, new_store: SqlStore, kind: Kind
) -> None:
    """An edit of a first post that nobody answered lifts its topic; undoing that is a request of its own."""
    campaign = stage.campaign()
    category = category_document(campaign)
    before, after, third = (
        idea_document(campaign, "amber", f"Let every ward of {campaign} keep {time} for trying things out.")
        for time in ("one hour a week", "two hours a week", "one day a month")
    )
    run(stage, new_store, campaign, [category, before])
    stage.clock.advance(timedelta(hours=1))

    stage.disturb({when: Fault(kind) for when in LOWERING})
    with pytest.raises((Temporary, Unknown)):
        run(stage, new_store, campaign, [category, after])
    stage.disturb()
    run(stage, new_store, campaign, [category, after])

    (_, topic_id), *others = stage.first_posts_with(after.body)
    assert others == []
    assert not lifted(stage, topic_id)
    with new_store.begin() as unit:
        assert unit.journal.unsettled(campaign) == []
        assert unit.journal.recent(campaign, 1)[0].state is JournalState.DONE

    plan, applied = run(stage, new_store, campaign, [category, third])
    assert (plan.conflicts, applied.conflicts) == ((), [])
    assert len(stage.first_posts_with(third.body)) == 1


def test_a_text_that_was_changed_counts_although_its_topic_could_not_be_lowered(
    stage: Stage, new_store: SqlStore
) -> None:
    """The campaign moves on before the next run: what stands there is ours, so it is no conflict."""
    campaign = stage.campaign()
    category = category_document(campaign)
    texts = [f"Let every ward keep {number} hours a week for trying things out." for number in range(3)]
    documents = [idea_document(campaign, "birch", text) for text in texts]
    run(stage, new_store, campaign, [category, documents[0]])

    stage.disturb({when: Fault("read_only") for when in LOWERING})
    with pytest.raises(Temporary):
        run(stage, new_store, campaign, [category, documents[1]])
    stage.disturb()
    plan, applied = run(stage, new_store, campaign, [category, documents[2]])

    assert (plan.conflicts, applied.conflicts) == ((), [])
    assert len(stage.first_posts_with(texts[2])) == 1


def lifted(stage: Stage, topic_id: int) -> bool:
    """Whether a topic stands higher than its last post gives it."""
    return bool(
        stage.sandbox.site.value(
            "SELECT bumped_at > (SELECT max(created_at) FROM posts WHERE topic_id = topics.id) "
            "FROM topics WHERE id = ?",
            topic_id,
        )
    )
