"""A forum by the machine's own clock, and an operator whose campaign runs now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.small_campaign import campaign_text
from tests.e2e.staging import Operator, Town, open_town


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as found:
        yield found


@pytest.fixture
def operator(town: Town, tmp_path: Path) -> Operator:
    starts = datetime.now(UTC).date() - timedelta(days=2)
    return town.operator(tmp_path / "desk", campaign_text(starts=starts))


@pytest.fixture
def campaign(operator: Operator) -> str:
    """The text of the campaign file."""
    return (operator.folder / "campaign.yaml").read_text()
