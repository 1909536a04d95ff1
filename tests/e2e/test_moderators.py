"""People work in the forum too: what they change there stands, and the bridge says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bridge.domain.identity import split_marker
from tests.e2e.small_campaign import TEXTS, campaign_text, ideas_text
from tests.e2e.staging import Operator, Town

QUESTION = "question/q1"
REMARK = "A moderator added this remark, and it has to stay."


def reworded(operator: Operator, before: str, after: str) -> None:
    path = operator.folder / "campaign.yaml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def edited_by_a_moderator(town: Town, operator: Operator, name: str = QUESTION) -> str:
    """A moderator adds a remark to a document; gives the whole text."""
    link = operator.link(name)
    assert link.post_id is not None
    body, marker = split_marker(town.sandbox.post_raw(link.post_id))
    town.moderator().edit(link.post_id, f"{body}\n\n{REMARK}\n\n{marker}")
    return town.sandbox.post_raw(link.post_id)


def test_an_edit_is_kept_and_told(town: Town, running: Operator) -> None:
    text = edited_by_a_moderator(town, running)

    with town.watched() as writes:
        told = running.run("sync", "--yes").fine()
        assert not writes()

    assert f". keep    quiet-nights/{QUESTION}  the forum's body (edited there)" in told.err
    assert running.run("plan", "--exit-code").code == 0
    assert town.topic(running.link(QUESTION).topic_id)["raw"] == text


def test_a_conflict_waits_for_a_person_while_all_else_goes_on(town: Town, running: Operator) -> None:
    text = edited_by_a_moderator(town, running)
    reworded(running, "One noise, and one way to stop it.", "One noise, and who could stop it.")
    reworded(running, "One thing that can wait until breakfast.", "One thing that can wait.")

    told = running.run("plan", "--format", "json")
    assert told.code == 3
    assert [row["key"] for row in told.data["conflicts"]] == [f"quiet-nights/{QUESTION}"]
    assert "next: `ideabridge resolve NAME --take ours|theirs`" in running.run("plan").out

    applied = running.run("apply", "--yes", "--format", "json")
    assert applied.code == 3
    assert applied.data["updated"] == ["quiet-nights/question/q2"]
    assert applied.data["conflicts"] == [f"quiet-nights/{QUESTION}"]
    assert town.topic(running.link(QUESTION).topic_id)["raw"] == text


def test_a_conflict_that_the_forum_wins(town: Town, running: Operator) -> None:
    text = edited_by_a_moderator(town, running)
    reworded(running, "One noise, and one way to stop it.", "One noise, and who could stop it.")

    told = running.run("resolve", QUESTION, "--take", "theirs").fine()
    assert told.out == f"quiet-nights/{QUESTION}: the forum's version stands\n"

    with town.watched() as writes:
        running.run("apply", "--yes").fine()
        assert not writes()
    assert town.topic(running.link(QUESTION).topic_id)["raw"] == text


def test_a_conflict_that_the_campaign_wins(town: Town, running: Operator) -> None:
    edited_by_a_moderator(town, running)
    reworded(running, "One noise, and one way to stop it.", "One noise, and who could stop it.")

    running.run("resolve", QUESTION, "--take", "ours").fine()
    running.run("apply", "--yes").fine()

    raw = town.topic(running.link(QUESTION).topic_id)["raw"]
    assert "One noise, and who could stop it." in raw
    assert REMARK not in raw
    assert running.run("plan", "--exit-code").code == 0


def test_only_a_conflict_can_be_resolved(running: Operator) -> None:
    told = running.run("resolve", QUESTION, "--take", "ours")

    assert told.code == 2
    assert told.err.startswith(f"error: quiet-nights/{QUESTION} has no conflict\n  try: ")


def test_what_was_removed_stays_away_until_somebody_restores_it(town: Town, running: Operator) -> None:
    name = f"idea/{running.ideas()[TEXTS[0]]}"
    link = running.link(name)
    assert link.post_id is not None
    assert link.topic_id is not None
    town.member("heron").like(link.post_id)
    running.run("sync", "--yes").fine()
    town.moderator().delete_topic(link.topic_id)

    told = running.run("sync", "--yes").fine()
    assert f"removed quiet-nights/{name}" in told.out
    assert running.run("status", "--format", "json").fine().data["removed"] == [name]
    assert len(running.run("rank", "--format", "json").fine().data["ideas"]) == 5
    with town.watched() as writes:
        running.run("sync", "--yes").fine()
        assert not writes()

    told = running.run("restore", name, "--yes").fine()
    assert (
        told.out == f"quiet-nights/{name}: topic {link.topic_id} was recovered with its votes and replies\n"
    )
    running.run("sync", "--yes").fine()
    assert town.topic(link.topic_id)["deleted_at"] is None
    assert running.link(name).topic_id == link.topic_id
    ranked = {row["idea"]: row for row in running.run("rank", "--format", "json").fine().data["ideas"]}
    assert ranked[name.removeprefix("idea/")]["up"] == 1
    assert len(town.topics(f"<!-- ib:quiet-nights/{name} ")) == 1


def test_what_the_plan_shows_as_removed_can_be_restored_at_once(town: Town, running: Operator) -> None:
    """No sync has to come in between: `plan` writes nothing down, so the forum is asked."""
    name = f"idea/{running.ideas()[TEXTS[0]]}"
    link = running.link(name)
    assert link.topic_id is not None
    town.moderator().delete_topic(link.topic_id)
    assert f"- removed quiet-nights/{name}" in running.run("plan").fine().out

    running.run("restore", name, "--yes").fine()

    assert town.topic(link.topic_id)["deleted_at"] is None
    assert running.run("plan", "--exit-code").fine().out.startswith("0 changes (")


def test_what_a_moderator_brought_back_is_ours_again_after_restore(town: Town, running: Operator) -> None:
    name = f"idea/{running.ideas()[TEXTS[0]]}"
    link = running.link(name)
    assert link.topic_id is not None
    town.moderator().delete_topic(link.topic_id)
    running.run("sync", "--yes").fine()
    town.moderator().recover_topic(link.topic_id)

    running.run("restore", name, "--yes").fine()

    assert running.link(name).topic_id == link.topic_id
    assert len(town.topics(f"<!-- ib:quiet-nights/{name} ")) == 1
    assert running.run("status", "--format", "json").fine().data["removed"] == []


def test_only_what_was_removed_can_be_restored(running: Operator) -> None:
    told = running.run("restore", QUESTION, "--yes")

    assert told.code == 2
    assert told.err.startswith(f"error: quiet-nights/{QUESTION} was not removed\n  try: ")


def test_a_tag_that_a_moderator_added_survives_our_changes(town: Town, running: Operator) -> None:
    link = running.link(f"idea/{running.ideas()[TEXTS[0]]}")
    assert link.topic_id is not None
    ours = town.topic(link.topic_id)["tags"]
    assert "means-time" in ours
    town.moderator().retag(link.topic_id, (*sorted(ours - {"means-time"}), "worth-a-trial"))
    reworded(running, "tag: quiet-nigh-wakes", "tag: quiet-sounds")

    running.run("apply", "--yes").fine()

    tags = town.topic(link.topic_id)["tags"]
    assert {"worth-a-trial", "quiet-sounds"} <= tags
    assert not {"means-time", "quiet-nigh-wakes"} & tags
    assert running.run("plan", "--exit-code").code == 0


def test_a_dropped_question_is_told_and_closed_only_on_request(town: Town, running: Operator) -> None:
    path = running.folder / "campaign.yaml"
    text = path.read_text()
    cut = text.index("  - id: q2"), text.index("stories:")
    # Its ideas stay where they are: only the question is no longer asked.
    path.write_text(text[: cut[0]] + text[cut[1] :])
    topic_id = running.link("question/q2").topic_id

    assert "? dropped quiet-nights/question/q2  no longer declared; left alone" in running.run("plan").out
    running.run("apply", "--yes").fine()
    assert not town.topic(topic_id)["closed"]

    running.run("plan", "--close-dropped", "--out", "plan.json").fine()
    running.run("apply", "plan.json").fine()
    topic = town.topic(topic_id)
    assert (topic["closed"], topic["visible"], topic["deleted_at"]) == (1, 0, None)
    assert running.run("plan", "--close-dropped", "--exit-code").code == 0


def test_a_category_that_moderators_named_is_used_and_not_changed(town: Town, tmp_path: Path) -> None:
    category = town.sandbox.create_category("Night room", permissions={"everyone": 2, "ideabridge": 1})
    operator = town.operator(tmp_path / "named", campaign_text() + "forum:\n  category: night-room\n")
    site = town.sandbox.site
    operator.write("ideas.csv", ideas_text())
    operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()
    with site.lock:
        before = dict(site.one("SELECT * FROM categories WHERE id = ?", category) or {})
        rights = site.all(
            "SELECT group_id, permission_type FROM category_groups WHERE category_id = ?", category
        )

    with town.watched() as writes:
        operator.run("sync", "--yes").fine()
        assert not [route for _, route in writes() if "categor" in route]

    assert operator.run("plan", "--exit-code").code == 0
    assert town.topic(operator.link(QUESTION).topic_id)["category_id"] == category
    with site.lock:
        after = dict(site.one("SELECT * FROM categories WHERE id = ?", category) or {})
        assert rights == site.all(
            "SELECT group_id, permission_type FROM category_groups WHERE category_id = ?", category
        )
    counted = {name for name in before if before[name] != after[name]}
    assert counted <= {"topic_count", "post_count", "latest_post_id", "latest_topic_id", "updated_at"}


def test_a_category_that_is_not_there_is_a_clear_error(town: Town, tmp_path: Path) -> None:
    operator = town.operator(tmp_path / "named", campaign_text() + "forum:\n  category: no-such-room\n")

    with town.watched() as writes:
        told = operator.run("apply", "--yes")
        assert not writes()

    assert told.code == 2
    assert "error: the forum has no category 'no-such-room' that the bridge can see" in told.err


def test_a_phase_change_closes_topics_and_polls_and_updates_the_start_topic(
    town: Town, running: Operator
) -> None:
    idea = running.link(f"idea/{running.ideas()[TEXTS[0]]}")
    start = running.link("start/start")
    assert town.clock is not None
    assert "**Collect** runs until" in town.topic(start.topic_id)["raw"]
    assert (town.topic(idea.topic_id)["closed"], town.poll_status(idea.post_id)) == (0, "open")
    text = town.topic(idea.topic_id)["raw"]

    town.clock.advance(timedelta(days=20))
    running.run("sync", "--yes", "--force").fine()
    assert "We are between two phases." in town.topic(start.topic_id)["raw"]
    assert (town.topic(idea.topic_id)["closed"], town.poll_status(idea.post_id)) == (1, "closed")
    assert town.topic(running.link(QUESTION).topic_id)["closed"]

    town.clock.advance(timedelta(days=4))
    running.run("sync", "--yes", "--force").fine()
    assert "**Choose** runs until" in town.topic(start.topic_id)["raw"]
    assert (town.topic(idea.topic_id)["closed"], town.poll_status(idea.post_id)) == (0, "open")
    assert town.topic(idea.topic_id)["raw"] == text
    assert running.run("plan", "--exit-code").code == 0


def test_a_topic_that_a_moderator_closed_stays_closed(town: Town, running: Operator) -> None:
    idea = running.link(f"idea/{running.ideas()[TEXTS[0]]}")
    assert idea.topic_id is not None
    town.moderator().set_status(idea.topic_id, "closed")

    with town.watched() as writes:
        running.run("sync", "--yes").fine()
        assert not writes()

    assert town.topic(idea.topic_id)["closed"]


def test_a_longer_phase_is_announced_once(town: Town, running: Operator) -> None:
    start = running.link("start/start")
    reworded(running, "to: 2015-01-30", "to: 2015-02-01")

    for _ in range(3):
        running.run("sync", "--yes").fine()

    site = town.sandbox.site
    with site.lock:
        notices = site.column(
            "SELECT raw FROM posts WHERE topic_id = ? AND post_number > 1 AND post_type = 1", start.topic_id
        )
    assert len(notices) == 1
    assert "**Collect** now runs until" in notices[0]
    assert running.run("plan", "--exit-code").code == 0
