"""How to reach the forum, at what pace, and as whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bridge.domain.errors import UserProblem

SITE_LIMIT = 60.0
"""Requests a minute that Discourse allows to all admin keys of a site together (OBSERVED, section 2)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An API key and the account it acts as; neither shows in `repr`.

    `username` is None for a key that belongs to one account and acts as that (CONTRACT, section 1).
    """

    key: str = field(repr=False)
    username: str | None = field(repr=False, default=None)

    def __post_init__(self) -> None:
        for value in (self.key, self.username):
            if value is None:
                continue
            if not value or not value.isascii() or not value.isprintable() or value != value.strip():
                raise UserProblem(
                    "The forum key or its user name is empty or holds characters that no key has.",
                    hint="Copy both again; line ends and blanks around them do not belong to them.",
                )


@dataclass(frozen=True, slots=True)
class ForumSettings:
    """Everything about the way to the forum that an operator may set; times in seconds.

    Keys stay out of `repr`. `api_key` acts as the bridge's own account `api_username`, a moderator.
    `provision_key` acts as an admin and is used only to make categories, set their permissions and install
    the stored query; without it the bridge's own key is tried.

    `requests_per_minute` is half of the site-wide limit by default, since that limit is shared with every
    other key of the site; `burst` requests may go out at once after a quiet time. `attempts` bounds how often
    one request goes out, `longest_wait` what is slept on the forum's wish: a longer one (a daily limit) is
    raised at once. `feed_pages` bounds the pages of 50 posts that one look at a category reads from the posts
    feed. `query_key` is a key that may do nothing but run the stored query `query`; without it the bridge's
    own key runs it where it may, and `query` names the query when that key may run but not list it.
    `refusals` in a row open the breaker. `most_reads` and `most_writes` bound what one run may ask for and
    change, None leaves it open.
    """

    url: str
    api_key: str = field(repr=False)
    api_username: str = field(repr=False)
    provision_key: str | None = field(default=None, repr=False)
    provision_username: str | None = field(default=None, repr=False)
    requests_per_minute: float = SITE_LIMIT / 2
    burst: int = 5
    connect_timeout: float = 10.0
    answer_timeout: float = 60.0
    attempts: int = 4
    longest_wait: float = 120.0
    feed_pages: int = 40
    query: int | None = None
    query_key: str | None = field(default=None, repr=False)
    refusals: int = 12
    most_reads: int | None = None
    most_writes: int | None = None

    def __post_init__(self) -> None:
        if _misshapen(self.url):
            raise UserProblem(
                "The forum's address is not of the form https://forum.example.org.",
                hint="Give scheme and host, and the folder if the forum lives in one; no key, query or user.",
            )
        if self.query_key is not None and self.query is None:
            raise UserProblem(
                "There is a key for the pull query, but no number of that query.",
                hint="`ideabridge forum provision --key-file FILE` writes both.",
            )
        if self.requests_per_minute <= 0 or min(self.burst, self.attempts, self.refusals) < 1:
            raise UserProblem(
                "The pace of requests must be above zero, burst, attempts and refusals at least one.",
                hint="Leave them out to use half of the forum's usual limit.",
            )

    @property
    def own(self) -> Credentials:
        """The key of the bridge's account."""
        return Credentials(self.api_key, self.api_username)

    @property
    def admin(self) -> Credentials | None:
        """The provisioning key, if there is one."""
        return (
            None if self.provision_key is None else Credentials(self.provision_key, self.provision_username)
        )

    @property
    def runner(self) -> Credentials | None:
        """The key that runs the stored query and nothing else, if there is one."""
        return None if self.query_key is None else Credentials(self.query_key)

    @property
    def base(self) -> str:
        """The address without a slash at its end."""
        return self.url.rstrip("/")


def _misshapen(url: str) -> bool:
    try:
        parts = urlsplit(url)
        bad_port = parts.port == 0
    except ValueError:
        return True
    strange = parts.username or parts.password or parts.query or parts.fragment or bad_port
    return parts.scheme not in ("http", "https") or not parts.hostname or bool(strange)
