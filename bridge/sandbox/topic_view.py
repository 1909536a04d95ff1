"""One topic as an answer: its posts by page, the stream of all post ids, and what the reader may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.sandbox import answering, topic_list
from bridge.sandbox.refusals import not_found
from bridge.sandbox.rules import guardian, tags
from bridge.sandbox.serialise import View, basic_user, posts_json
from bridge.sandbox.site import Row, Site, User, marks, read_stamp

CHUNK = 20
PRINT_CHUNK = 1000


def _order(site: Site, topic: Row, recent: bool) -> str:
    """Replies that are voted on come by their votes, unless asked for by time."""
    if recent or not answering.is_one(site, topic):
        return "sort_order"
    votes = (
        "(SELECT coalesce(sum(CASE direction WHEN 'up' THEN 1 ELSE -1 END), 0) FROM post_voting_votes v"
        " WHERE v.votable_type = 'Post' AND v.votable_id = posts.id)"
    )
    return f"post_number > 1, {votes} DESC, sort_order"


def stream_ids(site: Site, viewer: User | None, topic: Row, *, recent: bool = False) -> list[int]:
    """Ids of the posts that make the topic; of a deleted topic its deleted posts too."""
    deleted = topic["deleted_at"] is not None
    where = "(deleted_at IS NULL OR post_number = 1)" if deleted else "deleted_at IS NULL"
    hidden = "" if viewer is not None and viewer.staff else " AND post_type <> 4"
    return site.column(
        f"SELECT id FROM posts WHERE topic_id = ? AND {where}{hidden} ORDER BY {_order(site, topic, recent)}",
        topic["id"],
    )


def topic_json(
    site: Site,
    viewer: User | None,
    topic: Row,
    *,
    page: int = 1,
    near: int | None = None,
    whole: bool = False,
    raw: bool = False,
    recent: bool = False,
) -> dict[str, Any]:
    """A topic with one page of its posts.

    With ``near``, a post number, the page is cut around it instead of by ``page``; ``whole`` gives up to
    1,000 posts at once (``print=true``); ``raw`` adds the source texts; ``recent`` orders by time
    what is otherwise ordered by votes.

    Raises:
        SandboxRefusal: 404 for a page beyond the end.
    """
    stream = stream_ids(site, viewer, topic, recent=recent)
    chunk = PRINT_CHUNK if whole else CHUNK
    start = (page - 1) * chunk
    if near is not None:
        numbers = site.column(
            f"SELECT count(*) FROM posts WHERE id IN ({marks(stream)}) AND post_number < ?", *stream, near
        )
        start = max(0, min(numbers[0] - chunk // 4, len(stream) - chunk))
    if start >= len(stream) and start > 0:
        raise not_found(page=True)
    shown = stream[start : start + chunk]
    rows = site.all(f"SELECT * FROM posts WHERE id IN ({marks(shown)})", *shown)
    place = {post_id: number for number, post_id in enumerate(shown)}
    rows.sort(key=lambda row: place[row["id"]])
    posts = posts_json(site, viewer, rows, View(raw=raw, topic=True))
    post_stream: dict[str, Any] = {"posts": posts, "stream": stream}
    gaps = _gaps(site, topic, stream) if viewer is not None and viewer.staff else None
    if gaps:
        post_stream["gaps"] = gaps
    result: dict[str, Any] = {"post_stream": post_stream, "timeline_lookup": _timeline(site, topic)}
    if start + chunk >= len(stream):
        result["suggested_topics"] = suggested(site, viewer, topic)
    result |= about(site, topic)
    result |= _draft(viewer, topic)
    if viewer is not None:
        result |= _own(site, viewer, topic)
    result |= {"unpinned": None, "pinned": is_pinned(site, topic)}
    result |= {
        "current_post_number": near or (rows[0]["post_number"] if rows else 1),
        "highest_post_number": topic["highest_post_number"],
    }
    if viewer is not None:
        result |= _progress(site, viewer, topic)
    result["deleted_by"] = basic_user(site.user(topic["deleted_by_id"])) if topic["deleted_by_id"] else None
    if viewer is not None and viewer.staff:
        result["has_deleted"] = bool(
            site.value(
                "SELECT 1 FROM posts WHERE topic_id = ? AND deleted_at IS NOT NULL AND post_number > 1",
                topic["id"],
            )
        )
    result |= {
        "actions_summary": [
            {"id": kind, "count": 0, "hidden": False, "can_act": viewer is not None} for kind in (4, 8, 10, 7)
        ],
        "chunk_size": chunk,
        "bookmarked": False,
        "topic_timer": _timer(site, topic),
        "message_bus_last_id": 0,
        "participant_count": topic["participant_count"],
        "show_read_indicator": False,
        "thumbnails": None,
        "slow_mode_enabled_until": None,
        "details": _details(site, viewer, topic),
        "bookmarks": [],
    }
    for add in site.hooks.topic_json:
        add(site, viewer, topic, result)
    return result


def _gaps(site: Site, topic: Row, stream: list[int]) -> dict[str, dict[str, list[int]]] | None:
    """Where deleted replies stood: ids by the id of the post that follows, or that goes before at the end."""
    known = set(stream)
    before: dict[str, list[int]] = {}
    after: dict[str, list[int]] = {}
    run: list[int] = []
    last: int | None = None
    for post_id in site.column("SELECT id FROM posts WHERE topic_id = ? ORDER BY sort_order", topic["id"]):
        if post_id not in known:
            run.append(post_id)
            continue
        if run:
            before[str(post_id)] = run
            run = []
        last = post_id
    if run and last is not None:
        after[str(last)] = run
    return {"before": before, "after": after} if before or after else None


def about(site: Site, topic: Row) -> dict[str, Any]:
    """What a topic is, the same for every reader."""
    named = tags.names_of(site, [topic["id"]])[topic["id"]]
    shown: dict[str, Any] = {"tags": tags.show(site, named), "tags_descriptions": {}}
    shown |= {
        key: topic[key]
        for key in (
            "id",
            "title",
            "fancy_title",
            "posts_count",
            "created_at",
            "views",
            "reply_count",
            "like_count",
            "last_posted_at",
        )
    }
    shown |= {
        "visible": bool(topic["visible"]),
        "closed": bool(topic["closed"]),
        "archived": bool(topic["archived"]),
        "archetype": topic["archetype"],
        "slug": topic["slug"],
        "category_id": topic["category_id"],
        "word_count": topic["word_count"],
        "deleted_at": topic["deleted_at"],
        "user_id": topic["user_id"],
        "featured_link": topic["featured_link"],
        "pinned_globally": bool(topic["pinned_globally"]),
        "pinned_at": topic["pinned_at"],
        "pinned_until": topic["pinned_until"],
    }
    if topic["external_id"]:
        shown["external_id"] = topic["external_id"]
    return shown


def _draft(viewer: User | None, topic: Row) -> dict[str, Any]:
    return {
        "has_summary": False,
        "image_url": None,
        "slow_mode_seconds": topic["slow_mode_seconds"],
        "draft": None,
        "draft_key": f"topic_{topic['id']}",
        "draft_sequence": None if viewer is None else 0,
    }


def _own(site: Site, viewer: User, topic: Row) -> dict[str, Any]:
    posted = site.value(
        "SELECT posted FROM topic_users WHERE topic_id = ? AND user_id = ?", topic["id"], viewer.id
    )
    return {} if posted is None else {"posted": bool(posted)}


def _progress(site: Site, viewer: User, topic: Row) -> dict[str, Any]:
    row = site.one(
        "SELECT last_read_post_number FROM topic_users WHERE topic_id = ? AND user_id = ?",
        topic["id"],
        viewer.id,
    )
    if row is None:
        return {}
    number = row["last_read_post_number"]
    post_id = site.value("SELECT id FROM posts WHERE topic_id = ? AND post_number = ?", topic["id"], number)
    return {"last_read_post_number": number, "last_read_post_id": post_id}


def is_pinned(site: Site, topic: Row) -> bool:
    """Whether a topic is pinned now."""
    until = topic["pinned_until"]
    return topic["pinned_at"] is not None and (until is None or until > site.stamp())


def _timeline(site: Site, topic: Row) -> list[list[int]]:
    """Pairs of position and age in days, one for each run of equal ages."""
    now = site.now()
    pairs: list[list[int]] = []
    moments = site.column(
        "SELECT created_at FROM posts WHERE topic_id = ? AND deleted_at IS NULL ORDER BY sort_order",
        topic["id"],
    )
    days: dict[str, int] = {}
    for position, moment in enumerate(moments, start=1):
        day = days.get(moment[:13])
        if day is None:
            day = days[moment[:13]] = (now - read_stamp(moment)).days
        if not pairs or pairs[-1][1] != day:
            pairs.append([position, day])
    return pairs or [[1, 0]]


def _timer(site: Site, topic: Row) -> dict[str, Any] | None:
    row = site.one("SELECT * FROM topic_timers WHERE topic_id = ? AND deleted_at IS NULL", topic["id"])
    if row is None:
        return None
    names = {1: "close", 2: "open", 3: "publish_to_category", 4: "delete", 6: "bump", 8: "silent_close"}
    return {
        "id": row["id"],
        "execute_at": row["execute_at"],
        "duration_minutes": row["duration_minutes"],
        "based_on_last_post": bool(row["based_on_last_post"]),
        "status_type": names.get(row["status_type"], "close"),
        "category_id": row["category_id"],
    }


def _details(site: Site, viewer: User | None, topic: Row) -> dict[str, Any]:
    details: dict[str, Any] = {"can_edit": guardian.can_edit_topic(site, viewer, topic)}
    if viewer is None:
        details["notification_level"] = 1
    else:
        details |= _rights(site, viewer, topic)
    people = _participants(site, topic)
    if people:
        details["participants"] = people
    details["created_by"] = basic_user(site.user(topic["user_id"]))
    details["last_poster"] = basic_user(site.user(topic["last_post_user_id"]))
    return details


def _rights(site: Site, viewer: User, topic: Row) -> dict[str, Any]:
    row = site.one("SELECT * FROM topic_users WHERE topic_id = ? AND user_id = ?", topic["id"], viewer.id)
    rights: dict[str, Any] = {"notification_level": row["notification_level"] if row else 1}
    if row is not None and row["notifications_reason_id"]:
        rights["notifications_reason_id"] = row["notifications_reason_id"]
    deleted = topic["deleted_at"] is not None
    if viewer.staff:
        rights["can_move_posts"] = True
        rights["can_recover" if deleted else "can_delete"] = True
        rights["can_remove_allowed_users"] = True
    rights |= {"can_invite_to": True, "can_invite_via_email": True}
    if guardian.can_reply(site, viewer, topic):
        rights["can_create_post"] = True
    rights |= {"can_reply_as_new_topic": True, "can_flag_topic": True}
    if viewer.staff:
        if viewer.admin and not deleted:
            rights["can_convert_topic"] = True
        rights |= dict.fromkeys(
            (
                "can_review_topic",
                "can_close_topic",
                "can_archive_topic",
                "can_split_merge_topic",
                "can_edit_staff_notes",
                "can_toggle_topic_visibility",
                "can_pin_unpin_topic",
                "can_moderate_category",
            ),
            True,
        )
        rights["can_remove_self_id"] = viewer.id
    return rights


def _participants(site: Site, topic: Row) -> list[dict[str, Any]]:
    rows = site.all(
        "SELECT user_id, count(*) AS posts FROM posts WHERE topic_id = ? AND deleted_at IS NULL AND"
        " post_type <> 4"
        " GROUP BY user_id ORDER BY posts DESC, user_id LIMIT 24",
        topic["id"],
    )
    people = []
    for row in rows:
        user = site.user(row["user_id"])
        shown = {
            **basic_user(user),
            "post_count": row["posts"],
            "primary_group_name": None,
            "flair_name": None,
        }
        shown |= {"flair_url": None, "flair_color": None, "flair_bg_color": None, "flair_group_id": None}
        shown |= {"admin": True} if user.admin else {}
        shown |= {"moderator": True} if user.moderator else {}
        people.append({**shown, "trust_level": user.trust_level})
    return people


def suggested(site: Site, viewer: User | None, topic: Row) -> list[dict[str, Any]]:
    """Up to five other topics that moved last."""
    wish = topic_list.Wish(per_page=5, order="activity")
    wish.extra.append(("t.id <> ?", (topic["id"],)))
    rows, _ = topic_list.find(site, viewer, wish)
    items, _ = topic_list.items_json(site, viewer, rows, nested=True)
    return items


def chosen_posts(
    site: Site, viewer: User | None, topic: Row, rows: Sequence[Row], *, raw: bool
) -> dict[str, Any]:
    """Some posts of a topic, as ``/t/ID/posts.json`` answers."""
    return {
        "post_stream": {"posts": posts_json(site, viewer, rows, View(raw=raw, topic=True))},
        "id": topic["id"],
    }
