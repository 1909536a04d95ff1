"""The interface answers whatever is sent as its own description says, and breaks at nothing.

Requests are made up from the description: right ones, and ones that break its rules.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from tests.e2e.small_campaign import SLUG
from tests.web.conftest import Door

CALLS = (
    ("GET", "/api/campaigns"),
    ("GET", "/api/campaigns/{slug}/token"),
    ("POST", "/api/preview"),
    ("POST", "/api/ideas"),
    ("POST", "/api/receipt"),
)
SENT = [
    *((*call, GenerationMode.POSITIVE) for call in CALLS),
    # A call without a body has nothing that could be wrong.
    *((*call, GenerationMode.NEGATIVE) for call in CALLS if call[0] == "POST"),
]
SOME = settings(
    max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def described(door: Door) -> Any:
    """The description that the form gives of its interface."""
    found = schemathesis.openapi.from_dict(door.get("/api/openapi.json").json())
    # What is far too long is refused as such, before anybody looks what is in it.
    found.config.checks.negative_data_rejection.expected_statuses = ["400", "404", "413", "422"]
    # Whether a text is empty, a question asked or a receipt known, no schema can say.
    found.config.checks.positive_data_acceptance.expected_statuses = [
        "2xx",
        "403",
        "404",
        "409",
        "413",
        "422",
    ]
    return found


@pytest.fixture(scope="module")
def addresses() -> Iterator[str]:
    """Network addresses, so that no request uses up another's tries."""
    return (f"203.0.{number // 250}.{number % 250 + 1}" for number in itertools.count())


def test_every_call_is_described_and_no_other(described: Any) -> None:
    found = {
        (operation.ok().method.upper(), operation.ok().path) for operation in described.get_all_operations()
    }
    assert found == set(CALLS)


def plausible(door: Door, body: Any) -> Any:
    """The same for a real campaign, as far as a program that has read its description would know."""
    if isinstance(body, dict) and isinstance(body.get("campaign"), str):
        token = door.get(f"/api/campaigns/{SLUG}/token").json()["token"]
        door.clock.advance(timedelta(seconds=10))
        known = {"campaign": SLUG, "question": "q1", "token": token, "role": "nurse", "lenses": []}
        return body | {name: value for name, value in known.items() if name in body}
    return body


@pytest.mark.parametrize(("method", "path", "mode"), SENT)
def test_every_answer_is_as_described(
    door: Door, described: Any, addresses: Iterator[str], method: str, path: str, mode: GenerationMode
) -> None:
    operation = described[path][method.lower()]

    @SOME
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and len(str(case.body)) % 2:
            case.body = plausible(door, case.body)
        case.call_and_validate(base_url=door.url, headers={"X-Forwarded-For": next(addresses)}, timeout=20)
        door.clock.advance(timedelta(seconds=5))

    answered()
