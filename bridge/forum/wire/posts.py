"""Posts in answers: in a topic, in the feed, after a write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, Field, model_validator

from bridge.forum.wire.base import Wire
from bridge.forum.wire.polls import PollPart

REGULAR = 1
"""`post_type` of what people write; 2 to 4 are notes by moderators, small actions and whispers."""

_LIKE = 2


class ActionCount(Wire):
    """How often something was done to a post; kind 2 is a like, and no entry or no count means none."""

    id: int
    count: int = 0


class PostPart(Wire):
    """A post.

    `raw` is there in the feed, for `include_raw` and for the author; `user_id` is null when the account was
    deleted; `staff` says that the author is an admin or a moderator. `polls_votes` are this account's own
    votes: the ids of options by the name of the poll, and rows of another shape where options are ranked.
    """

    id: int
    topic_id: int
    post_number: int
    post_type: int
    user_id: int | None
    version: int
    created_at: AwareDatetime
    readers_count: int
    raw: str | None = None
    actions_summary: list[ActionCount] = Field(default_factory=list)
    polls: list[PollPart] = Field(default_factory=list)
    polls_votes: dict[str, list[Any]] = Field(default_factory=dict)
    deleted_at: datetime | None = None
    user_deleted: bool = False
    staff: bool = False

    @property
    def likes(self) -> int:
        """Number of likes."""
        return next((action.count for action in self.actions_summary if action.id == _LIKE), 0)


class FeedPage(Wire):
    """GET /posts.json: the newest posts first."""

    latest_posts: list[PostPart]


class EditedPost(Wire):
    """PUT /posts/{id}.json."""

    post: WrittenPost


class WrittenPost(Wire):
    """What is needed of a post after a write."""

    id: int
    topic_id: int
    raw: str | None = None


class CreatedPost(Wire):
    """POST /posts.json: the post, or the news that it waits for approval.

    With `nested_post` the post is wrapped and `action` says what happened; without, it is bare.
    """

    action: str = "create_post"
    post: WrittenPost | None = None

    @model_validator(mode="before")
    @classmethod
    def _wrapped(cls, data: Any) -> Any:
        if isinstance(data, dict) and "action" not in data:
            return {"post": data}
        return data

    @model_validator(mode="after")
    def _with_post(self) -> CreatedPost:
        if self.action == "create_post" and self.post is None:
            raise ValueError("post")
        return self


EditedPost.model_rebuild()
