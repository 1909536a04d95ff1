"""The message box of a campaign on the embedded forum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign, Intake
from tests.e2e.staging import Town, open_town
from tests.pipeline.correspond.box import GROUP, Box


@pytest.fixture
def campaign(kettles: Campaign) -> Campaign:
    return replace(kettles, intake=Intake(message_group=GROUP))


@pytest.fixture
def town(campaign: Campaign) -> Iterator[Town]:
    with open_town(campaign.phases[0].opens + timedelta(days=2, hours=12)) as found:
        yield found


@pytest.fixture
def box(town: Town, campaign: Campaign, tmp_path: Path) -> Iterator[Box]:
    with town.desk(tmp_path) as bridge:
        found = Box(town, bridge, campaign)
        found.open()
        yield found
