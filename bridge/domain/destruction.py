"""A record of what was destroyed because its time was over, signed so that it can be shown to others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Destruction:
    """`record` is a JSON object in words and figures, `signature` a base64 Ed25519 signature of its bytes."""

    campaign: str
    record: str
    signature: str
