"""How much comes from one network address, counted without keeping an address.

A count stands under an HMAC of the address with a random salt. Salt and counts live in memory only, and every
day (UTC) both are thrown away: what was counted yesterday cannot be tied to an address by anybody, and a
restart forgets everything. Several processes count apart.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_DAY = 86_400
_IPV6_PREFIX = 64
"""A household or a building has that much, and may use any address in it."""

LOOK_UPS_A_MINUTE = 60
"""A hospital is one address. A receipt has a hundred random bits, so this bounds the work, not the guessing:
each try takes a twentieth of a second of the processor."""

PREVIEWS_A_MINUTE = 120
"""Nobody looks that often; programs that send texts by the thousand are slowed down."""


class Counters:
    """Moving windows by address, on the machine's own clock; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._storage = MemoryStorage()
        self._windows = MovingWindowRateLimiter(self._storage)
        self._day = self._today()
        self._salt = secrets.token_bytes(32)

    def __repr__(self) -> str:
        return "Counters()"

    def take_idea(self, campaign: str, address: str, per_day: int) -> bool:
        """Count one idea; False, and nothing counted, where the address had its number for today."""
        return self._hit(RateLimitItemPerDay(per_day), f"idea/{campaign}", address)

    def take_look_up(self, address: str) -> bool:
        """Count one look-up of a receipt; False where the address had its number for this minute."""
        return self._hit(RateLimitItemPerMinute(LOOK_UPS_A_MINUTE), "look-up", address)

    def take_preview(self, address: str) -> bool:
        """Count one preview; False where the address had its number for this minute."""
        return self._hit(RateLimitItemPerMinute(PREVIEWS_A_MINUTE), "preview", address)

    def _hit(self, limit: RateLimitItem, what: str, address: str) -> bool:
        with self._lock:
            if self._day != self._today():
                self._day, self._salt = self._today(), secrets.token_bytes(32)
                self._storage.reset()
            said = f"{what}\0{_place(address)}".encode(errors="surrogatepass")
            return self._windows.hit(limit, hmac.new(self._salt, said, hashlib.sha256).hexdigest())

    @staticmethod
    def _today() -> int:
        return int(time.time()) // _DAY


def _place(address: str) -> str:
    """What counts as one: an IPv4 address, the /64 of an IPv6 address; all else together."""
    try:
        found = ip_address(address)
    except ValueError:
        return "elsewhere"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found), _IPV6_PREFIX), strict=False))
    return str(found)
