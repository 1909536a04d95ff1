"""Posts: write, edit, and read the feed of all of them (CONTRACT, sections 3, 4, 6)."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.domain.errors import Rejected
from bridge.forum.endpoint import Reply, reading, writing
from bridge.forum.retry import Client
from bridge.forum.transport import Json
from bridge.forum.wire.base import read
from bridge.forum.wire.posts import CreatedPost, EditedPost, FeedPage, PostPart, WrittenPost

CREATE = writing("POST", "/posts.json")
EDIT = writing("PUT", "/posts/{id}.json")
DELETE = writing("DELETE", "/posts/{id}.json", reply=Reply.NOTHING)
SHOW = reading("/posts/{id}.json")
FEED = reading("/posts.json")

PER_PAGE = 50
"""Posts on a page of the feed."""


def create(client: Client, body: Json) -> WrittenPost:
    """POST /posts.json, for topics and replies.

    `skip_validations` is on: a moderator has accepted the text already, and the bridge may publish more than
    the 20 topics a day that are allowed otherwise. `auto_track` is off, so that the account does not follow
    every topic it opens.

    Discourse remembers an answer for 120 s and gives it again to the same request, be it a refusal or a topic
    that has been deleted meanwhile (OBSERVED, section 3).

    Raises:
        Rejected: the content is refused, or the text was put into the review queue, where a topic would lose
            its external id.
    """
    answer = client.call(
        CREATE, body={**body, "skip_validations": True, "auto_track": False, "nested_post": True}
    )
    created = read(CreatedPost, answer, CREATE)
    if created.post is None:
        raise Rejected(
            f"{CREATE}: the forum keeps the text back for approval.",
            hint="Make the bridge's account a moderator, then reject the waiting text and publish again.",
        )
    return created.post


def edit(client: Client, post_id: int, raw: str, original: str) -> str | None:
    """PUT /posts/{id}.json: the new text, if the stored one still is `original`; gives the stored raw.

    Neither title nor tags are sent along: a title always makes a version and a bump (CONTRACT, section 4).

    Raises:
        EditConflict: someone else has changed the text (409).
    """
    body: Json = {"post": {"raw": raw, "original_text": original}}
    answer = client.call(EDIT, ids={"id": post_id}, body=body)
    return read(EditedPost, answer, EDIT).post.raw


def delete(client: Client, post_id: int) -> None:
    """DELETE /posts/{id}.json: trash a reply (moderators may bring it back); no first post can go this way.

    Raises:
        Gone: there is no such post, or it is in the trash already.
    """
    client.call(DELETE, ids={"id": post_id})


def show(client: Client, post_id: int) -> PostPart:
    """GET /posts/{id}.json: one post with raw; staff see deleted ones too."""
    return read(PostPart, client.call(SHOW, ids={"id": post_id}), SHOW)


def feed(client: Client) -> Iterator[list[PostPart]]:
    """GET /posts.json?before=: pages of 50 posts with raw and polls, newest first, down to the first one.

    Site-wide; posts of unlisted topics and private messages are not in it. The next page starts at the lowest
    id of the last one, so new posts neither repeat nor hide old ones.
    """
    before: int | None = None
    while page := feed_page(client, before):
        yield page
        before = min(post.id for post in page)


def feed_page(client: Client, before: int | None = None) -> list[PostPart]:
    """GET /posts.json?before=: the 50 newest posts below an id; none when there are none.

    `before` is a true key, not a window of ids (OBSERVED, section 6), so it may name any post.
    """
    answer = client.call(FEED, query=None if before is None else {"before": before})
    return read(FeedPage, answer, FEED).latest_posts
