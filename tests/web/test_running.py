"""The command as an operator starts it: says where it is, ends with Ctrl-C, leaves no word of a person."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest
import requests

from bridge.render.templating import shipped_templates
from tests.e2e.conftest import operator
from tests.e2e.small_campaign import SLUG, campaign_text
from tests.e2e.staging import Operator
from tests.web.conftest import code_on, hidden

__all__ = ["operator"]
CANARY = "Quincunx Margaret Okafor"


@pytest.fixture
def host(operator: Operator) -> Operator:
    """An operator whose campaigns are open today."""
    today = datetime.now(UTC).date() - timedelta(days=2)
    operator.write("campaign.yaml", campaign_text(starts=today))
    operator.write("other.yaml", campaign_text("loud-days", starts=today))
    return operator


def test_it_serves_until_ctrl_c_and_keeps_no_word_as_typed(host: Operator) -> None:
    person = requests.Session()
    with host.started("--debug", "web", "--port", 0) as running:
        running.says("Form:", running.out)
        url = re.search(r"http://127\.0\.0\.1:\d+", running.out.read_text())
        assert url is not None
        form = hidden(person.get(f"{url[0]}/c/{SLUG}", timeout=20).text)
        fields = {**form, "question": "q1", "text": f"{CANARY} told me to oil the hinges of the linen room."}
        sleep(3.1)  # no sooner does a person send a form, and this process has a clock of its own
        code = code_on(person.post(f"{url[0]}/c/{SLUG}/send", fields, timeout=20).text)
        case = person.post(f"{url[0]}/receipt", {"code": code, "campaign": SLUG}, timeout=20).text
        person.post(f"{url[0]}/c/{SLUG}/send", {**fields, "question": CANARY}, timeout=20)
        person.post(f"{url[0]}/api/ideas", json={"text": CANARY}, timeout=20)
        person.post(f"{url[0]}/receipt", CANARY.encode(), timeout=20)
        running.interrupt()
        told = running.end()

    assert "oil the hinges" in case
    assert told.code == 0
    assert f"{url[0]}/c/{SLUG}" in told.out
    left = [path for path in host.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in left)
    for path in left:
        content = path.read_bytes()
        for private in (b"Okafor", b"Quincunx Margaret", code.encode(), code.replace("-", "").encode()):
            assert private not in content, path.name
        if path.suffix != ".txt":
            assert b"127.0.0.1" not in content or path.name == "campaign.yaml", path.name


def test_several_campaigns_stand_side_by_side(host: Operator) -> None:
    with host.started(
        "web", "--port", 0, "--campaign", "campaign.yaml", "--campaign", "other.yaml"
    ) as running:
        running.says("/c/loud-days", running.out)
        running.interrupt()
        assert running.end().code == 0


def test_wrong_use_is_told(host: Operator) -> None:
    twice = host.run("web", "--campaign", "campaign.yaml", "--campaign", "campaign.yaml")
    assert (twice.code, "same slug" in twice.err) == (2, True)
    nowhere = host.run("web", "--host", "203.0.113.1", "--port", 1)
    assert (nowhere.code, "cannot listen" in nowhere.err) == (2, True)


def test_every_page_stands_in_the_handbook() -> None:
    folder = shipped_templates() / "web"
    text = (folder / "README.md").read_text(encoding="utf-8")

    assert {path.name for path in folder.glob("*.j2")} == set(re.findall(r"`(\w+\.html\.j2)`", text))
