"""What `pull`, `sync` and `status` say of their requests and of the age of counts; and `forum rights`."""

from __future__ import annotations

from datetime import timedelta

from tests.e2e.staging import Operator, Town


def test_a_quiet_pull_says_that_it_was_one_request(running: Operator) -> None:
    running.run("forum", "provision").fine()
    running.run("pull").fine()
    told = running.run("pull").fine().out
    assert told == (
        "pulled by data-explorer with 1 request: 0 votes and 0 replies changed\n"
        "requests: 1 x POST /g/{group}/reports/{id}/run.json\n"
    )
    data = running.run("pull", "--format", "json").fine().data
    assert data["requests_by_endpoint"] == {"POST /g/{group}/reports/{id}/run.json": 1}
    assert (data["requests"], data["oldest_count"]) == (1, None)


def test_the_oldest_count_has_an_age(running: Operator) -> None:
    """By lists there are counts only; without a rolling look they grow old, and that is told."""
    assert running.clock is not None
    running.run("pull").fine()
    assert "\noldest count: 0 seconds\n" in running.run("pull").fine().out
    running.clock.advance(timedelta(hours=3))
    told = running.wears(IDEABRIDGE_FEED_PAGES="0").run("pull").fine().out
    assert "\noldest count: 3.0 hours\n" in told
    assert "of 6 ideas the forum tells poll counts only" in told
    status = running.run("status").fine().out
    assert "oldest poll count" in status
    assert running.run("status", "--format", "json").fine().data["oldest_count"] is not None
    assert "\noldest count: 0 seconds\n" in running.run("pull").fine().out


def test_rights_are_told_one_by_one(running: Operator, town: Town) -> None:
    told = running.run("forum", "rights").fine().out
    assert "service    open topics and reply" in told
    assert "no, can do without" in told
    assert told.endswith("nothing is missing\n")

    without = running.wears(IDEABRIDGE_PROVISION_KEY=None)
    missing = without.run("forum", "rights")
    assert missing.code == 4
    assert "provision  make categories" in missing.out
    assert "try: Make the key's account an admin." in missing.out
    assert "2 missing" in missing.out

    data = without.run("forum", "rights", "--format", "json").data
    assert data["missing"] == 2
    assert all(row["why"] for row in data["rights"])


def test_a_budget_that_is_spent_is_told_and_the_next_run_goes_on(operator: Operator) -> None:
    told = operator.wears(IDEABRIDGE_MOST_WRITES="2").run("apply", "--yes")
    assert told.code == 5
    assert "budget of 2 writing requests for one run is used up" in told.err
    operator.run("apply", "--yes").fine()
    assert operator.run("plan", "--exit-code").code == 0
