"""Form tokens: a form that was opened here, for one campaign, and is sent once."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from bridge.admission.refusals import FormElsewhere, FormExpired, FormUnknown, TooSoon
from bridge.admission.ticket import Door, Ticket, last_day

SOONEST = timedelta(seconds=3)
"""A form comes back no sooner: people need longer to write a sentence, programs do not."""

LONGEST = timedelta(hours=12)
"""A form comes back no later: a shift, so that somebody can begin in one break and end in the next."""

_CAMPAIGN, _NONCE, _TIME, _SEAL = 8, 16, 8, 32
_SIZE = _CAMPAIGN + _NONCE + _TIME + _SEAL


def new_form(key: bytes, campaign: str, now: datetime) -> str:
    """A token for a form that is opened now: 86 letters, digits, - and _. Nothing of it is kept."""
    body = _fingerprint(campaign) + secrets.token_bytes(_NONCE) + int(now.timestamp()).to_bytes(_TIME, "big")
    return base64.urlsafe_b64encode(body + _seal(key, body)).decode().rstrip("=")


def read_form(key: bytes, campaign: str, token: str, now: datetime) -> Ticket:
    """The ticket in a token; FormUnknown, FormElsewhere, TooSoon or FormExpired where it does not admit."""
    body, seal = _parts(token)
    if not hmac.compare_digest(seal, _seal(key, body)):
        raise FormUnknown
    if body[:_CAMPAIGN] != _fingerprint(campaign):
        raise FormElsewhere
    opened = datetime.fromtimestamp(int.from_bytes(body[-_TIME:], "big"), UTC)
    # The token keeps whole seconds, rounded down.
    if now < opened + SOONEST:
        raise TooSoon
    if now >= opened + LONGEST:
        raise FormExpired
    return Ticket(Door.FORM, body[_CAMPAIGN:-_TIME], last_day(opened + LONGEST))


def _parts(token: str) -> tuple[bytes, bytes]:
    """Body and seal; FormUnknown unless the token is written exactly as ours are."""
    try:
        whole = base64.b64decode(f"{token}==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise FormUnknown from None
    if len(whole) != _SIZE or base64.urlsafe_b64encode(whole).decode().rstrip("=") != token:
        raise FormUnknown
    return whole[:-_SEAL], whole[-_SEAL:]


def _fingerprint(campaign: str) -> bytes:
    return hashlib.sha256(campaign.encode()).digest()[:_CAMPAIGN]


def _seal(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, hashlib.sha256)
