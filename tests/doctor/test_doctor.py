"""`doctor` on a forum: all is well, or exactly what is not, with the way to put it right."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.domain.job import LEFT_CONFLICTS, JobRun, RunState
from bridge.forum.rights import PROVISIONING, SERVICE
from bridge.sandbox import Limits
from tests.e2e.small_campaign import SLUG, campaign_text, ideas_text
from tests.e2e.staging import Operator, Told, Town, open_town

Line = dict[str, Any]


def lines(told: Told) -> dict[str, Line]:
    """What was found, by its name; the command told it as data."""
    return {line["what"]: line for line in told.data["lines"]}


def amiss(told: Told) -> dict[str, str]:
    """What is not as it should be: verdict by name."""
    return {name: line["verdict"] for name, line in lines(told).items() if line["verdict"] != "ok"}


def examined(operator: Operator, *words: object) -> Told:
    """A check-up as data; every line that is not ok has a fix, and no secret is in any."""
    told = operator.run("doctor", "--format", "json", *words)
    found = lines(told)
    assert all(bool(line["fix"]) == (line["verdict"] != "ok") for line in found.values())
    for name in ("IDEABRIDGE_API_KEY", "IDEABRIDGE_PROVISION_KEY"):
        assert operator.environment.get(name, "\0") not in told.out + told.err
    fails = [line for line in found.values() if line["verdict"] == "fail"]
    assert told.data["fail"] == len(fails)
    assert told.code == (3 if fails else 0)
    return told


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def published(operator: Operator) -> Operator:
    """The campaign stands in the forum, with the pull query, and was looked at."""
    operator.run("db", "upgrade").fine()
    operator.write("ideas.csv", ideas_text())
    operator.run("ideas", "import", "ideas.csv").fine()
    operator.run("apply", "--yes").fine()
    operator.run("forum", "provision").fine()
    operator.run("pull").fine()
    return operator


def test_all_is_well_and_nothing_is_changed(published: Operator, town: Town) -> None:
    def tables() -> dict[str, list[tuple[Any, ...]]]:
        site = town.sandbox.site
        names = [row["name"] for row in site.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [tuple(row) for row in site.all(f"SELECT * FROM {name}")]
            for name in names
            # When a key or a query was used last is the forum's own note.
            if name not in ("api_keys", "data_explorer_queries", "sqlite_sequence")
        }

    published = published.wears(IDEABRIDGE_MOST_READS="5", IDEABRIDGE_MOST_WRITES="1")
    examined(published)
    before, files = tables(), everything_in(published.folder)
    told = examined(published)
    assert tables() == before
    assert everything_in(published.folder) == files
    assert amiss(told) == {"address": "warn", "edit history": "warn"}
    found = lines(told)
    rights = [name for name in found if name.startswith("right of the")]
    assert len(rights) == len(SERVICE) + len(PROVISIONING) + 1
    assert found["category"]["told"].startswith("Quiet nights, number")
    assert f"key ring, {SLUG}" in found
    text = published.run("doctor").fine()
    assert "  ok    layout: " in text.out
    assert text.out.endswith("2 warn, 0 fail\n")


def test_somebody_who_has_nothing_yet_is_told_all_that_is_missing(alone: Operator) -> None:
    told = examined(alone)
    assert amiss(told) == {"campaign": "warn", "connection": "warn", "address": "warn", "settings": "fail"}
    assert "IDEABRIDGE_FORUM_URL and IDEABRIDGE_API_KEY are not set" in lines(told)["settings"]["told"]
    assert list(alone.folder.iterdir()) == []


@pytest.fixture
def alone(tmp_path: Path) -> Operator:
    folder = tmp_path / "empty"
    folder.mkdir()
    return Operator(folder, {})


def test_settings_that_cannot_be_read_are_told_without_their_values(alone: Operator) -> None:
    told = examined(alone.wears(IDEABRIDGE_REQUESTS_PER_MINUTE="hushhush"))
    assert "IDEABRIDGE_REQUESTS_PER_MINUTE" in lines(told)["settings"]["told"]
    assert "hushhush" not in told.out


def test_a_wrong_key_is_told_and_the_rest_is_looked_at(operator: Operator) -> None:
    operator.run("db", "upgrade").fine()
    told = examined(operator.wears(IDEABRIDGE_API_KEY="0" * 64))
    found = lines(told)
    assert found["account"]["verdict"] == "fail"
    assert "key" in found["account"]["fix"]
    assert found["clock"]["verdict"] == found["layout"]["verdict"] == "ok"


def test_a_wrong_provisioning_key_is_told_right_by_right(operator: Operator) -> None:
    operator.run("db", "upgrade").fine()
    wrong = amiss(examined(operator.wears(IDEABRIDGE_PROVISION_KEY="0" * 64)))
    assert {name for name, verdict in wrong.items() if verdict == "fail"} == {
        f"right of the provision key: {right.name}" for right in PROVISIONING if right.needed
    }
    without = amiss(
        examined(operator.wears(IDEABRIDGE_PROVISION_KEY=None, IDEABRIDGE_PROVISION_USERNAME=None))
    )
    assert "fail" not in without.values()
    assert without["category"] == "warn"
    assert not any(name.startswith("right of the provision") for name in without)


def test_a_forum_that_is_down_is_told_once(operator: Operator, town: Town) -> None:
    operator.run("db", "upgrade").fine()
    town.sandbox.stop()
    told = examined(operator)
    assert amiss(told) == {
        "address": "warn",
        "last look": "warn",
        "answer": "fail",
    }
    assert "no connection to the forum" in lines(told)["answer"]["told"]


def test_a_key_file_that_others_may_read_is_a_fault(published: Operator) -> None:
    ring = published.database.with_suffix(".keys.json")
    ring.chmod(0o640)
    told = examined(published, "--quick")
    found = lines(told)
    assert found["rights of the key ring"]["verdict"] == "fail"
    assert f"chmod 600 {ring}" in found["rights of the key ring"]["fix"]
    ring.chmod(0o600)
    published.database.chmod(0o644)
    published.write(".env", "IDEABRIDGE_API_KEY=hushhush\n").chmod(0o644)
    found = lines(examined(published, "--quick"))
    assert found["rights of bridge.sqlite3"]["verdict"] == "warn"
    assert found["rights of .env"]["verdict"] == "fail"


def test_a_key_ring_of_another_database_is_found_out(published: Operator) -> None:
    ring = published.database.with_suffix(".keys.json")
    kept = ring.read_bytes()
    ring.unlink()
    told = examined(published, "--quick")
    assert "sealed submissions wait" in lines(told)["key ring"]["told"]
    assert not ring.exists()
    other = published.wears(IDEABRIDGE_DATABASE_URL=f"sqlite:///{published.folder}/other/bridge.sqlite3")
    other.run("ideas", "import", "ideas.csv").fine()
    ring.write_bytes((published.folder / "other" / "bridge.keys.json").read_bytes())
    ring.chmod(0o600)
    told = examined(published, "--quick")
    assert lines(told)[f"key ring, {SLUG}"]["verdict"] == "fail"
    assert published.run("db", "check").code == 3
    ring.write_bytes(kept)
    published.run("db", "check").fine()


@pytest.mark.parametrize(("layout", "says"), [("9999", "newer"), ("0001", "this version needs")])
def test_a_layout_that_does_not_fit_is_told(operator: Operator, layout: str, says: str) -> None:
    operator.run("db", "upgrade").fine()
    with closing(sqlite3.connect(operator.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (layout,))
        connection.commit()
    for told in (examined(operator, "--quick"), operator.run("db", "check", "--format", "json")):
        assert says in lines(told)["layout"]["told"]
        assert told.code == 3


def test_a_damaged_database_is_told(published: Operator) -> None:
    for end in ("-wal", "-shm"):
        published.database.with_name(f"bridge.sqlite3{end}").unlink(missing_ok=True)
    with published.database.open("r+b") as file:
        file.seek(8192)
        file.write(os.urandom(40_000))
    told = published.run("db", "check", "--format", "json")
    assert told.code == 3
    assert "fail" in amiss(told).values()


def test_groups_that_are_missing_or_that_the_account_is_not_in(
    operator: Operator, town: Town, campaign: str
) -> None:
    town.sandbox.create_group("inbox")
    places = "forum:\n  readers: nurses\n  bridge_group: ideabridge\nintake:\n  message_group: inbox\n"
    operator.write("campaign.yaml", campaign + places)
    found = lines(examined(operator))
    assert found["readers"]["verdict"] == "fail"
    assert "Make the group nurses" in found["readers"]["fix"]
    assert found["message_group"]["fix"] == "Add ideabridge to the group."
    assert found["messages"]["verdict"] == "warn"
    assert found["bridge_group"]["verdict"] == "ok"


def test_a_category_that_is_gone_or_closed(published: Operator, town: Town) -> None:
    site = town.sandbox.site
    with site.lock, site.transaction():
        number = site.value("SELECT id FROM categories WHERE slug = ?", SLUG)
        site.run("DELETE FROM category_groups WHERE category_id = ? AND group_id = 0", number)
        site.category_rules.clear()
    found = lines(examined(published))
    assert found["rights in the category"]["verdict"] == "warn"
    assert "everyone may not reply" in found["rights in the category"]["told"]


def test_site_settings_that_would_spoil_a_campaign(town: Town, operator: Operator, campaign: str) -> None:
    town.sandbox.site.limits = Limits.relaxed(
        max_topic_title_length=60,
        max_post_length=8000,
        max_tag_length=8,
        approve_post_count=2,
        data_explorer_enabled=False,
        edit_history_visible_to_public=False,
    )
    found = lines(examined(operator.wears(IDEABRIDGE_CONNECT_SECRET="hushhush-hushhush")))
    verdicts = {
        name: found[name]["verdict"] for name in ("titles", "texts", "tags", "approval", "pull query")
    }
    assert set(verdicts.values()) == {"warn"}
    assert found["edit history"]["verdict"] == "ok"
    assert found["signing in"]["verdict"] == "fail"
    assert "quiet-nigh-wakes" in found["tags"]["told"]


def test_a_clock_that_is_wrong_is_found_by_the_forums(tmp_path: Path) -> None:
    """The forum tells the time of its own clock; ours is the machine's."""
    start = datetime.now(UTC) - timedelta(minutes=20)
    with open_town(start) as town:
        operator = town.operator(tmp_path / "desk", campaign_text(starts=start.date()))
        operator.clock = None
        found = lines(examined(operator))
    assert found["clock"]["verdict"] == "fail"
    assert "NTP" in found["clock"]["fix"]


