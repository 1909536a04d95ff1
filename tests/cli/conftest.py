"""A forum and an operator, as in the whole runs, and somebody who has neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import operator, running, town
from tests.e2e.staging import Operator

__all__ = ["alone", "operator", "running", "town"]


@pytest.fixture
def alone(tmp_path: Path) -> Operator:
    """Somebody without any settings."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return Operator(folder, {})
