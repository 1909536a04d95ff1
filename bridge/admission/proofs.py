"""Proof of work by ALTCHA: a little work for each idea, so that a program cannot send thousands for nothing.

The challenge is made and checked here; no other site is asked. PBKDF2 with SHA-256 is what every browser
computes by itself.

What it costs: on average 250 derivations of 5,000 rounds, at most 500. Python with OpenSSL on the machine on
which this was written (4.2 million rounds a second on one core) takes 0.3 seconds, at most 0.6; making a
challenge takes 2 milliseconds and checking one less than one. A phone that is ten times slower needs 3
seconds, at most 6, and does it while its owner writes.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from bridge.admission.refusals import ProofExpired, ProofWrong
from bridge.admission.ticket import Door, Ticket, last_day

ROUNDS = 5_000
TRIES = 500
LASTS = timedelta(hours=12)
"""As long as a form: whoever may still send it has a proof that still counts."""

_ALGORITHM = "PBKDF2/SHA-256"
_LONGEST = 4_096
"""Characters; a proof has 800."""


def new_challenge(secret: bytes, solved: bytes, campaign: str, now: datetime) -> dict[str, Any]:
    """A challenge in the form that the widget takes (version 2); nothing of it is kept.

    `secret` signs the challenge, `solved` its solution. The end of its validity stands under `data`, because
    it is on the bridge's clock: the field of the format itself is compared with the clock of the browser.
    """
    from altcha import create_challenge

    data = {"campaign": campaign, "until": int((now + LASTS).timestamp())}
    made: dict[str, Any] = create_challenge(
        _ALGORITHM,
        ROUNDS,
        counter=secrets.randbelow(TRIES),
        data=data,
        hmac_secret=secret,
        hmac_key_secret=solved,
    ).to_dict()
    return made


def read_proof(secret: bytes, solved: bytes, campaign: str, proof: str, now: datetime) -> Ticket:
    """The ticket in a solved challenge (base64 as the widget sends it); ProofWrong or ProofExpired."""
    from altcha import Payload, verify_solution

    if len(proof) > _LONGEST:
        raise ProofWrong
    try:
        payload = Payload.from_base64(proof)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ProofWrong from None
    if not verify_solution(payload, secret, hmac_key_secret=solved).verified:
        raise ProofWrong
    # From here on everything is as it was signed.
    parameters = payload.challenge.parameters
    data = parameters.data or {}
    if data.get("campaign") != campaign:
        raise ProofWrong
    until = datetime.fromtimestamp(int(data["until"]), now.tzinfo)
    if now >= until:
        raise ProofExpired
    return Ticket(Door.PROOF, bytes.fromhex(parameters.nonce), last_day(until))