def test_several_campaigns_are_told_apart(operator: Operator, town: Town, campaign: str) -> None:
    operator.write("other.yaml", campaign_text("loud-days") + "forum:\n  readers: nurses\n")
    told = examined(operator, "-c", "campaign.yaml", "-c", "other.yaml")
    found = lines(told)
    assert found["quiet-nights, readers"]["verdict"] == "ok"
    assert found["loud-days, readers"]["verdict"] == "fail"
    assert sum(name == "campaign" for name in (line["what"] for line in told.data["lines"])) == 2


def test_the_doors_have_a_database_of_their_own(operator: Operator) -> None:
    url = operator.environment["IDEABRIDGE_DATABASE_URL"]
    found = lines(examined(operator.wears(IDEABRIDGE_DOORS_URL=url), "--quick"))
    assert "names the main database" in found["connection of the doors"]["told"]
    lost = operator.wears(IDEABRIDGE_DOORS_URL="postgresql://bridge:hushhush@127.0.0.1:1/doors")
    told = examined(lost, "--quick")
    assert "cannot be reached" in lines(told)["connection of the doors"]["told"]
    assert "IDEABRIDGE_DOORS_URL" in lines(told)["connection of the doors"]["fix"]
    assert "hushhush" not in told.out


def test_own_templates_with_faults_are_told(operator: Operator) -> None:
    own = operator.folder / "own"
    (own / "forum").mkdir(parents=True)
    (own / "forum" / "idea.md.j2").write_text("{% if %}")
    found = lines(examined(operator.wears(IDEABRIDGE_TEMPLATES=str(own)), "--quick"))
    assert found["template forum/idea.md.j2"]["verdict"] == "fail"
    assert "line 1" in found["template forum/idea.md.j2"]["told"]


