"""The main job as an operator does it: real processes, forum and database, and the machine's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.domain.digest import Week
from bridge.sandbox import Member
from tests.e2e.small_campaign import TEXTS, campaign_text
from tests.e2e.staging import Operator, Town, open_town

PLAN_KEYS = {
    *("schema_version", "campaign", "checksum", "changes", "requests", "seconds", "read", "operations"),
    "close_dropped",
    *("kept", "conflicts", "removed", "dropped"),
}
APPLIED_KEYS = {
    *("schema_version", "campaign", "done", "created", "updated", "adopted", "removed", "conflicts"),
    *("withdrawn", "failed"),
}
SYNC_KEYS = APPLIED_KEYS | {
    *(
        "settled",
        "pulled",
        "ranked",
        "digest",
        "review",
        "messages",
        "moderators",
        "requests",
        "requests_by_endpoint",
    ),
}
STATUS_KEYS = {
    *("schema_version", "campaign", "phase", "rights", "next_phase", "waiting", "accepted", "published"),
    *("batch_due", "people", "votes", "replies", "last_pull", "oldest_count", "ranked", "digests"),
    *("removed", "unsettled", "masking", "configured", "runs"),
}
RANKING_KEYS = {
    *(
        "schema_version",
        "campaign",
        "taken",
        "formula",
        "interval",
        "prior",
        "placed",
        "capped",
        "input_hash",
        "result_hash",
    ),
    "ideas",
}

AUTHORS = ("Morwenna Trelawney", "m.trelawney@wards.example", "QX7719342", "Caradoc Penhaligon", "QX8120077")
PERSONAL = ("kez.hallowell@wards.example", "07700 900461")
REFUSED = (
    "Let us hang the clock of the night matron upside down so that nobody waits for the morning any more."
)

IDEAS = "\n".join(
    [
        "text,question,Full name,e-mail,staff number",
        *(
            f'"{text}",q{1 + number % 2},{AUTHORS[0]},{AUTHORS[1]},{AUTHORS[2]}'
            for number, text in enumerate(TEXTS[:5])
        ),
        f'"{TEXTS[5]} Ask {PERSONAL[0]} or ring {PERSONAL[1]}.",q2,{AUTHORS[3]},,{AUTHORS[4]}',
        f'"{REFUSED}",q1,{AUTHORS[3]},,{AUTHORS[4]}',
        "",
    ]
)


@pytest.fixture
def now_town() -> Iterator[Town]:
    """A forum that goes by the machine's clock."""
    with open_town() as found:
        yield found


def test_from_an_empty_folder_to_a_digest(now_town: Town, tmp_path: Path) -> None:
    started = datetime.now(UTC).date() - timedelta(days=2)
    operator = now_town.operator(tmp_path / "desk", campaign_text(starts=started))
    _declare(operator)
    _publish(now_town, operator)
    _take_ideas_in(operator)
    assert set(operator.process("sync", "--yes", "--format", "json").fine().data) == SYNC_KEYS
    _take_part(now_town, operator)
    _bring_it_back(now_town, operator)
    _look_and_tell(operator)
    _nothing_is_left_to_do(now_town, operator)
    _nobody_can_be_recognised(now_town, operator)


def _declare(operator: Operator) -> None:
    operator.process("init", "draft.yaml", "--title", "Warmer tea").fine()
    assert "draft.yaml is valid: Warmer tea" in operator.run("validate", "draft.yaml").fine().out


def _publish(town: Town, operator: Operator) -> None:
    with town.watched() as writes:
        told = operator.process("plan", "--exit-code", "--out", "plan.json", "--format", "json")
        assert told.code == 10
        assert set(told.data) == PLAN_KEYS
        assert told.data["changes"] == 8
        assert operator.run("plan").fine().out.endswith("next: `ideabridge apply`\n")
        markdown = operator.run("plan", "--format", "markdown").fine().out
        assert f"Checksum `{told.data['checksum']}`" in markdown
        assert "| + | create | `quiet-nights/question/q1` | topic |" in markdown
        assert not writes()

    applied = operator.process("apply", "plan.json", "--format", "json").fine().data
    assert set(applied) == APPLIED_KEYS
    assert applied["done"] == 8
    assert len(applied["created"]) == 5

    again = operator.run("plan", "--exit-code").fine()
    assert again.out.startswith("0 changes")


def _take_ideas_in(operator: Operator) -> None:
    operator.write("ideas.csv", IDEAS)
    taken = operator.process("ideas", "import", "ideas.csv", "--format", "json").fine().data
    assert taken["received"] == 7
    assert taken["waiting"] == 7
    assert taken["dropped_columns"] == ["Full name", "e-mail", "staff number"]

    assert operator.run("sync", "--yes", "--format", "json").fine().data["created"] == []

    waiting = operator.run("ideas", "review", "--format", "json").fine().data["waiting"]
    assert len(waiting) == 7
    refused = next(row["id"] for row in waiting if row["text"] == REFUSED)
    operator.run("ideas", "review", "--reject", refused, "--reason", "No remedy in it").fine()
    operator.process(
        "ideas",
        "review",
        *(word for row in waiting if row["id"] != refused for word in ("--accept", row["id"])),
    ).fine()
    listed = operator.run("ideas", "list", "--format", "json").fine().data["ideas"]
    assert len(listed) == 6
    assert all(row["published"] is None for row in listed)


