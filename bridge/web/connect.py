"""Asking the forum who somebody is (DiscourseConnect, the forum as the provider), signed both ways.

The question carries a nonce; the answer names it, with the account and its rights. HMAC-SHA256 over the
base64 text, hex (Discourse's `DiscourseConnectProvider`; OBSERVED, sections 12 to 14).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

PATH = "/session/sso_provider"


class Untrue(Exception):
    """An answer that the forum did not give, or that cannot be read."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who the forum says it is: the account's number, and whether it is an admin or a moderator."""

    nonce: str
    user: int
    staff: bool


def question(secret: str, forum: str, nonce: str, back: str) -> str:
    """The address to which a browser is sent."""
    asked = base64.b64encode(urlencode({"nonce": nonce, "return_sso_url": back}).encode()).decode()
    return f"{forum}{PATH}?{urlencode({'sso': asked, 'sig': _sign(secret, asked)})}"


def read_answer(secret: str, sso: str, sig: str) -> Account:
    """Who came back. Untrue where the signature or the content is not as it should be."""
    if not hmac.compare_digest(_sign(secret, sso).encode(), sig.encode()):
        raise Untrue
    try:
        told = dict(parse_qsl(base64.b64decode(sso, validate=True).decode(), keep_blank_values=True))
        user = int(told["external_id"])
        nonce = told["nonce"]
    except (binascii.Error, ValueError, KeyError):
        raise Untrue from None
    return Account(nonce, user, "true" in (told.get("admin"), told.get("moderator")))


def _sign(secret: str, sent: str) -> str:
    return hmac.new(secret.encode(), sent.encode(), hashlib.sha256).hexdigest()
