"""Limits of the forum, named as Discourse's site settings, and the sliding windows that count against them.

Defaults are those of Discourse 3.5. A limit of 0 means "no limit" for the counts per minute and per day.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

from bridge.sandbox.refusals import RateLimited


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be set about the forum.

    Times in seconds unless the name says otherwise, lengths in characters.
    """

    max_admin_api_reqs_per_minute: int = 60
    rate_limit_create_topic: int = 15
    rate_limit_create_post: int = 5
    rate_limit_new_user_create_topic: int = 120
    rate_limit_new_user_create_post: int = 30
    max_topics_per_day: int = 20
    max_topics_in_first_day: int = 3
    max_replies_in_first_day: int = 10
    max_edits_per_day: int = 30
    max_likes_per_day: int = 50
    max_prints_per_hour_per_user: int = 5
    unique_posts_mins: int = 5
    memo_seconds: int = 120
    min_topic_title_length: int = 15
    max_topic_title_length: int = 255
    min_post_length: int = 20
    max_post_length: int = 32000
    title_min_entropy: int = 10
    body_min_entropy: int = 7
    title_max_word_length: int = 30
    max_mentions_per_post: int = 10
    newuser_max_links: int = 2
    newuser_max_mentions: int = 2
    newuser_max_embedded_media: int = 1
    max_tag_length: int = 20
    max_tags_per_topic: int = 5
    editing_grace_period: int = 300
    editing_grace_period_max_diff: int = 100
    post_edit_time_limit_mins: int = 1440
    tl2_post_edit_time_limit_mins: int = 43200
    post_undo_action_window_mins: int = 10
    poll_edit_window_mins: int = 5
    poll_minimum_trust_level_to_create: int = 1
    min_trust_level_to_create_tag: int = 3
    data_explorer_timeout: float = 10.0
    allow_duplicate_topic_titles: bool = False
    edit_history_visible_to_public: bool = True
    can_permanently_delete: bool = False
    data_explorer_enabled: bool = True
    retry_web_hook_events: bool = False
    min_personal_message_title_length: int = 2
    min_personal_message_post_length: int = 10
    personal_message_enabled_groups: str = "1|2|11"
    discourse_reactions_enabled: bool = False
    discourse_reactions_enabled_reactions: str = "laughing|open_mouth|clap|confetti_ball|hugs|+1"
    discourse_reactions_excluded_from_like: str = "-1"
    discourse_reactions_reaction_for_like: str = "heart"
    topic_voting_enabled: bool = False
    topic_voting_show_who_voted: bool = True
    topic_voting_tl0_vote_limit: int = 2
    topic_voting_tl1_vote_limit: int = 4
    topic_voting_tl2_vote_limit: int = 6
    topic_voting_tl3_vote_limit: int = 8
    topic_voting_tl4_vote_limit: int = 10
    post_voting_enabled: bool = False
    post_voting_undo_vote_action_window: int = 10
    approve_post_count: int = 0
    approve_unless_allowed_groups: str = "10"
    max_image_size_kb: int = 10240
    max_attachment_size_kb: int = 10240
    authorized_extensions: str = "jpg|jpeg|png|gif|heic|heif|webp|avif"
    max_reqs_per_ip_per_10_seconds: int = 0
    max_reqs_per_ip_per_minute: int = 0
    max_user_api_reqs_per_minute: int = 20
    max_user_api_reqs_per_day: int = 2880
    disable_emails: str = "no"
    enable_discourse_connect_provider: bool = False
    discourse_connect_provider_secrets: str = ""
    tag_style: str = "strings"
    title: str = "Sandbox forum"

    @classmethod
    def relaxed(cls, **changes: Any) -> Self:
        """Limits without any waiting: no rate limits, everything else as a forum has it."""
        free: dict[str, Any] = {
            "max_user_api_reqs_per_minute": 0,
            "max_user_api_reqs_per_day": 0,
            "max_admin_api_reqs_per_minute": 0,
            "rate_limit_create_topic": 0,
            "rate_limit_create_post": 0,
            "rate_limit_new_user_create_topic": 0,
            "rate_limit_new_user_create_post": 0,
            "max_topics_per_day": 0,
            "max_topics_in_first_day": 0,
            "max_replies_in_first_day": 0,
            "max_edits_per_day": 0,
            "max_likes_per_day": 0,
            "max_prints_per_hour_per_user": 0,
        }
        return cls(**{**free, **changes})


VERSIONS = {"strings": "3.5.0.beta8-dev", "objects": "2026.7.0"}
"""The version that the forum claims, by its manner of showing tags."""

HIDDEN_SETTINGS = frozenset({"can_permanently_delete"})
"""Settings that Discourse does not let anybody change over HTTP."""

SECRET_SETTINGS = frozenset({"discourse_connect_provider_secrets"})
"""Settings that only admins see."""

NOT_SETTINGS = frozenset({"memo_seconds", "tag_style", "data_explorer_timeout"})
"""Fields of Limits that describe the server's version rather than a site setting."""


def setting_names() -> list[str]:
    """Names of the fields that are site settings."""
    return [field.name for field in fields(Limits) if field.name not in NOT_SETTINGS]


class Windows:
    """Sliding windows: at most so many deeds of one kind within so many seconds.

    A refused deed is not counted, so it does not prolong the wait (Discourse's RateLimiter).
    """

    def __init__(self) -> None:
        self._deeds: dict[tuple[Any, ...], deque[datetime]] = {}

    def wait(self, key: tuple[Any, ...], most: int, seconds: int, now: datetime) -> int:
        """Seconds until the next deed is allowed; 0 means now."""
        if most <= 0 or seconds <= 0:
            return 0
        deeds = self._deeds.get(key)
        while deeds and (now - deeds[0]).total_seconds() >= seconds:
            deeds.popleft()
        if not deeds or len(deeds) < most:
            return 0
        age = (now - deeds[len(deeds) - most]).total_seconds()
        return max(1, math.ceil(seconds - age))

    def count(self, key: tuple[Any, ...], now: datetime) -> None:
        """Note a deed."""
        self._deeds.setdefault(key, deque()).append(now)

    def take_back(self, key: tuple[Any, ...]) -> None:
        """Forget the last deed."""
        deeds = self._deeds.get(key)
        if deeds:
            deeds.pop()

    def perform(
        self,
        key: tuple[Any, ...],
        most: int,
        seconds: int,
        now: datetime,
        message: str,
        code: str | None = None,
    ) -> None:
        """Note a deed or refuse it.

        Raises:
            RateLimited: with ``message`` (it may name ``{time_left}``) and the seconds to wait.
        """
        if most <= 0 or seconds <= 0:
            return
        wait = self.wait(key, most, seconds, now)
        if wait:
            raise RateLimited(message, wait, code)
        self.count(key, now)

    def clear(self) -> None:
        """Forget everything."""
        self._deeds.clear()
