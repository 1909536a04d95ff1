"""A forum and an operator, as in the whole runs."""

from __future__ import annotations

from tests.e2e.conftest import operator, running, town

__all__ = ["operator", "running", "town"]
