"""Keys for making categories: one of an admin acts by itself, and a lesser one is told what is needed."""

from __future__ import annotations

import requests

from tests.e2e.staging import Operator, Town


def test_an_admins_own_key_needs_no_account_name(town: Town, operator: Operator) -> None:
    del operator.environment["IDEABRIDGE_PROVISION_USERNAME"]

    assert "documents created" in operator.run("apply", "--yes").fine().out


def test_without_an_admins_key_the_way_out_is_told(town: Town, operator: Operator) -> None:
    del (
        operator.environment["IDEABRIDGE_PROVISION_USERNAME"],
        operator.environment["IDEABRIDGE_PROVISION_KEY"],
    )

    refused = operator.run("apply", "--yes")

    assert refused.code == 4
    assert "IDEABRIDGE_PROVISION_KEY" in refused.err
    assert "category: SLUG" in refused.err


def test_the_query_runs_by_a_key_that_can_do_nothing_else(town: Town, operator: Operator) -> None:
    operator.run("apply", "--yes").fine()
    file = operator.folder / "query.env"
    told = operator.run("forum", "provision", "--key-file", file).fine()
    assert f"{file} holds a key for it alone" in told.out
    assert file.stat().st_mode & 0o777 == 0o600
    lines = dict(line.split("=") for line in file.read_text().splitlines())
    assert lines["IDEABRIDGE_QUERY_KEY"] not in told.out + told.err

    # Out of the group by which the bridge's own key may run it.
    town.sandbox.site.run("DELETE FROM data_explorer_query_groups")
    assert operator.run("pull", "--format", "json").fine().data["strategy"] == "lists"
    operator.environment.update(lines)
    pulled = operator.run("pull", "--format", "json").fine()
    assert pulled.data["strategy"] == "data-explorer"
    tried = operator.run("forum", "rights", "--format", "json").fine().data["rights"]
    assert {row["right"]: row["granted"] for row in tried}["run the pull query"] is True

    address, key = town.sandbox.base_url, {"Api-Key": lines["IDEABRIDGE_QUERY_KEY"]}
    for path in ("/latest.json", "/posts.json", "/admin/api/keys.json"):
        assert requests.get(f"{address}{path}", headers=key, timeout=10).status_code == 403


def test_a_key_is_never_written_over_a_file(operator: Operator) -> None:
    file = operator.write("there.env", "A=1")
    refused = operator.run("forum", "provision", "--key-file", file)
    assert refused.code == 2
    assert "is there already" in refused.err
    assert file.read_text() == "A=1"


def test_a_key_without_its_query_is_told(operator: Operator) -> None:
    operator.environment["IDEABRIDGE_QUERY_KEY"] = "abc"
    refused = operator.run("pull")
    assert refused.code == 2
    assert "no number of that query" in refused.err
