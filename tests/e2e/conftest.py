"""Forums and operators for whole runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.small_campaign import at, ideas_text
from tests.e2e.staging import Operator, Town, open_town


@pytest.fixture
def town() -> Iterator[Town]:
    """A forum at noon of the small campaign's first day; its clock moves when told to."""
    with open_town(at(0)) as found:
        yield found


@pytest.fixture
def operator(town: Town, tmp_path: Path) -> Operator:
    """Somebody who runs the small campaign."""
    return town.operator(tmp_path / "desk")


@pytest.fixture
def running(operator: Operator) -> Operator:
    """The small campaign, published with six ideas."""
    operator.write("ideas.csv", ideas_text())
    operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()
    operator.run("sync", "--yes").fine()
    return operator
