"""Tags: how names are cleaned, who may invent them, how a topic gets them.

Servers of 3.5 take and show plain strings and crash on objects; those of 2026 take and show objects and
drop strings.
The field ``tag_style`` of the limits chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bridge.sandbox.refusals import crash
from bridge.sandbox.site import Row, Site, User, marks

_STRIP = re.compile(r"[/?#\[\]@!$&'()*+,;=.%\\`^|{}\"<>]+")


def clean(name: str, longest: int) -> str:
    """A tag's name as it is stored: lower case, hyphens for spaces, forbidden signs gone, cut to length."""
    text = re.sub(r"\s+", "-", _STRIP.sub("", name.strip().lower()))
    return re.sub("-+", "-", text)[:longest].strip("-")


def read(site: Site, value: Any) -> list[str]:
    """Names of the tags in a parameter.

    Raises:
        SandboxRefusal: 500 for a shape that this version does not understand.
    """
    if value is None:
        return []
    if site.limits.tag_style == "objects":
        items = value if isinstance(value, list) else []
        return [str(item["name"]) for item in items if isinstance(item, dict) and item.get("name")]
    if not isinstance(value, list) or any(isinstance(item, dict | list) for item in value):
        raise crash()
    return [str(item) for item in value if item not in (None, "")]


def show(site: Site, names: Iterable[str]) -> list[Any]:
    """Tags as an answer carries them."""
    if site.limits.tag_style != "objects":
        return list(names)
    found = list(names)
    rows = site.all(f"SELECT id, name FROM tags WHERE name IN ({marks(found)})", *found)
    by_name = {row["name"]: row["id"] for row in rows}
    return [{"id": by_name[name], "name": name, "slug": name} for name in found]


def may_invent(site: Site, user: User) -> bool:
    """Whether a person may make a new tag by using it."""
    return user.staff or user.trust_level >= site.limits.min_trust_level_to_create_tag


def names_of(site: Site, topic_ids: Iterable[int]) -> dict[int, list[str]]:
    """Tags of several topics, by topic id, in alphabetical order."""
    ids = list(topic_ids)
    found: dict[int, list[str]] = {topic_id: [] for topic_id in ids}
    for row in site.all(
        f"SELECT tt.topic_id, t.name FROM topic_tags tt JOIN tags t ON t.id = tt.tag_id"
        f" WHERE tt.topic_id IN ({marks(ids)}) ORDER BY t.name",
        *ids,
    ):
        found[row["topic_id"]].append(row["name"])
    return found


def ensure(site: Site, name: str) -> int:
    """The id of a tag, made if need be."""
    found = site.value("SELECT id FROM tags WHERE name = ?", name)
    if found is not None:
        return int(found)
    now = site.stamp()
    return site.insert("tags", name=name, created_at=now, updated_at=now)


def choose(site: Site, user: User, wanted: Iterable[str], *, invent: bool = False) -> list[str]:
    """The tags that a topic really gets: cleaned, known or inventable, no more than the limit.

    Others drop silently.
    """
    limits = site.limits
    chosen: list[str] = []
    for name in wanted:
        cleaned = clean(name, limits.max_tag_length)
        if not cleaned or cleaned in chosen:
            continue
        known = site.value("SELECT name FROM tags WHERE name = ?", cleaned)
        if known is not None or invent or may_invent(site, user):
            chosen.append(known or cleaned)
    return chosen[: limits.max_tags_per_topic]


def required_errors(site: Site, user: User, category_id: int | None, names: list[str]) -> list[str]:
    """What the category asks for and the topic lacks; staff are free of it."""
    least = site.value("SELECT minimum_required_tags FROM categories WHERE id = ?", category_id) or 0
    if user.staff or len(names) >= least:
        return []
    return [f"You must select at least {least} {'tag' if least == 1 else 'tags'}."]


def put(site: Site, topic: Row, names: list[str]) -> None:
    """Give a topic exactly these tags and keep the counts."""
    now = site.stamp()
    old = set(site.column("SELECT tag_id FROM topic_tags WHERE topic_id = ?", topic["id"]))
    new = {ensure(site, name) for name in names}
    for tag_id in old - new:
        site.run("DELETE FROM topic_tags WHERE topic_id = ? AND tag_id = ?", topic["id"], tag_id)
    for tag_id in new - old:
        site.insert("topic_tags", topic_id=topic["id"], tag_id=tag_id, created_at=now, updated_at=now)
    if topic["deleted_at"] is None and topic["archetype"] == "regular":
        _count(site, new - old, 1)
        _count(site, old - new, -1)


def _count(site: Site, tag_ids: Iterable[int], change: int) -> None:
    for tag_id in tag_ids:
        site.run(
            "UPDATE tags SET public_topic_count = public_topic_count + ?1,"
            " staff_topic_count = staff_topic_count + ?1 WHERE id = ?2",
            change,
            tag_id,
        )


def recount(site: Site, tag_ids: Iterable[int]) -> None:
    """Count the topics of tags afresh."""
    for tag_id in tag_ids:
        count = site.value(
            "SELECT count(*) FROM topic_tags tt JOIN topics t ON t.id = tt.topic_id"
            " WHERE tt.tag_id = ? AND t.deleted_at IS NULL AND t.archetype = 'regular'",
            tag_id,
        )
        site.update("tags", tag_id, public_topic_count=count, staff_topic_count=count)
