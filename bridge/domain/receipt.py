"""The receipt: a random code by which an author without a name comes back to what they sent in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CODE_BITS = 100
"""So many random bits make a code: too many to guess, whoever holds the database."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIGNS = CODE_BITS // 5
_GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


class Holds(StrEnum):
    """What a receipt leads to at present; `VOICE` is an idea that others wrote and this one counts for."""

    SUBMISSION = "submission"
    IDEA = "idea"
    VOICE = "voice"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is kept of a receipt: a mark made from its code, and what it leads to.

    The code itself is kept nowhere. `subject` is the id of a submission or an idea, empty once its holder has
    withdrawn. Whoever holds `IDEA` wrote the words and alone decides about them. `credited`: its holder has
    asked to be named in the guide; the name is kept apart.
    """

    campaign: str
    mark: str
    holds: Holds
    subject: str
    credited: bool = False


def new_code(bits: int) -> str:
    """A code from 100 random bits: five groups of four in Crockford's base 32 (no I, L, O, U)."""
    if not 0 <= bits < 1 << CODE_BITS:
        raise ValueError(f"a code is made from {CODE_BITS} bits")
    signs = "".join(_ALPHABET[bits >> 5 * place & 31] for place in reversed(range(_SIGNS)))
    return "-".join(signs[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP))


def read_code(text: str) -> str | None:
    """The code that somebody typed, in its printed form; None if it cannot be one.

    Small letters, spaces and dashes do not matter, and O is read as 0, I and L as 1, as Crockford has it.
    """
    signs = "".join(sign for sign in text.upper() if not sign.isspace() and sign not in "-‐‑–—_.")
    signs = signs.translate(_MISREAD)
    if len(signs) != _SIGNS or any(sign not in _ALPHABET for sign in signs):
        return None
    return "-".join(signs[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP))
