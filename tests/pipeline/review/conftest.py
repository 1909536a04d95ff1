"""The review of a campaign on the embedded forum."""

from __future__ import annotations

import pytest

from bridge.domain.campaign import Campaign
from bridge.wiring import Bridge
from tests.e2e.staging import Town
from tests.pipeline.review.room import Room


@pytest.fixture
def room(town: Town, bridge: Bridge, campaign: Campaign) -> Room:
    return Room(town, bridge, campaign)
