"""What a run that broke off left half done is brought to its end by the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bridge.domain.errors import Temporary, Unknown
from bridge.domain.identity import with_marker
from bridge.domain.journal import JournalState
from bridge.forum.convert import MARKER_FIELD
from bridge.sandbox.categorising import create_category
from bridge.sandbox.faults import Fault, Kind
from bridge.store.unit_of_work import SqlStore
from tests.sync.staging import Stage, When, category_document, idea_document, run

LOWERING = ("PUT /t/{id:int}/reset-bump-date", "PUT /t/{id:int}/reset-bump")
"""Twice, since a run that is in doubt looks and tries again at once."""

NO_LOOK: dict[When, Fault] = {"GET /t/{id:int}"[:length]: Fault("bad_gateway") for length in (6, 7, 8)}
"""Further looks at a topic that fail: reads are tried four times."""

BOTH = ("money", "q1", "time")


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


def test_tags_that_were_set_without_an_answer_are_the_campaigns_own(
    stage: Stage, new_store: SqlStore
) -> None:
    """A tag that the campaign drops, and wants again before the next run, was not taken away by people."""
    campaign = stage.campaign()
    category = category_document(campaign)
    body = "Let every ward keep an hour for tags."
    with_time, with_money, with_both = (
        idea_document(campaign, "cedar", body, tags=tags) for tags in (("q1", "time"), ("money", "q1"), BOTH)
    )
    run(stage, new_store, campaign, [category, with_time])
    ((_, topic_id),) = stage.first_posts_with(f"ib:{with_time.key} ")
    stage.sandbox.member("forum_moderator").retag(topic_id, ("q1", "time", "theirs"))

    # The answer is lost, and so is that of the look which the run takes at once.
    stage.disturb({"PUT /t": Fault("lost"), "GET /t/{id:int}": Fault("bad_gateway"), **NO_LOOK})
    with pytest.raises((Temporary, Unknown)):
        run(stage, new_store, campaign, [category, with_money])
    stage.disturb()
    assert tags_of(stage, topic_id) == {"q1", "money", "theirs"}

    run(stage, new_store, campaign, [category, with_both])
    assert tags_of(stage, topic_id) == {"q1", "money", "time", "theirs"}


def test_an_edit_that_was_sent_twice_is_no_conflict(stage: Stage, new_store: SqlStore) -> None:
    """Something in between sent it again and told the bridge the answer to the second one: a refusal."""
    campaign = stage.campaign()
    category = category_document(campaign)
    texts = [
        f"In {campaign} each ward keeps {number} hours a week for trying things out." for number in "234"
    ]
    documents = [idea_document(campaign, "dune", text) for text in texts]
    run(stage, new_store, campaign, [category, documents[0]])
    ((post_id, _),) = stage.first_posts_with(texts[0])

    def first_time() -> None:
        marked = with_marker(documents[1].key, documents[1].title, texts[1])
        stage.sandbox.member("ideabridge").edit(post_id, marked)

    stage.disturb(meanwhile={"PUT /posts": first_time})
    _, applied = run(stage, new_store, campaign, [category, documents[1]])
    assert (applied.conflicts, applied.updated) == ([], [documents[1].key])

    plan, applied = run(stage, new_store, campaign, [category, documents[2]])
    assert (plan.conflicts, applied.conflicts) == ((), [])
    assert stage.raw(post_id).startswith(texts[2])


def test_a_title_that_a_moderator_changed_in_the_middle_of_a_run_stays(
    stage: Stage, new_store: SqlStore
) -> None:
    campaign = stage.campaign()
    category = category_document(campaign)
    titles = [f"An hour for {word} in {campaign}" for word in ("trying", "thinking")]
    documents = [
        idea_document(campaign, "elm", "One hour a week is enough to begin with.", title=t) for t in titles
    ]
    run(stage, new_store, campaign, [category, documents[0]])
    ((_, topic_id),) = stage.first_posts_with(f"ib:{documents[0].key} ")
    theirs = f"An hour for everybody in {campaign}"
    stage.disturb(
        meanwhile={"PUT /t": lambda: stage.sandbox.member("forum_moderator").retitle(topic_id, theirs)}
    )
    _, applied = run(stage, new_store, campaign, [category, documents[1]])
    stage.disturb()
    assert applied.conflicts == [documents[1].key]
    title = stage.sandbox.site.value("SELECT title FROM topics WHERE id = ?", topic_id)
    assert title == theirs


def tags_of(stage: Stage, topic_id: int) -> set[str]:
    """The tags of a topic."""
    return set(
        stage.sandbox.site.column(
            "SELECT name FROM tags JOIN topic_tags ON tags.id = tag_id WHERE topic_id = ?", topic_id
        )
    )


def test_a_new_category_gets_its_description_although_the_run_broke_off_before_it(
    stage: Stage, new_store: SqlStore
) -> None:
    """Where the forum takes none with a new category, it is written by a request of its own."""
    campaign = stage.campaign()
    category = category_document(campaign)
    stage.disturb({when: Fault("read_only") for when in ("PUT /posts", "PUT /posts/")})
    with pytest.raises((Temporary, Unknown)):
        run(stage, new_store, campaign, [category])
    stage.disturb()
    plan, _ = run(stage, new_store, campaign, [category])
    assert plan.operations == ()
    about = stage.sandbox.site.value(
        "SELECT raw FROM posts JOIN categories c ON c.topic_id = posts.topic_id WHERE c.slug = ?", campaign
    )
    assert about == category.settings["description"]


def test_a_category_that_was_made_by_a_doubled_request_is_the_bridges_own(
    stage: Stage, new_store: SqlStore
) -> None:
    """The second of two equal requests is refused, since the name is taken: by the first one."""
    campaign = stage.campaign()
    category = category_document(campaign)
    idea = idea_document(campaign, "fir", f"Let every ward of {campaign} keep an hour for trying things out.")
    site = stage.sandbox.site

    def first_time() -> None:
        with site.transaction():
            values = {"name": category.title, "slug": campaign, "color": "0F6B8F"}
            admin = site.user_named("admin")
            assert admin is not None
            rights = {"everyone": 2, "ideabridge": 1}
            create_category(site, admin, values, rights, {MARKER_FIELD: str(category.key)})

    stage.disturb(meanwhile={"POST /categories": first_time})
    _, applied = run(stage, new_store, campaign, [category, idea])
    stage.disturb()
    assert (applied.failed, applied.created) == ([], [category.key, idea.key])
    about = site.value(
        "SELECT raw FROM posts JOIN categories c ON c.topic_id = posts.topic_id WHERE c.slug = ?", campaign
    )
    assert about == category.settings["description"]


def test_a_name_that_somebody_elses_category_has_is_still_refused(stage: Stage, new_store: SqlStore) -> None:
    campaign = stage.campaign()
    category = category_document(campaign)
    stage.sandbox.create_category(category.title)
    _, applied = run(stage, new_store, campaign, [category])
    assert [key for key, _ in applied.failed] == [category.key]
    with new_store.begin() as unit:
        assert unit.journal.recent(campaign, 1)[0].state is JournalState.FAILED
