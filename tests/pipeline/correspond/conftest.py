"""The message box of a campaign on the embedded forum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign, Intake
from tests.e2e.staging import Town
from tests.pipeline.correspond.box import GROUP, Box


@pytest.fixture
def campaign(kettles: Campaign) -> Campaign:
    return replace(kettles, intake=Intake(message_group=GROUP))


@pytest.fixture
def box(town: Town, campaign: Campaign, tmp_path: Path) -> Iterator[Box]:
    with town.desk(tmp_path) as bridge:
        found = Box(town, bridge, campaign)
        found.open()
        yield found
