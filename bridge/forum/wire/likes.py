"""Who liked a post."""

from __future__ import annotations

from bridge.forum.wire.base import Wire


class Liker(Wire):
    """A person, by number only; names are not read."""

    id: int


class LikersPage(Wire):
    """GET /post_action_users.json: oldest first; the total is there when it is more than was listed."""

    post_action_users: list[Liker]
    total_rows_post_action_users: int | None = None


class ReceivedLike(Wire):
    """Something that somebody did to a post of an account; kind 2 is a like."""

    action_type: int
    post_id: int
    acting_user_id: int


class ReceivedPage(Wire):
    """GET /user_actions.json: newest first."""

    user_actions: list[ReceivedLike]
