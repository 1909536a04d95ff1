"""The settings of whatever goes on for long on a forum of a test: workers, web sides, examinations."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr

from bridge.settings import Settings
from tests.e2e.staging import Operator, Town


def settings_of(town: Town, operator: Operator, **wishes: Any) -> Settings:
    """What an operator's environment says, as settings; `wishes` go before."""
    return Settings(
        **{
            "forum_url": town.sandbox.base_url,
            "api_key": SecretStr(town.keys.bridge),
            "api_username": town.keys.bridge_username,
            "provision_key": SecretStr(town.keys.admin),
            "provision_username": town.keys.admin_username,
            "database_url": f"sqlite:///{operator.database}",
            "requests_per_minute": 6000,
            "ner": "off",
            **wishes,
        }
    )
