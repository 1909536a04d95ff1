"""Invitations: codes on paper that admit once, and of which nobody records who got which.

A code is 100 bits, written like a receipt: 44 random ones and a seal of 56 over them and the campaign.
Nothing is kept when codes are made. A guessed code fits with a probability of 2 ** -56.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from bridge.admission.refusals import InvitationUnknown
from bridge.admission.ticket import Door, Ticket
from bridge.domain.receipt import CODE_BITS, new_code, read_code

_RANDOM_BITS = 44
_SEAL_BITS = CODE_BITS - _RANDOM_BITS
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REMEMBERED = timedelta(days=366)
"""So long after the campaign's last day a used invitation is remembered: the campaign may be extended."""


def new_invitations(key: bytes, campaign: str, count: int) -> list[str]:
    """So many different codes in random order; nothing of them is kept."""
    chosen: set[int] = set()
    while len(chosen) < count:
        chosen.add(secrets.randbits(_RANDOM_BITS))
    codes = [new_code(number << _SEAL_BITS | _seal(key, campaign, number)) for number in chosen]
    secrets.SystemRandom().shuffle(codes)
    return codes


def read_invitation(key: bytes, campaign: str, ends: date, written: str) -> Ticket:
    """The ticket in a code as somebody typed it; InvitationUnknown where it is none of this campaign."""
    code = read_code(written)
    if code is None:
        raise InvitationUnknown
    number, seal = divmod(_number(code), 1 << _SEAL_BITS)
    expected = _seal(key, campaign, number)
    if not hmac.compare_digest(_bytes(seal), _bytes(expected)):
        raise InvitationUnknown
    return Ticket(Door.INVITATION, campaign.encode() + b"\0" + _bytes(number), ends + REMEMBERED)


def _seal(key: bytes, campaign: str, number: int) -> int:
    said = campaign.encode() + b"\0" + _bytes(number)
    return int.from_bytes(hmac.digest(key, said, hashlib.sha256)[: _SEAL_BITS // 8], "big")


def _bytes(number: int) -> bytes:
    return number.to_bytes(8, "big")


def _number(code: str) -> int:
    number = 0
    for sign in code.replace("-", ""):
        number = number << 5 | _ALPHABET.index(sign)
    return number
