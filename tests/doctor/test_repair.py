"""`doctor --repair`: what it proposes, what it then does and nothing else, and that it does it once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doctor.test_doctor import amiss, examined, published
from tests.e2e.staging import Operator, Town

__all__ = ["published"]


@pytest.fixture
def spoilt(published: Operator, town: Town) -> Operator:
    """A campaign whose forum and files are not as they should be."""
    site = town.sandbox.site
    for name, value in (
        ("min_topic_title_length", 90),
        ("max_topic_title_length", 100),
        ("max_post_length", 5000),
        ("edit_history_visible_to_public", True),
        ("disable_emails", "yes"),
    ):
        site.store_setting(name, value=value)
    group = site.value("SELECT id FROM groups WHERE name = 'ideabridge'")
    site.run("DELETE FROM group_users WHERE group_id = ?", group)
    published.database.with_suffix(".keys.json").chmod(0o644)
    return published


def test_it_proposes_and_does_nothing_by_itself(spoilt: Operator, town: Town) -> None:
    told = spoilt.run("doctor", "--repair")
    assert told.code == 2
    assert "there is no terminal to ask" in told.err
    assert "site setting max_post_length: 5000 -> 16000" in told.err
    assert "site setting edit_history_visible_to_public: true -> false" in told.err
    assert "site setting disable_emails: yes -> no" in told.err
    assert "group member ideabridge: not in it -> " in told.err
    assert "rights of a file" in told.err
    assert town.sandbox.site.limits.max_post_length == 5000
    as_data = spoilt.run("doctor", "--repair", "--format", "json").data
    repairs = [line["repair"] for line in as_data["lines"] if line["repair"]]
    assert {
        "remedy": "site setting",
        "what": "max_post_length",
        "before": "5000",
        "after": "16000",
    } in repairs
    assert town.sandbox.site.limits.max_post_length == 5000


def test_it_puts_right_what_it_proposed_and_looks_again(spoilt: Operator, town: Town) -> None:
    before = amiss(examined(spoilt))
    told = spoilt.run("doctor", "--repair", "--yes")
    assert told.code == 0, told.err
    assert "failed" not in told.err
    after = amiss(examined(spoilt))
    assert len(after) < len(before)
    assert "fail" not in after.values()
    limits = town.sandbox.site.limits
    assert (limits.max_post_length, limits.edit_history_visible_to_public) == (16_000, False)
    assert spoilt.database.with_suffix(".keys.json").stat().st_mode & 0o077 == 0
    again = spoilt.run("doctor", "--repair", "--yes")
    assert "there is nothing that the bridge can put right by itself" in again.err


def test_without_an_admins_key_each_line_says_what_is_missing(spoilt: Operator, town: Town) -> None:
    poor = spoilt.wears(IDEABRIDGE_PROVISION_KEY=None)
    told = poor.run("doctor", "--repair", "--yes")
    assert told.code == 3
    assert "failed  site setting max_post_length" in told.err
    assert "Only an admin's key may do this" in told.err
    assert "done  rights of a file" in told.err
    assert town.sandbox.site.limits.max_post_length == 5000


def test_a_group_and_a_database_are_made(operator: Operator, town: Town, tmp_path: Path) -> None:
    del tmp_path
    site = town.sandbox.site
    group = site.value("SELECT id FROM groups WHERE name = 'ideabridge'")
    site.run("DELETE FROM group_users WHERE group_id = ?", group)
    site.run("DELETE FROM groups WHERE id = ?", group)
    told = operator.run("doctor", "--repair", "--yes")
    assert "done  group ideabridge" in told.err
    assert "done  database layout" in told.err
    found = examined(operator)
    assert "group ideabridge" not in amiss(found)
    assert site.value("SELECT user_count FROM groups WHERE name = 'ideabridge'") == 1


def test_a_web_hook_is_set_right(published: Operator, town: Town) -> None:
    operator = published.wears(IDEABRIDGE_WEB_URL="http://127.0.0.1:9")
    operator.run("forum", "hook").fine()
    town.sandbox.site.run("UPDATE web_hooks SET active = 0")
    told = operator.run("doctor", "--repair", "--yes")
    assert (
        "web hook http://127.0.0.1:9/forum/events: it is switched off -> as the bridge needs it" in told.err
    )
    assert town.sandbox.site.value("SELECT active FROM web_hooks") == 1