def test_catalogues_that_do_not_fit_and_languages_without_one_are_told(operator: Operator) -> None:
    own = operator.folder / "own"
    (own / "languages").mkdir(parents=True)
    (own / "languages" / "cy.po").write_text('msgid "%(people)s voted"\nmsgstr "%(pobl)s"\n')
    dressed = operator.wears(IDEABRIDGE_TEMPLATES=str(own))

    found = lines(examined(dressed, "--quick"))
    assert found["template languages/cy.po"]["verdict"] == "fail"
    assert "%(pobl)s is no name of this sentence" in found["template languages/cy.po"]["told"]
    assert "sentences are not in it" in found["catalogue"]["told"]
    assert found["language"]["verdict"] == "ok"
    found = lines(examined(dressed.wears(IDEABRIDGE_LANGUAGE="kw"), "--quick"))
    assert found["language"]["verdict"] == "fail"
    assert "IDEABRIDGE_LANGUAGE" in found["language"]["fix"]


def test_the_forms_address_needs_tls_and_a_named_proxy(operator: Operator) -> None:
    for url, what, verdict in (
        ("http://ideas.example.org", "address", "fail"),
        ("ideas.example.org", "address", "fail"),
        ("https://ideas.example.org", "proxy", "warn"),
    ):
        found = lines(examined(operator.wears(IDEABRIDGE_WEB_URL=url), "--quick"))
        assert found[what]["verdict"] == verdict
    named = operator.wears(IDEABRIDGE_WEB_URL="https://ideas.example.org", IDEABRIDGE_WEB_PROXIES="127.0.0.1")
    assert lines(examined(named, "--quick"))["proxy"]["verdict"] == "ok"


