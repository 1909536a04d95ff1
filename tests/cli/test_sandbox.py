"""The embedded forum as a process: says where it is, keeps its keys to itself, survives a restart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.small_campaign import campaign_text
from tests.e2e.staging import Operator


@pytest.fixture
def newcomer(alone: Operator) -> Operator:
    """Somebody with a campaign file and no forum yet."""
    alone.write("campaign.yaml", campaign_text())
    return alone


def settings_in(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^(IDEABRIDGE_\w+)=(.*)$", path.read_text(), re.MULTILINE))


def test_a_forum_to_try_things_out_with(newcomer: Operator) -> None:
    keys = newcomer.folder / "forum" / "keys.env"
    with newcomer.started("sandbox", "--port", 0, "--data", "forum") as running:
        running.says("Data:", running.out)
        url = re.search(r"http://127\.0\.0\.1:\d+", running.out.read_text())
        assert url is not None
        assert keys.stat().st_mode & 0o777 == 0o600
        first = settings_in(keys)
        assert first["IDEABRIDGE_FORUM_URL"] == url[0]
        desk = newcomer.wears(**first, IDEABRIDGE_CAMPAIGN="campaign.yaml")
        assert desk.run("plan", "--format", "json").fine().data["changes"] > 0
        facts = desk.run("forum", "facts", "--format", "json").fine().data
        assert (facts["account"], facts["staff"]) == ("ideabridge", True)
        running.interrupt()
        told = running.end()

    assert told.code == 0
    assert told.err == ""
    printed = told.out + told.err
    assert first["IDEABRIDGE_API_KEY"] not in printed
    assert first["IDEABRIDGE_PROVISION_KEY"] not in printed

    port = url[0].rpartition(":")[2]
    with newcomer.started("sandbox", "--port", port, "--data", "forum") as running:
        running.says("Data:", running.out)
        assert settings_in(keys) == first
        assert desk.run("forum", "facts", "--format", "json").fine().data == facts
        running.interrupt()
        assert running.end().fine().err == ""
