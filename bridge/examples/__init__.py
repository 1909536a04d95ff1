"""The example campaign that ships with the bridge, for `init` and `demo`."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "challenge-top-down-change"


def example_campaign() -> Path:
    """The campaign file of the example, "Challenge Top Down Change"."""
    return _FOLDER / "campaign.yaml"


def example_ideas() -> Path:
    """Ideas for the example as CSV: text, title, question, role, lenses, submitted_at, experience."""
    return _FOLDER / "ideas.csv"