def _take_part(town: Town, operator: Operator) -> None:
    ideas = operator.ideas()
    trolley, lights = (operator.link(f"idea/{ideas[text]}") for text in TEXTS[:2])
    assert trolley.post_id is not None
    assert lights.post_id is not None
    people: list[Member] = [town.member(f"night_heron_{number}") for number in range(5)]
    for person in people[:3]:
        person.vote(trolley.post_id, "For", poll_name="vote")
    people[3].vote(trolley.post_id, "Against", poll_name="vote")
    people[4].like(lights.post_id)
    people[4].reply(trolley.topic_id or 0, "A can of oil hangs in the porters' lodge already.")


def _bring_it_back(town: Town, operator: Operator) -> None:
    by_lists = operator.process("sync", "--yes", "--format", "json").fine().data
    assert by_lists["created"] == []
    assert by_lists["pulled"]["strategy"] == "lists"
    assert by_lists["pulled"]["counts_only"] == 6
    assert by_lists["pulled"]["counts_changed"] >= 2
    assert by_lists["pulled"]["votes_changed"] == 1
    assert by_lists["pulled"]["replies_changed"] == 1

    operator.run("forum", "provision").fine()
    with town.watched() as writes:
        by_people = operator.process("sync", "--yes", "--format", "json").fine().data
        assert by_people["pulled"]["strategy"] == "data-explorer"
        assert by_people["pulled"]["counts_only"] == 0
        assert by_people["pulled"]["votes_changed"] >= 4
        assert not writes()


def _look_and_tell(operator: Operator) -> None:
    ideas = operator.ideas()
    ranking = operator.process("rank", "--format", "json").fine().data
    assert set(ranking) == RANKING_KEYS
    assert len(ranking["ideas"]) == 6
    best = {row["idea"]: row for row in ranking["ideas"]}
    trolley = best[ideas[TEXTS[0]]]
    assert (trolley["up"], trolley["down"], trolley["unsure"], trolley["replies"]) == (3, 1, 0, 1)
    assert best[ideas[TEXTS[1]]]["up"] == 1

    reason = operator.run("rank", "--explain", ideas[TEXTS[0]]).fine().out
    assert "3" in reason
    assert set(operator.run("rank", "--explain", ideas[TEXTS[0]], "--format", "json").fine().data) >= {
        *("idea", "sentences", "terms"),
    }

    published = operator.run("ideas", "list", "--format", "json").fine().data["ideas"][0]["published"]
    week = str(Week.of(datetime.fromisoformat(published).date()))
    preview = operator.run("digest", "preview", "--week", week, "--format", "json").fine().data
    assert set(preview) == {"schema_version", "week", "title", "body"}
    assert preview["week"] == week
    assert "1 reply" in preview["body"]

    first = operator.process("digest", "post", "--week", week, "--format", "json").fine().data
    assert first["posted"] is True
    second = operator.run("digest", "post", "--week", week, "--format", "json").fine().data
    untouched = {"schema_version": 1, "week": week, "posted": False, "corrected": False}
    assert second == {**untouched, "topic": first["topic"]}

    status = operator.process("status", "--format", "json").fine().data
    assert set(status) == STATUS_KEYS
    assert (status["people"], status["votes"], status["replies"]) == (5, 5, 1)
    assert (status["published"], status["waiting"], status["unsettled"]) == (6, 0, 0)
    assert status["digests"] == [week.lower()]


def _nothing_is_left_to_do(town: Town, operator: Operator) -> None:
    with town.watched() as writes:
        assert operator.process("apply").fine().out == "0 documents created, 0 updated, 0 adopted\n"
        assert operator.run("sync").fine().code == 0
        assert operator.run("plan", "--exit-code").code == 0
        assert town.sandbox.requests.total() > 0
        assert not writes()
    assert len(town.topics("<!-- ib:quiet-nights/digest/")) == 1
    assert len(town.topics("<!-- ib:quiet-nights/")) == 4 + 6 + 1


def _nobody_can_be_recognised(town: Town, operator: Operator) -> None:
    """Neither what the file said of authors nor what was masked is anywhere, and a refused idea is sealed."""
    files = [path for path in (operator.folder / "data").rglob("*") if path.is_file()]
    assert operator.database in files
    kept = b"".join(path.read_bytes() for path in files)
    heard = "".join(operator.heard)
    with town.sandbox.site.lock:
        public = "".join(town.sandbox.site.column("SELECT raw FROM posts"))
    assert TEXTS[0].encode() in kept
    assert TEXTS[0] in public
    for word in (*AUTHORS, *PERSONAL):
        assert word.encode() not in kept
        assert word not in heard
        assert word not in public
    assert REFUSED.encode() not in kept
    assert REFUSED not in public
    for secret in (town.keys.bridge, town.keys.admin, town.keys.anyone):
        assert secret.encode() not in kept
        assert secret not in heard
