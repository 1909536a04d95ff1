"""The rules and the dashboard for operators speak of figures that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ruamel.yaml import YAML

from bridge.meters import REGISTRY
from tests.e2e.small_campaign import SLUG
from tests.web.conftest import Door

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "monitoring"


def told(door: Door) -> set[str]:
    """Names of all figures, those included that no run has given a value yet."""
    answer = door.get("/metrics", headers={"Authorization": "Bearer a key for figures"})
    # What the library says of when its counters began is nobody's figure.
    names = {
        name for name in re.findall(r"^# TYPE (\S+)", answer.text, re.MULTILINE) if "_created" not in name
    }
    return names | {f"{family.name}_total" for family in REGISTRY.collect() if family.type == "counter"}


def asked(words: str) -> set[str]:
    return set(re.findall(r"\bideabridge_\w+", words))


def test_every_rule_names_figures_that_there_are(door: Door) -> None:
    rules = YAML(typ="safe").load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert asked(rule["expr"]) <= told(door), rule["alert"]
        assert rule["annotations"]["what_to_do"]


def test_every_panel_names_figures_that_there_are(door: Door) -> None:
    board = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    shown = {name for panel in board["panels"] for name in asked(panel["targets"][0]["expr"])}
    assert shown <= told(door)
    # And what is told of a campaign is shown somewhere.
    assert told(door) - shown - {"ideabridge_job_due_timestamp_seconds"} <= {
        "ideabridge_rings",
        "ideabridge_job_done",
        "ideabridge_forum_requests",
        "ideabridge_jobs",
    }


def test_labels_are_those_that_the_rules_use(door: Door) -> None:
    answer = door.get("/metrics", headers={"Authorization": "Bearer a key for figures"})
    assert f'campaign="{SLUG}"' in answer.text
