"""Every right is tried harmlessly; what is missing is named, with the way to grant it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests

from bridge.clock import SimulatedClock
from bridge.forum.adapter import DiscourseForum
from bridge.forum.rights import PROVISIONING, SERVICE, Finding, Whose
from bridge.forum.settings import ForumSettings
from bridge.sandbox import Keys, Limits, Sandbox


@dataclass(frozen=True, slots=True)
class Place:
    """An embedded forum with the keys of its first day."""

    sandbox: Sandbox
    keys: Keys
    clock: SimulatedClock

    @property
    def settings(self) -> ForumSettings:
        keys = self.keys
        return ForumSettings(
            self.sandbox.base_url, keys.bridge, keys.bridge_username, keys.admin, keys.admin_username
        )

    def key(self, username: str, *scopes: str) -> str:
        """A new key for an account, limited to these scopes if there are any."""
        wanted: dict[str, Any] = {"description": "tried", "username": username}
        if scopes:
            wanted["scopes"] = [{"scope_id": scope} for scope in scopes]
        answer = requests.post(
            f"{self.sandbox.base_url}/admin/api/keys.json",
            json={"key": wanted},
            headers={"Api-Key": self.keys.admin, "Api-Username": self.keys.admin_username},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["key"]["key"])

    def tried(self, **wishes: Any) -> dict[str, Finding]:
        with closing(DiscourseForum(replace(self.settings, **wishes), self.clock)) as forum:
            return {finding.right.name: finding for finding in forum.rights()}


@pytest.fixture
def place(clock: SimulatedClock) -> Iterator[Place]:
    with Sandbox(clock=clock.now, limits=Limits.relaxed()) as sandbox:
        yield Place(sandbox, sandbox.seed(), clock)


def refused(found: dict[str, Finding]) -> set[str]:
    return {name for name, finding in found.items() if not finding.granted}


def test_the_usual_keys_may_do_everything_but_what_is_provisioned_later(place: Place) -> None:
    found = place.tried()
    assert len(found) == len(SERVICE) + len(PROVISIONING) + 1
    assert refused(found) == {"run the pull query"}
    assert "forum provision" in found["run the pull query"].advice
    with closing(DiscourseForum(place.settings, place.clock)) as forum:
        forum.provision_query()
    assert refused(place.tried()) == set()


def test_trying_changes_nothing(place: Place) -> None:
    def everything() -> dict[str, Any]:
        site = place.sandbox.site
        tables = [row["name"] for row in site.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: [tuple(row) for row in site.all(f"SELECT * FROM {table}")]
            for table in tables
            if table not in ("api_keys", "sqlite_sequence")
        }

    place.tried()
    before = everything()
    place.tried()
    assert everything() == before


def test_every_scope_that_is_named_grants_what_it_is_said_to_grant(place: Place) -> None:
    """With all named scopes only what no scope covers is refused; without one, exactly its rights are."""
    scopes = sorted({right.scope for right in SERVICE if right.scope is not None})
    uncovered = {right.name for right in SERVICE if right.scope is None}
    later = {"run the pull query"}
    name = place.keys.bridge_username
    assert refused(place.tried(api_key=place.key(name, *scopes))) == uncovered | later
    for scope in scopes:
        if scope == "global:read":
            # Without it not even the account can be read, so nothing can be told.
            continue
        rest = [other for other in scopes if other != scope]
        found = place.tried(api_key=place.key(name, *rest))
        missing = {right.name for right in SERVICE if right.scope == scope}
        assert refused(found) == missing | uncovered | later
        assert all(scope in found[right].advice for right in missing)
    assert "without scopes" in found["open and close polls"].advice


def test_an_account_without_a_role_is_told_which_one_it_needs(place: Place) -> None:
    place.sandbox.create_user("plain", trust_level=2)
    found = place.tried(api_key=place.key("plain"), api_username="plain")
    assert found["open topics and reply"].granted is False
    assert found["open topics and reply"].advice == "Make the key's account a moderator."
    assert found["list topics"].granted is True


def test_without_an_admins_key_only_provisioning_is_missing(place: Place) -> None:
    found = place.tried(provision_key=None)
    provisioning = {right.name for right in PROVISIONING}
    assert refused(found) == provisioning | {"run the pull query"}
    for name in provisioning:
        assert "admin" in found[name].advice
        assert found[name].right.whose is Whose.PROVISION


def test_every_right_has_a_reason_and_a_name_of_its_own() -> None:
    rights = (*SERVICE, *PROVISIONING)
    assert len({right.name for right in rights}) == len(rights)
    assert all(right.why for right in rights)
    assert {right.whose for right in SERVICE} == {Whose.SERVICE}
