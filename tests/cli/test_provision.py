"""Keys for making categories: one of an admin acts by itself, and a lesser one is told what is needed."""

from __future__ import annotations

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
