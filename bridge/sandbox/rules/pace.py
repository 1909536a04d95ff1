"""How often a person may do a thing. Staff may do anything at any time; newcomers have tighter limits."""

from __future__ import annotations

from bridge.sandbox.refusals import plain_limit
from bridge.sandbox.rules import guardian
from bridge.sandbox.site import Site, User

_DAY = 86_400
_TOO_FAST = "You’re replying a bit too quickly. Please wait {time_left} before trying again."
_TOPICS_FAST = "You’re creating topics too quickly. Please wait {time_left} before trying again."
_TOPICS_DAY = (
    "You’ve reached the maximum new topics allowed per day. You can create more new topics in {time_left}."
)
_FIRST_TOPICS = (
    "You’ve reached the maximum new topics allowed on your first day."
    " Please wait {time_left} before trying again."
)
_FIRST_REPLIES = (
    "You’ve reached the maximum number of replies allowed on your first day."
    " Please wait {time_left} before trying again."
)
_EDITS = (
    "You’ve reached the maximum number of edits allowed per day. Please wait {time_left} before trying again."
)
_LIKES = (
    "Wow! You’ve been sharing a lot of love! You’ve reached the maximum number of likes within a 24 hour"
    " period,"
    " but as you gain trust levels, you’ll earn more daily likes. You’ll be able to like posts again in"
    " {time_left}."
)
_MULTIPLIERS = {2: 1.5, 3: 2.0, 4: 3.0}


def may_create_post(site: Site, user: User, *, topic: bool) -> None:
    """Count a new topic or reply of a person.

    Raises:
        RateLimited: too soon or too many.
    """
    if user.staff:
        return
    limits, now = site.limits, site.now()
    new = guardian.is_new(site, user)
    windows = site.windows
    perform = windows.perform
    pause = limits.rate_limit_new_user_create_post if new else limits.rate_limit_create_post
    checks = [(("post", user.id), 1, pause, _TOO_FAST)]
    if topic:
        pause = limits.rate_limit_new_user_create_topic if new else limits.rate_limit_create_topic
        checks.append((("topic", user.id), 1, pause, _TOPICS_FAST))
        checks.append((("topics-day", user.id), limits.max_topics_per_day, _DAY, _TOPICS_DAY))
        if new:
            checks.append((("first-topics", user.id), limits.max_topics_in_first_day, _DAY, _FIRST_TOPICS))
    elif new:
        checks.append((("first-replies", user.id), limits.max_replies_in_first_day, _DAY, _FIRST_REPLIES))
    for key, most, seconds, message in checks:
        if windows.wait(key, most, seconds, now):
            perform(key, most, seconds, now, message)
    for key, most, seconds, message in checks:
        perform(key, most, seconds, now, message)


def may_edit(site: Site, user: User) -> None:
    """Count an edit that makes a new version.

    Raises:
        RateLimited: too many today.
    """
    if not user.staff:
        most = int(site.limits.max_edits_per_day * _MULTIPLIERS.get(user.trust_level, 1))
        site.windows.perform(("edit", user.id), most, _DAY, site.now(), _EDITS)


def may_ask(site: Site, address: str) -> None:
    """Count a request from an address; off unless set, as requests from private addresses are not limited.

    Refused requests count too and so prolong the wait.

    Raises:
        SandboxRefusal: 429 as plain text, too many from there.
    """
    refused = None
    for key, most, seconds, code in _of_address(site, address):
        wait = site.windows.wait(key, most, seconds, site.now())
        site.windows.count(key, site.now())
        if wait:
            refused = refused or plain_limit(wait, code)
    if refused is not None:
        raise refused


def forget_asking(site: Site, address: str) -> None:
    """Take back the count of a request that turned out to have a valid Api-Key."""
    for key, *_ in _of_address(site, address):
        site.windows.take_back(key)


def _of_address(site: Site, address: str) -> list[tuple[tuple[str, str], int, int, str]]:
    limits = site.limits
    checks = [
        (("ip-10", address), limits.max_reqs_per_ip_per_10_seconds, 10, "ip_10_secs_limit"),
        (("ip-60", address), limits.max_reqs_per_ip_per_minute, 60, "ip_60_secs_limit"),
    ]
    return [check for check in checks if check[1] > 0]


def may_like(site: Site, user: User) -> None:
    """Count a like.

    Raises:
        RateLimited: too many today.
    """
    if not user.staff:
        most = int(site.limits.max_likes_per_day * _MULTIPLIERS.get(user.trust_level, 1))
        site.windows.perform(("like", user.id), most, _DAY, site.now(), _LIKES)
