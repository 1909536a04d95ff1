"""The rule redactor, and the shared set of synthetic ideas where it is present."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bridge.text.redactor import RuleRedactor

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"


@pytest.fixture(scope="session")
def redactor() -> RuleRedactor:
    """The engine as it is wired."""
    return RuleRedactor()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference data beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the reference data is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def gold(shared_data: Path) -> list[dict[str, Any]]:
    """Synthetic ideas with gold spans and strings that must stay."""
    lines = (shared_data / "pii" / "shared.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
