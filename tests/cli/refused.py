"""What a refusal of a command has to be."""

from __future__ import annotations

from tests.e2e.staging import Told


def refused(told: Told, code: int, what: str, hint: str) -> None:
    """The whole of what a refusal says, on stderr alone."""
    assert told.code == code
    assert told.out == ""
    assert f"error: {what}" in told.err
    assert f"  try: {hint}" in told.err