def run(job: str, state: RunState, ago: timedelta, note: str = "", **wishes: Any) -> JobRun:
    now = datetime.now(UTC)
    ended = None if state is RunState.RUNNING else now - ago
    return JobRun(SLUG, job, now - ago, state, "elsewhere:1", now - ago, ended=ended, note=note, **wishes)


def test_what_became_of_jobs_shows_in_doctor_and_status(published: Operator) -> None:
    again = datetime.now(UTC) + timedelta(minutes=4)
    hour, day = timedelta(hours=1), timedelta(days=1)
    with published.store() as store, store.begin() as unit:
        unit.runs.claim(run("sync", RunState.FAILED, hour, "the forum is down", tries=3, again=again))
        unit.runs.claim(run("phases", RunState.DONE, day, f"2 {LEFT_CONFLICTS}"))
        unit.runs.claim(run("retain", RunState.RUNNING, hour * 2))
        unit.runs.claim(run("digest", RunState.DONE, hour, "12 requests", missed=1))
    found = lines(examined(published, "--quick"))
    assert {name: found[f"job {name}"]["verdict"] for name in ("sync", "phases", "retain", "digest")} == {
        "sync": "warn",
        "phases": "warn",
        "retain": "warn",
        "digest": "ok",
    }
    assert "the forum is down" in found["job sync"]["told"]
    assert "resolve" in found["job phases"]["fix"]
    told = published.run("status").fine().out
    assert "job sync    failed" in told
    assert "try 3, again at" in told
    assert "1 run missed before: 12 requests" in told
    runs = published.run("status", "--format", "json").fine().data["runs"]
    assert [(one["job"], one["state"]) for one in runs] == [
        ("sync", "failed"),
        ("phases", "done"),
        ("retain", "running"),
        ("digest", "done"),
    ]
