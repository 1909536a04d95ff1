"""Who moderates: signed in through the forum for half an hour, in a cookie that only review pages get."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from datetime import datetime, timedelta

from bridge.ports import Clock
from bridge.web.connect import Untrue, question, read_answer

SESSION, NONCE = "__Secure-review", "__Secure-review-nonce"
LASTS = timedelta(minutes=30)
_ASKING = timedelta(minutes=10)
_MOST = 1000


class NotStaff(Exception):
    """The forum knows the account, but it is neither an admin nor a moderator."""


class Moderators:
    """Sends people to the forum and takes them back.

    Nonces are good once, for ten minutes, in the browser that got them; they live in memory. Sessions live in
    the cookie alone, the account's number and an end, signed; memory holds which were signed out. The signing
    key is made from the secret that the forum shares, so a new secret ends all sessions.
    """

    def __init__(self, secret: str, forum: str, clock: Clock) -> None:
        self._secret = secret
        self._forum = forum
        self._clock = clock
        self._key = hmac.digest(secret.encode(), b"sessions of the review pages", "sha256")
        self._nonces: dict[str, datetime] = {}
        self._ended: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "Moderators()"

    def ask(self, back: str) -> tuple[str, str]:
        """The forum's address to go to, and the nonce for the browser's cookie."""
        nonce = secrets.token_urlsafe(24)
        now = self._clock.now()
        with self._lock:
            self._nonces = {known: end for known, end in self._nonces.items() if end > now}
            while len(self._nonces) >= _MOST:
                self._nonces.pop(next(iter(self._nonces)))
            self._nonces[nonce] = now + _ASKING
        return question(self._secret, self._forum, nonce, back), nonce

    def welcome(self, sso: str, sig: str, nonce: str) -> str:
        """The cookie for a moderator who comes back.

        Raises:
            Untrue: the forum did not say this, not now, or to another browser.
            NotStaff: an account without the right.
        """
        account = read_answer(self._secret, sso, sig)
        with self._lock:
            end = self._nonces.pop(account.nonce, None)
        if end is None or end <= self._clock.now() or not hmac.compare_digest(account.nonce, nonce):
            raise Untrue
        if not account.staff:
            raise NotStaff
        until = int((self._clock.now() + LASTS).timestamp())
        return self._signed(f"{account.user}.{until}")

    def known(self, cookie: str) -> int | None:
        """The account of a session, None where there is none or it is over."""
        said, _, _ = cookie.rpartition(".")
        if not said or not hmac.compare_digest(self._signed(said).encode(), cookie.encode()):
            return None
        user, _, until = said.partition(".")
        with self._lock:
            if cookie in self._ended:
                return None
        return int(user) if int(until) > self._clock.now().timestamp() else None

    def end(self, cookie: str) -> None:
        """Sign out: the session is worth nothing any more, wherever a copy of it may be."""
        now = self._clock.now()
        with self._lock:
            self._ended = {known: end for known, end in self._ended.items() if end > now}
            self._ended[cookie] = now + LASTS

    def mark(self, cookie: str) -> str:
        """What the forms of a session carry, so that no other site can send them."""
        return hmac.new(self._key, f"form\x00{cookie}".encode(), hashlib.sha256).hexdigest()

    def _signed(self, said: str) -> str:
        return f"{said}.{hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()}"
