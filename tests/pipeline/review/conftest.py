"""The review of a campaign on the embedded forum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Anonymity, Campaign
from bridge.wiring import Bridge
from tests.e2e.staging import Town, open_town
from tests.pipeline.review.room import Room


@pytest.fixture
def campaign(kettles: Campaign) -> Campaign:
    return replace(kettles, anonymity=Anonymity(batch_size=1, longest_wait=timedelta(hours=1), least=1))


@pytest.fixture
def town(campaign: Campaign) -> Iterator[Town]:
    with open_town(campaign.phases[0].opens + timedelta(days=2, hours=12)) as found:
        yield found


@pytest.fixture
def bridge(town: Town, tmp_path: Path) -> Iterator[Bridge]:
    with town.desk(tmp_path) as found:
        yield found


@pytest.fixture
def room(town: Town, bridge: Bridge, campaign: Campaign) -> Room:
    return Room(town, bridge, campaign)
